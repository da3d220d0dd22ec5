package org.circlejournal.query.session.protectedspace;

import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/** Planned against held, and why not. Every event it reads is open to others (class A). */
public final class ProtectedSpaceView {

  static final Sheet<ProtectedSpace, SpaceRow> SESSIONS =
      Sheet.of("protected_space", SpaceRow.class, ProtectedSpace::rows);

  public static final ViewDefinition<ProtectedSpace> VIEW =
      ViewDefinition.named("protected-space", 2, ProtectedSpace.class, c -> ProtectedSpace.NONE)
          .on(CircleFounded.class, ProtectedSpace::founded)
          .on(SessionsReplanned.class, ProtectedSpace::replanned)
          .on(CircleClosed.class, (space, e) -> space.over())
          .on(SessionPostponed.class, ProtectedSpace::postponed)
          .on(SessionCancelled.class, ProtectedSpace::cancelled)
          .on(SessionStarted.class, ProtectedSpace::started)
          .on(SessionClosed.class, ProtectedSpace::ended)
          .on(SessionInterrupted.class, (space, e) -> space.interrupted(e.session(), e.minutes()))
          .onRetracted(
              SessionInterrupted.class, (space, e) -> space.interrupted(e.session(), -e.minutes()))
          .ignores(MemberJoined.class, MemberLeft.class, MemberReturned.class, FrameAgreed.class)
          .ignores(JoiningExtended.class, ClosingProposed.class)
          .ignores(CircleSealed.class, CircleErased.class)
          .ignores(MemberCheckedIn.class, ApologiesSent.class, PhaseEntered.class)
          .ignores(CasePresented.class, QuestionAsked.class, ReflectionShared.class)
          .ignores(FrameSlipNamed.class, ThemeExplored.class, ToolTried.class)
          .ignores(PulsesRecorded.class)
          .ignores(PulseReleased.class)
          .ignores(ThemeEvent.class, SurveyEvent.class, ConsentEvent.class, ClosingEvent.class)
          .shows(SESSIONS)
          .build();

  private ProtectedSpaceView() {}
}
