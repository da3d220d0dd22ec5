package org.circlejournal.query.release;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.circle.CircleEvent.MemberReturned;
import org.circlejournal.events.circle.CircleEvent.SessionsReplanned;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionPostponed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.jspecify.annotations.Nullable;

/**
 * A circle's year in blocks of six sessions, over which participation is shown to others (class B),
 * and when a block is finished: 28 days after its last session, or when the year is over. Part of
 * the state of each view that shows such blocks; a view lets it read the events that {@link
 * #evolve} names.
 *
 * @param zone null before the founding
 * @param k least number of people behind a published number
 * @param stays who belonged from when to when, in order of joining
 * @param meetings by session number, from 1
 * @param closed whether the year is over
 */
public record SessionBlocks(
    @Nullable ZoneId zone, int k, List<Stay> stays, List<Meeting> meetings, boolean closed) {

  public static final SessionBlocks NONE = new SessionBlocks(null, 0, List.of(), List.of(), false);

  /** Blocks begin at these sessions; the last one runs to the end. */
  private static final List<Integer> FIRST = List.of(1, 7, 13, 19);

  /** Until then an entry may still be corrected or added. */
  private static final Duration CORRECTIONS = Duration.ofDays(28);

  /** No zone is farther from UTC. */
  private static final long FARTHEST_ZONE_SECONDS = Duration.ofHours(18).toSeconds();

  /**
   * @param until null while it lasts
   */
  public record Stay(MemberId member, Instant from, @Nullable Instant until) {
    private boolean covers(Instant time) {
      return !from.isAfter(time) && (until == null || until.isAfter(time));
    }
  }

  /**
   * @param planned current date, local; null when there is none
   */
  public record Meeting(
      int session,
      @Nullable LocalDateTime planned,
      @Nullable Instant startedAt,
      @Nullable Instant closedAt) {

    private Meeting on(@Nullable LocalDateTime date) {
      return new Meeting(session, date, startedAt, closedAt);
    }

    private Meeting started(Instant at) {
      return new Meeting(session, planned, at, closedAt);
    }

    private Meeting closed(Instant at) {
      return new Meeting(session, planned, startedAt, at);
    }
  }

  /**
   * A finished block.
   *
   * @param number from 1
   * @param held its sessions that were held
   * @param fewest members at any of these; k if there are none
   */
  public record Block(int number, int fromSession, int toSession, List<Meeting> held, int fewest) {}

  // --- fold -----------------------------------------------------------------------------------

  /** What the event means here; nothing, for most. */
  public SessionBlocks evolve(JournalEvent event) {
    if (event instanceof CircleFounded e) {
      return new SessionBlocks(e.timeZone(), e.k(), stays, List.of(), closed)
          .planned(1, e.planned());
    } else if (event instanceof MemberJoined e) {
      return stays(plus(stays, new Stay(e.member(), e.at(), null)));
    } else if (event instanceof MemberReturned e) {
      return stays(plus(stays, new Stay(e.member(), e.at(), null)));
    } else if (event instanceof MemberLeft e) {
      return left(e);
    } else if (event instanceof SessionsReplanned e) {
      return planned(e.fromSession(), e.planned());
    } else if (event instanceof SessionPostponed e) {
      return at(e.session(), m -> m.on(e.to()));
    } else if (event instanceof SessionStarted e) {
      return at(e.session(), m -> m.started(e.at()));
    } else if (event instanceof SessionClosed e) {
      return at(e.session(), m -> m.closed(e.at()));
    } else if (event instanceof CircleClosed) {
      return new SessionBlocks(zone, k, stays, meetings, true);
    }
    return this;
  }

  private SessionBlocks left(MemberLeft e) {
    List<Stay> next = new ArrayList<>(stays);
    next.replaceAll(
        s ->
            s.member().equals(e.member()) && s.until() == null
                ? new Stay(s.member(), s.from(), e.at())
                : s);
    return stays(next);
  }

  private SessionBlocks planned(int from, List<LocalDateTime> dates) {
    List<Meeting> next = new ArrayList<>(meetings);
    for (int i = 0; i < dates.size(); i++) {
      int session = from + i;
      if (session <= next.size()) {
        next.set(session - 1, next.get(session - 1).on(dates.get(i)));
      } else {
        next.add(new Meeting(session, dates.get(i), null, null));
      }
    }
    return new SessionBlocks(zone, k, stays, next, closed);
  }

  private SessionBlocks at(int session, UnaryOperator<Meeting> change) {
    List<Meeting> next = new ArrayList<>(meetings);
    next.replaceAll(m -> m.session() == session ? change.apply(m) : m);
    return new SessionBlocks(zone, k, stays, next, closed);
  }

  private SessionBlocks stays(List<Stay> next) {
    return new SessionBlocks(zone, k, next, meetings, closed);
  }

  private static <T> List<T> plus(List<T> list, T element) {
    List<T> next = new ArrayList<>(list);
    next.add(element);
    return next;
  }

  // --- what is known --------------------------------------------------------------------------

  /** The sessions that were started, by number. */
  public List<Meeting> held() {
    return meetings.stream().filter(m -> m.startedAt() != null).toList();
  }

  /** The highest number that was started; 0 before the first. */
  public int lastStarted() {
    return held().stream().mapToInt(Meeting::session).max().orElse(0);
  }

  /** Members at the session's close, or now while it is open, in order of joining. */
  public List<MemberId> members(Meeting m) {
    Instant close = m.closedAt();
    return stays.stream()
        .filter(s -> close == null ? s.until() == null : s.covers(close))
        .map(Stay::member)
        .distinct()
        .toList();
  }

  /** How many had ever joined by then. */
  public long everJoined(Meeting m) {
    Instant close = m.closedAt();
    return stays.stream()
        .filter(s -> close == null || !s.from().isAfter(close))
        .map(Stay::member)
        .distinct()
        .count();
  }

  /**
   * The blocks that are finished and were not before, in order. Once the year is over all are, as
   * far as the plan goes.
   *
   * @param before how many were
   * @param now time of an event of the circle
   */
  public List<Block> finished(int before, Instant now) {
    if (!closed && isFarFromOver(before, now)) {
      return List.of(); // asked at every event: nearly always it ends here
    }
    List<Block> blocks = new ArrayList<>();
    int next = before;
    while (next < FIRST.size() && (closed ? meetings.size() >= FIRST.get(next) : over(next, now))) {
      blocks.add(block(next++));
    }
    return blocks;
  }

  /** Whether the next block's last date is so late that no time zone could make it be over. */
  private boolean isFarFromOver(int block, Instant now) {
    if (block >= FIRST.size()) {
      return true;
    }
    int last = block + 1 < FIRST.size() ? FIRST.get(block + 1) - 2 : meetings.size() - 1;
    if (last < 0 || last >= meetings.size()) {
      return false;
    }
    Meeting m = meetings.get(last);
    LocalDateTime date = m.planned();
    return m.closedAt() == null
        && m.startedAt() == null
        && date != null
        && date.toEpochSecond(ZoneOffset.UTC) - FARTHEST_ZONE_SECONDS + CORRECTIONS.toSeconds()
            > now.getEpochSecond();
  }

  private boolean over(int block, Instant now) {
    List<Meeting> sessions = meetingsOf(block);
    if (sessions.isEmpty()) {
      return false;
    }
    Meeting last = sessions.get(sessions.size() - 1);
    boolean lastCame =
        last.startedAt() != null || last.planned() != null || lastStarted() > last.session();
    return lastCame && sessions.stream().allMatch(m -> over(m, now));
  }

  private boolean over(Meeting m, Instant now) {
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

  private List<Meeting> meetingsOf(int block) {
    int from = Math.min(FIRST.get(block) - 1, meetings.size());
    int to = block + 1 < FIRST.size() ? FIRST.get(block + 1) - 1 : meetings.size();
    return meetings.subList(from, Math.min(to, meetings.size()));
  }

  private Block block(int block) {
    List<Meeting> sessions = meetingsOf(block);
    List<Meeting> held = sessions.stream().filter(m -> m.startedAt() != null).toList();
    return new Block(
        block + 1,
        sessions.get(0).session(),
        sessions.get(sessions.size() - 1).session(),
        held,
        held.stream().mapToInt(m -> members(m).size()).min().orElse(k));
  }
}
