package org.circlejournal.query.dashboard.audit;

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

/**
 * {@code /pages/audit/releases}: every figure that left, over how many people, and what did not.
 */
public final class ReleasesPage implements Sight {

  static final String PATH = AuditPage.PATH + "/releases";

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public Set<Role> roles() {
    return EnumSet.of(Role.AUDITOR);
  }

  @Override
  public @Nullable Entry entry(Role role, @Nullable String ownCircle) {
    return null;
  }

  @Override
  public Content content(Visit visit, String key) {
    String after = visit.query().getOrDefault("after", "");
    Answer answer =
        after.isEmpty()
            ? visit.get("/audit/releases")
            : visit.get("/audit/releases", "after", after);
    if (!answer.given()) {
      return Content.refused(answer.status(), "Releases", p(answer.detail()));
    }
    List<Row> rows = answer.rows();
    List<DomContent> parts = new ArrayList<>();
    parts.add(p(sentence(rows)));
    if (!rows.isEmpty()) {
      parts.add(table(rows));
    }
    if (answer.next() != null) {
      parts.add(
          p(
              a("Later releases")
                  .withHref(PATH + "?after=" + rows.get(rows.size() - 1).text("position"))
                  .withRel("next")));
    }
    parts.add(p(a("Back to the audit").withHref(AuditPage.PATH)));
    return Content.of("Releases", parts.toArray(DomContent[]::new));
  }

  private static DomContent table(List<Row> rows) {
    Table table =
        Table.of("In the order in which they left")
            .numbers("Position")
            .column("When")
            .column("Circle or block")
            .column("Measure")
            .numbers("People")
            .column("Given");
    for (Row row : rows) {
      String hidden = Words.hidden(row);
      table.row(
          row.text("position"),
          Words.minute(row.text("recordedAt")),
          row.text("circleId"),
          row.text("measure"),
          Words.number(row.number("n")),
          hidden != null
              ? hidden
              : row.text("withheld").isEmpty() ? "as it is" : "rounded: fewer than 2k people");
    }
    return table.html();
  }

  static String sentence(List<Row> rows) {
    long hidden = rows.stream().filter(row -> Words.hidden(row) != null).count();
    return rows.isEmpty()
        ? "Nothing was released."
        : "%s on this page, %d of them withheld."
            .formatted(Words.count(rows.size(), "release"), hidden);
  }
}
