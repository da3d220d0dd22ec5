package org.circlejournal.query.session.protectedspace;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.SessionsReplanned;
import org.circlejournal.events.session.SessionEvent.DecidedBy;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.SessionCancelled;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionPostponed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.query.session.protectedspace.SpaceRow.State;
import org.circlejournal.query.view.Lists;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a circle and what became of it.
 *
 * @param zone null before the founding
 * @param minutes planned length of a session
 * @param slots by session number, from 1
 * @param closed whether the year is over
 */
record ProtectedSpace(@Nullable ZoneId zone, int minutes, List<Slot> slots, boolean closed) {

  static final ProtectedSpace NONE = new ProtectedSpace(null, 0, List.of(), false);

  /** Sessions that an early warning looks at, and how many of them must have been lost. */
  private static final int LAST = 3;

  private static final int LOST = 2;

  /**
   * @param leadHours null if there was no date before
   */
  record Move(
      boolean cancelled, MoveReason reason, DecidedBy decidedBy, @Nullable Long leadHours) {}

  /**
   * @param date current date, local; null when there is none
   * @param move the last one; null if there was none
   * @param pressed whether it was ever moved or cancelled for service pressure
   * @param interrupted minutes
   * @param cutShort why it ended early; null if it did not
   */
  record Slot(
      int session,
      @Nullable LocalDateTime date,
      @Nullable Move move,
      boolean pressed,
      @Nullable Instant startedAt,
      @Nullable Instant closedAt,
      int interrupted,
      @Nullable MoveReason cutShort) {

    Slot on(@Nullable LocalDateTime next) {
      return new Slot(session, next, move, pressed, startedAt, closedAt, interrupted, cutShort);
    }

    Slot moved(Move next) {
      boolean pressure = pressed || next.reason() == MoveReason.SERVICE_PRESSURE;
      return new Slot(session, date, next, pressure, startedAt, closedAt, interrupted, cutShort);
    }

    /** A new plan also brings back a session that was cancelled; why it was stays. */
    Slot replanned(LocalDateTime next) {
      Move then =
          move == null ? null : new Move(false, move.reason(), move.decidedBy(), move.leadHours());
      return new Slot(session, next, then, pressed, startedAt, closedAt, interrupted, cutShort);
    }

    Slot started(Instant at) {
      return new Slot(session, date, move, pressed, at, closedAt, interrupted, cutShort);
    }

    Slot closed(Instant at, @Nullable MoveReason reason) {
      return new Slot(session, date, move, pressed, startedAt, at, interrupted, reason);
    }

    Slot interrupted(int more) {
      int all = interrupted + more;
      return new Slot(session, date, move, pressed, startedAt, closedAt, all, cutShort);
    }
  }

  // --- fold -----------------------------------------------------------------------------------

  ProtectedSpace founded(CircleFounded e) {
    return new ProtectedSpace(e.timeZone(), e.sessionMinutes(), slots, closed)
        .planned(1, e.planned());
  }

  ProtectedSpace replanned(SessionsReplanned e) {
    return planned(e.fromSession(), e.planned());
  }

  private ProtectedSpace planned(int from, List<LocalDateTime> dates) {
    List<Slot> next = new ArrayList<>(slots);
    for (int i = 0; i < dates.size(); i++) {
      int session = from + i;
      if (session <= next.size()) {
        next.set(session - 1, next.get(session - 1).replanned(dates.get(i)));
      } else {
        next.add(new Slot(session, dates.get(i), null, false, null, null, 0, null));
      }
    }
    return with(next);
  }

  ProtectedSpace postponed(SessionPostponed e) {
    Move move = new Move(false, e.reason(), e.decidedBy(), lead(e.from(), e.at()));
    return at(e.session(), slot -> slot.on(e.to()).moved(move));
  }

  ProtectedSpace cancelled(SessionCancelled e) {
    Move move = new Move(true, e.reason(), e.decidedBy(), lead(e.from(), e.at()));
    return at(e.session(), slot -> slot.moved(move));
  }

  ProtectedSpace started(SessionStarted e) {
    return at(e.session(), slot -> slot.started(e.at()));
  }

  ProtectedSpace ended(SessionClosed e) {
    return at(e.session(), slot -> slot.closed(e.at(), e.reason()));
  }

  ProtectedSpace interrupted(int session, int minutes) {
    return at(session, slot -> slot.interrupted(minutes));
  }

  ProtectedSpace over() {
    return new ProtectedSpace(zone, minutes, slots, true);
  }

  private ProtectedSpace at(int session, UnaryOperator<Slot> change) {
    return with(Lists.replace(slots, slot -> slot.session() == session, change));
  }

  private ProtectedSpace with(List<Slot> next) {
    return new ProtectedSpace(zone, minutes, next, closed);
  }

  private @Nullable Long lead(@Nullable LocalDateTime before, Instant at) {
    if (before == null) {
      return null;
    }
    Instant date = before.atZone(requireNonNull(zone)).toInstant();
    return Math.floorDiv(Duration.between(at, date).toSeconds(), 3_600L);
  }

  // --- rows -----------------------------------------------------------------------------------

  List<SpaceRow> rows() {
    List<SpaceRow> rows = new ArrayList<>(slots.size());
    int lastStarted =
        slots.stream().filter(s -> s.startedAt() != null).mapToInt(Slot::session).max().orElse(0);
    for (Slot slot : slots) {
      rows.add(row(slot, lastStarted));
    }
    return rows;
  }

  private SpaceRow row(Slot slot, int lastStarted) {
    LocalDateTime date = slot.date();
    Move move = slot.move();
    Instant start = slot.startedAt();
    Instant end = slot.closedAt();
    return new SpaceRow(
        slot.session(),
        date == null ? null : date.atZone(requireNonNull(zone)),
        start,
        state(slot, lastStarted),
        minutes,
        start == null || end == null ? null : Duration.between(start, end).toMinutes(),
        start == null ? null : slot.interrupted(),
        move == null ? slot.cutShort() : move.reason(),
        move == null ? null : move.decidedBy(),
        move == null ? null : move.leadHours(),
        warning(slot.session()));
  }

  private State state(Slot slot, int lastStarted) {
    Move move = slot.move();
    if (slot.startedAt() != null) {
      return State.HELD;
    } else if (move != null && move.cancelled()) {
      return State.CANCELLED;
    } else if (closed || slot.session() < lastStarted) {
      return State.NOT_HELD;
    }
    return move == null ? State.PLANNED : State.POSTPONED;
  }

  private boolean warning(int session) {
    int from = Math.max(0, session - LAST);
    return slots.subList(from, session).stream().filter(Slot::pressed).count() >= LOST;
  }
}
