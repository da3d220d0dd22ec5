package org.circlejournal.query.survey.blocks;

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
 * Blocks of glued circles. Its key is no circle but a scale, whose stream says who is glued; the
 * door reads it to know which rows belong to a pool.
 */
public final class BlocksView {

  public static final Sheet<Blocks, BlockRow> BLOCKS =
      Sheet.of("blocks", BlockRow.class, Blocks::rows);

  public static final ViewDefinition<Blocks> VIEW =
      ViewDefinition.named("blocks", 1, Blocks.class, scale -> Blocks.NONE)
          .on(CirclesGlued.class, Blocks::glued)
          .ignores(
              CircleEvent.class,
              SessionEvent.class,
              ThemeEvent.class,
              SurveyWaveOpened.class,
              SurveyRecorded.class,
              SurveyWaveClosed.class,
              ResultReleased.class,
              LevelHeldBack.class,
              ConsentEvent.class,
              ClosingEvent.class)
          .shows(BLOCKS)
          .build();

  private BlocksView() {}
}
