package org.circlejournal.command.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.circle.CircleCommand.CloseCircle;
import org.circlejournal.command.circle.CircleCommand.EraseCircle;
import org.circlejournal.command.circle.CircleCommand.LeaveCircle;
import org.circlejournal.command.circle.CircleCommand.SealCircle;
import org.circlejournal.command.vault.Box;
import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.junit.jupiter.api.Test;

/** Closing and sealing: by two members, or by itself. */
class EndOfTheYearTest {

  private static final Instant DONE = session(26, 120);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Instant WAVE_OPENED = session(25);
  private static final Instant WAVE_CLOSED = session(26, -60);
  private static final CloseCircle COMPLETED = new CloseCircle(ClosureReason.COMPLETED);

  private static ClosingProposed closing(int member, Instant at) {
    return new ClosingProposed(CIRCLE, at, member(member), "close-circle", "completed");
  }

  private static ClosingProposed sealing(int member, Instant at) {
    return new ClosingProposed(CIRCLE, at, member(member), "seal-circle", null);
  }

  private static CircleClosed closed(Instant at) {
    return new CircleClosed(CIRCLE, at, ClosureReason.COMPLETED);
  }

  private static SurveyWaveOpened waveOpened() {
    return new SurveyWaveOpened(
        CIRCLE,
        WAVE_OPENED,
        Wave.ENDPOINT,
        List.of(),
        WAVE_CLOSED,
        Publish.AT_CLOSE,
        new Declared(List.of(), null, null),
        5);
  }

  private static SurveyWaveClosed waveClosed() {
    return new SurveyWaveClosed(CIRCLE, WAVE_CLOSED, Wave.ENDPOINT);
  }

  private static Instant aYearAfter(Instant end) {
    return end.atZone(ZONE).plusMonths(12).toInstant();
  }

  // --- closing ---------------------------------------------------------------------------------

  @Test
  void the_first_of_two_proposes_to_close() {
    CircleFixture.Then then = circle(3).when(member(1), DONE, COMPLETED);
    then.expectEvents(closing(1, DONE));
    assertThat(then.answer().proposed()).isTrue();
  }

  @Test
  void the_second_closes() {
    CircleFixture circle = circle(3).given(closing(1, DONE));
    CircleFixture.Then then = circle.when(member(2), DONE.plus(WEEK), COMPLETED);
    then.expectEvents(closed(DONE.plus(WEEK)));
    assertThat(then.answer().proposed()).isNull();
    assertThat(circle.vault().wakes()).containsExactly(aYearAfter(DONE.plus(WEEK)));
  }

  @Test
  void one_member_is_not_two() {
    circle(3).given(closing(1, DONE)).when(member(1), DONE, COMPLETED).expectRefused(ALREADY_SO);
  }

  @Test
  void after_seven_days_a_proposal_is_over() {
    Instant later = DONE.plus(WEEK).plusSeconds(1);
    circle(3)
        .given(closing(1, DONE))
        .when(member(2), later, COMPLETED)
        .expectEvents(closing(2, later));
    circle(3)
        .given(closing(1, DONE))
        .when(member(1), later, COMPLETED)
        .expectEvents(closing(1, later));
  }

  @Test
  void two_members_agree_on_the_reason() {
    circle(3)
        .given(closing(1, DONE))
        .when(member(2), DONE, new CloseCircle(ClosureReason.SPACE_WITHDRAWN))
        .expectEvents(
            new ClosingProposed(CIRCLE, DONE, member(2), "close-circle", "space-withdrawn"));
  }

  @Test
  void who_left_takes_the_proposal_along() {
    circle(3)
        .given(closing(1, DONE), new MemberLeft(CIRCLE, DONE, member(1)))
        .when(member(2), DONE, COMPLETED)
        .expectEvents(closing(2, DONE));
  }

  @Test
  void a_proposal_to_close_is_none_to_seal() {
    circle(3)
        .given(closing(1, DONE))
        .when(member(2), DONE, new SealCircle())
        .expectEvents(sealing(2, DONE));
  }

  @Test
  void a_circle_with_an_open_session_is_not_closed() {
    circle(3)
        .given(new SessionStarted(CIRCLE, session(26), 26))
        .when(member(1), DONE, COMPLETED)
        .expectRefused(SESSION_OPEN);
  }

