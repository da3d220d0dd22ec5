package org.circlejournal.command.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;
import static org.circlejournal.command.session.Held.*;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.session.SessionCommand.*;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.theme.ThemeId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A whole session that was held without a screen, in one body. */
class WriteUpTest {

  static final Map<Phase, Integer> PHASES =
      Map.of(
          Phase.STILLNESS, 10,
          Phase.PRESENTATION, 15,
          Phase.CLARIFYING, 10,
          Phase.REFLECTION, 25,
          Phase.RETURN, 10,
          Phase.CLOSING, 5);

  @Test
  void a_whole_session_becomes_the_events_it_would_have_made_live() {
    Draft draft = new Draft(3);
    draft.present =
        List.of(
            new Attendee(member(1), Presence.IN_PERSON), new Attendee(member(2), Presence.REMOTE));
    draft.apologies = List.of(ApologyReason.ON_CALL);
    draft.cases = List.of(new Case(member(1), List.of(I1)));
    draft.questions = 2;
    draft.reflections = Map.of(Perspective.AS_CLIENT, 1, Perspective.OWN_FEELING, 1);
    draft.slips = Map.of(SlipKind.ADVICE, 1);
    draft.explored = List.of(I1);
    draft.tools =
        List.of(
            new ToolUse(Tool.BREATHING, I1, List.of(4, 2)),
            new ToolUse(Tool.BREATHING, null, null));
    draft.pulses = List.of(List.of(7, 4), List.of(6, 6));
    draft.interruptions = List.of(new Interruption(InterruptionCause.PAGE, 3));
    circle(4)
        .given(issue(1, I1))
        .when(actor(4), session(4), draft.done())
        .expectEvents(
            started(3),
            checkedIn(3, 1),
            new MemberCheckedIn(CIRCLE, session(3), 3, member(2), Presence.REMOTE),
            new ApologiesSent(CIRCLE, session(3), 3, ApologyReason.ON_CALL),
            entered(3, Phase.STILLNESS, 0),
            entered(3, Phase.PRESENTATION, 10),
            new CasePresented(CIRCLE, session(3, 10), 3, member(1), List.of(I1)),
            entered(3, Phase.CLARIFYING, 25),
            new QuestionAsked(CIRCLE, session(3, 25), 3),
            new QuestionAsked(CIRCLE, session(3, 25), 3),
            entered(3, Phase.REFLECTION, 35),
            new ReflectionShared(CIRCLE, session(3, 35), 3, Perspective.OWN_FEELING),
            new ReflectionShared(CIRCLE, session(3, 35), 3, Perspective.AS_CLIENT),
            entered(3, Phase.RETURN, 60),
            entered(3, Phase.CLOSING, 70),
            new ThemeExplored(CIRCLE, session(3, 75), 3, I1),
            new ToolTried(CIRCLE, session(3, 75), 3, Tool.BREATHING, I1),
            new ToolTried(CIRCLE, session(3, 75), 3, Tool.BREATHING, null),
            new FrameSlipNamed(CIRCLE, session(3, 75), 3, SlipKind.ADVICE),
            new SessionInterrupted(CIRCLE, session(3, 75), 3, InterruptionCause.PAGE, 3),
            new PulsesRecorded(
                CIRCLE,
                session(3, 75),
                3,
                List.of(List.of(6, 6), List.of(7, 4)),
                new TreeMap<>(Map.of(Tool.BREATHING, List.of(2, 4)))),
            new SessionClosed(CIRCLE, session(3, 75), 3, null));
  }

  @Test
  void who_was_there_and_the_minutes_are_enough() {
    Draft draft = new Draft(3);
    draft.present = List.of(new Attendee(member(1), Presence.IN_PERSON));
    draft.phases = Map.of(Phase.CLOSING, 20);
    circle(2)
        .when(member(1), session(4), draft.done())
        .expectEvents(
            started(3),
            checkedIn(3, 1),
            entered(3, Phase.CLOSING, 0),
            new SessionClosed(CIRCLE, session(3, 20), 3, null));
  }

  @Test
  void nothing_is_journaled_if_anything_is_refused() {
    Draft draft = new Draft(3);
    draft.interruptions = List.of(new Interruption(InterruptionCause.PAGE, 3));
    draft.pulses = List.of(List.of(1, 1), List.of(2, 2), List.of(3, 3), List.of(4, 4));
    refused(draft, NOT_PRESENT);
  }

