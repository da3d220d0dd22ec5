package org.circlejournal.query.research;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.research.AnalysisPlan.Omnibus;
import org.circlejournal.query.research.AnalysisPlan.PlannedContrast;
import org.circlejournal.query.research.AnalysisPlan.PlannedProfiles;
import org.circlejournal.query.research.AnalysisPlan.PlannedScale;
import org.circlejournal.query.research.AnalysisPlan.Reference;
import org.circlejournal.query.research.Caution.Code;
import org.circlejournal.query.research.GroupReport.Contrast;
import org.circlejournal.query.research.GroupReport.ScaleReport;
import org.circlejournal.query.research.Profiles.Boundary;
import org.circlejournal.query.research.Profiles.Pattern;
import org.circlejournal.query.research.ReliableChange.Better;
import org.circlejournal.query.research.SignedRank.Zeros;
import org.junit.jupiter.api.Test;

class GroupReportTest {

  private static final List<String> WAVES = List.of("baseline", "interim", "endpoint");
  private static final Reference CONFIRMED =
      new Reference("made up", new Norm(20, 5), new Norm(40, 10), 0.8, true);
  private static final List<double[]> EIGHT = Vectors.rows(Vectors.ALL.get("completeWaves"));

  @Test
  void it_holds_what_each_method_says_by_itself() {
    GroupReport report =
        GroupReport.of(plan(Omnibus.FRIEDMAN, CONFIRMED, 1, true), observed(EIGHT, "exhaustion"));
    assertThat(report.people()).isEqualTo(8);
    assertThat(report.family()).isEqualTo(1);
    ScaleReport scale = report.scales().get(0);
    List<Pair> pairs = EIGHT.stream().map(row -> new Pair(row[0], row[2])).toList();
    Contrast contrast = scale.contrasts().get(0);
    assertThat(contrast.n()).isEqualTo(8);
    assertThat(contrast.change()).isEqualTo(PairedChange.of(pairs));
    assertThat(requireNonNull(contrast.test()).p()).isEqualTo(0.0078125);
    assertThat(contrast.rankBiserial()).isEqualTo(-1);
    assertThat(contrast.holmP()).isEqualTo(0.0078125);
    assertThat(requireNonNull(contrast.bootstrap()).bca()).isEqualTo(new Interval(-5, -3.375));
    assertThat(contrast.reliable()).isEqualTo(new ReliableChange(5, 0.8).count(pairs, Better.LOW));
    assertThat(requireNonNull(contrast.cutOffs()).b()).isEqualTo(30);
    assertThat(scale.friedman()).isEqualTo(Friedman.of(EIGHT));
    assertThat(scale.mixedModel()).isNull();
    assertThat(scale.attrition()).isEqualTo(Attrition.of(EIGHT));
    assertThat(scale.levels().get(0).sample())
        .isEqualTo(Sample.of(EIGHT.stream().map(row -> row[0]).toList()));
    assertThat(codes(report)).containsExactly(Code.NO_COMPARISON_GROUP);
    GroupReport model =
        GroupReport.of(
            plan(Omnibus.MIXED_MODEL, CONFIRMED, 1, true), observed(EIGHT, "exhaustion"));
    assertThat(model.scales().get(0).mixedModel()).isEqualTo(MixedModel.fit(EIGHT).orElseThrow());
  }

  @Test
  void five_pairs_cannot_show_anything_and_the_report_says_so() {
    GroupReport report =
        GroupReport.of(
            plan(Omnibus.FRIEDMAN, CONFIRMED, 1, true),
            observed(EIGHT.subList(0, 5), "exhaustion"));
    assertThat(requireNonNull(report.scales().get(0).contrasts().get(0).test()).p())
        .isGreaterThan(0.05);
    Caution caution = only(report, Code.TOO_FEW_PAIRS);
    assertThat(caution.text()).contains("5 pairs").contains("cannot fall below .05").contains("6");
    assertThat(caution.contrast()).isEqualTo("baseline-endpoint");
    assertThat(caution.scale()).isEqualTo("exhaustion");
  }

