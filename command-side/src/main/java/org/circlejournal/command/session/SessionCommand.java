package org.circlejournal.command.session;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.Command;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.session.SessionEvent.ApologyReason;
import org.circlejournal.events.session.SessionEvent.DecidedBy;
import org.circlejournal.events.session.SessionEvent.InterruptionCause;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.Perspective;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.events.session.SessionEvent.RetractionReason;
import org.circlejournal.events.session.SessionEvent.SlipKind;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.events.theme.ThemeId;
import org.jspecify.annotations.Nullable;

/** Commands of the session room. */
public sealed interface SessionCommand extends Command {

  int session();

  /**
   * @param to new date, local; null when there is none yet
   */
  record PostponeSession(
      int session, @Nullable LocalDateTime to, MoveReason reason, DecidedBy decidedBy)
      implements SessionCommand {}

  record CancelSession(int session, MoveReason reason, DecidedBy decidedBy)
      implements SessionCommand {}

  record StartSession(int session) implements SessionCommand {}

  record CheckIn(int session, MemberId member, Presence mode) implements SessionCommand {}

  record SendApologies(int session, ApologyReason reason) implements SessionCommand {}

  record AdvancePhase(int session, Phase phase) implements SessionCommand {}

  record PresentCase(int session, MemberId member, List<ThemeId> themes)
      implements SessionCommand {}

  record AskQuestion(int session) implements SessionCommand {}

  /**
   * @param member who speaks, so that the presenter's silence can be kept; the event does not say
   */
  record ShareReflection(int session, MemberId member, Perspective perspective)
      implements SessionCommand {}

  record NameFrameSlip(int session, SlipKind kind) implements SessionCommand {}

  record ExploreTheme(int session, ThemeId theme) implements SessionCommand {}

  record TryTool(int session, Tool tool, @Nullable ThemeId theme) implements SessionCommand {}

  /**
   * @param arriving how heavy it is, 0 to 10
   * @param leaving the same on leaving
   * @param tools helpfulness of tools tried, 1 to 5
   */
  record RecordPulse(int session, int arriving, int leaving, @Nullable Map<Tool, Integer> tools)
      implements SessionCommand {}

  record InterruptSession(int session, InterruptionCause cause, int minutes)
      implements SessionCommand {}

  /**
   * @param reason needed before the last phase
   */
  record CloseSession(int session, @Nullable MoveReason reason) implements SessionCommand {}

  /**
   * A whole session, held without a screen.
   *
   * @param phases minutes of each phase, in order; they follow each other from {@code startedAt}
   * @param pulses pairs (arriving, leaving), unordered
   */
  record WriteUpSession(
      int session,
      Instant startedAt,
      List<Attendee> present,
      @Nullable List<ApologyReason> apologies,
      Map<Phase, Integer> phases,
      @Nullable List<Case> cases,
      @Nullable Integer questions,
      @Nullable Map<Perspective, Integer> reflections,
      @Nullable Map<SlipKind, Integer> slips,
      @Nullable List<ThemeId> explored,
      @Nullable List<ToolUse> tools,
      @Nullable List<List<Integer>> pulses,
      @Nullable List<Interruption> interruptions,
      @Nullable MoveReason reason)
      implements SessionCommand {}

  /**
   * @param version sequence number of the entry that is taken back
   */
  record RetractEntry(int session, long version, RetractionReason reason)
      implements SessionCommand {}

  /** {@code {"member":"m-…","mode":"remote"}}, or only the id for somebody in the room. */
  record Attendee(MemberId member, Presence mode) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Attendee inPerson(String member) {
      return new Attendee(new MemberId(member), Presence.IN_PERSON);
    }

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public Attendee {}
  }

  record Case(MemberId member, List<ThemeId> themes) {}

  /**
   * @param ratings helpfulness 1 to 5, unordered; null when nobody rated
   */
  record ToolUse(Tool tool, @Nullable ThemeId theme, @Nullable List<Integer> ratings) {}

  record Interruption(InterruptionCause cause, int minutes) {}
}
