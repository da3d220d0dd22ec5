package org.circlejournal.command.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.command.CircleFixture.*;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.circlejournal.command.Answer;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Form;
import org.circlejournal.command.Order;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.WatchedVault;
import org.circlejournal.command.circle.CircleCommand.FoundCircle;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FoundingTest {

  private static FoundCircle usual(int capacity) {
    return new FoundCircle(
        "NORTH-7",
        "CLINIC-A",
        ZONE,
        FIRST_MEETING,
        null,
        null,
        null,
        capacity,
        null,
        null,
        "1",
        null,
        null,
        null);
  }

  private static CircleFounded founded(FoundCircle command) {
    return (CircleFounded) nothing().whenJoining(newcomer(1), FOUNDED, command).events().get(0);
  }

  @Test
  void who_founds_joins_at_once_and_the_vault_keeps_what_they_need() {
    CircleFixture circle = nothing();
    circle
        .whenJoining(newcomer(1), FOUNDED, usual(12))
        .expectEvents(circleFounded(12), new MemberJoined(CIRCLE, FOUNDED, member(1)));
    assertThat(circle.vault().admitted()).containsExactly(newcomer(1));
  }

  @Test
  void the_answer_names_both_events_and_the_last_version() {
    Answer answer = nothing().whenJoining(newcomer(1), FOUNDED, usual(12)).answer();
    assertThat(answer.events()).containsExactly("circle.CircleFounded", "circle.MemberJoined");
    assertThat(answer.version()).isEqualTo(1);
  }

  @Test
  void what_is_left_out_is_as_usual() {
    CircleFounded terms = founded(usual(12));
    assertThat(terms.rhythmDays()).isEqualTo(14);
    assertThat(terms.planned()).hasSize(26);
    assertThat(terms.sessionMinutes()).isEqualTo(90);
    assertThat(terms.joiningUntilSession()).isEqualTo(5);
    assertThat(terms.k()).isEqualTo(5);
    assertThat(terms.retentionMonths()).isEqualTo(60);
    assertThat(terms.imported()).isFalse();
  }

  @Test
  void what_is_asked_for_is_in_the_event() {
    CircleId former = new CircleId("0b7e0a36-3f0e-4c55-8c1e-6f5f0d9a1b2c");
    CircleFounded terms =
        founded(
            new FoundCircle(
                "A b-9", "W2", ZONE, FIRST_MEETING, 7, 3, 60, 15, 2, 6, "2.1", 12, former, null));
    assertThat(terms)
        .isEqualTo(
            new CircleFounded(
                CIRCLE,
                FOUNDED,
                "A b-9",
                "W2",
                ZONE,
                List.of(FIRST_MEETING, FIRST_MEETING.plusDays(7), FIRST_MEETING.plusDays(14)),
                7,
                60,
                15,
                2,
                6,
                12,
                "2.1",
                former,
                false));
  }

  @Test
  void a_circle_that_came_through_the_import_door_says_so() {
    List<JournalEvent> events = new ArrayList<>();
    Order order = new Order(CIRCLE, STEWARD, FOUNDED, FOUNDED, usual(12), newcomer(1));
    CircleYear year = new CircleYear();
    OpenDesk desk =
        new OpenDesk(
            order,
            new WatchedVault(),
            new SplittableRandom(7),
            PAPERS,
            true,
            -1,
            event -> {
              year.evolve(event, events.size());
              events.add(event);
            });
    year.decide(order.command(), desk);
    assertThat(events.get(0))
        .isInstanceOfSatisfying(CircleFounded.class, e -> assertThat(e.imported()).isTrue());
  }

  @Test
  void daylight_saving_does_not_move_a_meeting() {
    List<LocalDateTime> planned = founded(usual(12)).planned();
    assertThat(planned).allMatch(date -> date.getHour() == 17);
    Instant beforeSummer = planned.get(5).atZone(ZONE).toInstant(); // 2026-03-23
    Instant inSummer = planned.get(6).atZone(ZONE).toInstant(); // 2026-04-06
    assertThat(Duration.between(beforeSummer, inSummer))
        .isEqualTo(Duration.ofDays(14).minusHours(1));
  }

  @Test
  void the_founder_is_advised_to_name_nobody() {
    assertThat(nothing().whenJoining(newcomer(1), FOUNDED, usual(12)).answer().advice())
        .singleElement()
        .asString()
        .contains("name nobody");
  }

  @ParameterizedTest
  @CsvSource({"5, no result", "6, rounded means only", "9, rounded means only"})
  void a_capacity_near_k_comes_with_what_it_means_for_results(int capacity, String advice) {
    assertThat(nothing().whenJoining(newcomer(1), FOUNDED, usual(capacity)).answer().advice())
        .hasSize(2)
        .last()
        .asString()
        .contains(advice);
  }

  @Test
  void the_clock_is_set_for_sealing_a_year_that_nobody_closes() {
    CircleFixture circle = nothing();
    circle.whenJoining(newcomer(1), FOUNDED, usual(12));
    Instant aYearAfterTheLast =
        FIRST_MEETING.plusDays(25 * 14).plusYears(1).atZone(ZONE).toInstant();
    assertThat(circle.vault().wakes()).containsExactly(aYearAfterTheLast);
  }

  @Test
  void a_circle_is_founded_once() {
    circle(1)
        .when(new Order(CIRCLE, actor(1), FOUNDED, FOUNDED, usual(12), newcomer(2)))
        .expectRefused(Refusal.ALREADY_SO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "NORTH_7", "Dr. Müller", "a name of more than 20", "  ", ""})
  void a_name_that_is_no_code_is_refused(String name) {
    assertInvalid(
        "name",
        () ->
            new FoundCircle(
                name,
                "W2",
                ZONE,
                FIRST_MEETING,
                null,
                null,
                null,
                12,
                null,
                null,
                "1",
                null,
                null,
                null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "W", "Clinic of Dr. X", "Straße 1"})
  void a_workplace_that_is_no_code_is_refused(String workplace) {
    assertInvalid(
        "workplace",
        () ->
            new FoundCircle(
                "NORTH-7",
                workplace,
                ZONE,
                FIRST_MEETING,
                null,
                null,
                null,
                12,
                null,
                null,
                "1",
                null,
                null,
                null));
  }

  @ParameterizedTest
  @CsvSource({
    "rhythmDays, 0, 26, 90, 12, 5, 5, 60",
    "sessions, 14, 1, 90, 12, 5, 5, 60",
    "sessionMinutes, 14, 26, 5, 12, 5, 5, 60",
    "capacity, 14, 26, 90, 4, 5, 5, 60",
    "capacity, 14, 26, 90, 16, 5, 5, 60",
    "joiningUntilSession, 14, 26, 90, 12, 11, 5, 60",
    "k, 14, 26, 90, 12, 5, 4, 60",
    "retentionMonths, 14, 26, 90, 12, 5, 5, 0",
  })
  void a_number_outside_its_range_is_refused(
      String field,
      int rhythm,
      int sessions,
      int minutes,
      int capacity,
      int joiningUntil,
      int k,
      int retention) {
    assertInvalid(
        field,
        () ->
            new FoundCircle(
                "NORTH-7",
                "W2",
                ZONE,
                FIRST_MEETING,
                rhythm,
                sessions,
                minutes,
                capacity,
                joiningUntil,
                k,
                "1",
                retention,
                null,
                null));
  }

  @Test
  void other_texts_that_are_no_codes_are_refused() {
    assertInvalid(
        "frameVersion",
        () ->
            new FoundCircle(
                "NORTH-7",
                "W2",
                ZONE,
                FIRST_MEETING,
                null,
                null,
                null,
                12,
                null,
                null,
                "a b",
                null,
                null,
                null));
    assertInvalid(
        "continues",
        () ->
            new FoundCircle(
                "NORTH-7",
                "W2",
                ZONE,
                FIRST_MEETING,
                null,
                null,
                null,
                12,
                null,
                null,
                "1",
                null,
                new CircleId("Anna's circle"),
                null));
    assertInvalid(
        "memberToken",
        () ->
            new FoundCircle(
                "NORTH-7",
                "W2",
                ZONE,
                FIRST_MEETING,
                null,
                null,
                null,
                12,
                null,
                null,
                "1",
                null,
                null,
                "short"));
  }

  private static void assertInvalid(String field, ThrowingCallable making) {
    assertThatThrownBy(making)
        .isInstanceOfSatisfying(
            Form.Invalid.class, invalid -> assertThat(invalid.field()).isEqualTo(field));
  }
}