  @Test
  void under_holm_three_tests_need_seven_pairs_and_six_need_eight() {
    assertThat(needed(6, 3)).contains("at least 7").contains("3 tests").contains("here are 6");
    assertThat(needed(7, 3)).isEmpty();
    assertThat(needed(7, 6)).contains("at least 8").contains("6 tests").contains("here are 7");
    assertThat(needed(8, 6)).isEmpty();
  }

  @Test
  void pairs_that_do_not_differ_are_not_counted_as_pairs() {
    List<double[]> rows = new ArrayList<>(EIGHT.subList(0, 5));
    rows.add(new double[] {20, 20, 20});
    rows.add(new double[] {25, 25, 25});
    GroupReport report =
        GroupReport.of(plan(Omnibus.FRIEDMAN, CONFIRMED, 1, true), observed(rows, "exhaustion"));
    assertThat(only(report, Code.TOO_FEW_PAIRS).text()).contains("5 pairs");
  }

  @Test
  void undeclared_contrasts_are_marked_and_no_part_of_the_family() {
    GroupReport report =
        GroupReport.of(plan(Omnibus.FRIEDMAN, CONFIRMED, 1, false), observed(EIGHT, "exhaustion"));
    assertThat(codes(report))
        .containsExactly(Code.NO_COMPARISON_GROUP, Code.NOTHING_DECLARED, Code.UNDECLARED_CONTRAST);
    assertThat(report.family()).isEqualTo(0);
    assertThat(report.scales().get(0).contrasts().get(0).holmP()).isNull();
    AnalysisPlan both =
        new AnalysisPlan(
            WAVES,
            List.of(
                new PlannedContrast("baseline", "endpoint", true),
                new PlannedContrast("interim", "endpoint", false)),
            List.of(new PlannedScale("exhaustion", Better.LOW, CONFIRMED)),
            Omnibus.FRIEDMAN,
            Zeros.DROPPED,
            0,
            null);
    GroupReport one = GroupReport.of(both, observed(EIGHT, "exhaustion"));
    assertThat(only(one, Code.UNDECLARED_CONTRAST).contrast()).isEqualTo("interim-endpoint");
    assertThat(one.scales().get(0).contrasts().get(0).holmP()).isEqualTo(0.0078125);
  }

  @Test
  void norms_that_are_not_confirmed_or_not_there_are_said() {
    Reference unconfirmed = new Reference("from memory", new Norm(20, 5), null, 0.8, false);
    GroupReport report =
        GroupReport.of(plan(Omnibus.FRIEDMAN, unconfirmed, 1, true), observed(EIGHT, "exhaustion"));
    assertThat(only(report, Code.UNCONFIRMED_NORMS).text()).contains("from memory");
    GroupReport none =
        GroupReport.of(plan(Omnibus.FRIEDMAN, null, 1, true), observed(EIGHT, "exhaustion"));
    assertThat(codes(none)).contains(Code.NO_NORMS);
    assertThat(none.scales().get(0).contrasts().get(0).reliable()).isNull();
  }

  @Test
  void missing_waves_and_prorated_scores_are_counted() {
    List<double[]> rows = Vectors.rows(Vectors.ALL.get("missingWaves"));
    List<Observation> observations = new ArrayList<>(observed(rows, "exhaustion"));
    Observation first = observations.get(0);
    observations.set(
        0, new Observation(first.person(), first.wave(), first.scale(), first.value(), true));
    GroupReport report =
        GroupReport.of(plan(Omnibus.MIXED_MODEL, CONFIRMED, 1, true), observations);
    assertThat(only(report, Code.MISSING_WAVES).text()).contains("3 of 8 people");
    assertThat(only(report, Code.PRORATED_SCORES).text()).contains("1 score rests");
    assertThat(report.scales().get(0).contrasts().get(0).n()).isEqualTo(6);
    assertThat(report.scales().get(0).levels().get(0).prorated()).isEqualTo(1);
  }

