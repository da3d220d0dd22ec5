package org.circlejournal.query;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.session.SessionEvent.*;

/** Writes a circle's year, event by event, for tests. Fortnightly, Mondays at 17:00 in Berlin. */
public final class Year {

  public static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final LocalDateTime FIRST = LocalDateTime.parse("2026-01-12T17:00");

  public final CircleId id;
  private final List<JournalEvent> events = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-05T09:00:00Z");

  private Year(CircleId id) {
    this.id = id;
  }

  /** Founded, with that many members m-1, m-2 …, of clinic CLINIC-A, with 26 sessions and k 5. */
  public static Year of(int members) {
    return of(new CircleId("00000000-0000-4000-8000-000000000001"), "CLINIC-A", members);
  }

  public static Year of(CircleId id, String workplace, int members) {
    Year year = new Year(id);
    year.add(
        new CircleFounded(
            id,
            year.now,
            "NORTH-7",
            workplace,
            BERLIN,
            IntStream.range(0, 26).mapToObj(i -> FIRST.plusDays(14L * i)).toList(),
            14,
            90,
            12,
            5,
            5,
            60,
            "1",
            null,
            false));
    for (int i = 1; i <= members; i++) {
      year.add(new MemberJoined(id, year.now, member(i)));
    }
    return year;
  }

  public static CircleId circle(long number) {
    return new CircleId(new UUID(0x4000L, 0x8000000000000000L | number).toString());
  }

  public static MemberId member(int i) {
    return new MemberId("m-" + i);
  }

  public static LocalDateTime date(int session) {
    return FIRST.plusDays(14L * (session - 1));
  }

  public static Instant planned(int session) {
    return date(session).atZone(BERLIN).toInstant();
  }

  public Instant now() {
    return now;
  }

  public Year at(Instant time) {
    now = time;
    return this;
  }

  public Year later(Duration duration) {
    return at(now.plus(duration));
  }

  public Year add(JournalEvent event) {
    events.add(event);
    return this;
  }

  /** Starts a session at its planned time. */
  public Year starts(int session) {
    return at(planned(session)).add(new SessionStarted(id, now, session));
  }

  public Year here(int session, int... members) {
    for (int member : members) {
      add(new MemberCheckedIn(id, now, session, member(member), Presence.IN_PERSON));
    }
    return this;
  }

  public Year remote(int session, int member) {
    return add(new MemberCheckedIn(id, now, session, member(member), Presence.REMOTE));
  }

  /** Ends it 90 minutes after its planned time. */
  public Year closes(int session) {
    return at(planned(session).plus(Duration.ofMinutes(90)))
        .add(new SessionClosed(id, now, session, null));
  }

  /** A session with these members, from start to end. */
  public Year held(int session, int... members) {
    return starts(session).here(session, members).closes(session);
  }

  /** Takes an entry back, as a mistake. */
  public Year retracts(Retractable entry) {
    int version = events.indexOf(entry);
    return add(
        new EntryRetracted(id, now, entry.session(), version, RetractionReason.MISTAKE, entry));
  }

  public List<JournalEvent> events() {
    return List.copyOf(events);
  }
}
