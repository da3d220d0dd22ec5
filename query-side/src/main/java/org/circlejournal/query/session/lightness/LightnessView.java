package org.circlejournal.query.session.lightness;

import org.circlejournal.events.circle.CircleEvent;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/**
 * Do people leave lighter, and which tools help (class C): what left, the same for everybody. It
 * never reads the pulses themselves.
 */
public final class LightnessView {

  static final Sheet<Lightness, SessionRow> SESSIONS =
      Sheet.of("lightness", SessionRow.class, Lightness::sessionRows);

  static final Sheet<Lightness, ToolRow> TOOLS =
      Sheet.of("lightness_by_tool", ToolRow.class, Lightness::toolRows);

  public static final ViewDefinition<Lightness> VIEW =
      ViewDefinition.named("lightness", 1, Lightness.class, circle -> Lightness.NONE)
          .on(PulseReleased.class, Lightness::released)
          .ignores(SessionPostponed.class, SessionCancelled.class, SessionStarted.class)
          .ignores(MemberCheckedIn.class, ApologiesSent.class, PhaseEntered.class)
          .ignores(CasePresented.class, QuestionAsked.class, ReflectionShared.class)
          .ignores(FrameSlipNamed.class, ThemeExplored.class, ToolTried.class)
          .ignores(PulsesRecorded.class, SessionInterrupted.class, SessionClosed.class)
          .ignores(EntryRetracted.class)
          .ignores(CircleEvent.class, ThemeEvent.class, SurveyEvent.class)
          .ignores(ConsentEvent.class, ClosingEvent.class)
          .shows(SESSIONS)
          .shows(TOOLS)
          .build();

  private LightnessView() {}
}
