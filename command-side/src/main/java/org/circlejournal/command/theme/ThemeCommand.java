package org.circlejournal.command.theme;

import static org.circlejournal.command.Refusal.*;

import org.circlejournal.command.Command;
import org.circlejournal.command.Form;
import org.circlejournal.command.Refuses;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeId;

/**
 * Commands of the theme room, given while a session is open. Texts have 1 to 500 characters and are
 * sealed before they reach the journal.
 */
public sealed interface ThemeCommand extends Command {

  @Refuses({CIRCLE_CLOSED, CIRCLE_SEALED, NOT_A_MEMBER, SESSION_NOT_OPEN})
  record NoteIssue(String text, Area area) implements ThemeCommand {
    public NoteIssue {
      checkText(text);
    }
  }

  @Refuses({CIRCLE_CLOSED, CIRCLE_SEALED, NOT_A_MEMBER, SESSION_NOT_OPEN})
  record NoteGoal(String text, Area area) implements ThemeCommand {
    public NoteGoal {
      checkText(text);
    }
  }

  @Refuses({
    THEME_UNKNOWN,
    NOT_A_MEMBER,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    SESSION_NOT_OPEN,
    THEME_RETIRED
  })
  record DrawPath(ThemeId issue, ThemeId goal, String text) implements ThemeCommand {
    public DrawPath {
      checkText(text);
    }
  }

  @Refuses({
    THEME_UNKNOWN,
    NOT_A_MEMBER,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    SESSION_NOT_OPEN,
    ALREADY_SO
  })
  record RetireTheme(ThemeId theme) implements ThemeCommand {}

  @Refuses({
    THEME_UNKNOWN,
    NOT_A_MEMBER,
    CIRCLE_CLOSED,
    CIRCLE_SEALED,
    SESSION_NOT_OPEN,
    ALREADY_SO
  })
  record RedactText(ThemeId theme) implements ThemeCommand {}

  private static void checkText(String text) {
    Form.text("text", text, 500);
  }
}
