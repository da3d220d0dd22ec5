package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class InstantTextTest {

  @Property(tries = 5_000)
  void every_instant_is_read_back(@ForAll("instants") Instant instant) {
    assertThat(InstantText.parse(instant.toString())).isEqualTo(instant);
  }

  @Property(tries = 5_000)
  void every_instant_is_written_as_the_jdk_writes_it(@ForAll("instants") Instant instant) {
    assertThat(InstantText.of(instant)).isEqualTo(instant.toString());
  }

  /** Both read the same, and refuse the same: a text one character away from an instant. */
  @Property(tries = 20_000)
  void a_damaged_instant_is_read_as_the_jdk_reads_it(@ForAll("damaged") String text) {
    assertThat(outcome(text, true)).isEqualTo(outcome(text, false));
  }

  @Provide
  Arbitrary<Instant> instants() {
    // Beyond the years of four digits too.
    Arbitrary<Long> seconds = Arbitraries.longs().between(-70_000_000_000L, 300_000_000_000L);
    Arbitrary<Integer> nanos =
        Arbitraries.oneOf(
            Arbitraries.of(
                0, 1, 999_999_999, 999_000_000, 50_000_000, 7_000_000, 123_000_000, 120_000, 100),
            Arbitraries.integers().between(0, 999_999_999));
    return Combinators.combine(seconds, nanos).as(Instant::ofEpochSecond);
  }

  @Provide
  Arbitrary<String> damaged() {
    Arbitrary<Character> characters =
        Arbitraries.chars().with("0123456789-+:.TZtz ,".toCharArray()).with('\u0663');
    return Combinators.combine(
            instants().map(Instant::toString),
            Arbitraries.integers().between(0, 40),
            characters,
            Arbitraries.of("replace", "insert", "delete", "cut"))
        .as(
            (text, at, character, damage) -> {
              int i = Math.min(at, text.length() - 1);
              return switch (damage) {
                case "replace" -> text.substring(0, i) + character + text.substring(i + 1);
                case "insert" -> text.substring(0, i) + character + text.substring(i);
                case "delete" -> text.substring(0, i) + text.substring(i + 1);
                default -> text.substring(0, i);
              };
            });
  }

  private static @Nullable Instant outcome(String text, boolean ours) {
    try {
      return Objects.requireNonNull(ours ? InstantText.parse(text) : Instant.parse(text));
    } catch (DateTimeException e) {
      return null;
    }
  }
}
