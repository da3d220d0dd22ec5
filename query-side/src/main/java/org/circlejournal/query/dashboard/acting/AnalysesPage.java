package org.circlejournal.query.dashboard.acting;

import static j2html.TagCreator.a;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.section;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.ul;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.access.Role;
import org.circlejournal.query.dashboard.Acting;
import org.circlejournal.query.dashboard.Content;
import org.circlejournal.query.dashboard.Look.Answer;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Visit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /pages/research} and {@code /pages/research/{analysis}}: the analyses, each with its
 * parameters, its answer, and the receipt by which anybody can have it computed again.
 */
public final class AnalysesPage implements Acting {

  private static final String PATH = "/pages/research";
  private static final String ANALYSES = "/research/analyses";
  private static final String UP_TO = "upTo";

  @Override
  public String path() {
    return PATH + "(?:/([a-z-]{1,60}))?";
  }

  @Override
  public Set<Role> roles() {
    return EnumSet.of(Role.RESEARCHER);
  }

  @Override
  public Entry entry(Role role, @Nullable String ownCircle) {
    return new Entry("Research", PATH);
  }

  @Override
  public Content content(Visit visit, String name) {
    Answer analyses = visit.get(ANALYSES);
    if (!analyses.given()) {
      return Content.refused(analyses.status(), "Research", p(analyses.detail()));
    }
    if (name.isEmpty()) {
      return all(analyses.rows());
    }
    Row analysis = find(analyses.rows(), name);
    return analysis == null ? unknown() : page(200, visit, analysis, null, null);
  }

  @Override
  public Deed act(Visit visit, String name) {
    Answer analyses = visit.get(ANALYSES);
    Row analysis = find(analyses.rows(), name);
    if (analysis == null) {
      return Deed.show(unknown());
    }
    Answer answer = visit.send("POST", ANALYSES + "/" + name, order(visit, analysis));
    return Deed.show(
        answer.given()
            ? page(200, visit, analysis, null, answer.body())
            : page(answer.status(), visit, analysis, answer.detail(), null));
  }

  private static @Nullable Row find(List<Row> analyses, String name) {
    return analyses.stream().filter(one -> one.text("name").equals(name)).findFirst().orElse(null);
  }

  private static Content unknown() {
    return Content.refused(
        404, "There is no such analysis", p(a("To the analyses").withHref(PATH)));
  }

  private static Content all(List<Row> analyses) {
    return Content.of(
        "Research",
        p(
            "Each analysis says what it answers and what may not be concluded from it, and each"
                + " answer carries a receipt. Those marked as disclosures read what people agreed"
                + " to share: the journal keeps that it was asked, for which study, and why."),
        dl(
            each(
                analyses,
                one ->
                    j2html.TagCreator.join(
                        dt(a(one.text("title")).withHref(PATH + "/" + one.text("name"))),
                        dd(one.text("question") + (one.is("mayLeave") ? "" : " A disclosure."))))));
  }

  /** As a program would send it: numbers as numbers. */
  private static ObjectNode order(Visit visit, Row analysis) {
    ObjectNode order = JsonNodeFactory.instance.objectNode();
    Map<String, String> form = visit.query();
    ObjectNode parameters = order.putObject("parameters");
    for (JsonNode parameter : analysis.json().path("parameters")) {
      String name = parameter.path("name").asText();
      String given = form.getOrDefault(name, "").strip();
      if (given.isEmpty()) {
        continue;
      }
      String type = parameter.path("type").asText();
      if (type.equals("integer") && given.matches("-?\\d{1,18}")) {
        parameters.put(name, Long.parseLong(given));
      } else if (type.equals("number") && given.matches("-?\\d{1,18}(\\.\\d{1,18})?")) {
        parameters.put(name, Double.parseDouble(given));
      } else {
        parameters.put(name, given); // if it does not fit, the answer says so
      }
    }
    String upTo = form.getOrDefault(UP_TO, "").strip();
    if (!upTo.isEmpty()) {
      order.put(UP_TO, upTo);
    }
    if (!analysis.is("mayLeave")) {
      for (String field : List.of("study", "purpose")) {
        String given = form.getOrDefault(field, "").strip();
        if (!given.isEmpty()) {
          order.put(field, given);
        }
      }
    }
    return order;
  }

  // --- one ------------------------------------------------------------------------------------

  private static Content page(
      int status, Visit visit, Row analysis, @Nullable String refusal, @Nullable JsonNode answer) {
    List<DomContent> parts = new ArrayList<>();
    parts.add(
        section(
                p(analysis.text("question")),
                p("A row is " + analysis.text("row") + "."),
                h2("What may not be concluded"),
                ul(each(analysis.texts("not"), not -> li(not))))
            .withId("what"));
    parts.add(section(h2("Ask"), Forms.refusal(refusal), form(visit, analysis)).withId("ask"));
    if (answer != null) {
      parts.add(Answered.figure(analysis, answer));
      parts.add(receipt(answer.path("receipt")));
    }
    parts.add(section(p(a("To the analyses").withHref(PATH))).withId("back"));
    return new Content(status, analysis.text("title"), parts, answer != null, null);
  }

  private static DomContent form(Visit visit, Row analysis) {
    List<DomContent> fields = new ArrayList<>();
    for (JsonNode json : analysis.json().path("parameters")) {
      fields.add(field(visit, new Row(json)));
    }
    fields.add(
        Forms.field(
            visit,
            UP_TO,
            "As of (a day; empty for now)",
            "date",
            "",
            "The end of that day, in UTC."));
    if (!analysis.is("mayLeave")) {
      fields.add(
          Forms.field(
              visit,
              "study",
              "Study",
              "text",
              "",
              "A code of yours, e.g. KEEP-1. In each study people have other pseudonyms."));
      fields.add(
          Forms.field(
              visit,
              "purpose",
              "Purpose",
              "text",
              "",
              "What for, in 10 to 1000 characters. The journal keeps that this was asked, and the"
                  + " hash of these words, for good."));
    }
    fields.add(Forms.submit("Compute"));
    return Forms.of(visit, visit.path(), fields.toArray(DomContent[]::new));
  }

  private static DomContent field(Visit visit, Row parameter) {
    String name = parameter.text("name");
    String label = name + ": " + parameter.text("words");
    if (parameter.text("type").equals("one-of")) {
      return Forms.choice(
          visit, name, label, parameter.text("otherwise"), Forms.plain(parameter.texts("choices")));
    }
    String type =
        switch (parameter.text("type")) {
          case "integer" -> "number";
          case "date" -> "date";
          default -> "text";
        };
    return Forms.field(visit, name, label, type, parameter.text("otherwise"), "");
  }

  private static DomContent receipt(JsonNode receipt) {
    String json = receipt.toPrettyString();
    return section(
            h2("Receipt"),
            p(
                "Whoever has this receipt, and may read the journal, can have the answer computed"
                    + " again: circle-journal research reproduce receipt.json says whether it is"
                    + " the same."),
            p(
                a("receipt.json")
                    .withHref(Answered.file("application/json", json))
                    .attr("download", "receipt.json")),
            details(summary("The receipt"), pre(json).attr("tabindex", "0")))
        .withId("receipt");
  }
}