  @Test
  void a_written_session_takes_late_entries_like_any_other() {
    Draft draft = new Draft(3);
    CircleFixture circle = circle(4);
    var events = circle.when(member(1), session(4), draft.done()).events();
    circle(4)
        .given(events)
        .when(actor(1), session(3, 30), session(4), new CheckIn(3, member(4), Presence.REMOTE))
        .expectEvents(new MemberCheckedIn(CIRCLE, session(3, 30), 3, member(4), Presence.REMOTE));
  }

  // --- when ------------------------------------------------------------------------------------

  @Test
  void a_session_is_written_up_once_and_not_while_another_is_open() {
    WriteUpSession third = new Draft(3).done();
    circle(4)
        .given(started(3), closed(3))
        .when(member(1), session(4), third)
        .expectRefused(SESSION_ALREADY_HELD);
    circle(4)
        .given(started(3))
        .when(member(1), session(4), third)
        .expectRefused(SESSION_ALREADY_HELD);
    circle(4)
        .given(started(4))
        .when(member(1), session(4), third)
        .expectRefused(ANOTHER_SESSION_OPEN);
    circle(4)
        .given(started(2))
        .when(member(1), session(4), third)
        .expectRefused(ANOTHER_SESSION_OPEN);
  }

  @Test
  void one_that_was_jumped_over_is_written_up_until_28_days_after_its_date() {
    WriteUpSession third = new Draft(3).done();
    assertThat(
            circle(4)
                .given(started(4), closed(4))
                .when(member(1), session(3).plus(Duration.ofDays(28)), third)
                .answer()
                .events())
        .startsWith("session.SessionStarted")
        .endsWith("session.SessionClosed");
    circle(4)
        .given(started(4), closed(4))
        .when(member(1), session(3).plus(Duration.ofDays(28)).plusMillis(1), third)
        .expectRefused(CORRECTION_WINDOW_OVER);
  }

  @Test
  void after_a_jumped_over_one_was_written_up_the_next_number_is_still_above_the_highest() {
    CircleFixture circle = circle(4).given(started(4), closed(4));
    var events = circle.when(member(1), session(4, 95), new Draft(3).done()).events();
    circle(4)
        .given(started(4), closed(4))
        .given(events)
        .when(member(1), session(5), new StartSession(5))
        .expectEvents(started(5));
  }

  @Test
  void the_next_number_is_written_up_at_any_time_but_not_before_it_ended() {
    circle(4).when(member(1), session(9), new Draft(3).done()).answer();
    circle(4).when(member(1), session(3, 74), new Draft(3).done()).answer();
    circle(4).when(member(1), session(3, 73), new Draft(3).done()).expectRefused(AT_IN_FUTURE);
  }

  // --- the same rules --------------------------------------------------------------------------

  @Test
  void all_that_it_names_is_known() {
    Draft draft = new Draft(27);
    refused(draft, SESSION_UNKNOWN);
    draft = new Draft(3);
    draft.present = List.of(new Attendee(member(9), Presence.REMOTE));
    refused(draft, MEMBER_UNKNOWN);
    draft = new Draft(3);
    draft.cases = List.of(new Case(member(9), List.of()));
    refused(draft, MEMBER_UNKNOWN);
    draft = new Draft(3);
    draft.cases = List.of(new Case(member(1), List.of(I1)));
    refused(draft, THEME_UNKNOWN);
    draft = new Draft(3);
    draft.explored = List.of(I1);
    refused(draft, THEME_UNKNOWN);
    draft = new Draft(3);
    draft.tools = List.of(new ToolUse(Tool.BREATHING, new ThemeId("g5"), null));
    refused(draft, THEME_UNKNOWN);
  }

  @Test
  void who_was_there_is_checked_in_by_the_same_rules() {
    Draft draft = new Draft(3);
    draft.present = List.of(attendee(1), attendee(1));
    refused(draft, ALREADY_CHECKED_IN);
    draft = new Draft(3);
    draft.present = List.of(attendee(9));
    circle(4)
        .given(new MemberJoined(CIRCLE, session(2), member(9)))
        .when(member(1), session(4), draft.done())
        .expectRefused(FRAME_NOT_AGREED);
    draft = new Draft(3);
    circle(4)
        .given(AttendingTest.withdrawn(2))
        .when(member(1), session(4), draft.done())
        .expectRefused(CONSENT_MISSING);
    draft = new Draft(3);
    draft.apologies = List.of(ApologyReason.PRIVATE, ApologyReason.PRIVATE);
    refused(draft, APOLOGIES_EXCEED_ABSENT);
  }

