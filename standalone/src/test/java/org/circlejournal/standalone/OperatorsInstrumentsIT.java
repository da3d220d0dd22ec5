package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.circlejournal.command.CommandSide;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.query.QuerySide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A definition in the operator's folder, from the wave that asks by it to what leaves of it. */
class OperatorsInstrumentsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String FIRST =
      """
      {
        "id": "areas", "edition": "1", "language": "any",
        "itemIds": ["areas-01", "areas-02", "areas-03"],
        "options": [
          {"value": 1, "anchor": "least"}, {"value": 2, "anchor": "less"},
          {"value": 4, "anchor": "more"}, {"value": 5, "anchor": "most"}],
        "scales": [{
          "id": "workload", "items": ["areas-01", "areas-02", "areas-03"],
          "reversed": ["areas-02"], "unit": "mean", "direction": "high-is-better",
          "missing": {
            "leastAnswered": 2, "method": "mean-of-answered",
            "citation": "the manual", "standing": "seen"
          }
        }],
        "keyCitation": "the manual", "reliability": [], "normSets": [], "licence": "the publisher's"
      }
      """;

  /** The items in another order: read by it, an old answer would be another item's. */
  private static final String SECOND =
      FIRST
          .replace("\"edition\": \"1\"", "\"edition\": \"2\"")
          .replace(
              "\"itemIds\": [\"areas-01\", \"areas-02\", \"areas-03\"]",
              "\"itemIds\": [\"areas-03\", \"areas-02\", \"areas-01\"]");

  private static final String WORDS =
      """
      {
        "instrument": "areas", "language": "en", "rights": "The WORDS are the publisher's",
        "items": {"areas-01": "WORD", "areas-02": "WORD", "areas-03": "WORD"},
        "options": {"1": "WORD", "2": "WORD", "4": "WORD", "5": "WORD"}
      }
      """;

  @TempDir private Path data;

  @Test
  void a_wave_is_read_by_the_edition_that_it_asked_by() throws IOException {
    Path folder = Files.createDirectories(data.resolve("instruments"));
    Files.writeString(folder.resolve("areas.json"), FIRST);
    Files.writeString(
        Files.createDirectories(folder.resolve("texts")).resolve("areas.en.json"), WORDS);
    try (BothDoors doors = BothDoors.start("--circle.data=" + data)) {
      Instrument key = Json.mapper().readValue(FIRST, Instrument.class);
      MarkedCircle circle = MarkedCircle.imported(doors, UUID.randomUUID().toString(), key);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(trend(doors, circle).toString())
                      .contains("workload", key.fingerprint()));
      JsonNode answers = answers(doors, doors.command(), circle);
      assertThat(answers.path("answers").size()).isEqualTo(3);
      assertNothingFound(doors, doors.query());
      assertWordsAreForThoseWhoShowAToken(doors, circle);

      Files.writeString(folder.resolve("areas.1.json"), FIRST);
      Files.writeString(folder.resolve("areas.json"), SECOND);
      try (ConfigurableApplicationContext command = doors.anotherCommandSide();
          ConfigurableApplicationContext query = doors.anotherQuerySide()) {
        assertThat(answers(doors, command, circle)).isEqualTo(answers);
        assertNothingFound(doors, query);
      }

      Files.delete(folder.resolve("areas.1.json"));
      try (ConfigurableApplicationContext command = doors.anotherCommandSide()) {
        JsonNode unread = answers(doors, command, circle);
        assertThat(unread.path("answers")).isEmpty();
        assertThat(unread.path("missing").textValue()).contains("definition");
        assertThat(unread.path("sheet").textValue()).hasSize(6);
      }
    }
  }

  @Test
  void nothing_starts_with_a_wrong_file_and_one_line_says_where_it_is_wrong() throws IOException {
    Files.writeString(
        Files.createDirectories(data.resolve("instruments")).resolve("areas.json"),
        FIRST.replace("\"mean\", ", "\"median\", "));
    String said = "areas.json:9: /scales/0/unit: ";
    try (Program standalone =
        Program.standalone(
            data, "--data=" + data, "--secrets=" + data.resolveSibling("secrets-of-none"))) {
      assertThat(standalone.awaitEnd()).isEqualTo(1);
      assertThat(standalone.output().strip().lines()).singleElement().asString().contains(said);
    }
    try (BothDoors doors = BothDoors.start()) {
      for (Class<?> side : List.of(CommandSide.class, QuerySide.class)) {
        try (Program process = doors.process(data, side, Map.of("CIRCLE_DATA", data.toString()))) {
          assertThat(process.awaitEnd()).isEqualTo(1);
          assertThat(process.output())
              .contains(said, "Correct the file or take it away, and start again.")
              .doesNotContain("\tat org.");
        }
      }
    }
  }

  private static void assertWordsAreForThoseWhoShowAToken(BothDoors doors, MarkedCircle circle) {
    for (ConfigurableApplicationContext side : List.of(doors.command(), doors.query())) {
      HttpResponse<String> anyone = doors.send(side, "GET", "/instruments", List.of(), "");
      assertThat(anyone.body()).contains("\"areas-02\"", "\"rc-01\"").doesNotContain("WORD");
      JsonNode known = json(doors, side, "/instruments", circle.token(1));
      assertThat(known.findValuesAsText("rights")).contains("The WORDS are the publisher's");
      assertThat(doors.send(side, "GET", "/instruments", "nobody's", "").statusCode())
          .isEqualTo(401);
    }
  }

  private static JsonNode trend(BothDoors doors, MarkedCircle circle) {
    return json(doors, doors.query(), circle.path() + "/burnout-trend", circle.token(1));
  }

  /** Of the second member, of the only wave. */
  private static JsonNode answers(
      BothDoors doors, ConfigurableApplicationContext command, MarkedCircle circle) {
    return json(doors, command, circle.path() + "/me/export", circle.token(2))
        .path("answers")
        .path(0);
  }

  private static void assertNothingFound(BothDoors doors, ConfigurableApplicationContext query) {
    JsonNode rows = json(doors, query, "/audit/checks", doors.staff("auditor"));
    assertThat(rows).isNotEmpty();
    for (JsonNode row : rows) {
      assertThat(row.path("findings")).as(row.toString()).isEmpty();
    }
  }

  private static JsonNode json(
      BothDoors doors, ConfigurableApplicationContext side, String path, String token) {
    return BothDoors.json(doors.send(side, "GET", path, token, "").body());
  }
}
