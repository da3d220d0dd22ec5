package org.circlejournal.standalone;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An OpenID Connect issuer, as far as a resource server sees one: discovery and public keys. */
final class Issuer implements AutoCloseable {

  static final String AUDIENCE = "circle-journal";

  private final HttpServer server;
  private final RSAKey key;
  private final AtomicInteger askedForKeys = new AtomicInteger();

  private Issuer(HttpServer server, RSAKey key) {
    this.server = server;
    this.key = key;
  }

  static Issuer start() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Issuer issuer = new Issuer(server, key("one"));
    issuer.serve(
        "/.well-known/openid-configuration",
        "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"}".formatted(issuer.name(), issuer.name()));
    issuer.serve("/keys", new JWKSet(issuer.key.toPublicJWK()).toString());
    server.start();
    return issuer;
  }

  static RSAKey key(String id) throws JOSEException {
    return new RSAKeyGenerator(2048).keyID(id).generate();
  }

  private void serve(String path, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        path,
        exchange -> {
          if (path.equals("/keys")) {
            askedForKeys.incrementAndGet();
          }
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  /** As it stands in {@code iss}. */
  String name() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  int askedForKeys() {
    return askedForKeys.get();
  }

  RSAKey key() {
    return key;
  }

  /** Good claims, to be spoilt. */
  JWTClaimsSet.Builder claims(String role, String... workplaces) {
    return new JWTClaimsSet.Builder()
        .issuer(name())
        .audience(AUDIENCE)
        .subject("somebody")
        .issueTime(Date.from(Instant.now()))
        .expirationTime(Date.from(Instant.now().plus(Duration.ofMinutes(10))))
        .claim("realm_access", java.util.Map.of("roles", List.of("offline_access", role)))
        .claim("workplaces", List.of(workplaces));
  }

  String token(String role, String... workplaces) throws JOSEException {
    return sign(claims(role, workplaces).build(), key);
  }

  static String sign(JWTClaimsSet claims, RSAKey key) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  /** The old trick: the public key, which everybody has, taken for a shared secret. */
  String signedWithPublicKeyAsSecret(JWTClaimsSet claims) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), claims);
    jwt.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
    return jwt.serialize();
  }

  static String unsigned(JWTClaimsSet claims) {
    return new PlainJWT(claims).serialize();
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
  }
}
