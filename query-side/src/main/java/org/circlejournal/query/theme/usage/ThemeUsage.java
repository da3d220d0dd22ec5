package org.circlejournal.query.theme.usage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.CasePresented;
import org.circlejournal.events.session.SessionEvent.ThemeExplored;
import org.circlejournal.events.session.SessionEvent.ToolTried;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeEvent.GoalNoted;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeEvent.PathDrawn;
import org.circlejournal.events.theme.ThemeEvent.TextRedacted;
import org.circlejournal.events.theme.ThemeEvent.ThemeRetired;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.view.Lists;
import org.jspecify.annotations.Nullable;

/**
 * The board of a circle and what it took up of it.
 *
 * @param themes in the order they were noted
 * @param areas in the order they were first taken up
 */
record ThemeUsage(List<Theme> themes, List<AreaUses> areas) {

  private static final List<Area> AREAS = List.of(Area.values());

  static final ThemeUsage NONE = new ThemeUsage(List.of(), List.of());

  /**
   * @param area null for a path
   * @param issue where a path begins; null for others
   * @param goal where a path ends; null for others
   */
  record Theme(
      ThemeId id,
      Kind kind,
      @Nullable Area area,
      @Nullable ThemeId issue,
      @Nullable ThemeId goal,
      @Nullable Sealed text,
      boolean retired,
      List<Uses> uses) {

    Theme with(Uses more) {
      return new Theme(id, kind, area, issue, goal, text, retired, Uses.plus(uses, more));
    }

    Theme gone() {
      return new Theme(id, kind, area, issue, goal, text, true, uses);
    }

    Theme redacted() {
      return new Theme(id, kind, area, issue, goal, null, retired, uses);
    }
  }

  record AreaUses(Area area, List<Uses> uses) {}

  // --- fold -----------------------------------------------------------------------------------

  ThemeUsage noted(IssueNoted e) {
    return plus(new Theme(e.theme(), Kind.ISSUE, e.area(), null, null, e.text(), false, List.of()));
  }

  ThemeUsage noted(GoalNoted e) {
    return plus(new Theme(e.theme(), Kind.GOAL, e.area(), null, null, e.text(), false, List.of()));
  }

  ThemeUsage drawn(PathDrawn e) {
    return plus(
        new Theme(e.theme(), Kind.PATH, null, e.issue(), e.goal(), e.text(), false, List.of()));
  }

  ThemeUsage retired(ThemeRetired e) {
    return at(e.theme(), Theme::gone);
  }

  ThemeUsage redacted(TextRedacted e) {
    return at(e.theme(), Theme::redacted);
  }

  ThemeUsage presented(CasePresented e, int times) {
    return used(e.themes(), Uses.presented(e.session(), times));
  }

  ThemeUsage tried(ToolTried e, int times) {
    ThemeId theme = e.theme();
    return theme == null ? this : used(List.of(theme), Uses.tried(e.session(), times));
  }

  /** A walk along a path counts for the path and both its ends. */
  ThemeUsage explored(ThemeExplored e, int times) {
    ThemeUsage next = used(List.of(e.theme()), Uses.explored(e.session(), times));
    Theme path = find(e.theme());
    if (path != null && path.kind() == Kind.PATH) {
      Uses walked = Uses.walked(e.session(), times);
      for (ThemeId end : withEnds(path)) {
        next = next.at(end, t -> t.with(walked));
      }
    }
    return next;
  }

  /** An event counts once for each theme it names, and once for each area these belong to. */
  private ThemeUsage used(List<ThemeId> named, Uses more) {
    ThemeUsage next = this;
    Set<Area> touched = new LinkedHashSet<>();
    for (ThemeId id : new LinkedHashSet<>(named)) {
      next = next.at(id, theme -> theme.with(more));
      touched.addAll(areasOf(id));
    }
    for (Area area : touched) {
      next = next.inArea(area, more);
    }
    return next;
  }

  private ThemeUsage inArea(Area area, Uses more) {
    List<AreaUses> next = new ArrayList<>();
    for (Area each : AREAS) {
      List<Uses> uses = usesOf(each);
      List<Uses> then = each == area ? Uses.plus(uses, more) : uses;
      if (!then.isEmpty()) {
        next.add(new AreaUses(each, then));
      }
    }
    return new ThemeUsage(themes, next);
  }

  private List<Uses> usesOf(Area area) {
    for (AreaUses one : areas) {
      if (one.area() == area) {
        return one.uses();
      }
    }
    return List.of();
  }

  private Set<Area> areasOf(ThemeId id) {
    Set<Area> found = new LinkedHashSet<>();
    Theme theme = find(id);
    if (theme != null) {
      for (ThemeId each : withEnds(theme)) {
        Theme end = find(each);
        Area area = end == null ? null : end.area();
        if (area != null) {
          found.add(area);
        }
      }
    }
    return found;
  }

  private static List<ThemeId> withEnds(Theme theme) {
    List<ThemeId> all = new ArrayList<>(Arrays.asList(theme.id()));
    for (ThemeId end : Arrays.asList(theme.issue(), theme.goal())) {
      if (end != null) {
        all.add(end);
      }
    }
    return all;
  }

  private @Nullable Theme find(ThemeId id) {
    for (Theme theme : themes) {
      if (theme.id().equals(id)) {
        return theme;
      }
    }
    return null;
  }

  private ThemeUsage plus(Theme theme) {
    return new ThemeUsage(Lists.plus(themes, theme), areas);
  }

  private ThemeUsage at(ThemeId id, UnaryOperator<Theme> change) {
    return new ThemeUsage(Lists.replace(themes, t -> t.id().equals(id), change), areas);
  }

  // --- rows -----------------------------------------------------------------------------------

  List<ThemeRow> themeRows() {
    return themes.stream().map(ThemeUsage::row).toList();
  }

  private static ThemeRow row(Theme theme) {
    List<Uses> uses = theme.uses();
    return new ThemeRow(
        theme.id(),
        theme.kind(),
        theme.area(),
        uses.stream().mapToInt(Uses::presented).sum(),
        uses.stream().mapToInt(Uses::explored).sum(),
        uses.stream().mapToInt(Uses::toolsTried).sum(),
        uses.stream().mapToInt(Uses::walked).sum(),
        uses.isEmpty() ? null : uses.get(uses.size() - 1).session(),
        theme.retired(),
        theme.text());
  }

  List<AreaRow> areaRows() {
    return areas.stream()
        .flatMap(
            a ->
                a.uses().stream()
                    .map(
                        u ->
                            new AreaRow(
                                a.area(),
                                u.session(),
                                u.presented(),
                                u.explored(),
                                u.toolsTried())))
        .toList();
  }
}
