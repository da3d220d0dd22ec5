package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.circlejournal.command.CommandSide;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.QuerySide;
import org.circlejournal.standalone.sample.SimulatedCircle;
import org.circlejournal.standalone.sample.Simulator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sample year over Axon Server reads as it does over PostgreSQL. Runs where the environment
 * names a server in development mode whose events may be thrown away: {@code AXON_SERVER=host:port}
 * (gRPC) and {@code AXON_SERVER_HTTP=http://host:port}. The name of a server alone is not enough,
 * because all its events go.
 */
class AxonServerIT {

  private static final long SEED = 20250113;
  private static final List<String> READ_MODELS =
      List.of("", "/attendance", "/theme-usage", "/burnout-trend", "/protected-space");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;

  @Test
  void the_sample_year_reads_the_same_from_either_journal() throws Exception {
    String server = variable("AXON_SERVER");
    purge(variable("AXON_SERVER_HTTP"));
    Map<String, JsonNode> overPostgres = sampleYear(folder.resolve("postgres-journal"), null);
    Map<String, JsonNode> overAxonServer = sampleYear(folder.resolve("axon-journal"), server);
    assertThat(overAxonServer).hasSize(2 * READ_MODELS.size());
    overPostgres.forEach(
        (path, rows) -> assertThat(overAxonServer.get(path)).as(path).isEqualTo(rows));
  }

  private static String variable(String name) {
    String value = System.getenv(name);
    if (value == null) {
      System.out.println("AxonServerIT is skipped: " + name + " is not set");
      return abort(name + " is not set");
    }
    return value;
  }

  private static void purge(String server) throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(server + "/v1/devmode/purge-events"))
                .DELETE()
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("purge: " + answer.body()).isEqualTo(200);
  }

  /** Two processes and a database; what all read models say, by circle's name and path. */
  private static Map<String, JsonNode> sampleYear(Path folder, @Nullable String axonServer)
      throws Exception {
    Files.createDirectories(folder);
    Secrets secrets = new Secrets(folder.resolve("secrets"), new SecureRandom());
    Secrets.DatabasePasswords passwords = secrets.databasePasswords();
    try (EmbeddedDatabase database =
        EmbeddedDatabase.start(folder.resolve("postgres"), passwords)) {
      int commandPort = Program.freePort();
      int queryPort = Program.freePort();
      Map<String, String> common = new TreeMap<>();
      common.put("CIRCLE_POSTGRES_URL", database.url());
      common.put("CIRCLE_POSTGRES_OWNER_USER", "circle_owner");
      common.put("CIRCLE_POSTGRES_OWNER_PASSWORD", passwords.owner());
      common.put("CIRCLE_DATA", folder.toString());
      common.put("CIRCLE_SECRETS", secrets.folder().toString());
      common.put("CIRCLE_JOURNAL", axonServer == null ? "postgres" : "axon-server");
      if (axonServer != null) {
        common.put("CIRCLE_AXON_SERVER_SERVERS", axonServer);
      }
      try (Program commands =
              side(
                  folder,
                  common,
                  CommandSide.class,
                  "circle_command",
                  passwords.command(),
                  commandPort);
          Program queries =
              side(folder, common, QuerySide.class, "circle_query", passwords.query(), queryPort)) {
        String door = "http://127.0.0.1:" + commandPort;
        String read = "http://127.0.0.1:" + queryPort;
        awaitHealthy(door, commands);
        awaitHealthy(read, queries);
        JsonNode tokens = Json.mapper().readTree(secrets.folder().resolve("tokens.json").toFile());
        importSample(door, tokens.path("steward").textValue());
        Map<String, JsonNode> rows = awaitRows(read, tokens.path("dashboard").textValue());
        if (axonServer != null) {
          assertNothingInPostgres(database);
          assertVersionsAreWaitedFor(door, read);
        }
        return rows;
      }
    }
  }

  private static Program side(
      Path folder,
      Map<String, String> common,
      Class<?> side,
      String user,
      String password,
      int port)
      throws IOException {
    Map<String, String> variables = new TreeMap<>(common);
    variables.put("CIRCLE_POSTGRES_USER", user);
    variables.put("CIRCLE_POSTGRES_PASSWORD", password);
    variables.put("SERVER_PORT", Integer.toString(port));
    return Program.start(
        folder,
        variables,
        List.of("-Xmx384m", "-cp", System.getProperty("java.class.path"), side.getName()));
  }

  private static void awaitHealthy(String url, Program program) {
    Awaitility.await(program.output())
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> Program.get(url + "/actuator/health").statusCode() == 200);
  }

  private static void importSample(String door, String steward) throws Exception {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (SimulatedCircle circle : Simulator.sample(SEED)) {
      lines.writeBytes(circle.lines());
    }
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(door + "/imports?allowAnswers=true"))
                .header("Authorization", "Bearer " + steward)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines.toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(Json.mapper().readTree(answer.body()).path("refused")).isEmpty();
  }

  /** Once every view has come to the end: three waves are released, and nothing moves any more. */
  private static Map<String, JsonNode> awaitRows(String read, String token) {
    Map<String, JsonNode> last = new TreeMap<>();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(700))
        .until(
            () -> {
              Map<String, JsonNode> now = rows(read, token);
              boolean settled =
                  now.size() == 2 * READ_MODELS.size()
                      && has(now, "SYNTHETIC 14/burnout-trend", "follow-up")
                      && has(now, "SYNTHETIC 6/burnout-trend", "endpoint")
                      && now.equals(last);
              last.clear();
              last.putAll(now);
              return settled;
            });
    return last;
  }

  private static boolean has(Map<String, JsonNode> rows, String path, String word) {
    return String.valueOf(rows.get(path)).contains(word);
  }

  private static Map<String, JsonNode> rows(String read, String token) throws Exception {
    Map<String, JsonNode> rows = new TreeMap<>();
    for (JsonNode circle : get(read + "/circles", token)) {
      String path = "/circles/" + circle.path("circleId").textValue();
      for (String model : READ_MODELS) {
        rows.put(
            circle.path("name").textValue() + model, comparable(get(read + path + model, token)));
      }
    }
    return rows;
  }

  private static JsonNode get(String url, String token) throws Exception {
    HttpResponse<String> answer = Program.get(url, "Authorization", "Bearer " + token);
    assertThat(answer.statusCode()).as(url + answer.body()).isEqualTo(200);
    return Json.mapper().readTree(answer.body());
  }

  /** Without what chance gives: identifiers of circles and of sets of people. */
  private static JsonNode comparable(JsonNode json) {
    if (json instanceof ObjectNode object) {
      object.remove(List.of("circleId", "setId"));
      object.forEach(AxonServerIT::comparable);
    } else if (json instanceof ArrayNode array) {
      array.forEach(AxonServerIT::comparable);
    }
    return json;
  }

  private static void assertNothingInPostgres(EmbeddedDatabase database) throws Exception {
    try (var connection = database.superuser().getConnection();
        var statement = connection.createStatement();
        var result = statement.executeQuery("select count(*) from journal.domain_event_entry")) {
      result.next();
      assertThat(result.getLong(1)).isZero();
    }
  }

  /** A command over the distributed bus, a refusal of it, and a read that asks for its version. */
  private static void assertVersionsAreWaitedFor(String door, String read) throws Exception {
    JsonNode founded =
        Json.mapper()
            .readTree(
                Program.post(
                        door + "/circles",
                        """
                        {"name":"NORTH-7","workplace":"CLINIC-A","timeZone":"Europe/Berlin",
                         "firstMeeting":"2027-01-11T17:00","capacity":12,"frameVersion":"1"}""")
                    .body());
    String path = "/circles/" + founded.path("circleId").textValue();
    String[] member = {"Authorization", "Bearer " + founded.path("memberToken").textValue()};
    String frame = "{\"frameVersion\":\"1\"}";
    JsonNode agreed =
        Json.mapper().readTree(Program.post(door + path + "/agree-frame", frame, member).body());
    HttpResponse<String> again = Program.post(door + path + "/agree-frame", frame, member);
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body()).contains("already-so");
    HttpResponse<String> seen =
        Program.get(read + path + "?minVersion=" + agreed.path("version").longValue(), member);
    assertThat(seen.statusCode()).as(seen.body()).isEqualTo(200);
    assertThat(seen.headers().firstValueAsLong("Journal-Position").orElse(-1)).isPositive();
  }
}
