package org.circlejournal.command.session;

import static org.circlejournal.command.CircleFixture.CIRCLE;
import static org.circlejournal.command.CircleFixture.circle;
import static org.circlejournal.command.CircleFixture.member;
import static org.circlejournal.command.CircleFixture.session;

import java.time.Instant;
import java.util.List;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.CasePresented;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.PhaseEntered;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.events.session.SessionEvent.ToolTried;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeEvent.ThemeRetired;
import org.circlejournal.events.theme.ThemeId;

/** Events of a session, minutes after its planned start, and sessions that have come so far. */
final class Held {

  static final ThemeId I1 = new ThemeId("i1");

  private Held() {}

  static SessionStarted started(int n) {
    return new SessionStarted(CIRCLE, session(n), n);
  }

  static MemberCheckedIn checkedIn(int n, int member) {
    return new MemberCheckedIn(CIRCLE, session(n), n, member(member), Presence.IN_PERSON);
  }

  static PhaseEntered entered(int n, Phase phase, int minute) {
    return new PhaseEntered(CIRCLE, session(n, minute), n, phase);
  }

  static CasePresented presented(int n, int member, int minute) {
    return new CasePresented(CIRCLE, session(n, minute), n, member(member), List.of());
  }

  static ToolTried tried(int n, Tool tool) {
    return new ToolTried(CIRCLE, session(n, 70), n, tool, null);
  }

  static SessionClosed closed(int n) {
    return new SessionClosed(CIRCLE, session(n, 90), n, MoveReason.OTHER);
  }

  /** An issue noted in the open session. */
  static IssueNoted issue(int n, ThemeId theme) {
    return new IssueNoted(
        CIRCLE, session(n), n, theme, Area.FAIRNESS, new Sealed("k-" + theme, "sealed"));
  }

  static ThemeRetired retired(int n, ThemeId theme) {
    return new ThemeRetired(CIRCLE, session(n), theme);
  }

  /** Eight members, and the session is open with the first six checked in. */
  static CircleFixture open(int n) {
    CircleFixture circle = circle(8).given(started(n));
    for (int i = 1; i <= 6; i++) {
      circle.given(checkedIn(n, i));
    }
    return circle;
  }

  /** The same, with a phase entered in minute 10. */
  static CircleFixture open(int n, Phase phase) {
    return open(n).given(entered(n, phase, 10));
  }

  /** The same, closed in minute 90. */
  static CircleFixture closed(int n, Phase phase) {
    return open(n, phase).given(closed(n));
  }

  /** So many days after the close of a session that ended in minute 90. */
  static Instant daysAfterClose(int n, int days) {
    return session(n, 90 + days * 24 * 60);
  }
}
