package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The application as a newcomer starts it: in a process of its own, in an empty folder. */
class StandaloneIT {

  private static final String FOUND =
      """
      {"name":"NORTH-7","workplace":"CLINIC-A","timeZone":"Europe/Berlin",
       "firstMeeting":"2027-01-11T17:00","capacity":12,"frameVersion":"1"}""";
  private static final Pattern CURL =
      Pattern.compile("curl -H @(\\S+)(?: -H '(\\S+): (\\S+)')? '?(http\\S+?)'?\\s");

  @TempDir Path folder;

  private final int commandPort = freePort();
  private final int queryPort = freePort();

  private static int freePort() {
    try {
      return Program.freePort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Program start(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("--server.command.port=" + commandPort, "--server.query.port=" + queryPort));
    arguments.addAll(List.of(more));
    return Program.standalone(folder, arguments.toArray(String[]::new));
  }

  @Test
  void the_four_lines_work_when_pasted_and_a_second_start_imports_nothing_again() throws Exception {
    String welcome;
    try (Program first = start().awaitOutput("burnout-trend\n")) {
      welcome = first.output();
      List<HttpResponse<String>> answers = pasteAll(welcome);
      assertThat(answers).hasSize(4).allSatisfy(a -> assertThat(a.statusCode()).isEqualTo(200));
      assertThat(answers.get(0).body()).contains("SYNTHETIC 14").contains("SYNTHETIC 6");
      assertThat(Json.mapper().readTree(answers.get(1).body())).hasSize(26);
      assertThat(answers.get(2).body()).contains("\"status\":\"present\"");
      assertThat(answers.get(3).body()).startsWith("circleId,wave,").contains(",endpoint,");
      assertWithinAndBeyondIntervals();
      assertNothingIsFound();
      first.stop();
      assertThat(folder.resolve("data/postgres/postmaster.pid")).doesNotExist();
    }
    try (Program second = start().awaitOutput("burnout-trend\n")) {
      assertThat(pasteAll(second.output()).get(0).body())
          .isEqualTo(pasteAll(welcome).get(0).body())
          .containsOnlyOnce("SYNTHETIC 14");
    }
  }

  /** Thirteen people may see intervals; of six people whose sixth is silent nothing is shown. */
  private void assertWithinAndBeyondIntervals() throws Exception {
    String dashboard = header("dashboard");
    String queries = "http://127.0.0.1:" + queryPort;
    for (JsonNode circle :
        Json.mapper()
            .readTree(Program.get(queries + "/circles", "Authorization", dashboard).body())) {
      String trend = queries + "/circles/" + circle.path("circleId").textValue() + "/burnout-trend";
      List<JsonNode> endpoint = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                endpoint.clear();
                for (JsonNode row :
                    Json.mapper().readTree(Program.get(trend, "Authorization", dashboard).body())) {
                  if (row.path("wave").textValue().equals("endpoint")) {
                    endpoint.add(row);
                  }
                }
                return !endpoint.isEmpty();
              });
      if (circle.path("name").textValue().equals("SYNTHETIC 14")) {
        assertThat(endpoint)
            .allSatisfy(row -> assertThat(row.path("n").intValue()).isEqualTo(13))
            .allSatisfy(row -> assertThat(row.path("low").isNumber()).isTrue())
            .allSatisfy(row -> assertThat(row.path("withheld").isNull()).isTrue());
      } else {
        assertThat(endpoint)
            .allSatisfy(row -> assertThat(row.path("n").isNull()).isTrue())
            .allSatisfy(row -> assertThat(row.path("mean").isNull()).isTrue())
            .allSatisfy(
                row ->
                    assertThat(row.path("withheld").textValue())
                        .isIn("fewer-than-k", "would-allow-subtraction"));
      }
    }
  }

  /** Nothing of the sample year was disclosed to a researcher. */
  private static void assertLookedAtSomething(JsonNode row) {
    boolean disclosures = row.path("check").textValue().equals("disclosures-under-consent");
    assertThat(row.path("checked").asLong() > 0).as(row.toString()).isEqualTo(!disclosures);
  }

  /** Whatever must always hold holds of the sample year: in journal, tables and log. */
  private void assertNothingIsFound() throws Exception {
    String auditor =
        Json.mapper()
            .readTree(folder.resolve("secrets/tokens.json").toFile())
            .path("auditor")
            .textValue();
    String checks = "http://127.0.0.1:" + queryPort + "/audit/checks";
    Awaitility.await()
        .atMost(Duration.ofSeconds(60)) // until the log has its first checkpoint
        .untilAsserted(
            () ->
                assertThat(
                        Json.mapper()
                            .readTree(
                                Program.get(checks, "Authorization", "Bearer " + auditor).body()))
                    .hasSize(10)
                    .allSatisfy(row -> assertThat(row.path("found").asInt(-1)).isZero())
                    .allSatisfy(StandaloneIT::assertLookedAtSomething));
  }

  private static List<HttpResponse<String>> pasteAll(String welcome) throws Exception {
    List<HttpResponse<String>> answers = new ArrayList<>();
    Matcher line = CURL.matcher(welcome);
    while (line.find()) {
      String authorization = Files.readString(Path.of(line.group(1))).strip();
      List<String> headers = new ArrayList<>(List.of(authorization.split(": ", 2)));
      if (line.group(2) != null) {
        headers.addAll(List.of(line.group(2), line.group(3)));
      }
      answers.add(Program.get(line.group(4), headers.toArray(String[]::new)));
    }
    return answers;
  }

  private String header(String name) throws IOException {
    return Files.readString(folder.resolve("secrets/" + name + ".header"))
        .strip()
        .split(": ", 2)[1];
  }

  @Test
  void kill_9_under_load_loses_nothing_that_was_acknowledged() throws Exception {
    Queue<JsonNode> acknowledged = new ConcurrentLinkedQueue<>();
    Program killed = start("--sample=false").awaitOutput("Ctrl-C");
    String door = "http://127.0.0.1:" + commandPort + "/circles";
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Thread client = new Thread(() -> foundUntilRefused(door, acknowledged));
      client.start();
      clients.add(client);
    }
    Awaitility.await().until(() -> acknowledged.size() > 200);
    killed.kill();
    for (Thread client : clients) {
      client.join();
    }

    try (Program again = start("--sample=false").awaitOutput("Ctrl-C")) {
      assertThat(again.output()).contains("Circle Journal runs");
      for (JsonNode circle : acknowledged) {
        HttpResponse<String> me =
            Program.get(
                door + "/" + circle.path("circleId").textValue() + "/me",
                "Authorization",
                "Bearer " + circle.path("memberToken").textValue());
        assertThat(me.statusCode()).as(me.body()).isEqualTo(200);
      }
    }
  }

  private static void foundUntilRefused(String door, Queue<JsonNode> acknowledged) {
    try {
      while (true) {
        HttpResponse<String> answer = Program.post(door, FOUND);
        assertThat(answer.statusCode()).isEqualTo(201);
        acknowledged.add(Json.mapper().readTree(answer.body()));
      }
    } catch (IOException connectionGone) {
      // The server was killed: what this thread had acknowledged stands in the queue.
      assertThat(acknowledged).isNotEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void what_is_in_the_way_is_said_in_one_line() throws Exception {
    try (ServerSocket taken = new ServerSocket(commandPort, 1, InetAddress.getLoopbackAddress());
        Program refused = start("--sample=false")) {
      assertThat(refused.awaitEnd()).isEqualTo(1);
      assertThat(refused.output())
          .isEqualTo(
              "Port "
                  + taken.getLocalPort()
                  + " is taken; choose another with --server.command.port=….\n");
    }
    try (DataFolder held = DataFolder.take(folder.resolve("data"));
        Program refused = start("--sample=false")) {
      assertThat(refused.awaitEnd()).isEqualTo(1);
      assertThat(refused.output())
          .isEqualTo("The folder " + held.path() + " is in use by another Circle Journal.\n");
    }
    try (Program refused = start("--secrets=data/secrets")) {
      assertThat(refused.awaitEnd()).isEqualTo(1);
      assertThat(refused.output())
          .isEqualTo("The secrets folder must not lie inside the data folder.\n");
    }
    try (Program refused = start("--circels=3")) {
      assertThat(refused.awaitEnd()).isEqualTo(2);
      assertThat(refused.output()).startsWith("Unknown option: '--circels=3'");
    }
  }

  @Test
  void simulate_writes_lines_and_nothing_else() throws Exception {
    try (Program simulate = Program.standalone(folder, "simulate", "--circles=1", "--seed=3")) {
      assertThat(simulate.awaitEnd()).isZero();
      assertThat(simulate.output().lines())
          .isNotEmpty()
          .allSatisfy(line -> assertThat(Json.mapper().readTree(line).has("command")).isTrue());
    }
  }

  @Test
  void no_token_stands_in_the_output() throws Exception {
    try (Program program = start("--sample=false").awaitOutput("Ctrl-C")) {
      Map<String, String> tokens =
          Json.mapper()
              .readValue(
                  Files.readString(folder.resolve("secrets/tokens.json"), StandardCharsets.UTF_8),
                  new TypeReference<>() {});
      assertThat(tokens.values())
          .hasSize(5)
          .allSatisfy(token -> assertThat(program.output()).doesNotContain(token));
    }
  }
}
