package org.circlejournal.query.replay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.replay.Folding.Circle;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * Some of the circles, so that several lanes can fold at once. The pieces of the journal come to it
 * in their order, whichever lane brings them: a lane waits until it is its piece's turn.
 */
final class Share {

  /** So many there are; a circle's is told from its id, whose first digits may be a time. */
  static final int SHARES = 64;

  private static final int SHARE_BITS = 6;

  /** Odd, and without a pattern: 2 to the 32nd over the golden ratio (Knuth, TAOCP 3, 6.4). */
  private static final int SPREAD = 0x9E3779B9;

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
  private long weight;

  Share(Folding folding) {
    this.folding = folding;
  }

  static int of(CircleId circle) {
    return (circle.value().hashCode() * SPREAD) >>> (Integer.SIZE - SHARE_BITS);
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
    weight = 0;
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
    Circle circle = circles.computeIfAbsent(step.circle(), this::begin);
    boolean before = circle.isOver();
    apply(circle, step);
    if (circle.isOver() && !before) {
      over.add(circle);
    }
  }

  private Circle begin(CircleId id) {
    weight += Budget.CIRCLE;
    return folding.begin(id);
  }

  private void apply(Circle circle, Step step) {
    weight += step.event() == null ? 0 : Budget.STEP;
    folding.step(circle, step.event(), step.recorded());
  }

  private void forget(Circle circle) {
    circles.remove(circle.id());
    written.put(circle.id(), circle.folded().position());
    weight -= Budget.of(circle);
  }

  /** Bytes its circles take, as far as that can be known. */
  synchronized long weight() {
    return weight;
  }

  /** The circles that are still open at the end; they are given away. */
  synchronized Collection<Circle> open() {
    List<Circle> open = List.copyOf(circles.values());
    circles.clear();
    weight = 0;
    return open;
  }

  synchronized Map<CircleId, List<Step>> late() {
    return late;
  }
}
