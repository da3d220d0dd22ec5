package org.circlejournal.command.session;

import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;
import static org.circlejournal.command.session.Held.*;

import org.circlejournal.command.session.SessionCommand.CheckIn;
import org.circlejournal.command.session.SessionCommand.SendApologies;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.session.SessionEvent.ApologiesSent;
import org.circlejournal.events.session.SessionEvent.ApologyReason;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.junit.jupiter.api.Test;

/** Who is there, and how many sent apologies. Six of eight are checked in. */
class AttendingTest {

  private static final ApologiesSent APOLOGIES =
      new ApologiesSent(CIRCLE, session(3), 3, ApologyReason.ON_CALL);

  @Test
  void a_member_checks_in_oneself_or_another() {
    open(3).when(member(7), session(3), checkIn(7)).expectEvents(Held.checkedIn(3, 7));
    open(3).when(member(1), session(3), checkIn(7)).expectEvents(Held.checkedIn(3, 7));
  }

  @Test
  void a_member_may_take_part_from_elsewhere() {
    open(3)
        .when(member(7), session(3), new CheckIn(3, member(7), Presence.REMOTE))
        .expectEvents(new MemberCheckedIn(CIRCLE, session(3), 3, member(7), Presence.REMOTE));
  }

  @Test
  void nobody_checks_in_twice() {
    open(3).when(member(1), session(3), checkIn(1)).expectRefused(ALREADY_CHECKED_IN);
  }

  @Test
  void only_members_of_this_circle_check_in() {
    open(3).when(member(1), session(3), checkIn(9)).expectRefused(MEMBER_UNKNOWN);
    open(3)
        .given(new MemberLeft(CIRCLE, session(3), member(7)))
        .when(member(1), session(3), checkIn(7))
        .expectRefused(NOT_A_MEMBER);
  }

  @Test
  void who_has_not_agreed_to_the_frame_is_not_checked_in() {
    open(3)
        .given(new MemberJoined(CIRCLE, session(3), member(9)))
        .when(member(1), session(3), checkIn(9))
        .expectRefused(FRAME_NOT_AGREED);
  }

  @Test
  void who_does_not_consent_to_take_part_is_not_checked_in() {
    open(3)
        .given(withdrawn(7))
        .when(member(1), session(3), checkIn(7))
        .expectRefused(CONSENT_MISSING);
  }

  @Test
  void nobody_checks_in_where_nothing_is_open() {
    circle(8).when(member(1), session(3), checkIn(1)).expectRefused(SESSION_NOT_OPEN);
    circle(8)
        .when(member(1), session(3), new CheckIn(27, member(1), Presence.REMOTE))
        .expectRefused(SESSION_UNKNOWN);
  }

  @Test
  void only_a_current_member_checks_anybody_in() {
    open(3)
        .given(new MemberLeft(CIRCLE, session(3), member(8)))
        .when(member(8), session(3), checkIn(7))
        .expectRefused(NOT_A_MEMBER);
  }

  @Test
  void apologies_come_without_a_name() {
    open(3)
        .when(member(1), session(3), new SendApologies(3, ApologyReason.ON_CALL))
        .expectEvents(APOLOGIES);
  }

  @Test
  void there_are_no_more_apologies_than_absent_members() {
    open(3)
        .given(APOLOGIES)
        .when(member(1), session(3), new SendApologies(3, ApologyReason.ON_CALL))
        .expectEvents(APOLOGIES);
    open(3)
        .given(APOLOGIES, APOLOGIES)
        .when(member(1), session(3), new SendApologies(3, ApologyReason.ON_CALL))
        .expectRefused(APOLOGIES_EXCEED_ABSENT);
  }

  @Test
  void who_comes_in_spite_of_apologies_has_them_retracted_first() {
    open(3)
        .given(APOLOGIES, APOLOGIES)
        .when(member(7), session(3), checkIn(7))
        .expectRefused(APOLOGIES_EXCEED_ABSENT);
    open(3).given(APOLOGIES).when(member(7), session(3), checkIn(7)).expectEvents(checkedIn(3, 7));
  }

  @Test
  void apologies_belong_to_a_session_that_has_started() {
    circle(8)
        .when(member(1), session(3), new SendApologies(3, ApologyReason.PRIVATE))
        .expectRefused(SESSION_NOT_OPEN);
  }

  @Test
  void in_an_open_session_nothing_happens_before_its_latest_phase() {
    open(3, Phase.STILLNESS)
        .when(actor(1), session(3, 9), session(3, 12), checkIn(7))
        .expectRefused(AT_OUT_OF_ORDER);
  }

  @Test
  void before_the_first_phase_people_may_have_come_up_to_an_hour_early() {
    open(3)
        .when(actor(1), session(3, -60), session(3, 1), checkIn(7))
        .expectEvents(
            new MemberCheckedIn(CIRCLE, session(3, -60), 3, member(7), Presence.IN_PERSON));
    open(3)
        .when(actor(1), session(3, -61), session(3, 1), checkIn(7))
        .expectRefused(AT_OUT_OF_ORDER);
  }

  static ConsentWithdrawn withdrawn(int i) {
    return new ConsentWithdrawn(
        CIRCLE, session(3), Lane.MEMBER, member(i).value(), Purpose.TAKE_PART);
  }

  private static CheckIn checkIn(int member) {
    return new CheckIn(3, member(member), Presence.IN_PERSON);
  }
}