  @Test
  void only_members_close_and_only_once() {
    circle(3).when(member(4), DONE, COMPLETED).expectRefused(NOT_A_MEMBER);
    circle(3).given(closed(DONE)).when(member(1), DONE, COMPLETED).expectRefused(CIRCLE_CLOSED);
    circle(3)
        .given(closed(DONE), new CircleSealed(CIRCLE, DONE))
        .when(member(1), DONE, COMPLETED)
        .expectRefused(CIRCLE_SEALED);
  }

  // --- sealing by two --------------------------------------------------------------------------

  @Test
  void two_members_seal_a_closed_circle() {
    circle(3)
        .given(closed(DONE))
        .when(member(1), DONE, new SealCircle())
        .expectEvents(sealing(1, DONE));
    circle(3)
        .given(closed(DONE), sealing(1, DONE))
        .when(member(2), DONE, new SealCircle())
        .expectEvents(new CircleSealed(CIRCLE, DONE));
  }

  @Test
  void one_member_does_not_seal() {
    circle(3)
        .given(closed(DONE), sealing(1, DONE))
        .when(member(1), DONE, new SealCircle())
        .expectRefused(ALREADY_SO);
  }

  @Test
  void an_open_session_or_wave_is_not_sealed_in() {
    circle(3)
        .given(new SessionStarted(CIRCLE, session(26), 26))
        .when(member(1), DONE, new SealCircle())
        .expectRefused(SESSION_OPEN);
    circle(3)
        .given(waveOpened())
        .when(member(1), WAVE_OPENED.plusSeconds(1), new SealCircle())
        .expectRefused(WAVE_OPEN);
  }

  @Test
  void only_members_seal_and_only_once() {
    circle(3).when(member(4), DONE, new SealCircle()).expectRefused(NOT_A_MEMBER);
    circle(3)
        .given(new CircleSealed(CIRCLE, DONE))
        .when(member(1), DONE, new SealCircle())
        .expectRefused(CIRCLE_SEALED);
  }

  // --- sealing by itself -----------------------------------------------------------------------

  @Test
  void the_book_seals_twelve_months_after_the_last_wave() {
    Instant due = aYearAfter(WAVE_CLOSED);
    circle(3)
        .given(waveOpened(), waveClosed(), closed(DONE))
        .whenTimeComes(due)
        .expectEvents(new CircleSealed(CIRCLE, due));
  }

  @Test
  void not_a_second_earlier_and_the_clock_is_set_anew() {
    Instant due = aYearAfter(WAVE_CLOSED);
    CircleFixture circle = circle(3).given(waveOpened(), waveClosed(), closed(DONE));
    circle.whenTimeComes(due.minusSeconds(1)).expectEvents();
    assertThat(circle.vault().wakes()).containsExactly(due);
  }

  @Test
  void without_a_wave_it_seals_twelve_months_after_closing() {
    Instant due = aYearAfter(DONE);
    circle(3).given(closed(DONE)).whenTimeComes(due.minusSeconds(1)).expectEvents();
    circle(3)
        .given(closed(DONE))
        .whenTimeComes(due.plusSeconds(3))
        .expectEvents(new CircleSealed(CIRCLE, due));
  }

  @Test
  void a_year_that_goes_on_is_not_sealed_because_its_last_wave_is_long_ago() {
    Instant baseline = session(1);
    circle(3)
        .given(
            new SurveyWaveOpened(
                CIRCLE,
                baseline,
                Wave.BASELINE,
                List.of(),
                session(2),
                Publish.AT_CLOSE,
                new Declared(List.of(), null, null),
                5),
            new SurveyWaveClosed(CIRCLE, session(2), Wave.BASELINE))
        .whenTimeComes(aYearAfter(session(2)).plusSeconds(1))
        .expectEvents();
  }

  @Test
  void a_year_that_nobody_closed_is_sealed_and_so_is_an_open_sessions_box() {
    Box box = Box.session(CIRCLE, 26);
    Instant due = aYearAfter(session(26));
    CircleFixture circle = circle(3).given(new SessionStarted(CIRCLE, session(26), 26));
    circle.vault().cast(box, member(1).value(), "pulse".getBytes(StandardCharsets.UTF_8));
    circle.whenTimeComes(due).expectEvents(new CircleSealed(CIRCLE, due));
    assertThat(circle.vault().count(box)).isZero();
  }

