package org.circlejournal.query.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.query.Year;
import org.circlejournal.query.consent.PrincipalRow.State;
import org.circlejournal.query.consent.bycode.ConsentByCodeView;
import org.circlejournal.query.consent.bymember.ConsentByMemberView;
import org.circlejournal.query.view.ViewKit;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final Notice NOTICE = new Notice("1", "en", "ab".repeat(32));
  private static final CountRow NOTHING =
      new CountRow(Purpose.RESEARCH_PARTICIPATION, null, null, null, "fewer-than-k");

  @Test
  void a_change_says_who_for_what_on_which_text_and_when() {
    Year year = Year.of(8);
    give(year, 1, Purpose.TAKE_PART);
    List<PrincipalRow> rows = changes(year);
    assertThat(rows).hasSize(1);
    PrincipalRow row = rows.get(0);
    assertThat(row.id()).isEqualTo("m-1");
    assertThat(row.purpose()).isEqualTo(Purpose.TAKE_PART);
    assertThat(row.state()).isEqualTo(State.GIVEN);
    assertThat(row.sha256()).isEqualTo(NOTICE.sha256());
    assertThat(row.at()).isEqualTo(year.now());
    assertThat(row.recordedAt()).isEqualTo(year.now().plusSeconds(1));
    assertThat(row.position()).isEqualTo(10);
  }

  @Test
  void the_lanes_do_not_see_each_other() {
    Year year = Year.of(8);
    give(year, 1, Purpose.TAKE_PART);
    year.add(
        new ConsentGiven(year.id, year.now(), Lane.CODE, "c".repeat(64), Purpose.SURVEYS, NOTICE));
    assertThat(changes(year)).extracting(PrincipalRow::id).containsExactly("m-1");
    assertThat(
            new ViewKit<>(ConsentByCodeView.VIEW)
                .given(year.events())
                .rows(ConsentByCodeView.CHANGES))
        .extracting(PrincipalRow::id)
        .containsExactly("c".repeat(64));
  }

  @Test
  void all_of_eight_are_counted_when_they_first_meet() {
    Year year = Year.of(8);
    IntStream.rangeClosed(1, 8).forEach(i -> give(year, i, Purpose.TAKE_PART));
    assertThat(counts(year, Purpose.TAKE_PART))
        .containsExactly(new CountRow(Purpose.TAKE_PART, null, null, null, "fewer-than-k"));
    year.starts(1);
    assertThat(counts(year, Purpose.TAKE_PART))
        .containsExactly(new CountRow(Purpose.TAKE_PART, "2026-01", 8, 0, null));
  }

  @Test
  void one_who_refused_is_not_counted_out() {
    Year year = Year.of(8);
    IntStream.rangeClosed(1, 7).forEach(i -> give(year, i, Purpose.RESEARCH_PARTICIPATION));
    year.starts(1).closes(1).starts(2);
    assertThat(counts(year, Purpose.RESEARCH_PARTICIPATION)).containsExactly(NOTHING);
  }

  @Test
  void one_who_withdraws_moves_no_count() {
    Year year = Year.of(14);
    IntStream.rangeClosed(1, 14).forEach(i -> give(year, i, Purpose.RESEARCH_PARTICIPATION));
    year.starts(1).closes(1);
    List<CountRow> before = counts(year, Purpose.RESEARCH_PARTICIPATION);
    assertThat(before).hasSize(1);
    IntStream.rangeClosed(1, 4).forEach(i -> withdraw(year, i));
    year.starts(2).closes(2);
    assertThat(counts(year, Purpose.RESEARCH_PARTICIPATION)).isEqualTo(before);
    withdraw(year, 5);
    year.starts(3);
    assertThat(counts(year, Purpose.RESEARCH_PARTICIPATION))
        .containsExactly(
            before.get(0), new CountRow(Purpose.RESEARCH_PARTICIPATION, "2026-02", 9, 5, null));
  }

  /** 10 of 10, then six join and four withdraw: 12 of 16, and 16 − 12 would be the four. */
  @Test
  void comings_and_goings_that_cancel_out_are_not_counted_together() {
    Year year = Year.of(10);
    IntStream.rangeClosed(1, 10).forEach(i -> give(year, i, Purpose.RESEARCH_PARTICIPATION));
    year.starts(1).closes(1);
    IntStream.rangeClosed(11, 16)
        .forEach(
            i -> {
              year.add(new MemberJoined(year.id, year.now(), Year.member(i)));
              give(year, i, Purpose.RESEARCH_PARTICIPATION);
            });
    IntStream.rangeClosed(1, 4).forEach(i -> withdraw(year, i));
    year.starts(2);
    assertThat(counts(year, Purpose.RESEARCH_PARTICIPATION)).hasSize(1);
  }

  @Test
  void after_an_erasure_only_the_erasure_is_left() {
    Year year = Year.of(8);
    give(year, 1, Purpose.TAKE_PART);
    give(year, 2, Purpose.TAKE_PART);
    year.add(new ErasureRequested(year.id, year.now(), Lane.MEMBER, "m-1"));
    year.add(
        new ErasureCompleted(
            year.id,
            year.now(),
            Lane.MEMBER,
            "m-1",
            List.of("secret"),
            List.of("counts"),
            year.now().plus(Duration.ofDays(30))));
    assertThat(changes(year))
        .extracting(PrincipalRow::id, PrincipalRow::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("m-2", State.GIVEN),
            org.assertj.core.groups.Tuple.tuple("m-1", State.ERASURE_REQUESTED),
            org.assertj.core.groups.Tuple.tuple("m-1", State.ERASURE_COMPLETED));
  }

  private static void give(Year year, int member, Purpose purpose) {
    year.add(new ConsentGiven(year.id, year.now(), Lane.MEMBER, "m-" + member, purpose, NOTICE));
  }

  private static void withdraw(Year year, int member) {
    year.add(
        new ConsentWithdrawn(
            year.id, year.now(), Lane.MEMBER, "m-" + member, Purpose.RESEARCH_PARTICIPATION));
  }

  private static List<PrincipalRow> changes(Year year) {
    return new ViewKit<>(ConsentByMemberView.VIEW)
        .given(year.events())
        .rows(ConsentByMemberView.CHANGES);
  }

  private static List<CountRow> counts(Year year, Purpose purpose) {
    return new ViewKit<>(ConsentByMemberView.VIEW)
        .given(year.events()).rows(ConsentByMemberView.COUNTS).stream()
            .filter(row -> row.purpose() == purpose)
            .toList();
  }
}
