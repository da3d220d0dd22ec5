package org.circlejournal.events.circle;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import org.circlejournal.events.JournalEvent;
import org.jspecify.annotations.Nullable;

/** What happened to the circle as a whole. */
public sealed interface CircleEvent extends JournalEvent {

  /**
   * @param planned local date and time of each session, in order, in {@code timeZone}
   * @param rhythmDays days between two sessions
   * @param sessionMinutes planned length of a session
   * @param k least number of people behind a published number
   * @param retentionMonths months after sealing until all keys are destroyed
   * @param continues the circle of the former year, without a link between persons
   * @param imported whether the circle came through the import door
   */
  record CircleFounded(
      CircleId circleId,
      Instant at,
      String name,
      String workplace,
      ZoneId timeZone,
      List<LocalDateTime> planned,
      int rhythmDays,
      int sessionMinutes,
      int capacity,
      int joiningUntilSession,
      int k,
      int retentionMonths,
      String frameVersion,
      @Nullable CircleId continues,
      boolean imported)
      implements CircleEvent {}

  record MemberJoined(CircleId circleId, Instant at, MemberId member) implements CircleEvent {}

  record JoiningExtended(CircleId circleId, Instant at, int untilSession) implements CircleEvent {}

  record FrameAgreed(CircleId circleId, Instant at, MemberId member, String frameVersion)
      implements CircleEvent {}

  record MemberLeft(CircleId circleId, Instant at, MemberId member) implements CircleEvent {}

  record MemberReturned(CircleId circleId, Instant at, MemberId member) implements CircleEvent {}

  /**
   * @param planned the new dates of {@code fromSession} and those after it
   */
  record SessionsReplanned(
      CircleId circleId,
      Instant at,
      int fromSession,
      List<LocalDateTime> planned,
      ReplanReason reason)
      implements CircleEvent {}

  record CircleClosed(CircleId circleId, Instant at, ClosureReason reason) implements CircleEvent {}

  record CircleSealed(CircleId circleId, Instant at) implements CircleEvent {}

  record CircleErased(CircleId circleId, Instant at, ErasureReason reason) implements CircleEvent {}

  /**
   * The first of two members asks for what one alone may not do.
   *
   * @param what the command's name, {@code close-circle}, {@code seal-circle}, {@code erase-circle}
   *     or {@code close-survey-wave}
   * @param detail the closure's reason or the wave; null where there is none
   */
  record ClosingProposed(
      CircleId circleId, Instant at, MemberId member, String what, @Nullable String detail)
      implements CircleEvent {}

  /** Why the plan was changed. */
  enum ReplanReason {
    HOLIDAYS,
    RHYTHM,
    SERVICE
  }

  /** Why the year ended. */
  enum ClosureReason {
    COMPLETED,
    DISSOLVED,
    SPACE_WITHDRAWN
  }

  /** Why all keys of a circle were destroyed. */
  enum ErasureReason {
    RETENTION,
    REQUEST
  }
}
