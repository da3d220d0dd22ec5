package org.circlejournal.query.survey.blocks;

import static org.circlejournal.query.survey.blocks.BlocksView.BLOCKS;

import java.time.Instant;
import java.util.List;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.LevelHeldBack;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.Year;
import org.circlejournal.query.view.ViewKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BlocksViewTest {

  private static final Instant AT = Instant.parse("2026-03-20T12:00:00Z");
  private static final CircleId SCALE = Year.circle(9);

  private final ViewKit<Blocks> kit = new ViewKit<>(BlocksView.VIEW);

  @Test
  void blocks_stand_in_the_order_in_which_they_were_glued_and_who_waits_in_none() {
    kit.given(
            waits(1, "CLINIC-A"),
            waits(2, "CLINIC-A"),
            glued(11, "CLINIC-A", Year.circle(1), Year.circle(2)),
            waits(3, "CLINIC-A"),
            waits(4, "CLINIC-B"),
            waits(5, "CLINIC-C"),
            glued(12, null, Year.circle(3), Year.circle(4), Year.circle(5)))
        .shows(
            BLOCKS,
            new BlockRow(Year.circle(11).value(), "CLINIC-A", 2),
            new BlockRow(Year.circle(12).value(), null, 3));
  }

  private static LevelHeldBack waits(long circle, String workplace) {
    return new LevelHeldBack(
        SCALE, AT, Wave.BASELINE, "cbi", "00", "work", Year.circle(circle), workplace, 5);
  }

  private static CirclesGlued glued(long block, @Nullable String workplace, CircleId... circles) {
    return new CirclesGlued(
        SCALE,
        AT,
        Wave.BASELINE,
        "cbi",
        "00",
        "work",
        Year.circle(block),
        workplace,
        List.of(circles));
  }
}
