package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.query.research.ClinicalChange.Counts;
import org.circlejournal.query.research.ClinicalChange.CutOffs;
import org.circlejournal.query.research.Profiles.Boundary;
import org.circlejournal.query.research.Profiles.Pattern;
import org.circlejournal.query.research.ReliableChange.Better;
import org.junit.jupiter.api.Test;

/** Counts of people: clinically significant change and profiles. */
class ChangeOfPeopleTest {

  private static final Norm CLINICAL = new Norm(40, 10);
  private static final Norm NORMAL = new Norm(20, 5);

  @Test
  void cut_offs_are_those_of_the_paper() {
    CutOffs cutOffs = CutOffs.of(CLINICAL, NORMAL, Better.LOW);
    assertThat(cutOffs.a()).isEqualTo(20); // 40 − 2·10
    assertThat(cutOffs.b()).isEqualTo(30); // 20 + 2·5, not 20 + 2·10
    assertThat(cutOffs.c()).isCloseTo((5 * 40 + 10 * 20) / 15.0, within(1e-12));
    assertThat(CutOffs.of(null, NORMAL, Better.LOW)).isEqualTo(new CutOffs(null, 30, null));
  }

  @Test
  void a_scale_of_the_other_direction_is_its_mirror() {
    CutOffs cutOffs = CutOffs.of(new Norm(-40, 10), new Norm(-20, 5), Better.HIGH);
    assertThat(cutOffs.a()).isEqualTo(-20);
    assertThat(cutOffs.b()).isEqualTo(-30);
    assertThat(cutOffs.c()).isCloseTo(-400 / 15.0, within(1e-12));
    List<Pair> pairs = List.of(new Pair(-40, -20), new Pair(-40, -31), new Pair(-20, -40));
    assertThat(new ClinicalChange(new ReliableChange(5, 0.8), -30, Better.HIGH).count(pairs))
        .isEqualTo(new Counts(1, 1, 0, 1));
  }

  @Test
  void to_recover_is_to_change_reliably_and_to_cross() {
    ReliableChange reliable = new ReliableChange(5, 0.8); // beyond 6.198
    List<Pair> pairs =
        List.of(
            new Pair(40, 25), // reliably and across
            new Pair(45, 35), // reliably, not across
            new Pair(40, 30), // reliably, to the cut-off and not beyond it
            new Pair(31, 29), // across, not reliably
            new Pair(28, 20), // reliably, was beyond it before
            new Pair(25, 40)); // reliably worse
    assertThat(new ClinicalChange(reliable, 30, Better.LOW).count(pairs))
        .isEqualTo(new Counts(1, 3, 1, 1));
  }

  @Test
  void a_norm_without_spread_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Norm(20, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Norm(Double.NaN, 1));
  }

  private static final Profiles BURNOUT =
      new Profiles(
          List.of(
              Boundary.of("exhaustion", new Norm(20, 10), 0.5, Better.LOW), // 25
              Boundary.of("depersonalization", new Norm(8, 4), 1.25, Better.LOW), // 13
              Boundary.of("accomplishment", new Norm(34, 10), 0.1, Better.HIGH)), // 35
          List.of(
              new Pattern("engaged", Set.of()),
              new Pattern("ineffective", Set.of("accomplishment")),
              new Pattern("overextended", Set.of("exhaustion")),
              new Pattern("disengaged", Set.of("depersonalization")),
              new Pattern("burnout", Set.of("exhaustion", "depersonalization", "accomplishment"))));

  @Test
  void each_pattern_has_its_name_and_the_rest_has_none() {
    assertThat(profile(24.9, 12, 35)).isEqualTo("engaged");
    assertThat(profile(24, 12, 34.9)).isEqualTo("ineffective");
    assertThat(profile(25, 12, 35)).isEqualTo("overextended");
    assertThat(profile(24, 13, 35)).isEqualTo("disengaged");
    assertThat(profile(30, 20, 30)).isEqualTo("burnout");
    assertThat(profile(30, 20, 40)).isEqualTo(Profiles.UNCLASSIFIED);
    assertThat(profile(30, 10, 30)).isEqualTo(Profiles.UNCLASSIFIED);
    assertThat(profile(20, 20, 30)).isEqualTo(Profiles.UNCLASSIFIED);
    assertThat(BURNOUT.of(Map.of("exhaustion", 20.0))).isEqualTo(Profiles.INCOMPLETE);
  }

  @Test
  void everybody_is_counted_once() {
    assertThat(
            BURNOUT.count(
                List.of(scores(30, 20, 30), scores(30, 20, 40), Map.of(), scores(20, 10, 40))))
        .isEqualTo(
            Map.of(
                "engaged", 1,
                "ineffective", 0,
                "overextended", 0,
                "disengaged", 0,
                "burnout", 1,
                "unclassified", 1,
                "incomplete", 1));
  }

  @Test
  void profiles_that_contradict_themselves_are_refused() {
    Boundary one = new Boundary("a", 1, Better.LOW);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Profiles(List.of(one, one), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Profiles(List.of(one), List.of(new Pattern("x", Set.of("b")))));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Profiles(
                    List.of(one),
                    List.of(new Pattern("x", Set.of("a")), new Pattern("y", Set.of("a")))));
  }

  private static String profile(double exhaustion, double depersonalization, double accomplished) {
    return BURNOUT.of(scores(exhaustion, depersonalization, accomplished));
  }

  private static Map<String, Double> scores(double ee, double dp, double pa) {
    return Map.of("exhaustion", ee, "depersonalization", dp, "accomplishment", pa);
  }
}
