package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The journal's database over TLS, with a server's certificate that was made here. */
class PostgresTlsIT {

  @TempDir static Path folder;

  private static EmbeddedPostgres server;

  @BeforeAll
  static void a_server_with_a_certificate() throws Exception {
    certificate("server");
    certificate("another");
    server =
        EmbeddedPostgres.builder()
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", folder.resolve("server.crt").toString())
            .setServerConfig("ssl_key_file", folder.resolve("server.key").toString())
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** Signed by itself: it is its own authority. */
  private static void certificate(String name) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey"));
    command.addAll(List.of("rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"));
    command.addAll(List.of("-addext", "subjectAltName=DNS:localhost"));
    command.addAll(List.of("-keyout", folder.resolve(name + ".key").toString()));
    command.addAll(List.of("-out", folder.resolve(name + ".crt").toString()));
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
    Files.setPosixFilePermissions(
        folder.resolve(name + ".key"), PosixFilePermissions.fromString("rw-------"));
  }

  private static String url(String host, String authority) {
    return "jdbc:postgresql://%s:%d/postgres?sslmode=verify-full&sslrootcert=%s"
        .formatted(host, server.getPort(), folder.resolve(authority + ".crt"));
  }

  @Test
  void the_journal_is_made_and_read_over_tls_that_verifies_in_full() throws Exception {
    PGSimpleDataSource owner = new PGSimpleDataSource();
    owner.setUrl(url("localhost", "server"));
    owner.setUser("postgres");
    JournalTables.migrate(owner);
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url("localhost", "server"));
    config.setUsername("postgres");
    config.setMaximumPoolSize(4);
    try (HikariDataSource pool = new HikariDataSource(config);
        Journal journal = Journal.open(JournalSettings.postgres(pool));
        Connection c = pool.getConnection();
        Statement statement = c.createStatement()) {
      assertThat(journal.readStream("none", 0).hasNext()).isFalse();
      try (ResultSet row =
          statement.executeQuery("select ssl from pg_stat_ssl where pid = pg_backend_pid()")) {
        assertThat(row.next() && row.getBoolean(1)).isTrue();
      }
    }
  }

  @Test
  void a_server_of_another_authority_is_refused() {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(url("localhost", "another"));
    database.setUser("postgres");
    assertThatThrownBy(database::getConnection)
        .isInstanceOf(SQLException.class)
        .hasStackTraceContaining("javax.net.ssl.SSLHandshakeException");
  }

  @Test
  void a_server_of_another_name_is_refused() {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(url("127.0.0.1", "server"));
    database.setUser("postgres");
    assertThatThrownBy(database::getConnection)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("127.0.0.1");
  }
}
