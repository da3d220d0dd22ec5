package org.circlejournal.query.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.Direction;
import org.circlejournal.events.survey.Instrument.Missing;
import org.circlejournal.events.survey.Instrument.MissingMethod;
import org.circlejournal.events.survey.Instrument.Option;
import org.circlejournal.events.survey.Instrument.Scale;
import org.circlejournal.events.survey.Instrument.Standing;
import org.circlejournal.events.survey.Instrument.Unit;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.query.release.ReleaseRounding.Rounded;
import org.circlejournal.query.research.Sample;
import org.junit.jupiter.api.Test;

class ReleaseRoundingTest {

  private static final Instrument MBI = Instruments.shipped().byId("mbi-hss").orElseThrow();
  private static final Instrument CBI = Instruments.shipped().byId("cbi").orElseThrow();
  private static final Instrument OLBI = Instruments.shipped().byId("olbi").orElseThrow();
  private static final String EXHAUSTION = "emotional-exhaustion";

  @Test
  void sums_go_to_a_half_and_the_mean_follows() {
    // Six people with the sum 189: 31.5; with 190: 31.667 → 31.5; with 191: 31.833 → 32
    assertThat(mbi(189 / 6.0)).isEqualTo(new Rounded(31.5 / 9, 31.5));
    assertThat(mbi(190 / 6.0)).isEqualTo(new Rounded(31.5 / 9, 31.5));
    assertThat(mbi(191 / 6.0)).isEqualTo(new Rounded(32 / 9.0, 32.0));
    assertThat(ReleaseRounding.level(OLBI, "exhaustion", 2.53).sum()).isEqualTo(20);
    assertThat(ReleaseRounding.level(OLBI, "exhaustion", 2.53).mean()).isEqualTo(2.5);
  }

  @Test
  void half_way_goes_to_the_even_multiple() {
    assertThat(mbi(20.25).sum()).isEqualTo(20);
    assertThat(mbi(20.75).sum()).isEqualTo(21);
    assertThat(mbi(21.25).sum()).isEqualTo(21);
    assertThat(ReleaseRounding.level(CBI, "work", 57).mean()).isEqualTo(56);
    assertThat(ReleaseRounding.level(CBI, "work", 59).mean()).isEqualTo(60);
  }

  @Test
  void half_way_is_seen_through_the_noise_of_division() {
    // Eight sums, 202 together: 25.25, half way. As the mean of eight ninths it is a hair above.
    List<Double> means = Stream.of(21, 42, 30, 24, 28, 12, 16, 29).map(sum -> sum / 9.0).toList();
    double mean = Sample.of(means).mean();
    assertThat(mean * 9).isGreaterThan(25.25);
    assertThat(ReleaseRounding.level(MBI, EXHAUSTION, mean).sum()).isEqualTo(25);
  }

  @Test
  void percent_scales_go_to_two_and_have_no_sum() {
    assertThat(ReleaseRounding.level(CBI, "personal", 58.9)).isEqualTo(new Rounded(58, null));
    assertThat(ReleaseRounding.level(CBI, "personal", 59.1)).isEqualTo(new Rounded(60, null));
    assertThat(ReleaseRounding.level(CBI, "personal", 100)).isEqualTo(new Rounded(100, null));
  }

  @Test
  void other_means_go_to_a_twentieth() {
    Instrument means = meansFromOneToFive();
    assertThat(ReleaseRounding.level(means, "s", 3.47)).isEqualTo(new Rounded(3.45, null));
    assertThat(ReleaseRounding.level(means, "s", 3.48)).isEqualTo(new Rounded(3.5, null));
    assertThat(ReleaseRounding.change(means, "s", 3.47, 3.38)).isEqualTo(new Rounded(-0.05, null));
  }

  @Test
  void a_change_is_that_of_the_rounded_levels() {
    // 31.667 → 31.5 and 28.333 → 28.5: −3.0, although −3.333 would round to −3.5
    assertThat(ReleaseRounding.change(MBI, EXHAUSTION, 190 / 54.0, 170 / 54.0))
        .isEqualTo(new Rounded(-3 / 9.0, -3.0));
    assertThat(ReleaseRounding.change(CBI, "work", 59.1, 56.9)).isEqualTo(new Rounded(-4, null));
    assertThat(ReleaseRounding.change(CBI, "work", 58.1, 57.9)).isEqualTo(new Rounded(0, null));
  }

  @Property(tries = 300)
  void rounding_again_changes_nothing(@ForAll @DoubleRange(min = 0, max = 6) double mean) {
    Rounded once = ReleaseRounding.level(MBI, EXHAUSTION, mean);
    assertThat(ReleaseRounding.level(MBI, EXHAUSTION, once.mean())).isEqualTo(once);
    assertThat(Math.abs(once.mean() - mean) * 9).isLessThanOrEqualTo(0.25 + 1e-8);
  }

  private static Rounded mbi(double groupSum) {
    return ReleaseRounding.level(MBI, EXHAUSTION, groupSum / 9);
  }

  private static Instrument meansFromOneToFive() {
    return new Instrument(
        "x",
        "e",
        "any",
        List.of("x-01"),
        List.of(new Option(1, "least"), new Option(5, "most")),
        List.of(
            new Scale(
                "s",
                List.of("x-01"),
                List.of(),
                Unit.MEAN,
                Direction.HIGH_IS_WORSE,
                new Missing(1, MissingMethod.MEAN_OF_ANSWERED, "c", Standing.OURS))),
        "c",
        List.of(),
        List.of(),
        "l",
        null,
        null);
  }
}
