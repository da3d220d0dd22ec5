package org.circlejournal.query.dashboard.audit;

import static j2html.TagCreator.a;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.text;
import static j2html.TagCreator.ul;

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

/** {@code /pages/audit/checks}: what the checks found when this page was asked for. */
public final class ChecksPage implements Sight {

  static final String PATH = AuditPage.PATH + "/checks";

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
    Answer answer = visit.get("/audit/checks");
    if (!answer.given()) {
      return Content.refused(answer.status(), "Checks", p(answer.detail()));
    }
    List<Row> rows = answer.rows();
    Table table =
        Table.of("Checks of the whole journal")
            .column("Check")
            .column("Question")
            .numbers("Looked at")
            .numbers("Could not look into")
            .numbers("Found");
    List<DomContent> silent = new ArrayList<>();
    List<DomContent> found = new ArrayList<>();
    for (Row row : rows) {
      table.row(
          Words.first(row.text("check")),
          row.text("question"),
          Words.number(row.number("checked")),
          Words.number(row.number("unreadable")),
          Words.number(row.number("found")));
      silent.add(li(Words.first(row.text("check")) + ": " + row.text("cannotTell") + "."));
      row.texts("findings").forEach(where -> found.add(li(row.text("check") + ": " + where)));
    }
    return Content.of(
        "Checks",
        p(sentence(rows)),
        table.html(),
        found.isEmpty()
            ? text("")
            : section(h2("Where"), ul(each(found, where -> where))).withId("where"),
        section(h2("What they cannot tell"), ul(each(silent, what -> what))).withId("silent"),
        p(a("Back to the audit").withHref(AuditPage.PATH)));
  }

  static String sentence(List<Row> rows) {
    List<String> broken =
        rows.stream()
            .filter(row -> row.count("found") > 0)
            .map(row -> Words.plain(row.text("check")))
            .toList();
    String position = rows.isEmpty() ? Words.NONE : rows.get(0).text("position");
    return broken.isEmpty()
        ? "None of %s found anything, up to position %s of the journal."
            .formatted(Words.count(rows.size(), "check"), position)
        : "%d of %s found something, up to position %s of the journal: %s."
            .formatted(
                broken.size(), Words.count(rows.size(), "check"), position, Words.list(broken));
  }
}
