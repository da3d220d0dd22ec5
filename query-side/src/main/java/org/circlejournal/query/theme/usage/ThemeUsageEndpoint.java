package org.circlejournal.query.theme.usage;

import org.circlejournal.events.theme.BoardText;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.events.theme.ThemeEvent.GoalNoted;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeEvent.PathDrawn;
import org.circlejournal.query.door.ReadModel;
import org.circlejournal.query.door.SealedText;
import org.jspecify.annotations.Nullable;

/** {@code GET /circles/{id}/theme-usage}. */
public final class ThemeUsageEndpoint {

  public static final ReadModel MODEL =
      ReadModel.of(
              ThemeUsageView.VIEW,
              "what was presented, explored, answered by a tool, walked, never taken up")
          .insideWithText(
              ThemeUsageView.THEMES,
              ThemeRow.Inside.class,
              ThemeUsageEndpoint::text,
              ThemeRow::inside)
          .insideBy("area", ThemeUsageView.AREAS)
          .outside(ThemeUsageView.THEMES, ThemeRow.Outside.class, ThemeRow::outside)
          .inPools(ThemeRow.Outside.class, ThemePool.Row.class, ThemePool::rows)
          .outsideBy("area", ThemeUsageView.AREAS);

  private ThemeUsageEndpoint() {}

  private static @Nullable SealedText text(ThemeRow row) {
    if (row.text() == null) {
      return null;
    }
    Class<? extends ThemeEvent> event =
        switch (row.kind()) {
          case ISSUE -> IssueNoted.class;
          case GOAL -> GoalNoted.class;
          case PATH -> PathDrawn.class;
        };
    return new SealedText(row.text(), BoardText.associated(event, row.themeId()));
  }
}
