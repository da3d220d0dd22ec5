package org.circlejournal.query.survey.trend;

import org.circlejournal.events.circle.CircleEvent;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.session.SessionEvent;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.LevelHeldBack;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/**
 * Folds what left, never answers: it needs no key, and after an erasure it still shows what was
 * shown. What may leave is decided by {@link org.circlejournal.query.survey.Publisher}.
 */
public final class BurnoutTrendView {

  public static final Sheet<Trend, TrendRow> ROWS =
      Sheet.of("burnout_trend", TrendRow.class, Trend::rows);

  public static final ViewDefinition<Trend> VIEW =
      ViewDefinition.named("burnout-trend", 1, Trend.class, circle -> Trend.EMPTY)
          .on(ResultReleased.class, Trend::released)
          .ignores(
              CircleEvent.class,
              SessionEvent.class,
              ThemeEvent.class,
              SurveyWaveOpened.class,
              SurveyRecorded.class,
              SurveyWaveClosed.class,
              LevelHeldBack.class,
              CirclesGlued.class,
              ConsentEvent.class,
              ClosingEvent.class)
          .shows(ROWS)
          .build();

  private BurnoutTrendView() {}
}
