package org.circlejournal.command.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.command.CircleFixture.CIRCLE;
import static org.circlejournal.command.CircleFixture.FOUNDED;
import static org.circlejournal.command.CircleFixture.circle;
import static org.circlejournal.command.CircleFixture.notice;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.command.consent.JournalCodeLane.Withdrawal;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.survey.SurveyCode;
import org.junit.jupiter.api.Test;

class NightTest {

  private static final Instant NIGHT = FOUNDED.plus(Duration.ofDays(3));
  private static final SurveyCode CODE = new SurveyCode("c0de");
  private static final ConsentGiven GIVEN =
      new ConsentGiven(
          CIRCLE, FOUNDED, Lane.CODE, CODE.value(), Purpose.SURVEYS, notice("answers"));
  private static final JournalCodeLane ORDER =
      new JournalCodeLane(
          CIRCLE, NIGHT, List.of(new Withdrawal(CODE, Purpose.SURVEYS)), List.of(CODE));

  @Test
  void what_the_day_withdrew_and_wants_erased_enters_the_journal_with_the_nights_time() {
    CircleFixture circle = circle(5).given(GIVEN);
    circle.vault().withdraw(CIRCLE, CODE, Purpose.SURVEYS);
    circle
        .whenNightComes(ORDER)
        .expectEvents(
            new ConsentWithdrawn(CIRCLE, NIGHT, Lane.CODE, CODE.value(), Purpose.SURVEYS),
            new ErasureRequested(CIRCLE, NIGHT, Lane.CODE, CODE.value()));
    assertThat(circle.vault().withdrawn(CIRCLE, CODE, Purpose.SURVEYS)).isFalse();
  }

  @Test
  void a_sealed_book_takes_withdrawals_still() {
    assertThat(
            circle(5)
                .given(GIVEN, new CircleSealed(CIRCLE, FOUNDED.plus(Duration.ofDays(1))))
                .whenNightComes(ORDER)
                .events())
        .hasSize(2);
  }

  @Test
  void the_nights_order_names_no_code_in_a_log() {
    assertThat(ORDER.toString()).doesNotContain(CODE.value());
  }
}
