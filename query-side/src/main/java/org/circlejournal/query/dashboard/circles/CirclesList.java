package org.circlejournal.query.dashboard.circles;

import static j2html.TagCreator.a;
import static j2html.TagCreator.p;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.access.Role;
import org.circlejournal.query.dashboard.Content;
import org.circlejournal.query.dashboard.Look.Answer;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Sight;
import org.circlejournal.query.dashboard.Table;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/** {@code /pages/circles}: which circles there are, a hundred at a time. */
public final class CirclesList implements Sight {

  static final String PATH = "/pages/circles";

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public Set<Role> roles() {
    return EnumSet.of(Role.MEMBER, Role.STEWARD, Role.DASHBOARD, Role.RESEARCHER);
  }

  @Override
  public @Nullable Entry entry(Role role, @Nullable String ownCircle) {
    return role == Role.MEMBER
        ? new Entry("Your circle's year", PATH + "/" + ownCircle)
        : new Entry("Circles", PATH);
  }

  @Override
  public Content content(Visit visit, String key) {
    String after = visit.query().getOrDefault("after", "");
    Answer answer = after.isEmpty() ? visit.get("/circles") : visit.get("/circles", "after", after);
    if (!answer.given()) {
      return Content.refused(answer.status(), "Circles", p(answer.detail()));
    }
    List<Row> rows = answer.rows();
    if (rows.isEmpty()) {
      return Content.of(
          "Circles", p(after.isEmpty() ? "There is no circle yet." : "There are no more circles."));
    }
    Table table =
        Table.of("Circles, in the order of their ids")
            .column("Circle")
            .column("Workplace")
            .column("State")
            .numbers("Sessions held");
    for (Row row : rows) {
      table.row(
          a(row.text("name")).withHref(PATH + "/" + row.text("circleId")),
          row.text("workplace"),
          state(row),
          row.count("sessionsHeld") + " of " + row.texts("plan").size());
    }
    List<DomContent> parts = new ArrayList<>();
    parts.add(
        p(
            answer.next() == null && after.isEmpty()
                ? Words.count(rows.size(), "circle") + "."
                : Words.count(rows.size(), "circle") + " on this page."));
    parts.add(table.html());
    if (answer.next() != null) {
      parts.add(
          p(
              a("More circles")
                  .withHref(PATH + "?after=" + rows.get(rows.size() - 1).text("circleId"))
                  .withRel("next")));
    }
    return Content.of("Circles", parts.toArray(DomContent[]::new));
  }

  private static String state(Row row) {
    return Words.first(row.text("state")) + (row.is("imported") ? ", imported" : "");
  }
}
