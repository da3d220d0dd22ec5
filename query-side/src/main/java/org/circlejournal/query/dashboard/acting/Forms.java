package org.circlejournal.query.dashboard.acting;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.form;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.option;
import static j2html.TagCreator.p;
import static j2html.TagCreator.select;
import static j2html.TagCreator.small;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import j2html.tags.specialized.FormTag;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.circlejournal.query.dashboard.Visit;
import org.jspecify.annotations.Nullable;

/** Parts of forms; each keeps what was typed when the form is shown again. */
final class Forms {

  private Forms() {}

  /** A form of this page, with the proof that it is one. */
  static FormTag of(Visit visit, String to, DomContent... fields) {
    return form(input()
            .withType("hidden")
            .withName("csrf")
            .withValue(Objects.requireNonNullElse(visit.csrf(), "")))
        .with(fields)
        .withMethod("post")
        .withAction(to);
  }

  /** A form that is one button. */
  static FormTag button(Visit visit, String to, String deed, String name, String label) {
    return of(
            visit,
            to,
            input().withType("hidden").withName("do").withValue(deed),
            input().withType("hidden").withName("view").withValue(name),
            submit(label))
        .withClass("deed");
  }

  static DomContent submit(String name) {
    return j2html.TagCreator.button(name).withType("submit");
  }

  /**
   * A field of one line.
   *
   * @param type of the input, as in HTML
   * @param hint below it; empty for none
   */
  static DomContent field(
      Visit visit, String name, String label, String type, String otherwise, String hint) {
    var input =
        input()
            .withId(name)
            .withName(name)
            .withType(type)
            .withValue(visit.query().getOrDefault(name, otherwise));
    if (!hint.isEmpty()) {
      input.attr("aria-describedby", name + "-hint");
    }
    return div(
        label(label).withFor(name),
        input,
        hint.isEmpty() ? text("") : small(hint).withId(name + "-hint"));
  }

  /** The same, from 0 to {@code most}; a script shows the number beside it. */
  static DomContent slider(Visit visit, String name, String label, long most) {
    String value = visit.query().getOrDefault(name, Long.toString(most));
    return div(
        label(label).withFor(name),
        input()
            .withId(name)
            .withName(name)
            .withType("range")
            .attr("min", "0")
            .attr("max", Long.toString(most))
            .withValue(value)
            .attr("data-shown", name + "-value"),
        j2html.TagCreator.output(value).withId(name + "-value").attr("for", name));
  }

  /**
   * One of several.
   *
   * @param options what is sent, and how it reads
   */
  static DomContent choice(
      Visit visit, String name, String label, String otherwise, Map<String, String> options) {
    String chosen = visit.query().getOrDefault(name, otherwise);
    return div(
        label(label).withFor(name),
        select(
                each(
                    options.entrySet(),
                    one ->
                        option(one.getValue())
                            .withValue(one.getKey())
                            .withCondSelected(one.getKey().equals(chosen))))
            .withId(name)
            .withName(name));
  }

  /** Options that read as they are sent. */
  static Map<String, String> plain(Iterable<String> values) {
    Map<String, String> options = new LinkedHashMap<>();
    values.forEach(value -> options.put(value, value));
    return options;
  }

  /** Why the form was refused; nothing if it was not. */
  static DomContent refusal(@Nullable String sentence) {
    return sentence == null
        ? text("")
        : p(sentence).withId("refusal").withClass("refusal").attr("role", "alert");
  }
}
