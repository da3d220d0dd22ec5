package org.circlejournal.command.door;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.TreeMap;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.SessionsReplanned;
import org.circlejournal.events.session.SessionEvent.SessionCancelled;
import org.circlejournal.events.session.SessionEvent.SessionPostponed;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a circle as iCalendar (RFC 5545). Times are written in UTC, each computed from its
 * own local date, so that no time zone needs to be described and no meeting moves with daylight
 * saving.
 */
final class PlanCalendar {

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int LINE_OCTETS = 75;

  private final TreeMap<Integer, Meeting> meetings = new TreeMap<>();
  private @Nullable CircleFounded terms;

  /**
   * @param date local; null when there is none yet
   * @param changes how often it was moved
   */
  private record Meeting(
      @Nullable LocalDateTime date, boolean cancelled, int changes, Instant changedAt) {}

  void on(JournalEvent event) {
    if (event instanceof CircleFounded e) {
      terms = e;
      plan(1, e.planned(), e.at());
    } else if (event instanceof SessionsReplanned e) {
      plan(e.fromSession(), e.planned(), e.at());
    } else if (event instanceof SessionPostponed e) {
      change(e.session(), e.to(), false, e.at());
    } else if (event instanceof SessionCancelled e) {
      change(e.session(), e.from(), true, e.at());
    }
  }

  private void plan(int from, List<LocalDateTime> dates, Instant at) {
    for (int i = 0; i < dates.size(); i++) {
      change(from + i, dates.get(i), false, at);
    }
  }

  private void change(int session, @Nullable LocalDateTime date, boolean cancelled, Instant at) {
    Meeting before = meetings.get(session);
    int changes = before == null ? 0 : before.changes + 1;
    meetings.put(session, new Meeting(date, cancelled, changes, at));
  }

  /**
   * @throws IllegalStateException before the circle was founded
   */
  byte[] bytes() {
    if (terms == null) {
      throw new IllegalStateException("the circle was not founded");
    }
    CircleFounded founded = terms;
    StringBuilder out = new StringBuilder();
    line(out, "BEGIN:VCALENDAR");
    line(out, "VERSION:2.0");
    line(out, "PRODID:-//Circle Journal//EN");
    meetings.forEach(
        (session, meeting) -> {
          if (meeting.date != null) {
            meeting(out, founded, session, meeting, meeting.date);
          }
        });
    line(out, "END:VCALENDAR");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void meeting(
      StringBuilder out, CircleFounded founded, int session, Meeting meeting, LocalDateTime date) {
    line(out, "BEGIN:VEVENT");
    line(out, "UID:session-" + session + "." + founded.circleId() + "@circle-journal");
    line(out, "DTSTAMP:" + UTC.format(meeting.changedAt));
    line(out, "SEQUENCE:" + meeting.changes);
    line(out, "DTSTART:" + UTC.format(date.atZone(founded.timeZone())));
    line(out, "DURATION:PT" + founded.sessionMinutes() + "M");
    line(out, "SUMMARY:Circle " + founded.name() + ": " + session + " of " + meetings.size());
    line(out, "STATUS:" + (meeting.cancelled ? "CANCELLED" : "CONFIRMED"));
    line(out, "END:VEVENT");
  }

  /** Names and ids are ASCII codes, so octets are characters. */
  private static void line(StringBuilder out, String text) {
    int from = 0;
    int most = LINE_OCTETS;
    while (text.length() - from > most) {
      out.append(text, from, from + most).append("\r\n ");
      from += most;
      most = LINE_OCTETS - 1;
    }
    out.append(text, from, text.length()).append("\r\n");
  }
}
