package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Both doors over TLS, by the settings that docs/operations.md names. */
class TlsIT {

  @TempDir Path folder;

  @Test
  void both_doors_speak_tls_and_a_page_gets_a_cookie_that_never_leaves_it() throws Exception {
    Path certificate = folder.resolve("tls.crt");
    Path key = folder.resolve("tls.key");
    make(certificate, key);
    HttpClient client = HttpClient.newBuilder().sslContext(trusting(certificate)).build();
    try (BothDoors doors =
        BothDoors.start(
            "--server.ssl.certificate=file:" + certificate,
            "--server.ssl.certificate-private-key=file:" + key)) {
      HttpResponse<String> commands =
          client.send(to(doors.command(), "/commands").build(), BodyHandlers.ofString());
      assertThat(commands.statusCode()).isEqualTo(200);
      assertThat(commands.headers().firstValue("Strict-Transport-Security"))
          .hasValue("max-age=31536000");
      HttpRequest signIn =
          to(doors.query(), "/session")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"token\":\"" + doors.staff("auditor") + "\"}"))
              .build();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> client.send(signIn, BodyHandlers.ofString()).statusCode() == 200);
      HttpResponse<String> session = client.send(signIn, BodyHandlers.ofString());
      String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
      assertThat(cookie).startsWith("__Host-circle-session=").endsWith("; Secure");
      HttpRequest told =
          to(doors.query(), "/session")
              .header("Cookie", cookie.substring(0, cookie.indexOf(';')))
              .build();
      assertThat(client.send(told, BodyHandlers.ofString()).body()).contains("\"auditor\"");
      assertThatThrownBy(
              () ->
                  HttpClient.newHttpClient()
                      .send(to(doors.query(), "/api").build(), BodyHandlers.ofString()))
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  private static HttpRequest.Builder to(ConfigurableApplicationContext side, String path) {
    String port = side.getEnvironment().getProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path));
  }

  private static void make(Path certificate, Path key) throws Exception {
    List<String> command =
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString());
    try {
      Process made =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(made.waitFor()).isZero();
    } catch (IOException e) {
      abort("skipped: there is no openssl to make a certificate with");
    }
  }

  private static SSLContext trusting(Path certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(certificate)) {
      trusted.setCertificateEntry(
          "doors", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
