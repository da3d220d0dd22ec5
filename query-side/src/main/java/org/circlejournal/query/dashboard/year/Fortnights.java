package org.circlejournal.query.dashboard.year;

import static j2html.TagCreator.li;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;

import j2html.tags.DomContent;
import j2html.tags.specialized.LiTag;
import j2html.tags.specialized.OlTag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Words;

/**
 * Attendance as a calendar: a cell for each planned session inside the circle, for each block of
 * six outside. The number stands in the cell; the bar beneath it only repeats it.
 */
final class Fortnights {

  private static final int QUARTERS = 4;

  private Fortnights() {}

  /**
   * @param plan rows of the protected space: one for each planned session
   * @param came rows of attendance by session
   */
  static DomContent sessions(List<Row> plan, List<Row> came) {
    Map<String, Row> bySession = new HashMap<>();
    came.forEach(row -> bySession.put(row.text("session"), row));
    OlTag calendar = calendar("Calendar of sessions: how many of the members came");
    for (Row planned : plan) {
      String session = planned.text("session");
      Row row = bySession.get(session);
      calendar.with(
          row == null
              ? cell(session, when(planned), Words.plain(planned.text("state")), 0)
              : cell(
                  session,
                  Words.day(row.text("startedAt")),
                  row.text("present") + " of " + row.text("members"),
                  quarter(row)));
    }
    return calendar;
  }

  /**
   * @param came rows of attendance by block, as they may leave the circle
   */
  static DomContent blocks(List<Row> came) {
    OlTag calendar = calendar("Calendar of blocks of six sessions: share of the members who came");
    for (Row row : came) {
      calendar.with(
          cell(
              Came.span(row),
              "",
              Objects.requireNonNullElse(Words.hidden(row), Words.percent(row.number("share"))),
              quarter(row)));
    }
    return calendar;
  }

  private static OlTag calendar(String label) {
    return ol().withClass("calendar").attr("role", "list").attr("aria-label", label);
  }

  private static LiTag cell(String session, String when, String said, int quarter) {
    return li(span("Session " + session), span(when), strong(said)).withClass("quarter-" + quarter);
  }

  private static String when(Row planned) {
    return planned.has("plannedAt") ? Words.day(planned.text("plannedAt")) : "no date yet";
  }

  private static int quarter(Row row) {
    Double share = row.number("share");
    return share == null ? 0 : (int) Math.ceil(share * QUARTERS);
  }
}