  @Test
  void what_is_due_comes_before_what_is_asked_and_holds_for_it() {
    circle(3)
        .given(closed(DONE))
        .when(member(1), aYearAfter(DONE), COMPLETED)
        .expectRefused(CIRCLE_SEALED);
  }

  @Test
  void a_sealed_book_is_not_sealed_again() {
    CircleFixture circle = circle(3).given(closed(DONE), new CircleSealed(CIRCLE, DONE));
    circle.whenTimeComes(aYearAfter(DONE).plus(WEEK)).expectEvents();
    assertThat(circle.vault().wakes()).isEmpty();
  }

  // --- the end of all keys ---------------------------------------------------------------------

  private static CircleErased erased(Instant at, ErasureReason reason) {
    return new CircleErased(CIRCLE, at, reason);
  }

  @Test
  void a_sealed_book_wakes_when_its_retention_ends_and_all_its_keys_go() {
    CircleFixture circle = circle(3).given(closed(DONE), sealing(1, DONE));
    circle.when(member(2), DONE, new SealCircle()).expectEvents(new CircleSealed(CIRCLE, DONE));
    Instant due = DONE.atZone(ZONE).plusMonths(60).toInstant();
    assertThat(circle.vault().wakes()).contains(due);

    circle(3)
        .given(closed(DONE), new CircleSealed(CIRCLE, DONE))
        .whenTimeComes(due.minusSeconds(1))
        .expectEvents();
    circle(3)
        .given(closed(DONE), new CircleSealed(CIRCLE, DONE))
        .whenTimeComes(due.plusSeconds(5))
        .expectEvents(erased(due, ErasureReason.RETENTION));
    circle(3)
        .given(new CircleSealed(CIRCLE, DONE), erased(due, ErasureReason.RETENTION))
        .whenTimeComes(due.plusSeconds(6))
        .expectEvents();
  }

  @Test
  void a_book_that_seals_by_itself_wakes_for_its_retention_too() {
    Instant due = aYearAfter(DONE);
    CircleFixture circle = circle(3).given(closed(DONE));
    circle.whenTimeComes(due).expectEvents(new CircleSealed(CIRCLE, due));
    assertThat(circle.vault().wakes()).contains(due.atZone(ZONE).plusMonths(60).toInstant());
  }

  @Test
  void two_members_have_all_keys_of_a_sealed_circle_destroyed_earlier() {
    ClosingProposed first = new ClosingProposed(CIRCLE, DONE, member(1), "erase-circle", null);
    circle(3)
        .given(closed(DONE), new CircleSealed(CIRCLE, DONE))
        .when(member(1), DONE, new EraseCircle())
        .expectEvents(first);
    circle(3)
        .given(closed(DONE), new CircleSealed(CIRCLE, DONE), first)
        .when(member(1), DONE, new EraseCircle())
        .expectRefused(ALREADY_SO);
    circle(3)
        .given(closed(DONE), new CircleSealed(CIRCLE, DONE), first)
        .when(member(2), DONE, new EraseCircle())
        .expectEvents(erased(DONE, ErasureReason.REQUEST));
    circle(3)
        .given(new CircleSealed(CIRCLE, DONE), erased(DONE, ErasureReason.REQUEST))
        .when(member(2), DONE, new EraseCircle())
        .expectRefused(ALREADY_SO);
  }

  @Test
  void nobody_destroys_the_keys_of_a_circle_that_is_not_sealed() {
    circle(3).when(member(1), DONE, new EraseCircle()).expectRefused(CIRCLE_NOT_SEALED);
    circle(3)
        .given(new CircleSealed(CIRCLE, DONE))
        .when(member(4), DONE, new EraseCircle())
        .expectRefused(NOT_A_MEMBER);
  }

  // --- times -----------------------------------------------------------------------------------

  @Test
  void a_clock_may_be_a_minute_ahead() {
    circle(3)
        .when(actor(1), DONE.plusSeconds(60), DONE, new LeaveCircle())
        .expectEvents(new MemberLeft(CIRCLE, DONE.plusSeconds(60), member(1)));
    circle(3)
        .when(actor(1), DONE.plusSeconds(61), DONE, new LeaveCircle())
        .expectRefused(AT_IN_FUTURE);
  }
}
