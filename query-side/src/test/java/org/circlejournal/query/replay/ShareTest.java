package org.circlejournal.query.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.function.LongFunction;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.Year;
import org.circlejournal.query.replay.Folding.Circle;
import org.circlejournal.query.view.Recorded;
import org.junit.jupiter.api.Test;

class ShareTest {

  private static final int CIRCLES = 6_400;
  private static final Instant NOW = Instant.parse("2026-01-12T17:00:00Z");

  @Test
  void random_ids_lie_in_all_shares_alike() {
    Random random = new Random(1);
    assertEven(i -> new UUID(random.nextLong(), random.nextLong()));
  }

  @Test
  void so_do_ids_that_begin_with_the_time() {
    Random random = new Random(2);
    long start = 1_768_233_600_000L; // ms, 2026-01-12
    assertEven(i -> new UUID((start + i) << 16 | 0x7000, random.nextLong() | 1L << 63));
  }

  private final Share share = new Share(new Folding(ReadModels.views()), 10);
  private long position;
  private long piece;

  @Test
  void a_circle_whose_last_wave_has_closed_is_over_when_it_has_been_quiet() throws Exception {
    share.begin(true);
    CircleId circle = Year.circle(1);
    assertThat(fold(wave(circle, Wave.FOLLOW_UP))).as("it was not closed").isEmpty();
    assertThat(fold(closed(circle))).isEmpty();
    assertThat(fold(wave(circle, Wave.FOLLOW_UP))).isEmpty();
    assertThat(passing(8)).isEmpty();
    assertThat(fold(withdrawn(circle))).as("it was not quiet").isEmpty();
    assertThat(passing(9)).isEmpty();
    assertThat(passing(1)).containsExactly(circle);
    assertThat(share.open()).isEmpty();
    fold(withdrawn(circle));
    Share.Late late = Objects.requireNonNull(share.late().get(circle));
    assertThat(late.steps()).hasSize(1);
    assertThat(late.now().position()).isEqualTo(position);
  }

  @Test
  void a_circle_whose_book_is_closed_is_over_at_once_and_once_only() throws Exception {
    share.begin(true);
    CircleId circle = Year.circle(1);
    fold(closed(circle));
    fold(wave(circle, Wave.FOLLOW_UP));
    assertThat(fold(new CircleSealed(circle, NOW))).containsExactly(circle);
    assertThat(passing(20)).isEmpty();
  }

  @Test
  void a_circle_that_has_no_last_wave_is_held() throws Exception {
    share.begin(true);
    CircleId circle = Year.circle(1);
    fold(closed(circle));
    fold(wave(circle, Wave.ENDPOINT));
    assertThat(passing(100)).isEmpty();
    assertThat(share.open()).hasSize(1);
  }

  private static JournalEvent closed(CircleId circle) {
    return new CircleClosed(circle, NOW, ClosureReason.COMPLETED);
  }

  private static JournalEvent wave(CircleId circle, Wave wave) {
    return new SurveyWaveClosed(circle, NOW, wave);
  }

  private static JournalEvent withdrawn(CircleId circle) {
    return new ConsentWithdrawn(
        circle, NOW, Lane.MEMBER, Year.member(1).value(), Purpose.TAKE_PART);
  }

  /** Circles that are over after an event. */
  private List<CircleId> fold(JournalEvent event) throws InterruptedException {
    position++;
    Recorded recorded = new Recorded(event.circleId().value(), position, position, NOW);
    return fold(List.of(new Share.Step(event.circleId(), event, recorded)));
  }

  /** Circles that are over after so many events of others. */
  private List<CircleId> passing(int events) throws InterruptedException {
    position += events;
    return fold(List.of());
  }

  private List<CircleId> fold(List<Share.Step> steps) throws InterruptedException {
    return share.fold(piece++, position, steps, () -> {}).stream().map(Circle::id).toList();
  }

  private static void assertEven(LongFunction<UUID> ids) {
    int[] circles = new int[Share.SHARES];
    for (long i = 0; i < CIRCLES; i++) {
      circles[Share.of(new CircleId(ids.apply(i).toString()))]++;
    }
    assertThat(Arrays.stream(circles).boxed()).allMatch(n -> n > 50 && n < 150);
  }
}
