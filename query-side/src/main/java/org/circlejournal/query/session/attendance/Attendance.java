package org.circlejournal.query.session.attendance;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.circle.CircleEvent.MemberReturned;
import org.circlejournal.events.circle.CircleEvent.SessionsReplanned;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.session.attendance.MemberRow.Status;
import org.circlejournal.query.view.Lists;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * What attendance knows of a circle.
 *
 * @param zone null before the founding
 * @param k least number of people behind a published number
 * @param stays who belonged from when to when, in order of joining
 * @param meetings by session number, from 1
 * @param closed whether the year is over
 * @param erased members whose own rows are gone; counts stay
 * @param blocks what others may see, in order; never changed once there
 * @param released how far the journal was when the last block was added
 */
record Attendance(
    @Nullable ZoneId zone,
    int k,
    List<Stay> stays,
    List<Meeting> meetings,
    boolean closed,
    List<MemberId> erased,
    List<BlockRow> blocks,
    Mark released) {

  static final Attendance NONE =
      new Attendance(null, 0, List.of(), List.of(), false, List.of(), List.of(), Mark.NONE);

  /** Blocks begin at these sessions; the last one runs to the end. */
  private static final List<Integer> BLOCKS = List.of(1, 7, 13, 19);

  /** Until then an entry may still be corrected or added. */
  private static final Duration CORRECTIONS = Duration.ofDays(28);

  /**
   * @param until null while it lasts
   */
  record Stay(MemberId member, Instant from, @Nullable Instant until) {
    boolean covers(Instant time) {
      return !from.isAfter(time) && (until == null || until.isAfter(time));
    }
  }

  record CheckIn(MemberId member, boolean remote) {}

  /**
   * @param planned current date, local; null when there is none
   */
  record Meeting(
      int session,
      @Nullable LocalDateTime planned,
      @Nullable Instant startedAt,
      @Nullable Instant closedAt,
      List<CheckIn> present,
      int apologies) {

    Meeting on(@Nullable LocalDateTime date) {
      return new Meeting(session, date, startedAt, closedAt, present, apologies);
    }

    Meeting started(Instant at) {
      return new Meeting(session, planned, at, closedAt, present, apologies);
    }

    Meeting closed(Instant at) {
      return new Meeting(session, planned, startedAt, at, present, apologies);
    }

    Meeting with(List<CheckIn> checkIns) {
      return new Meeting(session, planned, startedAt, closedAt, checkIns, apologies);
    }

    Meeting apologised(int more) {
      return new Meeting(session, planned, startedAt, closedAt, present, apologies + more);
    }
  }

  // --- fold -----------------------------------------------------------------------------------

  Attendance founded(CircleFounded e) {
    return new Attendance(e.timeZone(), e.k(), stays, List.of(), closed, erased, blocks, released)
        .planned(1, e.planned());
  }

  Attendance joined(MemberJoined e) {
    return with(Lists.plus(stays, new Stay(e.member(), e.at(), null)));
  }

  Attendance returned(MemberReturned e) {
    return with(Lists.plus(stays, new Stay(e.member(), e.at(), null)));
  }

  Attendance left(MemberLeft e) {
    return with(
        Lists.replace(
            stays,
            s -> s.member().equals(e.member()) && s.until() == null,
            s -> new Stay(s.member(), s.from(), e.at())));
  }

  Attendance replanned(SessionsReplanned e) {
    return planned(e.fromSession(), e.planned());
  }

  Attendance planned(int from, List<LocalDateTime> dates) {
    List<Meeting> next = new ArrayList<>(meetings);
    for (int i = 0; i < dates.size(); i++) {
      int session = from + i;
      if (session <= next.size()) {
        next.set(session - 1, next.get(session - 1).on(dates.get(i)));
      } else {
        next.add(new Meeting(session, dates.get(i), null, null, List.of(), 0));
      }
    }
    return meeting(next);
  }

  Attendance at(int session, UnaryOperator<Meeting> change) {
    return meeting(Lists.replace(meetings, m -> m.session() == session, change));
  }

  Attendance checkedIn(MemberCheckedIn e) {
    CheckIn checkIn = new CheckIn(e.member(), e.mode() == Presence.REMOTE);
    return at(e.session(), m -> m.with(Lists.plus(m.present(), checkIn)));
  }

  Attendance notCheckedIn(MemberCheckedIn e) {
    return at(
        e.session(), m -> m.with(Lists.minusLast(m.present(), c -> c.member().equals(e.member()))));
  }

  Attendance erased(ErasureRequested e) {
    return e.lane() == Lane.MEMBER
        ? new Attendance(
            zone,
            k,
            stays,
            meetings,
            closed,
            Lists.plus(erased, new MemberId(e.principal())),
            blocks,
            released)
        : this;
  }

  /** Adds the blocks that are finished by now: decided as the journal moves, never by a request. */
  Attendance moved(JournalEvent e, Recorded recorded) {
    if (recorded.inLedger()) {
      return this; // its time is not the circle's
    }
    Attendance next = this;
    while (next.blocks.size() < BLOCKS.size() && next.isOver(next.blocks.size(), e.at())) {
      next = next.plusBlock(recorded);
    }
    return next;
  }

  Attendance over(Recorded recorded) {
    Attendance next = new Attendance(zone, k, stays, meetings, true, erased, blocks, released);
    while (next.blocks.size() < BLOCKS.size()
        && next.meetings.size() >= BLOCKS.get(next.blocks.size())) {
      next = next.plusBlock(recorded);
    }
    return next;
  }

  private boolean isOver(int block, Instant now) {
    List<Meeting> sessions = meetingsOf(block);
    if (sessions.isEmpty()) {
      return false;
    }
    Meeting last = sessions.get(sessions.size() - 1);
    boolean lastCame =
        last.startedAt() != null || last.planned() != null || startedAfter(last.session());
    return lastCame && sessions.stream().allMatch(m -> isOver(m, now));
  }

  private boolean isOver(Meeting m, Instant now) {
    Instant end = m.closedAt();
    if (end == null && m.startedAt() != null) {
      return false;
    }
    LocalDateTime date = m.planned();
    if (end == null && date != null) {
      end = date.atZone(requireNonNull(zone)).toInstant();
    }
    return end == null || !now.isBefore(end.plus(CORRECTIONS));
  }

  private boolean startedAfter(int session) {
    return meetings.stream().anyMatch(m -> m.session() > session && m.startedAt() != null);
  }

  private List<Meeting> meetingsOf(int block) {
    int from = Math.min(BLOCKS.get(block) - 1, meetings.size());
    int to = block + 1 < BLOCKS.size() ? BLOCKS.get(block + 1) - 1 : meetings.size();
    return meetings.subList(from, Math.min(to, meetings.size()));
  }

  private Attendance plusBlock(Recorded recorded) {
    int block = blocks.size();
    List<Meeting> sessions = meetingsOf(block);
    List<SessionRow> held =
        sessions.stream().filter(m -> m.startedAt() != null).map(this::row).toList();
    int fewest = held.stream().mapToInt(SessionRow::members).min().orElse(k);
    int present = held.stream().mapToInt(row -> Math.min(row.present(), row.members())).sum();
    int members = held.stream().mapToInt(SessionRow::members).sum();
    Double share = ReleaseRules.LAW.share(present, members, fewest, k);
    BlockRow row =
        new BlockRow(
            block + 1,
            sessions.get(0).session(),
            sessions.get(sessions.size() - 1).session(),
            share,
            fewest < k ? ReleaseRules.FEWER_THAN_K : null);
    return new Attendance(
        zone,
        k,
        stays,
        meetings,
        closed,
        erased,
        Lists.plus(blocks, row),
        Mark.NONE.after(recorded));
  }

  private Attendance with(List<Stay> next) {
    return new Attendance(zone, k, next, meetings, closed, erased, blocks, released);
  }

  private Attendance meeting(List<Meeting> next) {
    return new Attendance(zone, k, stays, next, closed, erased, blocks, released);
  }

  // --- rows -----------------------------------------------------------------------------------

  List<SessionRow> sessionRows() {
    return meetings.stream().filter(m -> m.startedAt() != null).map(this::row).toList();
  }

  private SessionRow row(Meeting m) {
    int members = (int) belonging(m).count();
    long ever = stays.stream().filter(s -> began(s, m)).map(Stay::member).distinct().count();
    int present = m.present().size();
    LocalDateTime planned = m.planned();
    return new SessionRow(
        m.session(),
        planned == null ? null : planned.atZone(requireNonNull(zone)),
        requireNonNull(m.startedAt()),
        members,
        present,
        (int) m.present().stream().filter(CheckIn::remote).count(),
        m.apologies(),
        Math.max(
            0, members - present - m.apologies()), // who left meanwhile is in no count of members
        ratio(Math.min(present, members), members),
        ratio(members, ever));
  }

  List<MemberRow> memberRows() {
    List<MemberRow> rows = new ArrayList<>();
    for (Meeting m : meetings) {
      if (m.startedAt() == null) {
        continue;
      }
      List<MemberId> belonging = belonging(m).toList();
      for (MemberId member : stays.stream().map(Stay::member).distinct().toList()) {
        Status status = status(m, member);
        boolean concerned = belonging.contains(member) || status != Status.NOT_PRESENT;
        if (concerned && !erased.contains(member)) {
          rows.add(new MemberRow(member, m.session(), status));
        }
      }
    }
    return rows;
  }

  private static Status status(Meeting m, MemberId member) {
    return m.present().stream()
        .filter(c -> c.member().equals(member))
        .findFirst()
        .map(c -> c.remote() ? Status.REMOTE : Status.PRESENT)
        .orElse(Status.NOT_PRESENT);
  }

  /** Members at the session's close, or now while it is open. */
  private java.util.stream.Stream<MemberId> belonging(Meeting m) {
    Instant close = m.closedAt();
    return stays.stream()
        .filter(s -> close == null ? s.until() == null : s.covers(close))
        .map(Stay::member)
        .distinct();
  }

  private static boolean began(Stay stay, Meeting m) {
    Instant close = m.closedAt();
    return close == null || !stay.from().isAfter(close);
  }

  private static @Nullable Double ratio(long part, long whole) {
    return whole == 0 ? null : Math.round(10_000.0 * part / whole) / 10_000.0;
  }
}
