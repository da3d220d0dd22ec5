package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {

  @TempDir Path folder;

  private Secrets.DatabasePasswords passwords() {
    return new Secrets(folder.resolve("secrets"), new SecureRandom()).databasePasswords();
  }

  @Test
  void the_server_is_durable_on_loopback_and_asks_for_passwords() throws Exception {
    Secrets.DatabasePasswords passwords = passwords();
    try (EmbeddedDatabase database =
        EmbeddedDatabase.start(folder.resolve("postgres"), passwords)) {
      assertThat(show(database, "fsync")).isEqualTo("on");
      assertThat(show(database, "synchronous_commit")).isEqualTo("on");
      assertThat(show(database, "full_page_writes")).isEqualTo("on");
      assertThat(show(database, "listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Files.readAllLines(folder.resolve("postgres/pg_hba.conf")))
          .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line).endsWith("scram-sha-256"));
      assertThatThrownBy(
              () -> DriverManager.getConnection(database.url(), "postgres", "wrong").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      try (Connection c =
          DriverManager.getConnection(database.url(), "circle_query", passwords.query())) {
        assertThat(c.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void what_was_committed_survives_kill_9_and_the_server_left_behind_is_stopped() throws Exception {
    Path data = folder.resolve("postgres");
    Secrets.DatabasePasswords passwords = passwords();
    Process application = commitsAndWaits(data);
    BufferedReader printed =
        new BufferedReader(
            new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8));
    String line = printed.readLine();
    while (line != null && !line.equals("committed")) {
      line = printed.readLine();
    }
    assertThat(line).isEqualTo("committed");
    application.destroyForcibly().waitFor();
    long left = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    assertThat(ProcessHandle.of(left)).as("the server lives on").isPresent();

    try (EmbeddedDatabase database = EmbeddedDatabase.start(data, passwords);
        Connection c = database.superuser().getConnection();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("select answer from kept")) {
      assertThat(r.next()).isTrue();
      assertThat(r.getInt(1)).isEqualTo(42);
      assertThat(ProcessHandle.of(left)).as("the server left behind").isEmpty();
    }
  }

  private Process commitsAndWaits(Path data) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            CommitsAndWaits.class.getName(),
            data.toString(),
            folder.resolve("secrets").toString())
        .redirectErrorStream(true)
        .start();
  }

  static final class CommitsAndWaits {
    public static void main(String[] args) throws Exception {
      Secrets secrets = new Secrets(Path.of(args[1]), new SecureRandom());
      EmbeddedDatabase database =
          EmbeddedDatabase.start(Path.of(args[0]), secrets.databasePasswords());
      try (Connection c = database.superuser().getConnection();
          Statement s = c.createStatement()) {
        s.execute("create table kept as select 42 as answer");
      }
      System.out.println("committed");
      System.in.read();
    }
  }

  @Test
  void a_folder_is_held_by_one() throws Exception {
    Path data = folder.resolve("data");
    try (DataFolder held = DataFolder.take(data)) {
      assertThat(held.path()).isEqualTo(data);
      assertThatThrownBy(() -> DataFolder.take(data))
          .isInstanceOf(StartFailed.class)
          .hasMessageContaining("in use");
    }
    DataFolder.take(data).close();
  }

  @Test
  void passwords_are_made_once_and_read_by_the_owner_only() throws Exception {
    assertThat(passwords()).isEqualTo(passwords());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("secrets/postgres.json"))))
        .isEqualTo("rw-------");
  }

  private static String show(EmbeddedDatabase database, String setting) throws SQLException {
    try (Connection c = database.superuser().getConnection();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("show " + setting)) {
      r.next();
      return r.getString(1);
    }
  }
}
