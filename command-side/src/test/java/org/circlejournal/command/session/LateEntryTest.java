package org.circlejournal.command.session;

import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;
import static org.circlejournal.command.session.Held.*;

import java.time.Instant;
import java.util.List;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Command;
import org.circlejournal.command.session.SessionCommand.AskQuestion;
import org.circlejournal.command.session.SessionCommand.CheckIn;
import org.circlejournal.command.session.SessionCommand.NameFrameSlip;
import org.circlejournal.command.session.SessionCommand.PresentCase;
import org.circlejournal.command.session.SessionCommand.SendApologies;
import org.circlejournal.command.session.SessionCommand.ShareReflection;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.session.SessionEvent.ApologiesSent;
import org.circlejournal.events.session.SessionEvent.ApologyReason;
import org.circlejournal.events.session.SessionEvent.FrameSlipNamed;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Perspective;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.events.session.SessionEvent.ReflectionShared;
import org.circlejournal.events.session.SessionEvent.SlipKind;
import org.junit.jupiter.api.Test;

/** Entries for a session that is closed: session 3, open for 90 minutes. */
class LateEntryTest {

  private static final Command SLIP = new NameFrameSlip(3, SlipKind.ADVICE);

  @Test
  void a_closed_session_takes_entries_for_28_days_to_the_time_of_recording() {
    late(closed(3, Phase.RETURN), session(3, 50), daysAfterClose(3, 28), SLIP)
        .expectEvents(new FrameSlipNamed(CIRCLE, session(3, 50), 3, SlipKind.ADVICE));
    late(closed(3, Phase.RETURN), session(3, 50), daysAfterClose(3, 28).plusMillis(1), SLIP)
        .expectRefused(CORRECTION_WINDOW_OVER);
  }

  @Test
  void it_happened_between_an_hour_before_the_start_and_the_close() {
    late(closed(3, Phase.RETURN), session(3, -60), SLIP)
        .expectEvents(new FrameSlipNamed(CIRCLE, session(3, -60), 3, SlipKind.ADVICE));
    late(closed(3, Phase.RETURN), session(3, -61), SLIP).expectRefused(AT_OUT_OF_ORDER);
    late(closed(3, Phase.RETURN), session(3, 90), SLIP)
        .expectEvents(new FrameSlipNamed(CIRCLE, session(3, 90), 3, SlipKind.ADVICE));
    late(closed(3, Phase.RETURN), session(3, 91), SLIP).expectRefused(AT_OUT_OF_ORDER);
  }

  @Test
  void while_another_session_is_open_too() {
    late(closed(3, Phase.RETURN).given(started(4)), session(3, 50), session(4), SLIP)
        .expectEvents(new FrameSlipNamed(CIRCLE, session(3, 50), 3, SlipKind.ADVICE));
  }

  @Test
  void a_phase_that_the_session_had_at_all_takes_what_belongs_to_it() {
    late(closed(3, Phase.PRESENTATION), session(3, 5), new PresentCase(3, member(2), List.of()))
        .expectEvents(presented(3, 2, 5));
    late(closed(3, Phase.STILLNESS), session(3, 50), new PresentCase(3, member(2), List.of()))
        .expectRefused(WRONG_PHASE);
    late(closed(3, Phase.STILLNESS), session(3, 50), new AskQuestion(3)).expectRefused(WRONG_PHASE);
  }

  @Test
  void as_many_cases_as_presentations_are_told_late() {
    CircleFixture two =
        open(3, Phase.PRESENTATION)
            .given(entered(3, Phase.RETURN, 20), entered(3, Phase.PRESENTATION, 30))
            .given(presented(3, 2, 31), closed(3));
    late(two, session(3, 12), new PresentCase(3, member(3), List.of()))
        .expectEvents(presented(3, 3, 12));
    CircleFixture three =
        open(3, Phase.PRESENTATION)
            .given(entered(3, Phase.RETURN, 20), entered(3, Phase.PRESENTATION, 30))
            .given(presented(3, 2, 31), closed(3), presented(3, 3, 12));
    late(three, session(3, 12), new PresentCase(3, member(4), List.of()))
        .expectRefused(CASE_ALREADY_PRESENTED);
  }

  @Test
  void the_presenter_of_the_only_case_listened_all_the_time() {
    late(
            open(3, Phase.PRESENTATION)
                .given(presented(3, 2, 11), entered(3, Phase.REFLECTION, 20), closed(3)),
            session(3, 30),
            share(2))
        .expectRefused(PRESENTER_LISTENS);
  }

  @Test
  void one_presenter_of_two_may_have_spoken_to_the_other_case() {
    late(
            open(3, Phase.PRESENTATION)
                .given(presented(3, 2, 11), entered(3, Phase.REFLECTION, 20))
                .given(entered(3, Phase.RETURN, 30), entered(3, Phase.PRESENTATION, 31))
                .given(presented(3, 3, 32), closed(3)),
            session(3, 40),
            share(3))
        .expectEvents(new ReflectionShared(CIRCLE, session(3, 40), 3, Perspective.AS_CLIENT));
  }

  @Test
  void a_forgotten_check_in_is_made_good() {
    late(closed(3, Phase.RETURN), session(3, 5), checkIn(7))
        .expectEvents(new MemberCheckedIn(CIRCLE, session(3, 5), 3, member(7), Presence.IN_PERSON));
    late(closed(3, Phase.RETURN), session(3, 5), checkIn(1)).expectRefused(ALREADY_CHECKED_IN);
  }

  @Test
  void who_joined_after_the_close_was_not_there() {
    late(closed(3, Phase.RETURN).given(joined(9)), session(3, 5), checkIn(9))
        .expectRefused(NOT_A_MEMBER);
  }

  @Test
  void who_has_left_since_is_not_checked_in_any_more() {
    late(
            closed(3, Phase.RETURN).given(new MemberLeft(CIRCLE, session(4), member(7))),
            session(3, 5),
            checkIn(7))
        .expectRefused(NOT_A_MEMBER);
  }

  @Test
  void late_apologies_count_against_those_who_were_members_at_the_close() {
    ApologiesSent sent = new ApologiesSent(CIRCLE, session(3, 5), 3, ApologyReason.PRIVATE);
    CircleFixture seven = closed(3, Phase.RETURN).given(sent).given(joined(9));
    late(seven, session(3, 5), new SendApologies(3, ApologyReason.PRIVATE)).expectEvents(sent);
    CircleFixture all = closed(3, Phase.RETURN).given(sent, sent).given(joined(9));
    late(all, session(3, 5), new SendApologies(3, ApologyReason.PRIVATE))
        .expectRefused(APOLOGIES_EXCEED_ABSENT);
  }

  @Test
  void a_closed_circle_takes_no_late_entries() {
    late(
            closed(3, Phase.RETURN)
                .given(new CircleClosed(CIRCLE, session(4), ClosureReason.DISSOLVED)),
            session(3, 50),
            SLIP)
        .expectRefused(CIRCLE_CLOSED);
  }

  private static CircleFixture.Then late(CircleFixture circle, Instant at, Command command) {
    return late(circle, at, daysAfterClose(3, 2), command);
  }

  private static CircleFixture.Then late(
      CircleFixture circle, Instant at, Instant now, Command command) {
    return circle.when(actor(1), at, now, command);
  }

  private static CheckIn checkIn(int member) {
    return new CheckIn(3, member(member), Presence.IN_PERSON);
  }

  private static ShareReflection share(int member) {
    return new ShareReflection(3, member(member), Perspective.AS_CLIENT);
  }
}
