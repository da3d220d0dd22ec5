package org.circlejournal.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.consent.ConsentEvent.DataDisclosed;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.LevelHeldBack;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;

/**
 * A view without a database: {@code new ViewKit<>(VIEW).given(events).shows(SHEET, rows)}. All
 * events are of one circle; releases and gluing are in its ledger, everything else in its own
 * stream.
 */
public final class ViewKit<S> {

  private final ViewDefinition<S> view;

  public ViewKit(ViewDefinition<S> view) {
    this.view = view;
  }

  public Given<S> given(JournalEvent... events) {
    return given(List.of(events));
  }

  public Given<S> given(List<? extends JournalEvent> events) {
    return new Given<>(fold(view, recorded(events)));
  }

  /** Whether the query side writes it, in a stream of its own. */
  public static boolean isOfLedger(JournalEvent event) {
    return event instanceof ResultReleased
        || event instanceof PulseReleased
        || event instanceof LevelHeldBack
        || event instanceof CirclesGlued
        || event instanceof DataDisclosed;
  }

  /** As the journal would number them, recorded a second after they happened. */
  public static List<Stored> recorded(List<? extends JournalEvent> events) {
    List<Stored> stored = new ArrayList<>();
    long sequence = 0;
    long ledger = 0;
    for (JournalEvent event : events) {
      boolean released = isOfLedger(event);
      String circle = event.circleId().value();
      Instant recordedAt = event.at().plusSeconds(1);
      stored.add(
          new Stored(
              event,
              new Recorded(
                  released ? "ledger-" + circle : circle,
                  released ? ledger++ : sequence++,
                  stored.size() + 1L,
                  recordedAt)));
    }
    return stored;
  }

  static <S> Folded<S> fold(ViewDefinition<S> view, List<Stored> events) {
    Folded<S> folded = Folded.initial(view, events.get(0).circle());
    for (Stored stored : events) {
      folded = folded.after(view, stored.event(), stored.recorded());
    }
    return folded;
  }

  /** What came of the events. */
  public record Given<S>(Folded<S> folded) {

    public <R extends Record> List<R> rows(Sheet<S, R> sheet) {
      return sheet.rows().apply(folded.state());
    }

    @SafeVarargs
    public final <R extends Record> Given<S> shows(Sheet<S, R> sheet, R... rows) {
      List<R> expected = new ArrayList<>();
      for (R row : rows) {
        expected.add(row);
      }
      assertThat(rows(sheet)).isEqualTo(expected);
      return this;
    }

    /** The one row that is like that. */
    public <R extends Record> Given<S> row(Sheet<S, R> sheet, Predicate<R> like, R expected) {
      assertThat(rows(sheet).stream().filter(like)).containsExactly(expected);
      return this;
    }

    /** How far what is shown to others has come. */
    public Mark released(Sheet<S, ?> sheet) {
      var released = sheet.released();
      return released == null ? folded.read() : released.apply(folded.state());
    }
  }
}
