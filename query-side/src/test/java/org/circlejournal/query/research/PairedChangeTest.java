package org.circlejournal.query.research;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PairedChangeTest {

  private static final double TOLERANCE = 1e-6;

  @Test
  void known_results_are_met() {
    for (JsonNode v : Vectors.list(Vectors.ALL.get("paired"))) {
      PairedChange change = PairedChange.of(Vectors.pairs(v));
      assertThat(change.t()).isCloseTo(v.get("t").doubleValue(), within(TOLERANCE));
      assertThat(change.tP()).isCloseTo(v.get("tP").doubleValue(), within(TOLERANCE));
      assertThat(change.signedRank().p()).isCloseTo(v.get("p").doubleValue(), within(1e-12));
      if (v.has("wPlus")) {
        assertThat(change.signedRank().wPlus()).isEqualTo(v.get("wPlus").doubleValue());
      }
      if (v.has("dz")) {
        assertThat(change.signedRank().nonZero()).isEqualTo(v.get("nonZero").intValue());
        assertThat(change.dz()).isCloseTo(v.get("dz").doubleValue(), within(TOLERANCE));
        assertThat(change.gz()).isCloseTo(v.get("gz").doubleValue(), within(TOLERANCE));
        requireClose(change.interval(), v.get("interval"));
        requireClose(change.dzInterval(), v.get("dzInterval"));
      }
    }
  }

  @Test
  void hedges_j_is_met() {
    Vectors.ALL
        .get("hedgesJByDf")
        .properties()
        .forEach(
            e ->
                assertThat(PairedChange.hedgesJ(Integer.parseInt(e.getKey(), 10)))
                    .isCloseTo(e.getValue().doubleValue(), within(5e-6)));
  }

  @Test
  void by_hand() {
    // d = -2, -4, -6: mean -4, sd 2; earlier 10 14 18 sd 4, later 8 10 12 sd 2
    PairedChange change =
        PairedChange.of(List.of(new Pair(10, 8), new Pair(14, 10), new Pair(18, 12)));
    assertThat(change.n()).isEqualTo(3);
    assertThat(change.mean()).isEqualTo(-4);
    assertThat(change.sd()).isEqualTo(2);
    assertThat(change.dz()).isEqualTo(-2);
    assertThat(change.dav()).isCloseTo(-4 / 3.0, within(1e-15));
    // J(2) = Γ(1)/Γ(1/2) = 1/√π
    assertThat(change.gz()).isCloseTo(-2 / Math.sqrt(Math.PI), within(1e-14));
    assertThat(change.gav()).isCloseTo(-4 / 3.0 / Math.sqrt(Math.PI), within(1e-14));
    // sd/((s₁+s₂)/2) = 2/3 takes the interval of dz to that of dav
    Interval dz = requireNonNull(change.dzInterval());
    assertThat(requireNonNull(change.davInterval()).low())
        .isCloseTo(dz.low() * 2 / 3, within(1e-12));
    assertThat(requireNonNull(change.gzInterval()).high())
        .isCloseTo(dz.high() / Math.sqrt(Math.PI), within(1e-12));
    assertThat(requireNonNull(change.gavInterval()).high())
        .isCloseTo(dz.high() * 2 / 3 / Math.sqrt(Math.PI), within(1e-12));
    assertThat(change.t()).isCloseTo(-2 * Math.sqrt(3), within(1e-12));
    // t(0.975, 2) = 4.302653
    assertThat(requireNonNull(change.interval()).low())
        .isCloseTo(-4 - 4.302653 * 2 / Math.sqrt(3), within(1e-5));
    assertThat(change.signedRank().p()).isEqualTo(0.25);
  }

  @Test
  void one_pair_has_a_change_and_no_spread() {
    PairedChange one = PairedChange.of(List.of(new Pair(3, 1)));
    assertThat(one.mean()).isEqualTo(-2);
    assertThat(one.sd()).isNull();
    assertThat(one.interval()).isNull();
    assertThat(one.dz()).isNull();
    assertThat(one.dzInterval()).isNull();
    assertThat(one.dav()).isNull();
    assertThat(one.signedRank().p()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> PairedChange.of(List.of()));
  }

  @Test
  void two_pairs_have_no_hedges_correction() {
    PairedChange two = PairedChange.of(List.of(new Pair(3, 1), new Pair(4, 3)));
    assertThat(two.dz()).isNotNull();
    assertThat(two.gz()).isNull();
    assertThat(two.gav()).isNull();
  }

  /** The means 32/9, 31/9 … have differences of 1/9 that are not equal as doubles. */
  @Test
  void the_noise_of_division_makes_neither_spread_nor_ranks() {
    List<Pair> alike =
        IntStream.range(0, 8).mapToObj(i -> new Pair((30 - i) / 9.0, (29 - i) / 9.0)).toList();
    assertThat(alike.stream().map(p -> p.later() - p.earlier()).distinct()).hasSizeGreaterThan(1);
    PairedChange change = PairedChange.of(alike);
    assertThat(change.sd()).isEqualTo(0);
    assertThat(change.dz()).isNull();
    assertThat(change.dzInterval()).isNull();
    assertThat(change.dav()).isNotNull();
    List<Pair> oneRose = new ArrayList<>(alike);
    oneRose.set(3, new Pair(20 / 9.0, 21 / 9.0));
    // Eight equal sizes, one against: 2·(1+8)/256
    assertThat(PairedChange.of(oneRose).signedRank().p()).isEqualTo(18 / 256.0);
  }

  /** Found by a property test: thirds and ninths that cancel left a mean of 1e-10. */
  @Test
  void changes_that_cancel_are_no_change() {
    PairedChange change =
        PairedChange.of(
            List.of(
                new Pair(10 / 9.0, 12 / 9.0), new Pair(3, 31 / 9.0), new Pair(20 / 9.0, 14 / 9.0)));
    assertThat(change.mean()).isEqualTo(0);
    assertThat(change.dz()).isEqualTo(0);
    assertThat(change.dav()).isEqualTo(0);
    Interval dz = requireNonNull(change.dzInterval());
    assertThat(dz.low()).isCloseTo(-dz.high(), within(1e-9));
  }

  @Test
  void the_interval_of_dz_stands_where_almost_all_changed_alike() {
    List<Pair> pairs = new ArrayList<>(Collections.nCopies(14, new Pair(100, 0)));
    pairs.add(new Pair(100, 1 / 42.0));
    PairedChange change = PairedChange.of(pairs);
    assertThat(change.dz()).isLessThan(-10_000);
    Interval interval = requireNonNull(change.dzInterval());
    // For a huge t the limits are t times the 2.5% and 97.5% points of √(χ²(14)/14).
    double dz = requireNonNull(change.dz());
    assertThat(interval.low() / dz).isCloseTo(Math.sqrt(26.11895 / 14), within(1e-6));
    assertThat(interval.high() / dz).isCloseTo(Math.sqrt(5.628726 / 14), within(1e-6));
  }

  @Property(tries = 60)
  void order_cannot_be_seen_in_any_bit(
      @ForAll @Size(min = 1, max = 15) List<@IntRange(min = 0, max = 54) Integer> earlier,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Pair> pairs = pairs(earlier, random);
    PairedChange one = PairedChange.of(pairs);
    Collections.shuffle(pairs, random);
    assertThat(PairedChange.of(pairs)).isEqualTo(one);
    List<Double> values = new ArrayList<>(pairs.stream().map(Pair::later).toList());
    Sample sample = Sample.of(values);
    Collections.shuffle(values, random);
    assertThat(Sample.of(values)).isEqualTo(sample);
  }

  @Property(tries = 60)
  void going_back_is_the_opposite_change(
      @ForAll @Size(min = 3, max = 15) List<@IntRange(min = 0, max = 54) Integer> earlier,
      @ForAll long seed) {
    List<Pair> pairs = pairs(earlier, new Random(seed));
    PairedChange there = PairedChange.of(pairs);
    PairedChange back =
        PairedChange.of(pairs.stream().map(p -> new Pair(p.later(), p.earlier())).toList());
    assertThat(back.mean()).isEqualTo(-there.mean());
    assertThat(back.sd()).isEqualTo(there.sd());
    assertThat(back.signedRank().p()).isEqualTo(there.signedRank().p());
    if (there.dz() != null) {
      assertThat(back.dz()).isEqualTo(-there.dz());
      assertThat(requireNonNull(back.dzInterval()).low())
          .isCloseTo(-requireNonNull(there.dzInterval()).high(), within(1e-8));
    }
  }

  @Property(tries = 60)
  void intervals_cover_and_the_unit_does_not_matter(
      @ForAll @Size(min = 3, max = 15) List<@IntRange(min = 0, max = 54) Integer> earlier,
      @ForAll long seed) {
    List<Pair> pairs = pairs(earlier, new Random(seed));
    PairedChange change = PairedChange.of(pairs);
    Interval interval = requireNonNull(change.interval());
    assertThat(change.mean()).isBetween(interval.low(), interval.high());
    Interval level = requireNonNull(Sample.of(pairs.stream().map(Pair::later).toList()).interval());
    assertThat(Sample.of(pairs.stream().map(Pair::later).toList()).mean())
        .isBetween(level.low(), level.high());
    PairedChange scaled =
        PairedChange.of(pairs.stream().map(p -> new Pair(4 * p.earlier(), 4 * p.later())).toList());
    assertThat(scaled.mean()).isCloseTo(4 * change.mean(), within(1e-8));
    assertThat(scaled.signedRank()).isEqualTo(change.signedRank());
    if (change.dz() != null) {
      assertThat(scaled.dz()).isCloseTo(change.dz(), within(1e-6 + 1e-6 * Math.abs(change.dz())));
      Interval dz = requireNonNull(change.dzInterval());
      assertThat(change.dz()).isBetween(dz.low(), dz.high());
    }
  }

  private static List<Pair> pairs(List<Integer> earlier, Random random) {
    List<Pair> pairs = new ArrayList<>();
    for (int sum : earlier) {
      pairs.add(new Pair(sum / 9.0, random.nextInt(55) / 9.0));
    }
    return pairs;
  }

  private static void requireClose(@Nullable Interval interval, JsonNode bounds) {
    assertThat(requireNonNull(interval).low())
        .isCloseTo(bounds.get(0).doubleValue(), within(TOLERANCE));
    assertThat(interval.high()).isCloseTo(bounds.get(1).doubleValue(), within(TOLERANCE));
  }
}
