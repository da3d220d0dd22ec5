package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.circlejournal.events.journal.Json;
import org.circlejournal.standalone.sample.SimulatedCircle;
import org.circlejournal.standalone.sample.Simulator;
import org.junit.jupiter.api.Test;

class SimulatorTest {

  private static final long SEED = 20250113;

  @Test
  void the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    List<SimulatedCircle> sample = Simulator.sample(SEED);
    assertThat(sample.get(0).lines()).isEqualTo(Simulator.sample(SEED).get(0).lines());
    assertThat(sample.get(0).lines()).isNotEqualTo(Simulator.sample(1).get(0).lines());
    assertThat(Simulator.programme(3, 7).get(2).lines())
        .isEqualTo(Simulator.programme(3, 7).get(2).lines());
  }

  @Test
  void the_first_circle_is_what_it_is_said_to_be() {
    List<JsonNode> lines = lines(Simulator.sample(SEED).get(0));

    assertThat(of(lines, "join-circle")).hasSize(13);
    assertThat(of(lines, "start-session")).hasSize(24);
    assertThat(of(lines, "write-up-session")).hasSize(1);
    assertThat(of(lines, "retract-entry")).hasSize(1);
    assertThat(of(lines, "postpone-session")).hasSize(2);
    assertThat(of(lines, "cancel-session")).hasSize(1);
    for (String wave : List.of("baseline", "endpoint", "follow-up")) {
      assertThat(of(lines, "record-survey"))
          .filteredOn(line -> line.path("wave").textValue().equals(wave))
          .extracting(line -> line.path("as").textValue())
          .as(wave)
          .hasSize(26)
          .doesNotContain("m14");
    }
    assertThat(of(lines, "open-survey-wave")).hasSize(3);
    double present = 0;
    for (JsonNode line : of(lines, "check-in")) {
      present += line.path("session").intValue() > 5 ? 1 : 0;
    }
    // Of sessions 6 to 26 one is cancelled and one has no check-ins, being written up.
    assertThat(present / (14 * 19.0)).as("attendance").isBetween(0.72, 0.88);
  }

  @Test
  void exhaustion_falls_from_about_32_to_about_26() {
    List<JsonNode> lines = lines(Simulator.sample(SEED).get(0));
    assertThat(exhaustion(lines, "baseline")).isBetween(30.0, 34.0);
    assertThat(exhaustion(lines, "endpoint")).isBetween(24.0, 28.0);
    assertThat(exhaustion(lines, "follow-up")).isBetween(24.5, 29.5);
  }

  @Test
  void whatever_has_words_says_that_it_is_synthetic() {
    for (SimulatedCircle circle : Simulator.sample(SEED)) {
      assertThat(circle.name()).startsWith("SYNTHETIC");
      assertThat(lines(circle))
          .filteredOn(line -> line.has("text"))
          .isNotEmpty()
          .allSatisfy(line -> assertThat(line.path("text").textValue()).startsWith("Synthetic:"));
    }
  }

  private static double exhaustion(List<JsonNode> lines, String wave) {
    List<String> items =
        List.of(
            "mbi-01", "mbi-02", "mbi-03", "mbi-06", "mbi-08", "mbi-13", "mbi-14", "mbi-16",
            "mbi-20");
    return of(lines, "record-survey").stream()
        .filter(
            line ->
                line.path("wave").textValue().equals(wave)
                    && line.path("instrument").textValue().equals("mbi-hss"))
        .mapToDouble(
            line ->
                9
                    * items.stream()
                        .filter(item -> line.path("answers").has(item))
                        .mapToInt(item -> line.path("answers").path(item).intValue())
                        .average()
                        .orElseThrow())
        .average()
        .orElseThrow();
  }

  private static List<JsonNode> of(List<JsonNode> lines, String command) {
    return lines.stream().filter(line -> line.path("command").textValue().equals(command)).toList();
  }

  private static List<JsonNode> lines(SimulatedCircle circle) {
    return new String(circle.lines(), StandardCharsets.UTF_8)
        .lines()
        .map(
            line -> {
              try {
                return Json.mapper().readTree(line);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }
}
