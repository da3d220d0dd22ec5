package org.circlejournal.command.theme;

import static org.circlejournal.command.Refusal.ALREADY_SO;
import static org.circlejournal.command.Refusal.SESSION_NOT_OPEN;
import static org.circlejournal.command.Refusal.THEME_RETIRED;
import static org.circlejournal.command.Refusal.THEME_UNKNOWN;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.theme.ThemeCommand.*;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.theme.BoardText;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.events.theme.ThemeEvent.*;
import org.circlejournal.events.theme.ThemeId;

/** The board: issues, goals and the paths between them. */
public final class ThemeRoom {

  private final CircleYear year;
  private final Cases<ThemeCommand, Desk> decisions = new Cases<>();

  /** Every theme that was ever on the board, by id, with the event that put it there. */
  private final Map<ThemeId, ThemeEvent> board = new LinkedHashMap<>();

  private final Set<ThemeId> retired = new HashSet<>();
  private final Set<ThemeId> redacted = new HashSet<>();

  public ThemeRoom(CircleYear year) {
    this.year = year;
    decisions
        .on(NoteIssue.class, this::noteIssue)
        .on(NoteGoal.class, this::noteGoal)
        .on(DrawPath.class, this::drawPath)
        .on(RetireTheme.class, this::retire)
        .on(RedactText.class, this::redact);
  }

  // --- what other rooms ask -------------------------------------------------------------------

  /** 404 unless the theme was ever on the board. */
  public void requireKnown(ThemeId theme) {
    if (!board.containsKey(theme)) {
      throw new Refused(THEME_UNKNOWN, "theme " + code(theme) + " is not on the board");
    }
  }

  /** 409 if the theme was retired, or is a path with a retired end. */
  public void requireNotRetired(ThemeId theme) {
    if (retired.contains(theme) || ends(theme).stream().anyMatch(retired::contains)) {
      throw new Refused(THEME_RETIRED, "theme " + code(theme) + " was retired");
    }
  }

  /** 404 unless it was ever on the board, 409 if it was retired. */
  public void requireOnBoard(ThemeId theme) {
    requireKnown(theme);
    requireNotRetired(theme);
  }

  /** Issue and goal of a path; empty for a theme that is no path. */
  public List<ThemeId> ends(ThemeId theme) {
    return board.get(theme) instanceof PathDrawn path
        ? List.of(path.issue(), path.goal())
        : List.of();
  }

  // --- decide ---------------------------------------------------------------------------------

  public void decide(ThemeCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  private void noteIssue(NoteIssue command, Desk desk) {
    requireMappable(desk);
    ThemeId id = nextId("i");
    desk.record(
        new IssueNoted(
            desk.circleId(),
            desk.at(),
            year.session().open(),
            id,
            command.area(),
            seal(desk, IssueNoted.class, id, command.text())));
    desk.created("theme", id.value());
  }

  private void noteGoal(NoteGoal command, Desk desk) {
    requireMappable(desk);
    ThemeId id = nextId("g");
    desk.record(
        new GoalNoted(
            desk.circleId(),
            desk.at(),
            year.session().open(),
            id,
            command.area(),
            seal(desk, GoalNoted.class, id, command.text())));
    desk.created("theme", id.value());
  }

  private void drawPath(DrawPath command, Desk desk) {
    requireIs(IssueNoted.class, command.issue(), "an issue");
    requireIs(GoalNoted.class, command.goal(), "a goal");
    requireMappable(desk);
    requireNotRetired(command.issue());
    requireNotRetired(command.goal());
    ThemeId id = nextId("p");
    desk.record(
        new PathDrawn(
            desk.circleId(),
            desk.at(),
            year.session().open(),
            id,
            command.issue(),
            command.goal(),
            seal(desk, PathDrawn.class, id, command.text())));
    desk.created("theme", id.value());
  }

  private void retire(RetireTheme command, Desk desk) {
    requireKnown(command.theme());
    requireMappable(desk);
    if (retired.contains(command.theme())) {
      throw new Refused(ALREADY_SO);
    }
    desk.record(new ThemeRetired(desk.circleId(), desk.at(), command.theme()));
  }

  private void redact(RedactText command, Desk desk) {
    requireKnown(command.theme());
    requireMappable(desk);
    if (redacted.contains(command.theme())) {
      throw new Refused(ALREADY_SO);
    }
    desk.vault().destroyKey(text(command.theme()).key());
    desk.record(new TextRedacted(desk.circleId(), desk.at(), command.theme()));
  }

  private void requireMappable(Desk desk) {
    year.circle().requireOpen();
    year.circle().requireActor(desk);
    if (year.session().open() == 0) {
      throw new Refused(SESSION_NOT_OPEN, "the board is worked on in an open session");
    }
  }

  private void requireIs(Class<? extends ThemeEvent> kind, ThemeId theme, String expected) {
    if (!kind.isInstance(board.get(theme))) {
      throw new Refused(THEME_UNKNOWN, "theme " + code(theme) + " is not " + expected);
    }
  }

  /** One counter for issues, goals and paths: {@code i1, g2, p3}. */
  private ThemeId nextId(String kind) {
    return new ThemeId(kind + (board.size() + 1));
  }

  private static Sealed seal(
      Desk desk, Class<? extends ThemeEvent> event, ThemeId id, String text) {
    byte[] padded = new BoardText(text).bytes();
    return desk.vault()
        .seal(Vault.Content.TEXTS, desk.circleId(), BoardText.associated(event, id), padded);
  }

  private Sealed text(ThemeId theme) {
    ThemeEvent noted = board.get(theme);
    if (noted instanceof IssueNoted e) {
      return e.text();
    } else if (noted instanceof GoalNoted e) {
      return e.text();
    } else if (noted instanceof PathDrawn e) {
      return e.text();
    }
    throw new IllegalStateException("no text of " + theme);
  }

  /** The id as a refusal may repeat it: what was sent is not journaled, but it is answered. */
  private static String code(ThemeId theme) {
    return theme.value().length() <= 8 ? theme.value() : "of that id";
  }

  // --- evolve ---------------------------------------------------------------------------------

  public void evolve(ThemeEvent event) {
    if (event instanceof ThemeRetired) {
      retired.add(event.theme());
    } else if (event instanceof TextRedacted) {
      redacted.add(event.theme());
    } else {
      board.put(event.theme(), event);
    }
  }
}
