package org.circlejournal.query.session.attendance;

import static java.util.Objects.requireNonNull;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.release.SessionBlocks;
import org.circlejournal.query.release.SessionBlocks.Block;
import org.circlejournal.query.release.SessionBlocks.Meeting;
import org.circlejournal.query.release.SessionBlocks.Stay;
import org.circlejournal.query.session.attendance.MemberRow.Status;
import org.circlejournal.query.view.Lists;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * What attendance knows of a circle.
 *
 * @param year sessions, members and blocks
 * @param rolls who came, of each session of which something is known
 * @param erased members whose own rows are gone; counts stay
 * @param blocks what others may see, in order; never changed once there
 * @param released how far the journal was when the last block was added
 */
record Attendance(
    SessionBlocks year,
    List<Roll> rolls,
    List<MemberId> erased,
    List<BlockRow> blocks,
    Mark released) {

  static final Attendance NONE =
      new Attendance(SessionBlocks.NONE, List.of(), List.of(), List.of(), Mark.NONE);

  record CheckIn(MemberId member, boolean remote) {}

  record Roll(int session, List<CheckIn> present, int apologies) {

    Roll with(List<CheckIn> checkIns) {
      return new Roll(session, checkIns, apologies);
    }

    Roll apologised(int more) {
      return new Roll(session, present, apologies + more);
    }
  }

  // --- fold -----------------------------------------------------------------------------------

  Attendance evolve(JournalEvent e) {
    return new Attendance(year.evolve(e), rolls, erased, blocks, released);
  }

  Attendance checkedIn(MemberCheckedIn e) {
    CheckIn checkIn = known(new CheckIn(e.member(), e.mode() == Presence.REMOTE));
    return at(e.session(), r -> r.with(Lists.plus(r.present(), checkIn)));
  }

  /** The same object as last time: a replay holds the years of many circles at once. */
  private CheckIn known(CheckIn checkIn) {
    for (int i = rolls.size() - 1; i >= 0; i--) {
      for (CheckIn before : rolls.get(i).present()) {
        if (before.equals(checkIn)) {
          return before;
        }
      }
    }
    return checkIn;
  }

  Attendance notCheckedIn(MemberCheckedIn e) {
    return at(
        e.session(), r -> r.with(Lists.minusLast(r.present(), c -> c.member().equals(e.member()))));
  }

  Attendance at(int session, UnaryOperator<Roll> change) {
    List<Roll> known =
        rolls.stream().anyMatch(r -> r.session() == session)
            ? rolls
            : Lists.plus(rolls, new Roll(session, List.of(), 0));
    return new Attendance(
        year, Lists.replace(known, r -> r.session() == session, change), erased, blocks, released);
  }

  Attendance erased(ErasureRequested e) {
    return e.lane() == Lane.MEMBER
        ? new Attendance(
            year, rolls, Lists.plus(erased, new MemberId(e.principal())), blocks, released)
        : this;
  }

  /** Adds the blocks that are finished by now: decided as the journal moves, never by a request. */
  Attendance moved(JournalEvent e, Recorded recorded) {
    if (recorded.inLedger()) {
      return this; // its time is not the circle's
    }
    Attendance next = this;
    for (Block block : year.finished(blocks.size(), e.at())) {
      next = next.plus(row(block), recorded);
    }
    return next;
  }

  private Attendance plus(BlockRow row, Recorded recorded) {
    return new Attendance(year, rolls, erased, Lists.plus(blocks, row), Mark.NONE.after(recorded));
  }

  private BlockRow row(Block block) {
    List<SessionRow> held = block.held().stream().map(this::row).toList();
    int present = held.stream().mapToInt(row -> Math.min(row.present(), row.members())).sum();
    int members = held.stream().mapToInt(SessionRow::members).sum();
    int k = year.k();
    return new BlockRow(
        block.number(),
        block.fromSession(),
        block.toSession(),
        ReleaseRules.LAW.share(present, members, block.fewest(), k),
        block.fewest() < k ? ReleaseRules.FEWER_THAN_K : null);
  }

  // --- rows -----------------------------------------------------------------------------------

  List<SessionRow> sessionRows() {
    return year.held().stream().map(this::row).toList();
  }

  private SessionRow row(Meeting m) {
    Roll roll = roll(m);
    int members = year.members(m).size();
    int present = roll.present().size();
    LocalDateTime planned = m.planned();
    return new SessionRow(
        m.session(),
        planned == null ? null : planned.atZone(requireNonNull(year.zone())),
        requireNonNull(m.startedAt()),
        members,
        present,
        (int) roll.present().stream().filter(CheckIn::remote).count(),
        roll.apologies(),
        // Who left meanwhile is in no count of members.
        Math.max(0, members - present - roll.apologies()),
        ratio(Math.min(present, members), members),
        ratio(members, year.everJoined(m)));
  }

  private Roll roll(Meeting m) {
    return rolls.stream()
        .filter(r -> r.session() == m.session())
        .findFirst()
        .orElse(new Roll(m.session(), List.of(), 0));
  }

  List<MemberRow> memberRows() {
    List<MemberRow> rows = new ArrayList<>();
    for (Meeting m : year.held()) {
      Roll roll = roll(m);
      List<MemberId> belonging = year.members(m);
      for (MemberId member : ever().toList()) {
        Status status = status(roll, member);
        boolean concerned = belonging.contains(member) || status != Status.NOT_PRESENT;
        if (concerned && !erased.contains(member)) {
          rows.add(new MemberRow(member, m.session(), status));
        }
      }
    }
    return rows;
  }

  private Stream<MemberId> ever() {
    return year.stays().stream().map(Stay::member).distinct();
  }

  private static Status status(Roll roll, MemberId member) {
    return roll.present().stream()
        .filter(c -> c.member().equals(member))
        .findFirst()
        .map(c -> c.remote() ? Status.REMOTE : Status.PRESENT)
        .orElse(Status.NOT_PRESENT);
  }

  private static @Nullable Double ratio(long part, long whole) {
    return whole == 0 ? null : Math.round(10_000.0 * part / whole) / 10_000.0;
  }
}
