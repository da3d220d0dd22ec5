package org.circlejournal.events.theme;

import java.time.Instant;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.Sealed;

/** What happened on the board. */
public sealed interface ThemeEvent extends JournalEvent {

  ThemeId theme();

  record IssueNoted(
      CircleId circleId, Instant at, int session, ThemeId theme, Area area, Sealed text)
      implements ThemeEvent {}

  record GoalNoted(
      CircleId circleId, Instant at, int session, ThemeId theme, Area area, Sealed text)
      implements ThemeEvent {}

  record PathDrawn(
      CircleId circleId,
      Instant at,
      int session,
      ThemeId theme,
      ThemeId issue,
      ThemeId goal,
      Sealed text)
      implements ThemeEvent {}

  record ThemeRetired(CircleId circleId, Instant at, ThemeId theme) implements ThemeEvent {}

  /** The key of the theme's text was destroyed. */
  record TextRedacted(CircleId circleId, Instant at, ThemeId theme) implements ThemeEvent {}

  /** The six areas of worklife (Leiter and Maslach 1999), or other. */
  enum Area {
    WORKLOAD,
    CONTROL,
    REWARD,
    COMMUNITY,
    FAIRNESS,
    VALUES,
    OTHER
  }
}
