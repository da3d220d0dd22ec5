package org.circlejournal.query.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.view.Folded;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Recorded;
import org.circlejournal.query.view.ViewDefinition;
import org.jspecify.annotations.Nullable;

/** Several views, folded together: which of them reads what, and how one circle takes a step. */
final class Folding {

  private static final int[] NOBODY = {};

  private final List<ViewDefinition<?>> views;
  private final Map<Class<?>, int[]> readers = new HashMap<>();
  private final Set<String> names = new LinkedHashSet<>();

  Folding(List<ViewDefinition<?>> views) {
    this.views = List.copyOf(views);
    for (Class<? extends JournalEvent> type : EventNames.types()) {
      List<Integer> reading = new ArrayList<>();
      for (int i = 0; i < views.size(); i++) {
        if (views.get(i).readsType(type)) {
          reading.add(i);
        }
      }
      readers.put(type, reading.stream().mapToInt(Integer::intValue).toArray());
      if (!reading.isEmpty()) {
        names.add(EventNames.nameOf(type));
      }
    }
  }

  List<ViewDefinition<?>> views() {
    return views;
  }

  /** Names of the events that at least one view reads: all others stay undecoded. */
  Set<String> names() {
    return names;
  }

  /** A circle in the midst of a replay. For one thread at a time. */
  static final class Circle {
    private final CircleId id;
    private final @Nullable Object[] states;
    private final Mark[] read;
    private Mark folded = Mark.NONE;
    private boolean closed;
    private boolean ending;
    private boolean over;
    private int steps;

    private Circle(CircleId id, int views) {
      this.id = id;
      this.states = new @Nullable Object[views];
      this.read = new Mark[views];
    }

    CircleId id() {
      return id;
    }

    Mark folded() {
      return folded;
    }

    Mark read(int view) {
      return read[view];
    }

    @SuppressWarnings("unchecked")
    <S> S state(ViewDefinition<S> view, int number) {
      return (S) Objects.requireNonNull(states[number]);
    }

    /** Whether its last wave has closed: what comes of it is released, and then hardly anything. */
    boolean isEnding() {
      return ending;
    }

    /** Whether its book is closed: nothing but withdrawals will come any more. */
    boolean isOver() {
      return over;
    }

    /** Events that were decoded for it. */
    int steps() {
      return steps;
    }
  }

  Circle begin(CircleId id) {
    Circle circle = new Circle(id, views.size());
    for (int i = 0; i < views.size(); i++) {
      circle.states[i] = views.get(i).initial(id);
      circle.read[i] = Mark.NONE;
    }
    return circle;
  }

  /** A circle that goes on in one view where a generation has come to. */
  static Circle restored(CircleId id, Folded<?> folded) {
    Circle circle = new Circle(id, 1);
    circle.states[0] = folded.state();
    circle.read[0] = folded.read();
    circle.folded = folded.folded();
    return circle;
  }

  /**
   * @param event null if no view reads it
   */
  void step(Circle circle, @Nullable JournalEvent event, Recorded recorded) {
    Mark now = next(circle, recorded);
    circle.folded = now;
    if (event == null) {
      return;
    }
    circle.steps++;
    fold(circle, event, recorded, now);
    circle.closed |= event instanceof CircleClosed;
    circle.ending |=
        circle.closed
            && event instanceof SurveyWaveClosed wave
            && wave.wave().equals(Wave.FOLLOW_UP);
    circle.over |= event instanceof CircleSealed || event instanceof CircleErased;
  }

  /** What takes back people or words is felt at every point of the past: no mark moves. */
  void forget(Circle circle, JournalEvent event, Recorded recorded) {
    for (int i = 0; i < views.size(); i++) {
      if (views.get(i).readsType(event.getClass())) {
        circle.states[i] = forget(views.get(i), i, circle, event, recorded);
      }
    }
  }

  private static <S> S forget(
      ViewDefinition<S> view, int i, Circle circle, JournalEvent event, Recorded recorded) {
    return view.forgetting(circle.state(view, i), event, recorded);
  }

  private void fold(Circle circle, JournalEvent event, Recorded recorded, Mark now) {
    int[] reading = readers.getOrDefault(event.getClass(), NOBODY);
    boolean retraction = event instanceof EntryRetracted;
    for (int i : reading) {
      ViewDefinition<?> view = views.get(i);
      if (!retraction || view.reads(event)) {
        circle.states[i] = fold(view, i, circle, event, recorded);
        circle.read[i] = now;
      }
    }
  }

  private static <S> S fold(
      ViewDefinition<S> view, int i, Circle circle, JournalEvent event, Recorded recorded) {
    return view.fold(circle.state(view, i), event, recorded);
  }

  private static Mark next(Circle circle, Recorded recorded) {
    if (recorded.position() <= circle.folded.position()) {
      throw new IllegalStateException(
          "event %d after event %d".formatted(recorded.position(), circle.folded.position()));
    }
    return circle.folded.after(recorded);
  }
}
