package org.circlejournal.query.theme.usage;

import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeId;
import org.jspecify.annotations.Nullable;

/**
 * One theme of the board, and how often events named it.
 *
 * @param area null for a path, which stands between two
 * @param pathsWalked explorations of this path, or of paths from or to this theme
 * @param lastSession the last that took it up; null if none did
 * @param text sealed; null when redacted
 */
record ThemeRow(
    ThemeId themeId,
    Kind kind,
    @Nullable Area area,
    int presented,
    int explored,
    int toolsTried,
    int pathsWalked,
    @Nullable Integer lastSession,
    boolean retired,
    @Nullable Sealed text) {

  /** As the circle's members see it. */
  record Inside(
      ThemeId themeId,
      Kind kind,
      @Nullable Area area,
      int presented,
      int explored,
      int toolsTried,
      int pathsWalked,
      @Nullable Integer lastSession,
      boolean retired,
      @Nullable String text) {}

  /** As others see it: kind, area and number. */
  record Outside(
      ThemeId themeId,
      Kind kind,
      @Nullable Area area,
      int presented,
      int explored,
      int toolsTried,
      int pathsWalked,
      @Nullable Integer lastSession,
      boolean retired) {}

  Inside inside(@Nullable String opened) {
    return new Inside(
        themeId,
        kind,
        area,
        presented,
        explored,
        toolsTried,
        pathsWalked,
        lastSession,
        retired,
        opened);
  }

  Outside outside() {
    return new Outside(
        themeId, kind, area, presented, explored, toolsTried, pathsWalked, lastSession, retired);
  }
}