  @Test
  void a_declared_test_that_cannot_be_made_stays_in_the_family() {
    GroupReport report =
        GroupReport.of(plan(Omnibus.FRIEDMAN, CONFIRMED, 2, true), observed(EIGHT, "exhaustion"));
    assertThat(report.family()).isEqualTo(2);
    assertThat(report.scales().get(0).contrasts().get(0).holmP()).isEqualTo(2 * 0.0078125);
    assertThat(only(report, Code.NO_PAIRS).scale()).isEqualTo("scale-2");
    assertThat(only(report, Code.NO_OMNIBUS).scale()).isEqualTo("scale-2");
    assertThat(report.scales().get(1).attrition()).isNull();
  }

  @Test
  void a_model_without_variance_between_people_says_so() {
    List<double[]> rows =
        List.of(new double[] {1, 5, 3}, new double[] {5, 3, 1}, new double[] {3, 1, 5});
    GroupReport report =
        GroupReport.of(plan(Omnibus.MIXED_MODEL, CONFIRMED, 1, true), observed(rows, "exhaustion"));
    assertThat(codes(report)).contains(Code.NO_VARIANCE_BETWEEN_PEOPLE);
  }

  @Test
  void more_than_twenty_pairs_have_an_approximate_p() {
    List<double[]> rows =
        new Random(5).ints(25, 0, 9).mapToObj(x -> new double[] {20, 30, 31 + x}).toList();
    GroupReport report =
        GroupReport.of(plan(Omnibus.FRIEDMAN, CONFIRMED, 1, true), observed(rows, "exhaustion"));
    assertThat(only(report, Code.APPROXIMATE_P).text()).contains("20");
  }

  @Test
  void profiles_without_a_name_are_counted_as_such() {
    AnalysisPlan plan =
        new AnalysisPlan(
            WAVES,
            List.of(new PlannedContrast("baseline", "endpoint", true)),
            List.of(new PlannedScale("exhaustion", Better.LOW, CONFIRMED)),
            Omnibus.FRIEDMAN,
            Zeros.DROPPED,
            0,
            new PlannedProfiles(
                "made up",
                new Profiles(
                    List.of(new Boundary("exhaustion", 30, Better.LOW)),
                    List.of(new Pattern("engaged", Set.of()))),
                false));
    GroupReport report = GroupReport.of(plan, observed(EIGHT, "exhaustion"));
    assertThat(report.profiles().get("baseline"))
        .isEqualTo(Map.of("engaged", 5, "unclassified", 3, "incomplete", 0));
    assertThat(codes(report)).contains(Code.UNCONFIRMED_PROFILES);
    // 3 at the baseline, 1 in between, 2 at the end
    assertThat(only(report, Code.UNCLASSIFIED_PROFILES).text()).startsWith("6 patterns");
  }

  @Property(tries = 20, seed = "20250113")
  void the_order_of_the_scores_cannot_be_seen(@ForAll Random random) {
    List<Observation> observations =
        new ArrayList<>(observed(Vectors.rows(Vectors.ALL.get("missingWaves")), "exhaustion"));
    AnalysisPlan plan = plan(Omnibus.MIXED_MODEL, CONFIRMED, 1, true);
    GroupReport one = GroupReport.of(plan, observations);
    Collections.shuffle(observations, random);
    assertThat(GroupReport.of(plan, observations)).isEqualTo(one);
  }

