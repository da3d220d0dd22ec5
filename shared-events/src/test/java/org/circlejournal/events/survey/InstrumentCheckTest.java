package org.circlejournal.events.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.InstrumentCheck.Flaw;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstrumentCheckTest {

  private static final String GOOD =
      """
      {
        "id": "areas", "edition": "1", "language": "any",
        "itemIds": ["areas-01", "areas-02"],
        "options": [{"value": 1, "anchor": "least"}, {"value": 5, "anchor": "most"}],
        "scales": [{
          "id": "workload", "items": ["areas-01", "areas-02"], "reversed": ["areas-02"],
          "unit": "mean", "direction": "high-is-better",
          "missing": {
            "leastAnswered": 2, "method": "mean-of-answered",
            "citation": "the manual", "standing": "seen"
          }
        }],
        "keyCitation": "the manual", "reliability": [], "normSets": [], "licence": "the publisher's"
      }
      """;

  private static List<Flaw> flaws(String text) {
    return InstrumentCheck.flaws(text.getBytes(StandardCharsets.UTF_8), "areas.json");
  }

  @Test
  void a_good_definition_has_no_flaw() {
    assertThat(flaws(GOOD)).isEmpty();
  }

  @Test
  void each_flaw_of_form_is_told_with_line_and_pointer() {
    List<Flaw> flaws =
        flaws(
            GOOD.replace("\"unit\": \"mean\"", "\"unit\": \"median\"")
                .replace("\"leastAnswered\": 2", "\"leastAnswered\": \"two\""));
    assertThat(flaws).extracting(Flaw::line).containsExactly(7, 9);
    assertThat(flaws)
        .extracting(Flaw::pointer)
        .containsExactly("/scales/0/unit", "/scales/0/missing/leastAnswered");
    assertThat(flaws.get(0).sentence()).startsWith(":7: /scales/0/unit: ").contains("mean-and-sum");
  }

  @Test
  void there_is_no_field_for_wording() {
    assertThat(flaws(GOOD.replace("\"edition\"", "\"texts\": {\"areas-01\": \"…\"}, \"edition\"")))
        .hasSize(1)
        .first()
        .satisfies(flaw -> assertThat(flaw.reason()).contains("texts"));
  }

  @Test
  void a_key_that_contradicts_itself_is_told() {
    List<Flaw> flaws =
        flaws(GOOD.replace("\"reversed\": [\"areas-02\"]", "\"reversed\": [\"areas-09\"]"));
    assertThat(flaws).hasSize(1);
    assertThat(flaws.get(0).reason()).contains("areas workload: reverses a foreign item");
  }

  @Test
  void scales_that_share_an_item_are_refused_where_the_second_names_it() {
    String second =
        """
        ,{
          "id": "control", "items": ["areas-01"], "reversed": [],
          "unit": "mean", "direction": "high-is-better",
          "missing": {
            "leastAnswered": 1, "method": "mean-of-answered",
            "citation": "the manual", "standing": "seen"
          }
        }],
        "keyCitation\"""";
    List<Flaw> flaws = flaws(GOOD.replaceFirst("\\],\\s+\"keyCitation\"", second.strip()));
    assertThat(flaws).hasSize(1);
    assertThat(flaws.get(0).pointer()).isEqualTo("/scales/1/items/0");
    assertThat(flaws.get(0).reason()).contains("areas-01 counts in workload too");
  }

  @Test
  void a_long_range_that_rounding_would_not_hide_is_refused() {
    List<Flaw> flaws = flaws(GOOD.replace("\"value\": 5", "\"value\": 60"));
    assertThat(flaws).hasSize(1);
    assertThat(flaws.get(0).pointer()).isEqualTo("/options");
    assertThat(
            flaws(
                GOOD.replace("\"value\": 1,", "\"value\": 0,")
                    .replace("\"value\": 5", "\"value\": 100")))
        .isEmpty();
  }

  @Test
  void what_is_no_json_is_told_by_its_line() {
    assertThat(flaws("{\n \"id\": oops\n}")).extracting(Flaw::line).containsExactly(2);
    assertThat(flaws("")).isNotEmpty();
  }

  @Test
  void the_shipped_definitions_keep_to_the_schema() throws IOException {
    for (Instrument each : Instruments.shipped().all()) {
      String path = "/instruments/" + each.id() + ".json";
      try (InputStream in = Instruments.class.getResourceAsStream(path)) {
        ObjectNode tree = (ObjectNode) Json.mapper().readTree(in);
        tree.put("id", "mine");
        assertThat(InstrumentCheck.flaws(Json.mapper().writeValueAsBytes(tree), "mine.json"))
            .as(each.id())
            .isEmpty();
      }
    }
  }

  @Test
  void the_operators_definitions_join_and_earlier_editions_stay(@TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("areas.json"), GOOD.replace("\"edition\": \"1\"", "\"edition\": \"2\""));
    Files.writeString(folder.resolve("areas.1.json"), GOOD);
    Instruments all = Instruments.in(folder);
    Instrument now = all.byId("areas").orElseThrow();
    assertThat(now.edition()).isEqualTo("2");
    assertThat(all.keyOf("areas")).contains(new InstrumentKey("areas", now.fingerprint()));
    SurveyWaveOpened before = asking(keyOfGood());
    assertThat(all.of(before, "areas").orElseThrow().edition()).isEqualTo("1");
    assertThat(all.of(before, "cbi")).as("was not asked").isEmpty();
    assertThat(all.all()).hasSize(Instruments.shipped().all().size() + 2);
    assertThat(Instruments.in(folder.resolve("none")).all()).isEqualTo(Instruments.shipped().all());
  }

  @Test
  void an_edition_that_is_not_here_is_told_with_its_fingerprint() throws IOException {
    InstrumentKey gone = keyOfGood();
    Instruments all = Instruments.shipped();
    assertThat(all.of(asking(gone), "areas")).isEmpty();
    assertThatIllegalStateException()
        .isThrownBy(() -> all.require(gone))
        .withMessageContaining(gone.fingerprint())
        .withMessageContaining("data/instruments as areas.{edition}.json");
  }

  private static InstrumentKey keyOfGood() throws IOException {
    return new InstrumentKey(
        "areas", Json.mapper().readValue(GOOD, Instrument.class).fingerprint());
  }

  private static SurveyWaveOpened asking(InstrumentKey key) {
    return new SurveyWaveOpened(
        new CircleId("c"),
        Instant.EPOCH,
        Wave.BASELINE,
        List.of(key),
        Instant.EPOCH,
        Publish.AT_CLOSE,
        new Declared(List.of(), null, null),
        5);
  }

  @Test
  void a_broken_one_is_a_refusal_that_names_file_and_line(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("areas.json"), GOOD.replace("\"seen\"", "\"heard\""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Instruments.in(folder))
        .withMessageContaining("areas.json:10: /scales/0/missing/standing");
    Files.delete(folder.resolve("areas.json"));
    Files.writeString(
        folder.resolve("cbi.json"), GOOD.replace("\"id\": \"areas\"", "\"id\": \"cbi\""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Instruments.in(folder))
        .withMessageContaining("cbi is shipped; take another id");
  }
}
