package org.circlejournal.command.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;
import static org.circlejournal.command.session.Held.*;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.session.SessionCommand.CheckIn;
import org.circlejournal.command.session.SessionCommand.PresentCase;
import org.circlejournal.command.session.SessionCommand.RetractEntry;
import org.circlejournal.command.session.SessionCommand.SendApologies;
import org.circlejournal.command.vault.Box;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.session.SessionEvent.ApologiesSent;
import org.circlejournal.events.session.SessionEvent.ApologyReason;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.session.SessionEvent.FrameSlipNamed;
import org.circlejournal.events.session.SessionEvent.InterruptionCause;
import org.circlejournal.events.session.SessionEvent.Perspective;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.QuestionAsked;
import org.circlejournal.events.session.SessionEvent.ReflectionShared;
import org.circlejournal.events.session.SessionEvent.Retractable;
import org.circlejournal.events.session.SessionEvent.RetractionReason;
import org.circlejournal.events.session.SessionEvent.SessionInterrupted;
import org.circlejournal.events.session.SessionEvent.SlipKind;
import org.circlejournal.events.session.SessionEvent.ThemeExplored;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.junit.jupiter.api.Test;

/** Mistakes are taken back by a new event. */
class RetractingTest {

  private static final FrameSlipNamed SLIP =
      new FrameSlipNamed(CIRCLE, session(3, 70), 3, SlipKind.ADVICE);
  private static final ApologiesSent APOLOGIES =
      new ApologiesSent(CIRCLE, session(3, 70), 3, ApologyReason.ON_CALL);

  /** One of each kind that may be taken back. */
  private static final List<Retractable> KINDS =
      List.of(
          checkedIn(3, 7),
          APOLOGIES,
          presented(3, 2, 70),
          new QuestionAsked(CIRCLE, session(3, 70), 3),
          new ReflectionShared(CIRCLE, session(3, 70), 3, Perspective.AS_CLIENT),
          SLIP,
          new ThemeExplored(CIRCLE, session(3, 70), 3, I1),
          tried(3, Tool.ROLE_PLAY),
          new SessionInterrupted(CIRCLE, session(3, 70), 3, InterruptionCause.PAGE, 5));

  @Test
  void every_kind_of_entry_is_retracted_in_the_open_session_and_after_it() {
    for (Retractable entry : KINDS) {
      CircleFixture open = open(3, Phase.PRESENTATION).given(entry);
      long version = open.version();
      open.when(member(8), session(3, 80), retract(version))
          .expectEvents(retracted(version, entry, session(3, 80)));
      CircleFixture closed = open(3, Phase.PRESENTATION).given(entry, closed(3));
      closed
          .when(member(8), session(4), retract(version))
          .expectEvents(retracted(version, entry, session(4)));
    }
    assertThat(KINDS).hasSize(Retractable.class.getPermittedSubclasses().length);
  }

  @Test
  void an_entry_is_retracted_once() {
    CircleFixture circle = open(3, Phase.RETURN).given(SLIP);
    long version = circle.version();
    circle
        .given(retracted(version, SLIP, session(3, 75)))
        .when(member(1), session(3, 80), retract(version))
        .expectRefused(ALREADY_SO);
  }

  @Test
  void corrections_are_over_28_days_after_the_close() {
    CircleFixture in = open(3, Phase.RETURN).given(SLIP, closed(3));
    long version = in.version() - 1;
    in.when(member(1), daysAfterClose(3, 28), retract(version))
        .expectEvents(retracted(version, SLIP, daysAfterClose(3, 28)));
    open(3, Phase.RETURN)
        .given(SLIP, closed(3))
        .when(member(1), daysAfterClose(3, 28).plusMillis(1), retract(version))
        .expectRefused(CORRECTION_WINDOW_OVER);
  }

  @Test
  void corrections_stay_over_when_the_entries_are_forgotten() {
    CircleFixture circle =
        open(3, Phase.RETURN).given(SLIP, closed(3), started(6), closed(6), started(7));
    circle
        .when(member(1), session(7), retract(circle.version() - 4))
        .expectRefused(CORRECTION_WINDOW_OVER);
  }

  @Test
  void only_entries_are_retractable() {
    CircleFixture circle = open(3, Phase.RETURN);
    circle
        .when(member(1), session(3, 80), retract(circle.version()))
        .expectRefused(NOT_RETRACTABLE);
    open(3, Phase.RETURN)
        .when(member(1), session(3, 80), retract(0))
        .expectRefused(NOT_RETRACTABLE);
    open(3, Phase.RETURN)
        .when(member(1), session(3, 80), retract(9999))
        .expectRefused(NOT_RETRACTABLE);
    CircleFixture closed = closed(3, Phase.RETURN);
    closed.when(member(1), session(4), retract(closed.version())).expectRefused(NOT_RETRACTABLE);
    circle(8).when(member(1), session(3), retract(3)).expectRefused(NOT_RETRACTABLE);
  }

  @Test
  void an_entry_of_another_session_is_none_of_this_one() {
    CircleFixture circle = open(3, Phase.RETURN).given(SLIP, closed(3), started(4));
    circle
        .when(
            member(1),
            session(4),
            new RetractEntry(4, circle.version() - 2, RetractionReason.MISTAKE))
        .expectRefused(NOT_RETRACTABLE);
  }

