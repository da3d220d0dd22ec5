package org.circlejournal.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.theme.ThemeEvent.TextRedacted;
import org.circlejournal.query.Histories;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.Year;
import org.circlejournal.query.view.AsOf.Moment;
import org.circlejournal.query.view.AsOf.Position;
import org.circlejournal.query.view.AsOf.Then;

/** What was shown then: held against a view that is folded up to there and no further. */
class AsOfTest {

  @Property(tries = 300)
  void a_position_shows_what_the_view_showed_when_it_stood_there(
      @ForAll("views") ViewDefinition<?> view, @ForAll long seed) {
    List<JournalEvent> history = new ArrayList<>(Histories.of(seed));
    history.removeIf(e -> e instanceof ErasureRequested || e instanceof TextRedacted);
    List<Stored> events = ViewKit.recorded(history);
    int length = 1 + new Random(seed).nextInt(events.size());
    List<Stored> then = events.subList(0, length);
    assertShows(view, then, asOf(view, events, new Position(length)));
  }

  @Property(tries = 300)
  void a_time_shows_what_the_view_showed_after_the_last_event_recorded_by_then(
      @ForAll("views") ViewDefinition<?> view, @ForAll long seed) {
    List<JournalEvent> history = new ArrayList<>(Histories.of(seed));
    history.removeIf(e -> e instanceof ErasureRequested || e instanceof TextRedacted);
    List<Stored> events = shaken(ViewKit.recorded(history), seed);
    Instant time = events.get(new Random(seed).nextInt(events.size())).recorded().recordedAt();
    int length = events.size();
    while (events.get(length - 1).recorded().recordedAt().isAfter(time)) {
      length--;
    }
    assertShows(view, events.subList(0, length), asOf(view, events, new Moment(time)));
  }

  /** An event takes along whatever stands before it, though its own time is later. */
  @Example
  void times_that_are_out_of_order_do_not_tear_the_past() {
    Year year = Year.of(6).starts(1).here(1, 1, 2);
    List<Stored> events = new ArrayList<>();
    for (Stored one : ViewKit.recorded(year.events())) {
      Recorded at = one.recorded();
      events.add(
          new Stored(
              one.event(), new Recorded(at.stream(), at.sequence(), at.position(), Instant.EPOCH)));
    }
    int last = events.size() - 1;
    Recorded before = events.get(last - 1).recorded();
    events.set(
        last - 1,
        new Stored(
            events.get(last - 1).event(),
            new Recorded(
                before.stream(),
                before.sequence(),
                before.position(),
                Instant.EPOCH.plusMillis(5))));
    ViewDefinition<?> view = ReadModels.views().get(1);
    assertShows(view, events, asOf(view, events, new Moment(Instant.EPOCH)));
    assertThat(asOf(view, events, new Moment(Instant.EPOCH.minusMillis(1))).shown().folded())
        .isEqualTo(Mark.NONE);
  }

  @Property(tries = 300)
  void who_was_erased_since_has_no_rows_at_any_time_before(
      @ForAll("views") ViewDefinition<?> view, @ForAll long seed) {
    List<JournalEvent> history = new ArrayList<>(Histories.of(seed));
    Set<MemberId> erased = new HashSet<>();
    for (JournalEvent event : history) {
      if (event instanceof ErasureRequested e && e.lane() == Lane.MEMBER) {
        erased.add(new MemberId(e.principal()));
      }
    }
    JournalEvent last = history.get(history.size() - 1);
    MemberId late = Year.member(2);
    erased.add(late);
    history.add(new ErasureRequested(last.circleId(), last.at(), Lane.MEMBER, late.value()));
    List<Stored> events = ViewKit.recorded(history);
    int length = 1 + new Random(seed).nextInt(events.size());
    Then then = asOf(view, events, new Position(length));
    then.shown()
        .rows()
        .forEach(
            (sheet, rows) ->
                rows.forEach(
                    row ->
                        sheet
                            .columns()
                            .all()
                            .forEach(
                                column ->
                                    assertThat(erased)
                                        .doesNotContain(member(sheet.columns(), column, row)))));
  }

  @Property(tries = 200)
  void what_others_see_then_is_not_moved_by_what_was_erased_since(
      @ForAll("views") ViewDefinition<?> view, @ForAll long seed) {
    List<JournalEvent> history = new ArrayList<>(Histories.of(seed));
    List<Stored> events = ViewKit.recorded(history);
    int length = 1 + new Random(seed).nextInt(events.size());
    Then then = asOf(view, events, new Position(length));
    Map<Sheet<?, ?>, Mark> released =
        asOf(view, events.subList(0, length), new Position(length)).shown().released();
    assertThat(then.shown().released()).isEqualTo(released);
    assertThat(then.latest())
        .isEqualTo(asOf(view, events, new Position(events.size())).shown().released());
  }

  @Provide
  Arbitrary<ViewDefinition<?>> views() {
    return Arbitraries.of(ReadModels.views());
  }

  private static MemberId member(Columns<?> columns, Columns.Column column, Record row) {
    return columns.value(column, row) instanceof MemberId member ? member : new MemberId("nobody");
  }

  private static <S> void assertShows(ViewDefinition<S> view, List<Stored> events, Then then) {
    Folded<S> expected = ViewKit.fold(view, events);
    assertThat(then.shown().folded()).isEqualTo(expected.folded());
    for (Sheet<S, ?> sheet : view.sheets()) {
      assertThat(then.shown().rows().get(sheet)).isEqualTo(sheet.rows().apply(expected.state()));
      assertThat(then.shown().released().get(sheet)).isEqualTo(expected.released(sheet));
    }
  }

  private static <S> Then asOf(ViewDefinition<S> view, List<Stored> events, AsOf.Point point) {
    CircleId circle = events.get(0).circle();
    return AsOf.of(view, circle, point, events.stream().map(Remembered::message).toList());
  }

  /** Recorded up to a minute late, as if clocks did not agree. */
  private static List<Stored> shaken(List<Stored> events, long seed) {
    Random random = new Random(seed);
    return events.stream()
        .map(
            one -> {
              Recorded at = one.recorded();
              Instant recordedAt = at.recordedAt().plusSeconds(random.nextInt(60));
              return new Stored(
                  one.event(), new Recorded(at.stream(), at.sequence(), at.position(), recordedAt));
            })
        .toList();
  }
}
