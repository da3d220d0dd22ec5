package org.circlejournal.query.research.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.Band;
import org.circlejournal.events.survey.Instrument.CutOffSet;
import org.circlejournal.events.survey.Instrument.NormUnit;
import org.circlejournal.events.survey.Instrument.Standing;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.Score;
import org.circlejournal.events.survey.file.AnswerFile.Form;
import org.circlejournal.events.survey.file.AnswerFile.Problem;
import org.junit.jupiter.api.Test;

class ScoringTest {

  private static final Instrument OURS =
      Instruments.shipped().byId("relational-climate").orElseThrow();
  private static final String FILE =
      """
      id;rc-01;rc-02;rc-03;rc-04;rc-05;rc-06;rc-07;rc-08
      a;1;2;3;4;4;4;4;4
      b;1;;3;4;4;;;4
      c;2;2;2;2;0;1;0;1
      d;9;2;2;2;0;1;0;1
      """;

  private final List<Problem> problems = new ArrayList<>();

  private static ByteArrayInputStream in(String file) {
    return new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8));
  }

  private static Form form(Instrument instrument) {
    return new Form(instrument, "id", Set.of(), List.of());
  }

  private String csv(String file, Instrument instrument, CutOffSet... cutOffs) throws IOException {
    StringWriter out = new StringWriter();
    CutOffSet set = cutOffs.length == 0 ? null : cutOffs[0];
    try (ScoreCsv csv = new ScoreCsv(out, instrument, set)) {
      Scoring.score(in(file), form(instrument), set, csv, problems::add);
    }
    return out.toString();
  }

  @Test
  void each_row_has_n_mean_pattern_and_whether_it_is_prorated() throws IOException {
    assertThat(csv(FILE, OURS))
        .isEqualTo(
            """
            id,answered,strain.n,strain.mean,strain.prorated,support.n,support.mean,support.prorated
            a,11111111,4,2.5,false,4,4.0,false
            b,10111001,3,2.6666666666666665,true,2,,
            c,11111111,4,2.0,false,4,0.5,false
            """
                .replace("\n", "\r\n"));
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).line()).isEqualTo(5);
    assertThat(problems.get(0).column()).isEqualTo("rc-01");
  }

  @Test
  void sums_stand_where_they_are_in_use() throws IOException {
    Instrument olbi = Instruments.shipped().byId("olbi").orElseThrow();
    String header = "id," + String.join(",", olbi.itemIds()) + "\n";
    // four of eight reversed (1 → 4): mean 2.5, sum 20
    assertThat(csv(header + "a" + ",1".repeat(16) + "\n", olbi))
        .contains("exhaustion.sum")
        .endsWith("a,1111111111111111,8,2.5,20.0,false,8,2.5,20.0,false\r\n");
  }

  @Test
  void a_band_stands_under_the_name_of_its_set() throws IOException {
    CutOffSet set =
        new CutOffSet(
            "house-2026",
            NormUnit.MEAN,
            "c",
            Standing.OURS,
            Map.of("strain", List.of(new Band("usual", 0), new Band("raised", 2.5))));
    assertThat(csv(FILE, OURS, set).lines())
        .first()
        .asString()
        .contains(",strain.house-2026,")
        .doesNotContain("support.house-2026");
    assertThat(csv(FILE, OURS, set)).contains("\r\na,11111111,4,2.5,false,raised,4,4.0,false\r\n");
  }

  @Test
  void json_has_scores_problems_and_summary() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ScoreJson json = new ScoreJson(out, null);
    json.end(Scoring.score(in(FILE), form(OURS), null, json, json::problem));
    JsonNode tree = Json.mapper().readTree(out.toByteArray());
    assertThat(tree.path("scores")).hasSize(3);
    assertThat(tree.at("/scores/1/support/mean").isNull()).isTrue();
    assertThat(tree.at("/scores/1/strain/prorated").booleanValue()).isTrue();
    assertThat(tree.at("/problems/0/line").intValue()).isEqualTo(5);
    assertThat(tree.at("/summary/fingerprint").textValue()).isEqualTo(OURS.fingerprint());
    assertThat(tree.at("/summary/validation").textValue()).isEqualTo("not-validated");
    assertThat(tree.at("/summary/refused").intValue()).isEqualTo(1);
    assertThat(tree.at("/summary/patterns/0/answered").textValue()).isEqualTo("11111111");
    assertThat(tree.at("/summary/scales/0/missing/leastAnswered").intValue()).isEqualTo(3);
    assertThat(tree.at("/summary/scales/1/n").intValue()).isEqualTo(2);
    assertThat(tree.at("/summary/scales/0/prorated").intValue()).isEqualTo(1);
  }

  /** By hand: three items 1 2 3 4 / 2 2 4 4 / 1 3 3 5, and a fourth that does not vary. */
  @Test
  void alpha_and_item_rest_correlations_are_those_of_the_textbook() throws IOException {
    String file = "id,rc-05,rc-06,rc-07,rc-08\na,0,1,0,2\nb,1,1,2,2\nc,2,3,2,2\nd,3,3,4,2\n";
    Summary summary =
        Scoring.score(in(file), form(OURS), null, (id, answered, scores) -> {}, problems::add);
    ScaleSummary support = summary.scales().get(1);
    // variances 5/3, 4/3, 8/3, 0; totals 3 6 9 12, variance 15: 4/3 · (1 − (17/3)/15)
    assertThat(support.alpha()).isCloseTo(4 / 3.0 * (1 - 17 / 45.0), within(1e-12));
    // item 0 1 2 3 with rest 3 5 7 9
    assertThat(support.itemRest().get("rc-05")).isCloseTo(1, within(1e-12));
    // item 1 1 3 3 with rest 2 5 6 9: 5 / √(4 · 25)
    assertThat(support.itemRest().get("rc-06")).isCloseTo(8 / 10.0, within(1e-12));
    assertThat(support.itemRest().get("rc-08")).isNull();
    assertThat(support.mean()).isCloseTo(7.5 / 4, within(1e-12));
    assertThat(support.complete()).isEqualTo(4);
    assertThat(summary.scales().get(0).alpha()).isNull();
  }

  @Test
  void the_engine_scores_as_the_publisher_does() throws IOException {
    Random random = new Random(7);
    for (Instrument instrument : Instruments.shipped().all()) {
      StringBuilder file = new StringBuilder("id," + String.join(",", instrument.itemIds()) + "\n");
      List<Map<String, Integer>> people = new ArrayList<>();
      for (int person = 0; person < 200; person++) {
        Map<String, Integer> answers = new HashMap<>();
        file.append(person);
        for (String item : instrument.itemIds()) {
          int value = instrument.options().get(random.nextInt(instrument.options().size())).value();
          boolean answered = random.nextInt(6) > 0;
          file.append(',').append(answered ? Integer.toString(value) : "");
          if (answered) {
            answers.put(item, value);
          }
        }
        file.append('\n');
        people.add(answers);
      }
      List<Score> scored = new ArrayList<>();
      Scoring.score(
          in(file.toString()),
          form(instrument),
          null,
          (id, answered, scores) -> scored.addAll(scores),
          problems::add);
      List<Score> published =
          people.stream()
              .flatMap(
                  answers ->
                      instrument.scales().stream()
                          .map(scale -> instrument.score(scale.id(), answers)))
              .toList();
      assertThat(scored).isEqualTo(published);
    }
    assertThat(problems).isEmpty();
  }
}
