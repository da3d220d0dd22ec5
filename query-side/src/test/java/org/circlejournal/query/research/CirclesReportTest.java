package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;
import org.circlejournal.query.research.AnalysisPlan.Omnibus;
import org.circlejournal.query.research.AnalysisPlan.PlannedContrast;
import org.circlejournal.query.research.AnalysisPlan.PlannedScale;
import org.circlejournal.query.research.Caution.Code;
import org.circlejournal.query.research.ReliableChange.Better;
import org.circlejournal.query.research.SignedRank.Zeros;
import org.junit.jupiter.api.Test;

class CirclesReportTest {

  private static final AnalysisPlan PLAN =
      new AnalysisPlan(
          List.of("baseline", "endpoint"),
          List.of(new PlannedContrast("baseline", "endpoint", true)),
          List.of(new PlannedScale("x", Better.LOW, null)),
          Omnibus.FRIEDMAN,
          Zeros.DROPPED,
          0,
          null);

  /** All err alike, so that pooling has a closed form: the plain mean, and Student's interval. */
  @Test
  void circles_that_err_alike_are_pooled_by_the_plain_mean() {
    double[] changes = {-6, -1, -4, 3, -2};
    SortedMap<String, List<Observation>> circles = new TreeMap<>();
    for (int c = 0; c < changes.length; c++) {
      List<Observation> own = new ArrayList<>();
      for (int person = 0; person < 4; person++) {
        double before = 20 + c + person;
        double after = before + changes[c] + (person % 2 == 0 ? 1 : -1);
        own.add(new Observation("p" + person, "baseline", "x", before, false));
        own.add(new Observation("p" + person, "endpoint", "x", after, false));
        own.add(new Observation("p" + person, "endpoint", "y", 1, false)); // not planned
      }
      circles.put("circle-" + c, own);
    }
    CirclesReport report = CirclesReport.of(PLAN, circles);
    assertThat(report.circles()).isEqualTo(5);
    assertThat(report.people()).isEqualTo(20);
    CirclesReport.Contrast contrast = report.scales().get(0).contrasts().get(0);
    RandomEffects pooled = Objects.requireNonNull(contrast.pooled());
    assertThat(pooled.reml().mean()).isEqualTo(-2, within(1e-9));
    double between = (16 + 1 + 4 + 25 + 0) / 4.0;
    double half = TDistribution.of(4).inverseCumulativeProbability(0.975) * Math.sqrt(between / 5);
    assertThat(pooled.hartungKnapp().high()).isEqualTo(-2 + half, within(1e-6));
    assertThat(report.cautions())
        .extracting(Caution::code)
        .containsExactly(Code.NO_COMPARISON_GROUP);
    assertThat(report.scales().get(0).levels().get(0).likeness())
        .isEqualTo(
            IntraclassCorrelation.of(
                circles.values().stream()
                    .map(
                        own ->
                            own.stream()
                                .filter(o -> o.wave().equals("baseline"))
                                .map(Observation::value)
                                .toList())
                    .toList()));
  }

  @Test
  void order_does_not_matter_and_what_is_missing_is_said() {
    Random random = new Random(3);
    SortedMap<String, List<Observation>> circles = new TreeMap<>();
    for (String circle : List.of("a", "b", "c")) {
      List<Observation> own = new ArrayList<>();
      for (int person = 0; person < (circle.equals("c") ? 1 : 6); person++) {
        own.add(new Observation("p" + person, "baseline", "x", random.nextInt(30), false));
        own.add(new Observation("p" + person, "endpoint", "x", random.nextInt(30), false));
      }
      circles.put(circle, own);
    }
    CirclesReport report = CirclesReport.of(PLAN, circles);
    circles.values().forEach(own -> Collections.shuffle(own, random));
    assertThat(CirclesReport.of(PLAN, circles)).isEqualTo(report);
    assertThat(report.cautions())
        .extracting(Caution::code)
        .containsExactly(Code.NO_COMPARISON_GROUP, Code.CIRCLES_LEFT_OUT, Code.FEW_CIRCLES);
    circles.remove("a");
    circles.remove("b");
    assertThatIllegalArgumentException().isThrownBy(() -> CirclesReport.of(PLAN, circles));
  }
}