  @Test
  void a_person_scored_twice_or_a_plan_that_contradicts_itself_is_refused() {
    List<Observation> twice = new ArrayList<>(observed(EIGHT, "exhaustion"));
    twice.add(twice.get(0));
    AnalysisPlan plan = plan(Omnibus.FRIEDMAN, CONFIRMED, 1, true);
    assertThatIllegalArgumentException().isThrownBy(() -> GroupReport.of(plan, twice));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> contrasts(new PlannedContrast("endpoint", "baseline", true)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> contrasts(new PlannedContrast("baseline", "elsewhere", true)));
    PlannedContrast once = new PlannedContrast("baseline", "endpoint", true);
    assertThatIllegalArgumentException().isThrownBy(() -> contrasts(once, once));
    assertThatIllegalArgumentException().isThrownBy(() -> contrasts());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Observation("a", "b", "c", Double.NaN, false));
  }

  @Test
  void plan_and_report_are_json() throws Exception {
    AnalysisPlan plan = plan(Omnibus.MIXED_MODEL, CONFIRMED, 2, true);
    String json = Json.mapper().writeValueAsString(plan);
    assertThat(Json.events().readValue(json, AnalysisPlan.class)).isEqualTo(plan);
    JsonNode report =
        Json.mapper().valueToTree(GroupReport.of(plan, observed(EIGHT, "exhaustion")));
    assertThat(report.at("/cautions/0/code").textValue()).isEqualTo("no-comparison-group");
    assertThat(report.at("/plan/omnibus").textValue()).isEqualTo("mixed-model");
    assertThat(report.at("/scales/0/contrasts/0/test/p").doubleValue()).isEqualTo(0.0078125);
  }

  @Test
  void without_a_plan_every_wave_is_compared_and_nothing_is_declared() {
    AnalysisPlan plan = AnalysisPlan.undeclared(observed(EIGHT, "exhaustion"));
    assertThat(plan.waves()).isEqualTo(WAVES);
    assertThat(plan.contrasts().stream().map(PlannedContrast::toString))
        .containsExactly("baseline-interim", "baseline-endpoint", "interim-endpoint");
    assertThat(plan.family()).isEqualTo(0);
  }

  private static String needed(int people, int scales) {
    List<Observation> observations = new ArrayList<>();
    for (int i = 1; i <= scales; i++) {
      observations.addAll(observed(EIGHT.subList(0, people), i == 1 ? "exhaustion" : "scale-" + i));
    }
    GroupReport report =
        GroupReport.of(plan(Omnibus.FRIEDMAN, CONFIRMED, scales, true), observations);
    return report.cautions().stream()
        .filter(c -> c.code() == Code.TOO_FEW_PAIRS_FOR_FAMILY)
        .map(Caution::text)
        .findFirst()
        .orElse("");
  }

  private static AnalysisPlan contrasts(PlannedContrast... contrasts) {
    return new AnalysisPlan(
        WAVES,
        List.of(contrasts),
        List.of(new PlannedScale("exhaustion", Better.LOW, null)),
        Omnibus.FRIEDMAN,
        Zeros.DROPPED,
        0,
        null);
  }

  private static AnalysisPlan plan(
      Omnibus omnibus,
      @org.jspecify.annotations.Nullable Reference reference,
      int scales,
      boolean declared) {
    List<PlannedScale> planned = new ArrayList<>();
    for (int i = 1; i <= scales; i++) {
      planned.add(new PlannedScale(i == 1 ? "exhaustion" : "scale-" + i, Better.LOW, reference));
    }
    return new AnalysisPlan(
        WAVES,
        List.of(new PlannedContrast("baseline", "endpoint", declared)),
        planned,
        omnibus,
        Zeros.DROPPED,
        0,
        null);
  }

  private static List<Observation> observed(List<double[]> rows, String scale) {
    List<Observation> observations = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      for (int wave = 0; wave < WAVES.size(); wave++) {
        if (!Double.isNaN(rows.get(i)[wave])) {
          observations.add(
              new Observation("p" + i, WAVES.get(wave), scale, rows.get(i)[wave], false));
        }
      }
    }
    return observations;
  }

  private static List<Code> codes(GroupReport report) {
    return report.cautions().stream().map(Caution::code).toList();
  }

  private static Caution only(GroupReport report, Code code) {
    List<Caution> found = report.cautions().stream().filter(c -> c.code() == code).toList();
    assertThat(found).as(code + " in " + report.cautions()).hasSize(1);
    return found.get(0);
  }
}
