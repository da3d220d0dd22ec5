package org.circlejournal.query.circle.circles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.query.circle.circles.CirclesView.CIRCLES;

import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.ErasureReason;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.circle.CircleEvent.MemberReturned;
import org.circlejournal.events.circle.CircleEvent.ReplanReason;
import org.circlejournal.events.circle.CircleEvent.SessionsReplanned;
import org.circlejournal.events.session.SessionEvent.DecidedBy;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.SessionCancelled;
import org.circlejournal.events.session.SessionEvent.SessionPostponed;
import org.circlejournal.query.Year;
import org.circlejournal.query.circle.circles.CircleRow.State;
import org.circlejournal.query.view.ViewKit;
import org.junit.jupiter.api.Test;

class CirclesViewTest {

  private final ViewKit<Circles> kit = new ViewKit<>(CirclesView.VIEW);

  @Test
  void a_circle_is_what_its_founding_said() {
    CircleRow row = row(Year.of(6));
    assertThat(row.name()).isEqualTo("NORTH-7");
    assertThat(row.workplace()).isEqualTo("CLINIC-A");
    assertThat(row.state()).isEqualTo(State.OPEN);
    assertThat(row.imported()).isFalse();
    assertThat(row.capacity()).isEqualTo(12);
    assertThat(row.sessionsHeld()).isZero();
    assertThat(row.plan())
        .hasSize(26)
        .startsWith("2026-01-12T17:00+01:00[Europe/Berlin]")
        .contains("2026-04-06T17:00+02:00[Europe/Berlin]");
  }

  @Test
  void its_state_goes_from_open_to_closed_to_sealed_to_erased() {
    Year year = Year.of(6);
    year.add(new CircleClosed(year.id, year.now(), ClosureReason.COMPLETED));
    assertThat(row(year).state()).isEqualTo(State.CLOSED);
    year.add(new CircleSealed(year.id, year.now()));
    assertThat(row(year).state()).isEqualTo(State.SEALED);
    year.add(new CircleErased(year.id, year.now(), ErasureReason.RETENTION));
    assertThat(row(year).state()).isEqualTo(State.ERASED);
  }

  @Test
  void a_session_counts_as_held_once_it_has_started_and_only_once() {
    Year year = Year.of(6).held(1).held(3).starts(4);
    assertThat(row(year).sessionsHeld()).isEqualTo(3);
    year.held(2);
    assertThat(row(year).sessionsHeld()).isEqualTo(4);
  }

  @Test
  void the_plan_follows_every_move() {
    Year year = Year.of(6);
    LocalDateTime date = Year.date(2);
    year.add(
        new SessionPostponed(
            year.id, year.now(), 2, date, date.plusDays(2), MoveReason.ROOM, DecidedBy.CIRCLE));
    year.add(
        new SessionPostponed(
            year.id, year.now(), 3, Year.date(3), null, MoveReason.ROOM, DecidedBy.CIRCLE));
    year.add(
        new SessionCancelled(
            year.id, year.now(), 4, Year.date(4), MoveReason.ROOM, DecidedBy.CIRCLE));
    assertThat(row(year).plan().subList(0, 5))
        .containsExactly(
            "2026-01-12T17:00+01:00[Europe/Berlin]",
            "2026-01-28T17:00+01:00[Europe/Berlin]",
            null,
            null,
            "2026-03-09T17:00+01:00[Europe/Berlin]");
    List<LocalDateTime> dates =
        IntStream.rangeClosed(4, 26).mapToObj(s -> Year.date(s).plusDays(1)).toList();
    year.add(new SessionsReplanned(year.id, year.now(), 4, dates, ReplanReason.HOLIDAYS));
    assertThat(row(year).plan().get(3)).isEqualTo("2026-02-24T17:00+01:00[Europe/Berlin]");
    assertThat(row(year).plan()).hasSize(26);
  }

  @Test
  void who_left_does_not_belong_and_who_returned_does() {
    Year year = Year.of(6);
    year.add(new MemberJoined(year.id, year.now(), Year.member(7)));
    year.add(new MemberLeft(year.id, year.now(), Year.member(1)));
    year.add(new MemberLeft(year.id, year.now(), Year.member(2)));
    year.add(new MemberReturned(year.id, year.now(), Year.member(2)));
    assertThat(row(year).members()).isEqualTo(6);
  }

  @Test
  void how_many_belong_and_when_that_changed_is_for_its_members() {
    Year year = Year.of(6).held(1);
    var before = kit.given(year.events());
    year.add(new MemberLeft(year.id, year.now(), Year.member(1)));
    var after = kit.given(year.events());
    assertThat(after.rows(CIRCLES).get(0).outside())
        .isEqualTo(before.rows(CIRCLES).get(0).outside());
    assertThat(after.released(CIRCLES)).isEqualTo(before.released(CIRCLES));
    assertThat(CircleRow.Outside.class.getRecordComponents())
        .extracting(java.lang.reflect.RecordComponent::getName)
        .containsExactly(
            "name", "workplace", "state", "imported", "plan", "sessionsHeld", "capacity");
  }

  private CircleRow row(Year year) {
    List<CircleRow> rows = kit.given(year.events()).rows(CIRCLES);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
