package org.circlejournal.query.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Chunks.Ends;
import org.circlejournal.query.replay.Folding.Circle;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * Some of the circles, so that several lanes can fold at once. The pieces of the journal come to it
 * in their order, whichever lane brings them: a lane waits until it is its piece's turn.
 */
final class Share {

  /** So many there are; a circle's is told from how its id ends, as its beginning may be a time. */
  static final int SHARES = 64;

  /** The first end of each share, in hexadecimal. */
  private static final String[] ENDS =
      IntStream.range(0, SHARES)
          .mapToObj(share -> "%02x".formatted(share * 256 / SHARES))
          .toArray(String[]::new);

  /**
   * An event for this share.
   *
   * @param event null if no view reads it
   */
  record Step(CircleId circle, @Nullable JournalEvent event, Recorded recorded) {}

  /** Tells a waiting lane that another one has failed, or that it shall stop. */
  @FunctionalInterface
  interface Stopping {
    void check();
  }

  private final Folding folding;
  private final Map<CircleId, Circle> circles = new HashMap<>();

  /** Circles that were written when their book was closed, and how far they had come. */
  private final Map<CircleId, Long> written = new HashMap<>();

  /** What came later to such a circle; it is folded at the end. */
  private final Map<CircleId, List<Step>> late = new HashMap<>();

  private long turn;
  private boolean active;
  private long steps;

  Share(Folding folding) {
    this.folding = folding;
  }

  static int of(CircleId circle) {
    int place = Arrays.binarySearch(ENDS, Ends.of(circle.value()));
    return place >= 0 ? place : Math.max(0, -place - 2);
  }

  /** Streams of the circles of some shares, those of their ledgers included. */
  static Ends streams(int from, int to) {
    return new Ends(from == 0 ? "" : ENDS[from], to == SHARES ? null : ENDS[to]);
  }

  /** A pass through the journal begins: with this share, or without it. */
  synchronized void begin(boolean take) {
    turn = 0;
    active = take;
  }

  /** Gives up what was folded in this pass; another pass begins anew. */
  synchronized void leave() {
    active = false;
    circles.clear();
    late.clear();
    steps = 0;
  }

  /**
   * Folds the steps of one piece, after those of all pieces before.
   *
   * @return circles whose book was closed in this piece: to be written and not seen again
   */
  synchronized List<Circle> fold(long piece, List<Step> steps, Stopping stopping)
      throws InterruptedException {
    while (turn != piece) {
      stopping.check();
      wait(100);
    }
    List<Circle> over = new ArrayList<>();
    if (active) {
      for (Step step : steps) {
        fold(step, over);
      }
      over.forEach(this::forget);
    }
    turn++;
    notifyAll();
    return over;
  }

  private void fold(Step step, List<Circle> over) {
    Long until = written.isEmpty() ? null : written.get(step.circle());
    if (until != null) {
      if (step.recorded().position() > until) {
        late.computeIfAbsent(step.circle(), c -> new ArrayList<>()).add(step);
      }
      return;
    }
    Circle circle = circles.computeIfAbsent(step.circle(), folding::begin);
    boolean before = circle.isOver();
    apply(circle, step);
    if (circle.isOver() && !before) {
      over.add(circle);
    }
  }

  private void apply(Circle circle, Step step) {
    steps += step.event() == null ? 0 : 1;
    folding.step(circle, step.event(), step.recorded());
  }

  private void forget(Circle circle) {
    circles.remove(circle.id());
    written.put(circle.id(), circle.folded().position());
    steps -= circle.steps();
  }

  /** What its circles take. */
  synchronized Budget.Load load() {
    return new Budget.Load(circles.size(), steps);
  }

  /** The circles that are still open at the end; they are given away. */
  synchronized Collection<Circle> open() {
    List<Circle> open = List.copyOf(circles.values());
    circles.clear();
    steps = 0;
    return open;
  }

  synchronized Map<CircleId, List<Step>> late() {
    return late;
  }
}
