package org.circlejournal.command.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;
import static org.circlejournal.command.session.Held.*;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.session.SessionCommand.CloseSession;
import org.circlejournal.command.session.SessionCommand.RecordPulse;
import org.circlejournal.command.vault.Box;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.RetractionReason;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.junit.jupiter.api.Test;

/** How heavy it is, arriving and leaving: kept in the box, journaled when the session closes. */
class PulsesTest {

  private static final Box BOX = Box.session(CIRCLE, 3);
  private static final SessionClosed CLOSED = new SessionClosed(CIRCLE, session(3, 90), 3, null);

  @Test
  void a_pulse_goes_into_the_box_and_journals_nothing() {
    CircleFixture circle = open(3, Phase.RETURN);
    CircleFixture.Then then = circle.when(member(1), session(3, 80), pulse(7, 4));
    then.expectEvents();
    assertThat(then.answer().ballot()).isEqualTo("received");
    assertThat(circle.vault().holds(BOX, member(1).value())).isTrue();
    assertThat(circle.vault().count(BOX)).isEqualTo(1);
  }

  @Test
  void each_member_present_has_one() {
    CircleFixture circle = open(3, Phase.RETURN);
    cast(circle, 1, 7, 4);
    circle.when(member(1), session(3, 80), pulse(2, 2)).expectRefused(ALREADY_SO);
    circle = open(3, Phase.RETURN);
    cast(circle, 1, 7, 4);
    circle.when(member(2), session(3, 80), pulse(2, 2)).expectEvents();
    open(3, Phase.RETURN).when(member(7), session(3, 80), pulse(2, 2)).expectRefused(NOT_PRESENT);
  }

  @Test
  void whose_consent_was_withdrawn_has_none() {
    open(3, Phase.RETURN)
        .given(AttendingTest.withdrawn(1))
        .when(member(1), session(3, 80), pulse(2, 2))
        .expectRefused(CONSENT_MISSING);
  }

  @Test
  void pulses_are_not_accepted_late() {
    closed(3, Phase.CLOSING)
        .when(actor(1), session(3, 80), session(3, 95), pulse(7, 4))
        .expectRefused(SESSION_NOT_OPEN);
    circle(8).when(member(1), session(3), pulse(7, 4)).expectRefused(SESSION_NOT_OPEN);
  }

  @Test
  void a_pulse_does_not_lie_before_the_latest_phase() {
    open(3, Phase.RETURN)
        .when(actor(1), session(3, 9), session(3, 12), pulse(7, 4))
        .expectRefused(AT_OUT_OF_ORDER);
  }

  @Test
  void only_tools_that_were_tried_are_rated() {
    open(3, Phase.RETURN)
        .given(tried(3, Tool.BREATHING))
        .when(member(1), session(3, 80), pulse(7, 4, Map.of(Tool.BREATHING, 5)))
        .expectEvents();
    open(3, Phase.RETURN)
        .given(tried(3, Tool.BREATHING))
        .when(member(1), session(3, 80), pulse(7, 4, Map.of(Tool.ROLE_PLAY, 5)))
        .expectRefused(INVALID_VALUE);
  }

  @Test
  void stillness_is_part_of_the_rhythm_and_may_always_be_rated() {
    open(3, Phase.RETURN)
        .when(member(1), session(3, 80), pulse(7, 4, Map.of(Tool.STILLNESS, 5)))
        .expectEvents();
  }

  @Test
  void the_close_empties_the_box_into_one_sorted_event() {
    CircleFixture circle = open(3, Phase.CLOSING).given(tried(3, Tool.BREATHING));
    cast(circle, 1, 7, 4, Map.of(Tool.BREATHING, 5, Tool.STILLNESS, 2));
    cast(circle, 2, 2, 9);
    cast(circle, 3, 7, 1, Map.of(Tool.BREATHING, 3));
    circle
        .when(member(1), session(3, 90), new CloseSession(3, null))
        .expectEvents(
            new PulsesRecorded(
                CIRCLE,
                session(3, 90),
                3,
                List.of(List.of(2, 9), List.of(7, 1), List.of(7, 4)),
                new TreeMap<>(Map.of(Tool.STILLNESS, List.of(2), Tool.BREATHING, List.of(3, 5)))),
            CLOSED);
    assertThat(circle.vault().count(BOX)).isZero();
  }

  @Test
  void an_empty_box_leaves_no_event() {
    open(3, Phase.CLOSING)
        .when(member(1), session(3, 90), new CloseSession(3, null))
        .expectEvents(CLOSED);
  }

  @Test
  void a_refused_close_leaves_the_box_as_it_is() {
    CircleFixture circle = open(3, Phase.RETURN);
    cast(circle, 1, 7, 4);
    circle.when(member(1), session(3, 90), new CloseSession(3, null)).expectRefused(MISSING_FIELD);
    assertThat(circle.vault().count(BOX)).isEqualTo(1);
  }

  @Test
  void the_rating_of_a_tool_that_was_retracted_falls_with_it() {
    CircleFixture circle = open(3, Phase.CLOSING).given(tried(3, Tool.BREATHING));
    cast(circle, 1, 7, 4, Map.of(Tool.BREATHING, 5));
    circle
        .given(
            new EntryRetracted(
                CIRCLE,
                session(3, 80),
                3,
                circle.version(),
                RetractionReason.MISTAKE,
                tried(3, Tool.BREATHING)))
        .when(member(1), session(3, 90), new CloseSession(3, null))
        .expectEvents(
            new PulsesRecorded(CIRCLE, session(3, 90), 3, List.of(List.of(7, 4)), new TreeMap<>()),
            CLOSED);
  }

  @Test
  void every_ballot_has_the_same_length_and_comes_back_whole() {
    Pulse rich = new Pulse(10, 0, Map.of(Tool.STILLNESS, 1, Tool.OTHER, 5));
    Pulse poor = new Pulse(0, 10, Map.of());
    assertThat(rich.toBytes()).hasSameSizeAs(poor.toBytes());
    assertThat(Pulse.fromBytes(rich.toBytes())).isEqualTo(rich);
    assertThat(Pulse.fromBytes(poor.toBytes())).isEqualTo(poor);
  }

  @Test
  void each_tool_has_a_place_in_the_ballot() {
    for (Tool tool : Tool.values()) {
      Pulse pulse = new Pulse(1, 2, Map.of(tool, 3));
      assertThat(Pulse.fromBytes(pulse.toBytes())).isEqualTo(pulse);
    }
  }

  private static void cast(CircleFixture circle, int member, int arriving, int leaving) {
    cast(circle, member, arriving, leaving, Map.of());
  }

  private static void cast(
      CircleFixture circle, int member, int arriving, int leaving, Map<Tool, Integer> ratings) {
    byte[] ballot = new Pulse(arriving, leaving, ratings).toBytes();
    circle.vault().cast(BOX, member(member).value(), ballot);
  }

  private static RecordPulse pulse(int arriving, int leaving) {
    return new RecordPulse(3, arriving, leaving, null);
  }

  private static RecordPulse pulse(int arriving, int leaving, Map<Tool, Integer> tools) {
    return new RecordPulse(3, arriving, leaving, tools);
  }
}
