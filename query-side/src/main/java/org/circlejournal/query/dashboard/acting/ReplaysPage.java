package org.circlejournal.query.dashboard.acting;

import static j2html.TagCreator.a;
import static j2html.TagCreator.details;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.progress;
import static j2html.TagCreator.section;
import static j2html.TagCreator.small;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.access.Role;
import org.circlejournal.query.dashboard.Acting;
import org.circlejournal.query.dashboard.Content;
import org.circlejournal.query.dashboard.Look.Answer;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Table;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/**
 * {@code /pages/replays} and {@code /pages/replays/{id}}: researchers order replays, watch them and
 * call them off; operators show what was built, or go back.
 */
public final class ReplaysPage implements Acting {

  private static final String PATH = "/pages/replays";
  private static final String REPLAYS = "/replays";
  private static final String STATUS = "/status";
  private static final int COMPLETE = 100;

  private static final String BOUND = "bound";
  private static final String POSITION = "upToPosition";
  private static final String DAY = "day";

  private static final String PROMOTION =
      "To promote it means: from then on everybody reads what it built. What is shown now is kept,"
          + " and followed, so that you can go back.";

  @Override
  public String path() {
    return PATH + "(?:/([A-Za-z0-9_-]{8,40}))?";
  }

  @Override
  public Set<Role> roles() {
    return EnumSet.of(Role.RESEARCHER, Role.OPERATOR);
  }

  @Override
  public Entry entry(Role role, @Nullable String ownCircle) {
    return new Entry("Replays", PATH);
  }

  @Override
  public Content content(Visit visit, String id) {
    return id.isEmpty() ? all(visit, null) : one(visit, id, null);
  }

  @Override
  public Deed act(Visit visit, String id) {
    String deed = visit.query().getOrDefault("do", "");
    Answer answer =
        switch (deed) {
          case "order" -> visit.send("POST", REPLAYS, order(visit));
          case "call-off" -> visit.send("DELETE", REPLAYS + "/" + id, null);
          case "promote" -> visit.send("POST", REPLAYS + "/" + id + "/promotion", null);
          default ->
              visit.send(
                  "POST", "/views/" + visit.query().getOrDefault("view", "-") + "/rollback", null);
        };
    if (answer.status() == 202) {
      return Deed.goTo(deed.equals("order") ? PATH + "/" + answer.row().text("id") : visit.path());
    }
    return Deed.show(id.isEmpty() ? all(visit, answer.detail()) : one(visit, id, answer.detail()));
  }

  private static ObjectNode order(Visit visit) {
    ObjectNode order = JsonNodeFactory.instance.objectNode();
    Map<String, String> form = visit.query();
    order.put("view", form.getOrDefault("view", "all"));
    String purpose = form.getOrDefault("purpose", "");
    if (!purpose.isEmpty()) {
      order.put("purpose", purpose);
    }
    String bound = form.getOrDefault(BOUND, "");
    if (bound.equals(POSITION)) {
      String position = form.getOrDefault(POSITION, "");
      if (position.matches("\\d{1,18}")) {
        order.put(POSITION, Long.parseLong(position));
      } else {
        order.put(POSITION, position); // refused, with a sentence
      }
    } else if (!bound.isEmpty()) {
      order.put(bound, form.getOrDefault(DAY, "") + "T00:00:00Z");
    }
    return order;
  }

  // --- all ------------------------------------------------------------------------------------

  private static Content all(Visit visit, @Nullable String refusal) {
    Answer replays = visit.get(REPLAYS);
    if (!replays.given()) {
      return Content.refused(replays.status(), "Replays", p(replays.detail()));
    }
    List<DomContent> parts = new ArrayList<>();
    parts.add(
        section(
                p(
                    "A replay reads the journal once more and builds read models beside those that"
                        + " are shown. Nobody notices until one is promoted."),
                Forms.refusal(refusal))
            .withId("what"));
    if (visit.role() == Role.OPERATOR) {
      parts.add(shown(visit));
    } else {
      parts.add(order(visit, replays.rows()));
    }
    parts.add(list(visit, replays.rows()));
    return new Content(refusal == null ? 200 : 422, "Replays", parts, false, null);
  }

