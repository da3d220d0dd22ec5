package org.circlejournal.query.dashboard.programme;

import static j2html.TagCreator.a;
import static j2html.TagCreator.each;
import static j2html.TagCreator.li;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.circlejournal.events.access.Role;
import org.circlejournal.query.dashboard.Content;
import org.circlejournal.query.dashboard.Figure;
import org.circlejournal.query.dashboard.Look.Answer;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Sight;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.year.Trend;
import org.jspecify.annotations.Nullable;

/**
 * {@code /pages/programme} and {@code /pages/programme/{workplace}}: how a programme does. Figures
 * are those of pools, which are unions of whole blocks; nothing is added up here.
 */
public final class ProgrammePage implements Sight {

  static final String PATH = "/pages/programme";
  private static final String ALL = "all";

  /** A page of the list of circles; beyond it, workplaces are reached by their address. */
  private static final String MOST = "1000";

  @Override
  public String path() {
    return PATH + "(?:/([^/]+))?";
  }

  @Override
  public Set<Role> roles() {
    return EnumSet.of(Role.DASHBOARD, Role.RESEARCHER);
  }

  @Override
  public @Nullable Entry entry(Role role, @Nullable String ownCircle) {
    return new Entry("Programme", PATH);
  }

  @Override
  public Content content(Visit visit, String key) {
    String workplace = key.isEmpty() ? ALL : key;
    String pool = "/pools/" + workplace;
    Answer space = visit.get(pool + "/protected-space");
    if (!space.given()) {
      return Content.refused(
          space.status(), "This cannot be shown", p(space.detail()), p(a("All").withHref(PATH)));
    }
    List<DomContent> parts = new ArrayList<>();
    parts.add(workplaces(visit));
    List<Row> hidden = new ArrayList<>();
    for (boolean imported : new boolean[] {false, true}) {
      add(parts, visit, Pooled.space(visit, pool, imported), pool + "/protected-space");
      add(parts, visit, Pooled.attendance(visit, pool, imported), pool + "/attendance");
      add(parts, visit, Pooled.themes(visit, pool, imported), pool + "/theme-usage");
      List<Row> trend = Pooled.rows(visit, pool + "/burnout-trend", imported);
      if (!trend.isEmpty()) {
        String of = Pooled.of(imported);
        String id = "trend" + Pooled.suffix(imported);
        Figure figure = Trend.figure(id, "What did the questionnaires say" + of + "?", trend);
        add(
            parts,
            visit,
            figure.rows(visit, "CSV", pool + "/burnout-trend"),
            pool + "/burnout-trend");
      }
      for (String view : new String[] {"attendance", "burnout-trend", "lightness", "ripples"}) {
        hidden.addAll(Pooled.rows(visit, pool + "/" + view, imported));
      }
    }
    parts.add(section(p(Pooled.suppressed(hidden))).withId("suppressed"));
    String title = workplace.equals(ALL) ? "Programme" : "Programme: " + workplace;
    return new Content(200, title, parts, true, null);
  }

  private static DomContent workplaces(Visit visit) {
    Set<String> names = new TreeSet<>();
    visit.get("/circles", "limit", MOST).rows().forEach(row -> names.add(row.text("workplace")));
    return nav(ul(
            li(a("All workplaces").withHref(PATH)),
            each(
                names,
                name ->
                    li(
                        a(name)
                            .withHref(
                                PATH + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8))))))
        .withId("workplaces")
        .attr("aria-label", "Workplaces");
  }

  private static void add(
      List<DomContent> parts, Visit visit, @Nullable Figure figure, String path) {
    if (figure != null) {
      parts.add(figure.html(visit, visit.get(path).generation()));
    }
  }
}
