package org.circlejournal.query.replay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Chunks.Ends;
import org.circlejournal.query.replay.Folding.Circle;
import org.circlejournal.query.view.Mark;
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

  private record Ending(Circle circle, Mark since) {}

  /**
   * What came later to a circle that was written.
   *
   * @param since how far it had come
   */
  record Late(Mark since, List<Step> steps) {
    Mark now() {
      Mark now = since;
      for (Step step : steps) {
        now = now.after(step.recorded());
      }
      return now;
    }
  }

  /** Tells a waiting lane that another one has failed, or that it shall stop. */
  @FunctionalInterface
  interface Stopping {
    void check();
  }

  private final Folding folding;
  private final long quiet;
  private final Map<CircleId, Circle> circles = new HashMap<>();

  /** Circles whose last wave has closed, the one that has been quiet longest first. */
  private final Deque<Ending> ending = new ArrayDeque<>();

  /** Circles that were written when nothing more was to be expected, and how far they had come. */
  private final Map<CircleId, Mark> written = new HashMap<>();

  /** What came later to such a circle; it is folded at the end. */
  private final Map<CircleId, Late> late = new HashMap<>();

  private long turn;
  private boolean active;
  private long steps;

  /**
   * @param quiet a circle whose last wave has closed is over when the journal went on so far
   *     without it
   */
  Share(Folding folding, long quiet) {
    this.folding = folding;
    this.quiet = quiet;
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
    ending.clear();
    late.clear();
    steps = 0;
  }

  /**
   * Folds the steps of one piece, after those of all pieces before.
   *
   * @param last position of the piece
   * @return circles that are over: to be written and not seen again
   */
  synchronized List<Circle> fold(long piece, long last, List<Step> steps, Stopping stopping)
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
      endQuietOnes(last, over);
      over.forEach(this::forget);
    }
    turn++;
    notifyAll();
    return over;
  }

  private void fold(Step step, List<Circle> over) {
    Mark until = written.isEmpty() ? null : written.get(step.circle());
    if (until != null) {
      if (step.recorded().position() > until.position()) {
        late.computeIfAbsent(step.circle(), c -> new Late(until, new ArrayList<>()))
            .steps()
            .add(step);
      }
      return;
    }
    Circle circle = circles.computeIfAbsent(step.circle(), folding::begin);
    boolean overBefore = circle.isOver();
    boolean endingBefore = circle.isEnding();
    apply(circle, step);
    if (circle.isOver() && !overBefore) {
      over.add(circle);
    } else if (circle.isEnding() && !endingBefore) {
      ending.add(new Ending(circle, circle.folded()));
    }
  }

  private void endQuietOnes(long last, List<Circle> over) {
    for (Ending first = ending.peek();
        first != null && first.since().position() + quiet <= last;
        first = ending.peek()) {
      ending.remove();
      Circle circle = first.circle();
      boolean wasQuiet = circle.folded().equals(first.since());
      if (!circle.isOver() && wasQuiet) {
        over.add(circle);
      } else if (!circle.isOver()) {
        ending.add(new Ending(circle, circle.folded()));
      }
    }
  }

  private void apply(Circle circle, Step step) {
    steps += step.event() == null ? 0 : 1;
    folding.step(circle, step.event(), step.recorded());
  }

  private void forget(Circle circle) {
    circles.remove(circle.id());
    written.put(circle.id(), circle.folded());
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
    ending.clear();
    steps = 0;
    return open;
  }

  synchronized Map<CircleId, Late> late() {
    return late;
  }
}
