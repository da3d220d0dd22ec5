package org.circlejournal.query.dashboard;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.text;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import j2html.tags.specialized.TbodyTag;
import j2html.tags.specialized.TrTag;
import java.util.ArrayList;
import java.util.List;

/** A table with a caption, heads of columns, and in each row a head. */
public final class Table {

  private static final String NUMBER = "number";

  private final String caption;
  private final List<String> columns = new ArrayList<>();
  private final List<Boolean> numbers = new ArrayList<>();
  private final List<List<DomContent>> rows = new ArrayList<>();

  private Table(String caption) {
    this.caption = caption;
  }

  public static Table of(String caption) {
    return new Table(caption);
  }

  public Table column(String name) {
    columns.add(name);
    numbers.add(false);
    return this;
  }

  /** A column of numbers, which stand under each other. */
  public Table numbers(String name) {
    columns.add(name);
    numbers.add(true);
    return this;
  }

  /**
   * @param cells a text, or what stands for itself; the first is the row's head
   */
  public Table row(Object... cells) {
    List<DomContent> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(cell instanceof DomContent content ? content : text(String.valueOf(cell)));
    }
    rows.add(row);
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Can be scrolled sideways by itself, with the keyboard, too. */
  public DomContent html() {
    TrTag heads = tr();
    for (int i = 0; i < columns.size(); i++) {
      heads.with(th(columns.get(i)).attr("scope", "col").withCondClass(numbers.get(i), NUMBER));
    }
    TbodyTag body = tbody();
    for (List<DomContent> row : rows) {
      TrTag line = tr(th(row.get(0)).attr("scope", "row"));
      for (int i = 1; i < row.size(); i++) {
        line.with(td(row.get(i)).withCondClass(numbers.get(i), NUMBER));
      }
      body.with(line);
    }
    return div(table(caption(caption), thead(heads), body))
        .withClass("sideways")
        .attr("role", "region")
        .attr("tabindex", "0")
        .attr("aria-label", caption);
  }
}
