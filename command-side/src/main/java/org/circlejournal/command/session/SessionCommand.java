package org.circlejournal.command.session;

import static org.circlejournal.command.Refusal.*;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.Command;
import org.circlejournal.command.Form;
import org.circlejournal.command.Refuses;
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
  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    SESSION_ALREADY_HELD,
    ALREADY_SO
  })
  record PostponeSession(
      int session, @Nullable LocalDateTime to, MoveReason reason, DecidedBy decidedBy)
      implements SessionCommand {}

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    SESSION_ALREADY_HELD,
    ALREADY_SO
  })
  record CancelSession(int session, MoveReason reason, DecidedBy decidedBy)
      implements SessionCommand {}

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    SESSION_ALREADY_HELD,
    ANOTHER_SESSION_OPEN
  })
  record StartSession(int session) implements SessionCommand {}

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    MEMBER_UNKNOWN,
    SESSION_NOT_OPEN,
    CORRECTION_WINDOW_OVER,
    AT_OUT_OF_ORDER,
    FRAME_NOT_AGREED,
    CONSENT_MISSING,
    ALREADY_CHECKED_IN,
    APOLOGIES_EXCEED_ABSENT
  })
  record CheckIn(int session, MemberId member, Presence mode) implements SessionCommand {}

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    SESSION_NOT_OPEN,
    CORRECTION_WINDOW_OVER,
    AT_OUT_OF_ORDER,
    APOLOGIES_EXCEED_ABSENT
  })
  record SendApologies(int session, ApologyReason reason) implements SessionCommand {}

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    SESSION_NOT_OPEN,
    AT_OUT_OF_ORDER,
    PHASE_ORDER
  })
  record AdvancePhase(int session, Phase phase) implements SessionCommand {}

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    MEMBER_UNKNOWN,
    THEME_UNKNOWN,
    SESSION_NOT_OPEN,
    CORRECTION_WINDOW_OVER,
    AT_OUT_OF_ORDER,
    WRONG_PHASE,
    CASE_ALREADY_PRESENTED,
    PRESENTER_ABSENT,
    CONSENT_MISSING,
    THEME_RETIRED
  })
  record PresentCase(int session, MemberId member, List<ThemeId> themes) implements SessionCommand {
    public PresentCase {
      Limits.themes("themes", themes);
    }
  }

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    SESSION_NOT_OPEN,
    CORRECTION_WINDOW_OVER,
    AT_OUT_OF_ORDER,
    WRONG_PHASE
  })
  record AskQuestion(int session) implements SessionCommand {}

  /**
   * @param member who speaks, so that the presenter's silence can be kept; the event does not say
   */
  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    MEMBER_UNKNOWN,
    SESSION_NOT_OPEN,
    CORRECTION_WINDOW_OVER,
    AT_OUT_OF_ORDER,
    WRONG_PHASE,
    NOT_PRESENT,
    CONSENT_MISSING,
    PRESENTER_LISTENS
  })
  record ShareReflection(int session, MemberId member, Perspective perspective)
      implements SessionCommand {}

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    SESSION_NOT_OPEN,
    CORRECTION_WINDOW_OVER,
    AT_OUT_OF_ORDER
  })
  record NameFrameSlip(int session, SlipKind kind) implements SessionCommand {}

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    THEME_UNKNOWN,
    SESSION_NOT_OPEN,
    CORRECTION_WINDOW_OVER,
    AT_OUT_OF_ORDER,
    WRONG_PHASE,
    THEME_RETIRED
  })
  record ExploreTheme(int session, ThemeId theme) implements SessionCommand {}

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    THEME_UNKNOWN,
    SESSION_NOT_OPEN,
    CORRECTION_WINDOW_OVER,
    AT_OUT_OF_ORDER,
    THEME_RETIRED
  })
  record TryTool(int session, Tool tool, @Nullable ThemeId theme) implements SessionCommand {
    public TryTool {
      Limits.theme("theme", theme);
    }
  }

  /**
   * @param arriving how heavy it is, 0 to 10
   * @param leaving the same on leaving
   * @param tools helpfulness of tools tried, 1 to 5
   */
  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    SESSION_NOT_OPEN,
    AT_OUT_OF_ORDER,
    NOT_PRESENT,
    CONSENT_MISSING,
    ALREADY_SO
  })
  record RecordPulse(int session, int arriving, int leaving, @Nullable Map<Tool, Integer> tools)
      implements SessionCommand {
    public RecordPulse {
      Limits.pulse("arriving", arriving);
      Limits.pulse("leaving", leaving);
      Limits.ratings("tools", tools == null ? null : tools.values());
    }
  }

  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    SESSION_NOT_OPEN,
    CORRECTION_WINDOW_OVER,
    AT_OUT_OF_ORDER
  })
  record InterruptSession(int session, InterruptionCause cause, int minutes)
      implements SessionCommand {
    public InterruptSession {
      Limits.minutes("minutes", minutes, 0);
    }
  }

  /**
   * @param reason needed before the last phase
   */
  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    SESSION_NOT_OPEN,
    AT_OUT_OF_ORDER
  })
  record CloseSession(int session, @Nullable MoveReason reason) implements SessionCommand {}

  /**
   * A whole session, held without a screen.
   *
   * @param phases minutes of each phase; they follow each other from {@code startedAt} in the
   *     session's own order, as the fields of a JSON object have none
   * @param questions how many were asked
   * @param reflections how many from each perspective; nobody is named
   * @param pulses pairs (arriving, leaving), unordered
   * @param reason needed when the last phase is missing
   */
  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    MEMBER_UNKNOWN,
    THEME_UNKNOWN,
    SESSION_ALREADY_HELD,
    CORRECTION_WINDOW_OVER,
    AT_IN_FUTURE,
    ANOTHER_SESSION_OPEN,
    FRAME_NOT_AGREED,
    CONSENT_MISSING,
    ALREADY_CHECKED_IN,
    APOLOGIES_EXCEED_ABSENT,
    PHASE_ORDER,
    WRONG_PHASE,
    CASE_ALREADY_PRESENTED,
    PRESENTER_ABSENT,
    NOT_PRESENT,
    PRESENTER_LISTENS,
    THEME_RETIRED
  })
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
      implements SessionCommand {
    public WriteUpSession {
      Form.check(!phases.isEmpty(), "phases", "phases: none (expected: at least one)");
      phases.values().forEach(minutes -> Limits.minutes("phases", minutes, 1));
      Limits.tally("questions", questions);
      Limits.tallies("reflections", reflections);
      Limits.tallies("slips", slips);
      Limits.pulses("pulses", pulses);
      Limits.few("present", present);
      Limits.few("apologies", apologies);
      Limits.few("cases", cases);
      Limits.few("explored", explored);
      Limits.few("tools", tools);
      Limits.few("interruptions", interruptions);
    }
  }

  /**
   * @param version sequence number of the entry that is taken back
   */
  @Refuses({
    SESSION_UNKNOWN,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    NOT_A_MEMBER,
    CORRECTION_WINDOW_OVER,
    ALREADY_SO,
    NOT_RETRACTABLE
  })
  record RetractEntry(int session, long version, RetractionReason reason)
      implements SessionCommand {
    public RetractEntry {
      Form.check(version >= 0, "version", "version: " + version + " (expected: 0 or above)");
    }
  }

  /** {@code {"member":"m-…","mode":"remote"}}, or only the id for somebody in the room. */
  record Attendee(MemberId member, Presence mode) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Attendee inPerson(String member) {
      return new Attendee(new MemberId(member), Presence.IN_PERSON);
    }

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public Attendee {}
  }

  record Case(MemberId member, List<ThemeId> themes) {
    public Case {
      Limits.themes("themes", themes);
    }
  }

  /**
   * @param ratings helpfulness 1 to 5, unordered; null when nobody rated
   */
  record ToolUse(Tool tool, @Nullable ThemeId theme, @Nullable List<Integer> ratings) {
    public ToolUse {
      Limits.theme("theme", theme);
      Limits.ratings("ratings", ratings);
    }
  }

  record Interruption(InterruptionCause cause, int minutes) {
    public Interruption {
      Limits.minutes("minutes", minutes, 0);
    }
  }
}
