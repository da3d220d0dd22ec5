package org.circlejournal.query.circle.circles;

import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.query.circle.circles.CircleRow.State;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/** Which circles there are; one row each. */
public final class CirclesView {

  static final Sheet<Circles, CircleRow> CIRCLES =
      Sheet.of("circles", CircleRow.class, Circles::rows).released(Circles::open);

  public static final ViewDefinition<Circles> VIEW =
      ViewDefinition.named("circles", 1, Circles.class, circle -> Circles.NONE)
          .on(CircleFounded.class, Circles::founded)
          .on(CircleClosed.class, (circle, e, r) -> circle.become(State.CLOSED, r))
          .on(CircleSealed.class, (circle, e, r) -> circle.become(State.SEALED, r))
          .on(CircleErased.class, (circle, e, r) -> circle.become(State.ERASED, r))
          .on(SessionsReplanned.class, (c, e, r) -> c.planned(e.fromSession(), e.planned(), r))
          .on(SessionPostponed.class, (circle, e, r) -> circle.moved(e.session(), e.to(), r))
          .on(SessionCancelled.class, (circle, e, r) -> circle.moved(e.session(), null, r))
          .on(SessionStarted.class, (circle, e, r) -> circle.started(e.session(), r))
          .on(MemberJoined.class, (circle, e) -> circle.belonging(1))
          .on(MemberReturned.class, (circle, e) -> circle.belonging(1))
          .on(MemberLeft.class, (circle, e) -> circle.belonging(-1))
          .ignores(JoiningExtended.class, FrameAgreed.class, ClosingProposed.class)
          .ignores(MemberCheckedIn.class, ApologiesSent.class, PhaseEntered.class)
          .ignores(CasePresented.class, QuestionAsked.class, ReflectionShared.class)
          .ignores(FrameSlipNamed.class, ThemeExplored.class, ToolTried.class)
          .ignores(PulsesRecorded.class, SessionInterrupted.class, SessionClosed.class)
          .ignores(PulseReleased.class)
          .ignores(EntryRetracted.class)
          .ignores(ThemeEvent.class, SurveyEvent.class, ConsentEvent.class, ClosingEvent.class)
          .shows(CIRCLES)
          .build();

  private CirclesView() {}
}
