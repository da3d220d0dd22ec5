package org.circlejournal.command.session;

import static org.circlejournal.command.Refusal.ANOTHER_SESSION_OPEN;
import static org.circlejournal.command.Refusal.AT_OUT_OF_ORDER;
import static org.circlejournal.command.Refusal.CONSENT_MISSING;
import static org.circlejournal.command.Refusal.CORRECTION_WINDOW_OVER;
import static org.circlejournal.command.Refusal.NOT_A_MEMBER;
import static org.circlejournal.command.Refusal.SESSION_ALREADY_HELD;
import static org.circlejournal.command.Refusal.SESSION_NOT_OPEN;
import static org.circlejournal.command.Refusal.SESSION_UNKNOWN;

import java.time.Instant;
import java.util.List;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.theme.ThemeId;
import org.jspecify.annotations.Nullable;

/** What several commands of the room require. Each refuses, or lets pass and says nothing. */
final class Guards {

  private final CircleYear year;
  private final Sessions sessions;

  Guards(CircleYear year, Sessions sessions) {
    this.year = year;
    this.sessions = sessions;
  }

  // --- 404 ------------------------------------------------------------------------------------

  void requirePlanned(int session) {
    if (!sessions.plan().has(session)) {
      throw new Refused(
          SESSION_UNKNOWN,
          "session: " + session + " (expected: 1.." + sessions.plan().last() + ")");
    }
  }

  void requireKnown(MemberId member) {
    year.circle().requireKnown(member);
  }

  void requireOnBoard(@Nullable ThemeId theme) {
    if (theme != null) {
      year.theme().requireKnown(theme);
    }
  }

  void requireOnBoard(@Nullable List<ThemeId> themes) {
    if (themes != null) {
      themes.forEach(this::requireOnBoard);
    }
  }

  // --- 409 ------------------------------------------------------------------------------------

  /** The year is not over, and a current member asks. */
  MemberId requireActor(Moment moment) {
    year.circle().requireOpen();
    return year.circle().requireActor(moment.desk());
  }

  void requireNotHeld(int session) {
    if (sessions.held(session) != null) {
      throw new Refused(SESSION_ALREADY_HELD);
    }
  }

  void requireAboveLastHeld(int session) {
    if (session < sessions.lastHeld()) {
      throw new Refused(
          SESSION_ALREADY_HELD,
          "session: "
              + session
              + " (expected: above "
              + sessions.lastHeld()
              + ", the last one held; one that was jumped over can be written up)");
    }
  }

  void requireNoneOpen() {
    if (sessions.open() != 0) {
      throw new Refused(ANOTHER_SESSION_OPEN, "session " + sessions.open() + " is open");
    }
  }

  /** For what is not accepted late. */
  HeldSession requireOpen(int session) {
    HeldSession held = sessions.held(session);
    if (held == null || !held.isOpen()) {
      throw new Refused(SESSION_NOT_OPEN);
    }
    return held;
  }

  /** For what is: the session is open, or was closed not long ago; and {@code at} lies in it. */
  HeldSession requireAccepting(int session, Moment moment) {
    HeldSession held = sessions.held(session);
    if (held == null) {
      throw new Refused(SESSION_NOT_OPEN);
    }
    requireCorrectable(held, moment);
    requireNotBefore(held.earliestEntry(), moment.at());
    Instant closedAt = held.closedAt();
    if (closedAt != null && moment.at().isAfter(closedAt)) {
      throw new Refused(
          AT_OUT_OF_ORDER, "at: " + moment.at() + " (expected: until " + closedAt + ", its close)");
    }
    return held;
  }

  void requireCorrectable(HeldSession held, Moment moment) {
    if (!held.correctable(moment.desk().now())) {
      throw new Refused(
          CORRECTION_WINDOW_OVER,
          "the session closed at "
              + held.closedAt()
              + " (expected: at most "
              + HeldSession.CORRECTIONS.toDays()
              + " days ago)");
    }
  }

  void requireNotBefore(Instant earliest, Instant at) {
    if (at.isBefore(earliest)) {
      throw new Refused(AT_OUT_OF_ORDER, "at: " + at + " (expected: not before " + earliest + ")");
    }
  }

  /** A current member who, for a late entry, was one already when the session closed. */
  void requireMember(MemberId member, HeldSession held) {
    year.circle().requireMember(member);
    if (!held.members(year.circle().members()).contains(member)) {
      throw new Refused(NOT_A_MEMBER);
    }
  }

  /** Consent may have been withdrawn since the check-in: it counts each time it is used. */
  void requireConsent(MemberId member) {
    if (!year.consent().given(member, Purpose.TAKE_PART)) {
      throw new Refused(CONSENT_MISSING);
    }
  }

  void requireInUse(@Nullable ThemeId theme) {
    if (theme != null) {
      year.theme().requireNotRetired(theme);
    }
  }
}