  @Test
  void the_check_in_of_a_presenter_stays_while_the_case_stands() {
    CircleFixture circle = open(3, Phase.PRESENTATION);
    long secondCheckIn = circle.version() - 5;
    circle
        .given(presented(3, 2, 20))
        .when(member(1), session(3, 80), retract(secondCheckIn))
        .expectRefused(NOT_RETRACTABLE);
    CircleFixture undone = open(3, Phase.PRESENTATION).given(presented(3, 2, 20));
    undone
        .given(retracted(undone.version(), presented(3, 2, 20), session(3, 30)))
        .when(member(1), session(3, 80), retract(secondCheckIn))
        .expectEvents(retracted(secondCheckIn, checkedIn(3, 2), session(3, 80)));
  }

  @Test
  void the_only_trial_of_a_tool_stays_once_its_ratings_are_journaled() {
    PulsesRecorded pulses =
        new PulsesRecorded(
            CIRCLE,
            session(3, 90),
            3,
            List.of(List.of(7, 4)),
            new TreeMap<>(Map.of(Tool.BREATHING, List.of(4))));
    CircleFixture once = open(3, Phase.CLOSING).given(tried(3, Tool.BREATHING), pulses, closed(3));
    once.when(member(1), session(4), retract(once.version() - 2)).expectRefused(NOT_RETRACTABLE);
    CircleFixture twice =
        open(3, Phase.CLOSING)
            .given(tried(3, Tool.BREATHING), tried(3, Tool.BREATHING), pulses, closed(3));
    twice
        .when(member(1), session(4), retract(twice.version() - 2))
        .expectEvents(retracted(twice.version() - 2, tried(3, Tool.BREATHING), session(4)));
  }

  @Test
  void after_the_circle_closed_nothing_is_retracted() {
    CircleFixture circle =
        open(3, Phase.RETURN)
            .given(SLIP, closed(3))
            .given(new CircleClosed(CIRCLE, session(4), ClosureReason.DISSOLVED));
    circle.when(member(1), session(4), retract(circle.version() - 2)).expectRefused(CIRCLE_CLOSED);
  }

  @Test
  void any_member_retracts_and_nobody_else() {
    CircleFixture circle = open(3, Phase.RETURN).given(SLIP);
    circle.when(STEWARD, session(3, 80), retract(circle.version())).expectRefused(NOT_A_MEMBER);
    open(3, Phase.RETURN)
        .when(member(1), session(3), new RetractEntry(27, 3, RetractionReason.MISTAKE))
        .expectRefused(SESSION_UNKNOWN);
  }

  // --- a retracted entry is as if it had not been --------------------------------------------

  @Test
  void who_was_checked_in_by_mistake_may_check_in_again() {
    CircleFixture circle = open(3);
    circle
        .given(retracted(circle.version(), checkedIn(3, 6), session(3)))
        .when(member(6), session(3), new CheckIn(3, member(6), Presence.IN_PERSON))
        .expectEvents(checkedIn(3, 6));
  }

  @Test
  void after_the_close_too() {
    CircleFixture circle = open(3).given(closed(3));
    circle
        .given(retracted(circle.version() - 1, checkedIn(3, 6), session(4)))
        .when(actor(1), session(3), session(4), new CheckIn(3, member(6), Presence.IN_PERSON))
        .expectEvents(checkedIn(3, 6));
  }

  @Test
  void retracted_apologies_leave_their_place() {
    CircleFixture circle = open(3).given(APOLOGIES, APOLOGIES);
    circle
        .given(retracted(circle.version(), APOLOGIES, session(3, 70)))
        .when(member(1), session(3, 70), new SendApologies(3, ApologyReason.ON_CALL))
        .expectEvents(APOLOGIES);
  }

  @Test
  void after_a_retracted_case_another_may_be_told_in_the_same_presentation() {
    CircleFixture circle = open(3, Phase.PRESENTATION).given(presented(3, 2, 11));
    circle
        .given(retracted(circle.version(), presented(3, 2, 11), session(3, 12)))
        .when(member(1), session(3, 13), new PresentCase(3, member(4), List.of()))
        .expectEvents(presented(3, 4, 13));
  }

  @Test
  void whose_check_in_is_retracted_has_no_pulse_in_the_box() {
    CircleFixture circle = open(3, Phase.RETURN).given(checkedIn(3, 7));
    Box box = Box.session(CIRCLE, 3);
    circle.vault().cast(box, member(7).value(), new Pulse(1, 1, Map.of()).toBytes());
    circle.vault().cast(box, member(1).value(), new Pulse(2, 2, Map.of()).toBytes());
    circle
        .when(member(1), session(3, 80), retract(circle.version()))
        .expectEvents(retracted(circle.version(), checkedIn(3, 7), session(3, 80)));
    assertThat(circle.vault().holds(box, member(7).value())).isFalse();
    assertThat(circle.vault().holds(box, member(1).value())).isTrue();
  }

  @Test
  void a_trial_of_stillness_carries_no_ratings_because_it_is_part_of_the_rhythm() {
    PulsesRecorded pulses =
        new PulsesRecorded(
            CIRCLE,
            session(3, 90),
            3,
            List.of(List.of(7, 4)),
            new TreeMap<>(Map.of(Tool.STILLNESS, List.of(4))));
    CircleFixture circle =
        open(3, Phase.CLOSING).given(tried(3, Tool.STILLNESS), pulses, closed(3));
    circle
        .when(member(1), session(4), retract(circle.version() - 2))
        .expectEvents(retracted(circle.version() - 2, tried(3, Tool.STILLNESS), session(4)));
  }

  private static RetractEntry retract(long version) {
    return new RetractEntry(3, version, RetractionReason.MISTAKE);
  }

  private static EntryRetracted retracted(long version, Retractable entry, Instant at) {
    return new EntryRetracted(CIRCLE, at, 3, version, RetractionReason.MISTAKE, entry);
  }
}
