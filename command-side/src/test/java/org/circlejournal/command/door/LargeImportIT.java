package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.circlejournal.command.CommandSide;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.Test;

/** A file of 100,000 lines goes through a command side that has 256 MiB of heap. */
class LargeImportIT {

  private static final int LINES = 100_000;
  private static final int LINES_OF_A_CIRCLE = 500;

  @Test
  void a_hundred_thousand_lines_fit_into_256_mib() throws Exception {
    int port = Fork.freePort();
    Path secrets = Files.createTempDirectory("secrets");
    try (Fork fork =
        Fork.of(
            CommandSide.class,
            List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"),
            List.of(
                "--server.port=" + port,
                "--circle.postgres.url=" + TestPostgres.database().url(),
                "--circle.postgres.user=postgres",
                "--circle.secrets=" + secrets,
                "--circle.data=" + secrets))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(App.healthy(port)).as(fork.output()).isTrue());
      String steward =
          Json.mapper()
              .readTree(secrets.resolve("tokens.json").toFile())
              .path("steward")
              .textValue();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/imports"))
              .header("Authorization", "Bearer " + steward)
              .header("Content-Type", "application/x-ndjson")
              .POST(BodyPublishers.ofFile(file()))
              .build();
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).as(fork.output() + response.body()).isEqualTo(200);
      JsonNode outcome = Json.mapper().readTree(response.body());
      assertThat(outcome.path("accepted").asInt()).isEqualTo(LINES);
      assertThat(outcome.path("circles")).hasSize(LINES / LINES_OF_A_CIRCLE);
      assertThat(outcome.path("refused")).isEmpty();
    }
  }

  /** Circles of one member each with a long first session. */
  private static Path file() throws IOException {
    Path file = Files.createTempFile("large", ".ndjson");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < LINES / LINES_OF_A_CIRCLE; i++) {
        out.write(circle(i));
      }
    }
    return file;
  }

  private static String circle(int number) {
    String head = "{\"circle\":\"c" + number + "\",\"as\":\"m1\",\"at\":\"2026-01-12T1";
    StringBuilder lines = new StringBuilder();
    lines
        .append(head)
        .append(
            "6:00:00Z\",\"command\":\"found-circle\",\"name\":\"LARGE\",\"workplace\":\"CLINIC-A\",")
        .append("\"timeZone\":\"UTC\",\"firstMeeting\":\"2026-01-12T17:00\",\"capacity\":12,")
        .append("\"frameVersion\":\"1\"}\n");
    lines.append(head).append("7:00:00Z\",\"command\":\"start-session\",\"session\":1}\n");
    for (int i = 2; i < LINES_OF_A_CIRCLE; i++) {
      lines
          .append(head)
          .append(
              "7:30:00Z\",\"command\":\"name-frame-slip\",\"session\":1,\"kind\":\"advice\"}\n");
    }
    return lines.toString();
  }
}
