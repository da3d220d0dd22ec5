package org.circlejournal.query.survey.released;

import org.circlejournal.events.circle.CircleEvent;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.LevelHeldBack;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/** Each statistic that left: when, over which set, how many people, and what was withheld. */
public final class ReleaseLedgerView {

  public static final Sheet<ReleaseLedger, ReleaseRow> RELEASES =
      Sheet.of("release_ledger", ReleaseRow.class, ReleaseLedger::rows);

  public static final ViewDefinition<ReleaseLedger> VIEW =
      ViewDefinition.named("release-ledger", 2, ReleaseLedger.class, circle -> ReleaseLedger.EMPTY)
          .on(ResultReleased.class, ReleaseLedger::released)
          .on(PulseReleased.class, ReleaseLedger::released)
          .ignores(
              CircleEvent.class,
              ThemeEvent.class,
              SurveyWaveOpened.class,
              SurveyRecorded.class,
              SurveyWaveClosed.class,
              LevelHeldBack.class,
              CirclesGlued.class,
              ConsentEvent.class,
              ClosingEvent.class)
          .ignores(SessionPostponed.class, SessionCancelled.class, SessionStarted.class)
          .ignores(MemberCheckedIn.class, ApologiesSent.class, PhaseEntered.class)
          .ignores(CasePresented.class, QuestionAsked.class, ReflectionShared.class)
          .ignores(FrameSlipNamed.class, ThemeExplored.class, ToolTried.class)
          .ignores(PulsesRecorded.class, SessionInterrupted.class, SessionClosed.class)
          .ignores(EntryRetracted.class)
          .shows(RELEASES)
          .build();

  private ReleaseLedgerView() {}
}
