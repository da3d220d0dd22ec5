package org.circlejournal.query.dashboard.year;

import static j2html.TagCreator.a;
import static j2html.TagCreator.button;
import static j2html.TagCreator.form;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.small;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.access.Role;
import org.circlejournal.query.dashboard.Content;
import org.circlejournal.query.dashboard.Figure;
import org.circlejournal.query.dashboard.Look.Answer;
import org.circlejournal.query.dashboard.Row;
import org.circlejournal.query.dashboard.Sight;
import org.circlejournal.query.dashboard.Visit;
import org.circlejournal.query.dashboard.Words;
import org.jspecify.annotations.Nullable;

/** {@code /pages/circles/{id}}: all that may be seen of a circle's year, in one order. */
public final class CirclesYear implements Sight {

  @Override
  public String path() {
    return "/pages/circles/([^/]+)";
  }

  @Override
  public Set<Role> roles() {
    return EnumSet.of(Role.MEMBER, Role.STEWARD, Role.DASHBOARD, Role.RESEARCHER);
  }

  @Override
  public @Nullable Entry entry(Role role, @Nullable String ownCircle) {
    return null;
  }

  @Override
  public Content content(Visit visit, String id) {
    String circle = "/circles/" + id;
    Answer answer = visit.get(circle);
    if (!answer.given()) {
      return Content.refused(
          answer.status(),
          answer.status() == 404 ? "There is no such circle" : "This cannot be shown",
          p(answer.detail()),
          p(a("To the start").withHref("/")));
    }
    boolean inside = id.equals(visit.ownCircle());
    List<DomContent> parts = new ArrayList<>();
    parts.add(section(head(answer.row()), asOf(visit)).withId("circle"));
    add(parts, visit, Timeline.figure(visit, circle, inside), circle + "/protected-space");
    add(parts, visit, Space.figure(visit, circle), circle + "/protected-space");
    add(parts, visit, Came.figure(visit, circle, inside), circle + "/attendance");
    add(parts, visit, Themes.figure(visit, circle, inside), circle + "/theme-usage");
    add(parts, visit, Trend.figure(visit, circle), circle + "/burnout-trend");
    add(parts, visit, Lighter.figure(visit, circle), circle + "/lightness");
    add(parts, visit, Rhythm.figure(visit, circle), circle + "/frame");
    add(parts, visit, Ripples.figure(visit, circle, inside), circle + "/ripples");
    return new Content(
        200,
        answer.row().text("name"),
        parts,
        true,
        visit.isOfThePast() ? null : circle + "/stream");
  }

  private static void add(
      List<DomContent> parts, Visit visit, @Nullable Figure figure, String path) {
    if (figure != null) {
      parts.add(figure.html(visit, visit.get(path).generation()));
    }
  }

  private static DomContent head(Row circle) {
    List<String> plan = circle.texts("plan").stream().filter(date -> !date.isEmpty()).toList();
    String dates =
        plan.isEmpty()
            ? ""
            : ", " + Words.day(plan.get(0)) + " to " + Words.day(plan.get(plan.size() - 1));
    return p(
        circle.text("workplace")
            + dates
            + ". "
            + circle.count("sessionsHeld")
            + " of "
            + circle.texts("plan").size()
            + " sessions have begun. The circle is "
            + circle.text("state")
            + (circle.has("members")
                ? ", with " + Words.count(circle.count("members"), "member")
                : "")
            + (circle.is("imported") ? "; it was imported." : "."));
  }

  /** The past, by a form that works without a script. */
  private static DomContent asOf(Visit visit) {
    return form(
            label("As of (a day, or a time in UTC)").withFor("asOf"),
            input()
                .withId("asOf")
                .withName("asOf")
                .withType("text")
                .withValue(visit.query().getOrDefault("asOf", ""))
                .withPlaceholder("2026-03-31"),
            button("Show").withType("submit").withClass("secondary"),
            visit.isOfThePast()
                ? small(
                    text("This is what was shown then, and does not move. "),
                    a("Show it as it is now").withHref(visit.path()))
                : text(""))
        .withMethod("get")
        .withClass("as-of");
  }
}
