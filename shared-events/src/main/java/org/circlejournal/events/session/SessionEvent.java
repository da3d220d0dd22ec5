package org.circlejournal.events.session;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.SortedMap;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.theme.ThemeId;
import org.jspecify.annotations.Nullable;

/** What happened in, or to, one session. */
public sealed interface SessionEvent extends JournalEvent {

  /** Number of the session, 1 to the last planned. */
  int session();

  /** What may be taken back by an {@link EntryRetracted}. */
  sealed interface Retractable extends SessionEvent {}

  /**
   * @param from the date before the move, local; null if there was none
   * @param to the new date, local; null when there is none yet
   */
  record SessionPostponed(
      CircleId circleId,
      Instant at,
      int session,
      @Nullable LocalDateTime from,
      @Nullable LocalDateTime to,
      MoveReason reason,
      DecidedBy decidedBy)
      implements SessionEvent {}

  /**
   * @param from the date that falls away, local; null if there was none
   */
  record SessionCancelled(
      CircleId circleId,
      Instant at,
      int session,
      @Nullable LocalDateTime from,
      MoveReason reason,
      DecidedBy decidedBy)
      implements SessionEvent {}

  record SessionStarted(CircleId circleId, Instant at, int session) implements SessionEvent {}

  record MemberCheckedIn(CircleId circleId, Instant at, int session, MemberId member, Presence mode)
      implements Retractable {}

  /** Somebody sent apologies; who is not said. */
  record ApologiesSent(CircleId circleId, Instant at, int session, ApologyReason reason)
      implements Retractable {}

  record PhaseEntered(CircleId circleId, Instant at, int session, Phase phase)
      implements SessionEvent {}

  record CasePresented(
      CircleId circleId, Instant at, int session, MemberId member, List<ThemeId> themes)
      implements Retractable {}

  record QuestionAsked(CircleId circleId, Instant at, int session) implements Retractable {}

  record ReflectionShared(CircleId circleId, Instant at, int session, Perspective perspective)
      implements Retractable {}

  record FrameSlipNamed(CircleId circleId, Instant at, int session, SlipKind kind)
      implements Retractable {}

  record ThemeExplored(CircleId circleId, Instant at, int session, ThemeId theme)
      implements Retractable {}

  record ToolTried(CircleId circleId, Instant at, int session, Tool tool, @Nullable ThemeId theme)
      implements Retractable {}

  /**
   * The session's box, emptied when it closed.
   *
   * @param pulses pairs (arriving, leaving), 0 to 10 each, sorted
   * @param ratings helpfulness 1 to 5 of each tool, sorted
   */
  record PulsesRecorded(
      CircleId circleId,
      Instant at,
      int session,
      List<List<Integer>> pulses,
      SortedMap<Tool, List<Integer>> ratings)
      implements SessionEvent {}

  /**
   * @param minutes minutes lost
   */
  record SessionInterrupted(
      CircleId circleId, Instant at, int session, InterruptionCause cause, int minutes)
      implements Retractable {}

  /**
   * @param reason why it ended before its last phase; null when it did not
   */
  record SessionClosed(CircleId circleId, Instant at, int session, @Nullable MoveReason reason)
      implements SessionEvent {}

  /**
   * A statistic of a session's pulses, or of the ratings of a tool in it, as it left; in the stream
   * {@code ledger-{circleId}}. All columns are final: rounding and withholding are done.
   *
   * @param at when the session closed
   * @param tool whose helpfulness it is; null for the pulses
   * @param n people behind the number
   * @param arriving mean of how heavy it was, 0 to 10
   * @param change leaving − arriving
   * @param low lower bound of the 95% t interval of the paired change
   * @param helpfulness mean of the ratings, 1 to 5; null for the pulses
   * @param setId random name of the set of people
   * @param withheld why figures are missing; null when none are
   */
  record PulseReleased(
      CircleId circleId,
      Instant at,
      int session,
      @Nullable Tool tool,
      @Nullable Integer n,
      @Nullable Double arriving,
      @Nullable Double leaving,
      @Nullable Double change,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable Double helpfulness,
      String setId,
      int k,
      @Nullable String withheld)
      implements SessionEvent {}

  /**
   * A mistake is taken back.
   *
   * @param version sequence number of the entry that is taken back
   * @param entry that entry, so that a fold can undo it
   */
  record EntryRetracted(
      CircleId circleId,
      Instant at,
      int session,
      long version,
      RetractionReason reason,
      @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
          @JsonSubTypes({
            @JsonSubTypes.Type(name = "session.MemberCheckedIn", value = MemberCheckedIn.class),
            @JsonSubTypes.Type(name = "session.ApologiesSent", value = ApologiesSent.class),
            @JsonSubTypes.Type(name = "session.CasePresented", value = CasePresented.class),
            @JsonSubTypes.Type(name = "session.QuestionAsked", value = QuestionAsked.class),
            @JsonSubTypes.Type(name = "session.ReflectionShared", value = ReflectionShared.class),
            @JsonSubTypes.Type(name = "session.FrameSlipNamed", value = FrameSlipNamed.class),
            @JsonSubTypes.Type(name = "session.ThemeExplored", value = ThemeExplored.class),
            @JsonSubTypes.Type(name = "session.ToolTried", value = ToolTried.class),
            @JsonSubTypes.Type(
                name = "session.SessionInterrupted",
                value = SessionInterrupted.class)
          })
          Retractable entry)
      implements SessionEvent {}

  /** Why a session was moved, cancelled, or closed early. */
  enum MoveReason {
    SERVICE_PRESSURE,
    STAFFING,
    ROOM,
    BELOW_QUORUM,
    MEETING_OVERRIDE,
    LEAVE_PERIOD,
    INDUSTRIAL_ACTION,
    OTHER
  }

  /** Who decided that a session moves. */
  enum DecidedBy {
    CIRCLE,
    SERVICE,
    OTHER
  }

  /** How somebody was there. */
  enum Presence {
    IN_PERSON,
    REMOTE
  }

  /** Why somebody could not come. */
  enum ApologyReason {
    SERVICE_PRESSURE,
    ON_CALL,
    PRIVATE
  }

  /** The rhythm of a session; which phases a session has depends on its number. */
  enum Phase {
    INTRODUCTIONS,
    MAPPING,
    STILLNESS,
    PRESENTATION,
    CLARIFYING,
    REFLECTION,
    RETURN,
    LOOKING_BACK,
    SURVEYS,
    CLOSING
  }

  /** From where a reflection speaks. */
  enum Perspective {
    OWN_FEELING,
    AS_PRESENTER,
    AS_CLIENT,
    AS_COLLEAGUE
  }

  /** How the frame slipped; never who. */
  enum SlipKind {
    ADVICE,
    FIXING,
    NOT_FIRST_PERSON,
    NOTES,
    IDENTIFYING_DETAIL,
    INTERRUPTION
  }

  /** What the circle tried. */
  enum Tool {
    STILLNESS,
    BREATHING,
    BELIEF_CHALLENGE,
    ROLE_PLAY,
    VALUES_CONVERSATION,
    LIMIT_SETTING,
    OTHER
  }

  /** What broke in. */
  enum InterruptionCause {
    CRISIS,
    PAGE,
    VISITOR,
    TECHNICAL,
    OTHER
  }

  /** Why an entry is taken back. */
  enum RetractionReason {
    MISTAKE,
    DUPLICATE,
    WRONG_MEMBER,
    WRONG_THEME
  }
}
