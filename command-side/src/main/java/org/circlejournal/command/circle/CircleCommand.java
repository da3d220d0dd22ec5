package org.circlejournal.command.circle;

import static org.circlejournal.command.Refusal.*;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.circlejournal.command.Command;
import org.circlejournal.command.Refuses;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.ReplanReason;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;

/** Commands of the circle room. */
public sealed interface CircleCommand extends Command {

  /**
   * @param name a code that names nobody, {@code [A-Za-z0-9 -]{2,20}}
   * @param firstMeeting local date and time in {@code timeZone}
   */
  @Refuses({})
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
      implements CircleCommand {}

  @Refuses({CIRCLE_FULL, JOINING_CLOSED, CIRCLE_CLOSED, CIRCLE_SEALED})
  record JoinCircle(@Nullable String memberToken) implements CircleCommand {}

  record ExtendJoining(int untilSession) implements CircleCommand {}

  record AgreeFrame(String frameVersion) implements CircleCommand {}

  record LeaveCircle() implements CircleCommand {}

  record ReturnToCircle() implements CircleCommand {}

  record ReplanSessions(int fromSession, List<LocalDateTime> dates, ReplanReason reason)
      implements CircleCommand {}

  record CloseCircle(ClosureReason reason) implements CircleCommand {}

  record SealCircle() implements CircleCommand {}
}