  @Test
  void phases_are_those_of_the_session() {
    Draft draft = new Draft(3);
    draft.phases = Map.of(Phase.STILLNESS, 10, Phase.SURVEYS, 5);
    refused(draft, PHASE_ORDER);
  }

  @Test
  void without_the_last_phase_there_is_a_reason() {
    Draft draft = new Draft(3);
    draft.phases = Map.of(Phase.STILLNESS, 10);
    refused(draft, MISSING_FIELD);
    draft.reason = MoveReason.BELOW_QUORUM;
    assertThat(circle(4).when(member(1), session(4), draft.done()).events())
        .contains(new SessionClosed(CIRCLE, session(3, 10), 3, MoveReason.BELOW_QUORUM));
  }

  @Test
  void what_belongs_to_a_phase_needs_it() {
    Draft draft = new Draft(3);
    draft.phases = Map.of(Phase.CLOSING, 10);
    draft.cases = List.of(new Case(member(1), List.of()));
    refused(draft, WRONG_PHASE);
    draft.cases = null;
    draft.questions = 1;
    refused(draft, WRONG_PHASE);
    draft.questions = null;
    draft.reflections = Map.of(Perspective.AS_CLIENT, 1);
    refused(draft, WRONG_PHASE);
    Draft first = new Draft(1);
    first.phases = Map.of(Phase.SURVEYS, 10);
    first.explored = List.of(I1);
    circle(4)
        .given(issue(1, I1))
        .when(member(1), session(4), first.done())
        .expectRefused(WRONG_PHASE);
  }

  @Test
  void a_case_is_told_by_one_who_was_there_and_only_one() {
    Draft draft = new Draft(3);
    draft.cases = List.of(new Case(member(4), List.of()));
    refused(draft, PRESENTER_ABSENT);
    draft.cases = List.of(new Case(member(1), List.of()), new Case(member(2), List.of()));
    refused(draft, CASE_ALREADY_PRESENTED);
    draft.cases = List.of(new Case(member(1), List.of(I1)));
    circle(4)
        .given(issue(1, I1), retired(1, I1))
        .when(member(1), session(4), draft.done())
        .expectRefused(THEME_RETIRED);
  }

  @Test
  void somebody_but_the_presenter_was_there_to_reflect() {
    Draft draft = new Draft(3);
    draft.present = List.of(attendee(1));
    draft.cases = List.of(new Case(member(1), List.of()));
    draft.reflections = Map.of(Perspective.AS_CLIENT, 1);
    refused(draft, PRESENTER_LISTENS);
    draft.present = List.of();
    draft.cases = null;
    refused(draft, NOT_PRESENT);
  }

  @Test
  void there_are_no_more_pulses_or_ratings_than_people() {
    Draft draft = new Draft(3);
    draft.tools =
        List.of(
            new ToolUse(Tool.BREATHING, null, List.of(1, 2)),
            new ToolUse(Tool.BREATHING, null, List.of(3, 4)));
    refused(draft, NOT_PRESENT);
  }

  @Test
  void only_a_member_writes_up() {
    circle(4).when(STEWARD, session(4), new Draft(3).done()).expectRefused(NOT_A_MEMBER);
  }

  private static void refused(Draft draft, Refusal refusal) {
    circle(4).when(member(1), session(4), draft.done()).expectRefused(refusal);
  }

  private static Attendee attendee(int member) {
    return new Attendee(member(member), Presence.IN_PERSON);
  }

  /** Three of four are there, all phases are kept; the rest is up to the test. */
  private static final class Draft {
    private final int session;
    private List<Attendee> present =
        IntStream.rangeClosed(1, 3).mapToObj(WriteUpTest::attendee).toList();
    private Map<Phase, Integer> phases = PHASES;
    private @Nullable List<ApologyReason> apologies;
    private @Nullable List<Case> cases;
    private @Nullable Integer questions;
    private @Nullable Map<Perspective, Integer> reflections;
    private @Nullable Map<SlipKind, Integer> slips;
    private @Nullable List<ThemeId> explored;
    private @Nullable List<ToolUse> tools;
    private @Nullable List<List<Integer>> pulses;
    private @Nullable List<Interruption> interruptions;
    private @Nullable MoveReason reason;

    Draft(int session) {
      this.session = session;
    }

    WriteUpSession done() {
      return new WriteUpSession(
          session,
          session(session),
          present,
          apologies,
          phases,
          cases,
          questions,
          reflections,
          slips,
          explored,
          tools,
          pulses,
          interruptions,
          reason);
    }

    private static Instant session(int number) {
      return CircleFixture.session(number);
    }
  }
}
