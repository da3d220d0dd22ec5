package org.circlejournal.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.circlejournal.events.journal.Json;
import org.circlejournal.standalone.sample.SimulatedCircle;
import org.circlejournal.standalone.sample.Simulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the synthetic year in, once, through the import door like anybody's. */
final class SampleYear {

  private static final int CIRCLES_PER_IMPORT = 20;

  private static final Duration VISIBLE_WITHIN = Duration.ofSeconds(30);
  private static final Logger LOG = LoggerFactory.getLogger(SampleYear.class);

  private final Standalone.Options options;
  private final BothSides sides;
  private final HttpClient http = HttpClient.newHttpClient();

  SampleYear(Standalone.Options options, BothSides sides) {
    this.options = options;
    this.sides = sides;
  }

  /**
   * Imports unless an earlier start did. What tells is the journal itself, so that a start that was
   * killed in the middle does not import twice.
   */
  void importOnce() throws IOException, InterruptedException {
    List<SimulatedCircle> circles =
        options.circles > 0
            ? Simulator.programme(options.circles, options.seed)
            : options.sample ? Simulator.sample(options.seed) : List.of();
    if (circles.isEmpty()) {
      return;
    }
    if (sides.founded(circles.get(0).name())) {
      return;
    }
    String steward = staffToken("steward");
    String first = null;
    for (int i = 0; i < circles.size(); i += CIRCLES_PER_IMPORT) {
      List<SimulatedCircle> some =
          circles.subList(i, Math.min(circles.size(), i + CIRCLES_PER_IMPORT));
      String circleId = importAll(some, steward);
      if (first == null) {
        first = circleId;
        writeTokens(circles.get(0), circleId);
      }
    }
    if (first != null) {
      awaitVisible(first);
    }
  }

  /** Answers the id of the first circle of the list. */
  private String importAll(List<SimulatedCircle> circles, String steward)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(URI.create(sides.commandUrl() + "/imports?allowAnswers=true"))
                .header("Authorization", "Bearer " + steward)
                .header("Content-Type", "application/x-ndjson")
                .POST(
                    HttpRequest.BodyPublishers.ofByteArrays(
                        () -> circles.stream().map(SimulatedCircle::lines).iterator()))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    JsonNode answer = Json.mapper().readTree(response.body());
    if (response.statusCode() != 200 || !answer.path("refused").isEmpty()) {
      throw new StartFailed("The synthetic year was refused: " + answer);
    }
    for (JsonNode circle : answer.path("circles")) {
      if (circle.path("alias").textValue().equals(circles.get(0).alias())) {
        return circle.path("circleId").textValue();
      }
    }
    throw new StartFailed("The import named no circle " + circles.get(0).alias());
  }

  private void writeTokens(SimulatedCircle circle, String circleId) throws IOException {
    ObjectNode tokens = Json.mapper().createObjectNode();
    tokens.put("circleId", circleId);
    tokens.set("members", Json.mapper().valueToTree(circle.tokens()));
    sides.secrets().writeSampleTokens(tokens);
    sides.secrets().writeHeader("dashboard", staffToken("dashboard"));
    sides.secrets().writeHeader("sample-member", circle.tokens().getOrDefault("m1", ""));
  }

  /** So that the lines of the welcome show something when they are pasted at once. */
  private void awaitVisible(String circleId) throws IOException, InterruptedException {
    HttpRequest trend =
        HttpRequest.newBuilder(
                URI.create(sides.queryUrl() + "/circles/" + circleId + "/burnout-trend"))
            .header("Authorization", "Bearer " + staffToken("dashboard"))
            .build();
    long end = System.nanoTime() + VISIBLE_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      HttpResponse<byte[]> response = http.send(trend, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() == 200 && !Json.mapper().readTree(response.body()).isEmpty()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    LOG.warn("The synthetic year is journaled, but not yet visible in the read models.");
  }

  private String staffToken(String role) throws IOException {
    return Json.mapper()
        .readTree(options.secrets.resolve("tokens.json").toFile())
        .path(role)
        .textValue();
  }
}
