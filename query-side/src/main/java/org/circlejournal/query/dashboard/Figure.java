package org.circlejournal.query.dashboard;

import static j2html.TagCreator.a;
import static j2html.TagCreator.button;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;

import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.SectionTag;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A question that a page answers: sentences made from the rows, charts for who can draw them, and
 * tables with the same numbers.
 */
public final class Figure {

  private final String id;
  private final String title;
  private final List<DomContent> told = new ArrayList<>();
  private final List<DomContent> charts = new ArrayList<>();
  private final List<DomContent> tables = new ArrayList<>();
  private final DivTag links = div().withClass("links");

  private Figure(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /**
   * @param id of the part of the page, to be linked to
   */
  public static Figure of(String id, String title) {
    return new Figure(id, title);
  }

  public Figure say(String sentence) {
    if (!sentence.isEmpty()) {
      told.add(p(sentence));
    }
    return this;
  }

  /** Laid out by the server: is there without a script, and on paper. */
  public Figure laid(DomContent content) {
    told.add(content);
    return this;
  }

  /** Drawn by a script; the sentence before and the table after tell the same. */
  public Figure chart(String label, Chart chart) {
    if (!chart.isEmpty()) {
      charts.add(
          drawing(
              label,
              div()
                  .withClass("chart")
                  .attr("role", "img")
                  .attr("aria-label", label + ". The table below has the same numbers.")
                  .attr("data-chart", chart.toString())));
    }
    return this;
  }

  private static DomContent drawing(String label, DomContent picture) {
    return div(p(label).withClass("label"), picture).withClass("drawing");
  }

  /** Drawn by the server; wider than a small screen, so that it can be moved sideways. */
  public Figure drawn(String label, DomContent svg) {
    charts.add(
        drawing(
            label,
            div(div(svg).withClass("chart").attr("role", "img").attr("aria-label", title))
                .withClasses("sideways", "wide")
                .attr("role", "region")
                .attr("tabindex", "0")
                .attr("aria-label", title + ", drawn")));
    return this;
  }

  public Figure table(Table table) {
    if (!table.isEmpty()) {
      tables.add(table.html());
    }
    return this;
  }

  /** Where the rows are to be had. */
  public Figure rows(Visit visit, String name, String path, String... parameters) {
    links.with(a(name).withHref("/pages/csv" + path + query(visit, parameters)));
    return this;
  }

  private static String query(Visit visit, String... parameters) {
    Map<String, String> all = visit.asked(parameters);
    return all.isEmpty()
        ? ""
        : "?"
            + all.entrySet().stream()
                .map(
                    one ->
                        one.getKey()
                            + "="
                            + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
  }

  /**
   * @param generation of the view that the rows were read from
   */
  public SectionTag html(Visit visit, String generation) {
    if (!charts.isEmpty()) {
      links.with(button("SVG").withType("button").withClass("svg"));
    }
    links.with(
        a("This view, as it is now")
            .withHref(
                visit.path()
                    + "?asOf="
                    + visit.query().getOrDefault("asOf", visit.at().toString())
                    + "&generation="
                    + generation
                    + "#"
                    + id));
    SectionTag section =
        section(h2(title))
            .withId(id)
            .withClass("figure")
            .attr("data-generation", generation)
            .with(rebuilt(visit.query().getOrDefault("generation", ""), generation))
            .with(told)
            .with(charts);
    if (!tables.isEmpty()) {
      section.with(details(summary("Table: " + title)).with(tables));
    }
    return section.with(links);
  }

  /** Said where a link was made of rows that another generation of the same view showed. */
  private static List<DomContent> rebuilt(String linked, String generation) {
    return !view(linked).equals(view(generation)) || linked.equals(generation)
        ? List.of()
        : List.of(
            p(
                "The link was made of generation %s; this is %s, built since from the same journal. Where they differ, the later one was corrected."
                    .formatted(linked, generation)));
  }

  /** {@code attendance} of {@code attendance_v3_r2}. */
  private static String view(String generation) {
    return generation.replaceFirst("_v[0-9]+(_r[0-9]+)?$", "");
  }
}
