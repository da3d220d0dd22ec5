package org.circlejournal.events.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.InstrumentCheck.Flaw;
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
    assertThat(all.byId("areas").orElseThrow().edition()).isEqualTo("2");
    assertThat(all.all()).hasSize(Instruments.shipped().all().size() + 2);
    assertThat(Instruments.in(folder.resolve("none")).all()).isEqualTo(Instruments.shipped().all());
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