  private static DomContent shown(Visit visit) {
    List<Row> rows = visit.get(STATUS).rows();
    long behind = rows.stream().filter(row -> !row.text("state").equals("live")).count();
    Table table =
        Table.of("What is shown")
            .column("Read model")
            .column("Generation")
            .numbers("Position")
            .numbers("Behind, in milliseconds")
            .column("State")
            .column("Go back");
    for (Row row : rows) {
      table.row(
          row.text("view"),
          row.text("generation"),
          Words.number(row.number("position")),
          Words.number(row.number("lagMillis")),
          Words.first(row.text("state")) + (row.has("error") ? ": " + row.text("error") : ""),
          Forms.button(
              visit, PATH, "roll-back", row.text("view"), "Former one of " + row.text("view")));
    }
    return section(
            h2("What is shown"),
            p(
                behind == 0
                    ? "All %d read models show what the journal holds.".formatted(rows.size())
                    : "%d of %d read models are not up to date.".formatted(behind, rows.size())),
            table.html())
        .withId("shown");
  }

  private static DomContent order(Visit visit, List<Row> replays) {
    Map<String, String> views = new LinkedHashMap<>();
    views.put("all", "all of them");
    views.putAll(Forms.plain(visit.views()));
    Map<String, String> bounds = new LinkedHashMap<>();
    bounds.put("", "its end");
    bounds.put("upToAt", "what had happened before a day");
    bounds.put("upToRecorded", "what had been recorded before a day");
    bounds.put(POSITION, "a position");
    Map<String, String> purposes = new LinkedHashMap<>();
    purposes.put("", "everybody");
    purposes.put("research-participation", "who consents to research on participation");
    return section(
            h2("Order a replay"),
            Forms.of(
                visit,
                PATH,
                j2html.TagCreator.input().withType("hidden").withName("do").withValue("order"),
                Forms.choice(visit, "view", "Read models", "all", views),
                Forms.choice(visit, BOUND, "Up to", "", bounds),
                Forms.field(visit, DAY, "The day", "date", "", "Only for a day; it begins in UTC."),
                Forms.slider(visit, POSITION, "The position", head(visit, replays)),
                Forms.choice(visit, "purpose", "With", "", purposes),
                small(
                    "Only a replay of everybody to the end can be shown to others. All others are"
                        + " yours to look at."),
                Forms.submit("Order")))
        .withId("order");
  }

  /** The furthest position this page knows of. */
  private static long head(Visit visit, List<Row> replays) {
    return Math.max(
        visit.get("/circles", "limit", "1").position(),
        replays.stream().mapToLong(row -> row.json().path("target").asLong()).max().orElse(0));
  }

  private static DomContent list(Visit visit, List<Row> rows) {
    if (rows.isEmpty()) {
      return section(h2("Ordered until now"), p("None was ordered yet.")).withId("list");
    }
    Table table =
        Table.of("Replays, the newest first")
            .column("Begun")
            .column("Read models")
            .column("Up to")
            .column("State")
            .numbers("Read")
            .numbers("Events a second");
    for (Row row : rows) {
      table.row(
          a(Words.minute(row.text("startedAt"))).withHref(PATH + "/" + row.text("id")),
          names(visit, row),
          row.has("upTo") ? row.text("upTo") : "the end",
          Words.first(row.text("state")),
          share(row) + " %",
          Words.number(row.number("eventsPerSecond")));
    }
    return section(h2("Ordered until now"), table.html()).withId("list");
  }

  private static String names(Visit visit, Row row) {
    List<String> views = row.texts("views");
    return views.size() > 1 && views.size() == visit.views().size()
        ? "all read models"
        : Words.list(views);
  }

  private static long share(Row row) {
    long target = row.json().path("target").asLong();
    return target <= 0
        ? COMPLETE
        : Math.max(0, Math.round(COMPLETE * row.json().path("position").asDouble() / target));
  }

  // --- one ------------------------------------------------------------------------------------

