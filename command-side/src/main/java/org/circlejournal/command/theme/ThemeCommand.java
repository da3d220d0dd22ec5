package org.circlejournal.command.theme;

import org.circlejournal.command.Command;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeId;

/** Commands of the theme room. */
public sealed interface ThemeCommand extends Command {

  record NoteIssue(String text, Area area) implements ThemeCommand {}

  record NoteGoal(String text, Area area) implements ThemeCommand {}

  record DrawPath(ThemeId issue, ThemeId goal, String text) implements ThemeCommand {}

  record RetireTheme(ThemeId theme) implements ThemeCommand {}

  record RedactText(ThemeId theme) implements ThemeCommand {}
}
