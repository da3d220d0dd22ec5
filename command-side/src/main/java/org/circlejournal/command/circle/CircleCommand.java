package org.circlejournal.command.circle;

import static org.circlejournal.command.Refusal.*;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.circlejournal.command.Command;
import org.circlejournal.command.Form;
import org.circlejournal.command.Refuses;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.ReplanReason;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;

/** Commands of the circle room. */
public sealed interface CircleCommand extends Command {

  /** A frame's version, as the circle's own paper names it. */
  String FRAME_VERSION = "[A-Za-z0-9.-]{1,20}";

  /** A token made by the client: 32 bytes in base64url. */
  String TOKEN = "[A-Za-z0-9_-]{43}";

  /**
   * @param name a code that names nobody, {@code [A-Za-z0-9 -]{2,20}}
   * @param workplace a code, {@code [A-Za-z0-9-]{2,20}}
   * @param firstMeeting local date and time in {@code timeZone}
   * @param rhythmDays days from one meeting to the next, 1 to 90; 14 by default
   * @param sessions 2 to 60; 26 by default
   * @param sessionMinutes 15 to 240; 90 by default
   * @param capacity 5 to 15 members
   * @param joiningUntilSession 1 to 10; 5 by default
   * @param k least number of people behind a figure that leaves, 5 to 15; 5 by default
   * @param frameVersion {@value FRAME_VERSION}
   * @param retentionMonths from sealing to the end of all keys, 1 to 600; 60 by default
   * @param continues the circle of the former year
   */
  @Refuses({ALREADY_SO})
  record FoundCircle(
      String name,
      String workplace,
      ZoneId timeZone,
      LocalDateTime firstMeeting,
      @Nullable Integer rhythmDays,
      @Nullable Integer sessions,
      @Nullable Integer sessionMinutes,
      int capacity,
      @Nullable Integer joiningUntilSession,
      @Nullable Integer k,
      String frameVersion,
      @Nullable Integer retentionMonths,
      @Nullable CircleId continues,
      @Nullable String memberToken)
      implements CircleCommand {

    public FoundCircle {
      Form.code("name", name, "[A-Za-z0-9 -]{2,20}");
      Form.check(!name.isBlank(), "name", "name: blank");
      Form.code("workplace", workplace, "[A-Za-z0-9-]{2,20}");
      checkDate("firstMeeting", firstMeeting);
      checkRange("rhythmDays", rhythmDays, 1, 90);
      checkRange("sessions", sessions, 2, 60);
      checkRange("sessionMinutes", sessionMinutes, 15, 240);
      Form.range("capacity", capacity, 5, 15);
      checkRange("joiningUntilSession", joiningUntilSession, 1, 10);
      checkRange("k", k, 5, 15);
      Form.code("frameVersion", frameVersion, FRAME_VERSION);
      checkRange("retentionMonths", retentionMonths, 1, 600);
      if (continues != null) {
        Form.code("continues", continues.value(), "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
      }
      if (memberToken != null) {
        Form.code("memberToken", memberToken, TOKEN);
      }
    }
  }

  @Refuses({CIRCLE_CLOSED, CIRCLE_SEALED, CIRCLE_FULL, JOINING_CLOSED})
  record JoinCircle(@Nullable String memberToken) implements CircleCommand {
    public JoinCircle {
      if (memberToken != null) {
        Form.code("memberToken", memberToken, TOKEN);
      }
    }
  }

  /**
   * @param untilSession 1 to 10, later than now
   */
  @Refuses({
    SESSION_UNKNOWN,
    NOT_A_MEMBER,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    JOINING_CLOSED,
    ALREADY_SO
  })
  record ExtendJoining(int untilSession) implements CircleCommand {
    public ExtendJoining {
      Form.range("untilSession", untilSession, 1, 10);
    }
  }

  /**
   * @param frameVersion that of the circle
   */
  @Refuses({CIRCLE_CLOSED, CIRCLE_SEALED, NOT_A_MEMBER, ALREADY_SO})
  record AgreeFrame(String frameVersion) implements CircleCommand {
    public AgreeFrame {
      Form.code("frameVersion", frameVersion, FRAME_VERSION);
    }
  }

  @Refuses({CIRCLE_CLOSED, CIRCLE_SEALED, NOT_A_MEMBER})
  record LeaveCircle() implements CircleCommand {}

  @Refuses({CIRCLE_CLOSED, CIRCLE_SEALED, NOT_A_MEMBER, CIRCLE_FULL, ALREADY_SO})
  record ReturnToCircle() implements CircleCommand {}

  /**
   * @param dates local, of {@code fromSession} and of each session after it, ascending
   */
  @Refuses({SESSION_UNKNOWN, CIRCLE_CLOSED, CIRCLE_SEALED, NOT_A_MEMBER, SESSION_ALREADY_HELD})
  record ReplanSessions(int fromSession, List<LocalDateTime> dates, ReplanReason reason)
      implements CircleCommand {
    public ReplanSessions {
      dates.forEach(date -> checkDate("dates", date));
      for (int i = 1; i < dates.size(); i++) {
        Form.check(
            dates.get(i - 1).isBefore(dates.get(i)), "dates", "dates: they must be ascending");
      }
    }
  }

  @Refuses({CIRCLE_CLOSED, CIRCLE_SEALED, NOT_A_MEMBER, SESSION_OPEN, ALREADY_SO})
  record CloseCircle(ClosureReason reason) implements CircleCommand {}

  @Refuses({NOT_A_MEMBER, CIRCLE_SEALED, SESSION_OPEN, WAVE_OPEN, ALREADY_SO})
  record SealCircle() implements CircleCommand {}

  /** All keys of a sealed circle are destroyed; it would happen by itself after the retention. */
  @Refuses({NOT_A_MEMBER, CIRCLE_NOT_SEALED, ALREADY_SO})
  record EraseCircle() implements CircleCommand {}

  private static void checkRange(String field, @Nullable Integer value, int least, int most) {
    if (value != null) {
      Form.range(field, value, least, most);
    }
  }

  /** A year that somebody mistyped would put the plan out of every reach. */
  private static void checkDate(String field, LocalDateTime date) {
    Form.check(
        date.getYear() >= 2000 && date.getYear() < 2200,
        field,
        field + ": year " + date.getYear() + " (expected: 2000..2199)");
  }
}