  private static Content one(Visit visit, String id, @Nullable String refusal) {
    Answer answer = visit.get(REPLAYS + "/" + id);
    if (!answer.given()) {
      return Content.refused(
          answer.status(), "There is no such replay", p(a("To the replays").withHref(PATH)));
    }
    Row row = answer.row();
    boolean running = row.text("state").equals("running");
    List<DomContent> parts = new ArrayList<>();
    parts.add(section(Forms.refusal(refusal), p(sentence(row)), bar(row)).withId("state"));
    parts.add(section(deeds(visit, row, running)).withId("deeds"));
    if (row.has("receipt")) {
      parts.add(proof(row.json().path("receipt")));
    }
    parts.add(section(p(a("To the replays").withHref(PATH))).withId("back"));
    return new Content(
        refusal == null ? 200 : 409,
        "A replay of " + names(visit, row),
        parts,
        false,
        running ? REPLAYS + "/" + id + "/stream" : null);
  }

  private static String sentence(Row row) {
    String events = row.json().path("events").asLong() + " events";
    return switch (row.text("state")) {
      case "running" ->
          "It runs: %d %% are read, %s at %s a second%s."
              .formatted(
                  share(row),
                  events,
                  row.text("eventsPerSecond"),
                  row.has("remainingSeconds")
                      ? ", about " + Words.count(row.count("remainingSeconds"), "second") + " to go"
                      : "");
      case "complete" -> "It is complete, with %s, and not shown to others.".formatted(events);
      case "promoted" -> "It is promoted: what it built was shown to everybody from then on.";
      case "failed" -> "It failed: " + row.text("error") + ". What is shown was not touched.";
      default -> "It was called off. Nothing of it is left.";
    };
  }

  private static DomContent bar(Row row) {
    return progress()
        .withValue(Long.toString(share(row)))
        .attr("max", COMPLETE)
        .attr("aria-label", "how much of the journal is read, in per cent");
  }

  private static DomContent deeds(Visit visit, Row row, boolean running) {
    if (visit.role() == Role.RESEARCHER && running) {
      return Forms.button(visit, visit.path(), "call-off", "-", "Call it off");
    } else if (visit.role() == Role.OPERATOR && row.text("state").equals("complete")) {
      boolean whole = !row.has("upTo") && !row.has("purpose");
      return whole
          ? section(p(PROMOTION), Forms.button(visit, visit.path(), "promote", "-", "Promote it"))
          : p("It cannot be promoted: it does not hold everything.");
    }
    return text("");
  }

  /** What the replay proves, and the receipt whole. */
  private static DomContent proof(JsonNode receipt) {
    Table table =
        Table.of("What was built")
            .column("Read model")
            .column("Generation")
            .numbers("Rows")
            .column("Beside what is shown")
            .column("Checksum");
    List<String> other = new ArrayList<>();
    int compared = 0;
    for (JsonNode json : receipt.path("views")) {
      Row view = new Row(json);
      JsonNode comparison = json.path("comparison");
      boolean same = comparison.path("same").asBoolean();
      if (comparison.isObject()) {
        compared++;
        if (!same) {
          other.add(view.text("view"));
        }
      }
      table.row(
          view.text("view"),
          view.text("generation"),
          Words.number(view.number("rows")),
          comparison.isObject() ? (same ? "The same" : "Not the same: " + where(comparison)) : "–",
          view.text("checksum"));
    }
    String sentence =
        compared == 0
            ? "Nothing that is shown stands at the same position: there was nothing to compare."
            : other.isEmpty()
                ? "What was built is what is shown, circle by circle, at the same position."
                : "Not the same as what is shown: " + Words.list(other) + ".";
    return section(
            h2("What it proves"),
            p(sentence),
            table.html(),
            details(summary("Receipt"), pre(receipt.toPrettyString()).attr("tabindex", "0")))
        .withId("proof");
  }

  private static String where(JsonNode comparison) {
    JsonNode first = comparison.path("difference");
    return "first in circle %s, %s, line %s"
        .formatted(
            first.path("circleId").asText("(hidden)"),
            first.path("sheet").asText(),
            first.path("line").asText());
  }
}
