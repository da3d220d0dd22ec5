package org.circlejournal.query.dashboard;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.button;
import static j2html.TagCreator.div;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.form;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.li;
import static j2html.TagCreator.link;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.p;
import static j2html.TagCreator.script;
import static j2html.TagCreator.small;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.text;
import static j2html.TagCreator.title;
import static j2html.TagCreator.ul;

import j2html.tags.DomContent;
import j2html.tags.specialized.HeadTag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands around every page. */
final class Shell {

  private static final String NAME = "Circle Journal";

  private Shell() {}

  static String page(Visit visit, Content content) {
    return document(
        html(
                heading(content.title(), content.charts()),
                body(
                    skip(),
                    header(
                            nav(
                                    ul(
                                        li(strong(a(NAME).withHref("/"))),
                                        each(
                                            Home.entries(visit), entry -> li(entry(visit, entry)))),
                                    ul(li(signOut(visit))))
                                .attr("aria-label", "Pages"))
                        .withClass("container"),
                    main(
                            h1(content.title()),
                            live(content.stream()),
                            div(content.parts().toArray(DomContent[]::new)).withId("content"))
                        .withId("main")
                        .withClass("container")
                        .attr("tabindex", "-1"),
                    foot()))
            .withLang("en"));
  }

  private static DomContent entry(Visit visit, Sight.Entry entry) {
    var link = a(entry.name()).withHref(entry.path());
    return visit.path().equals(entry.path()) ? link.attr("aria-current", "page") : link;
  }

  private static DomContent signOut(Visit visit) {
    if (visit.csrf() == null) {
      return small(Words.of(visit.role()));
    }
    return form(
            input().withType("hidden").withName("csrf").withValue(visit.csrf()),
            button("Sign out (" + Words.of(visit.role()) + ")")
                .withType("submit")
                .withClass("secondary outline"))
        .withMethod("post")
        .withAction("/pages/sign-out")
        .withClass("sign-out");
  }

  /** Where a script says whether the page moves with the journal. */
  private static DomContent live(@Nullable String stream) {
    return stream == null
        ? text("")
        : p().withId("live").attr("role", "status").attr("data-stream", stream);
  }

  static String signIn(String to, String proof, @Nullable String refusal) {
    var field =
        input()
            .withId("token")
            .withType("password")
            .withName("token")
            .isRequired()
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("aria-describedby", refusal == null ? "where" : "refusal where");
    if (refusal != null) {
      field.attr("aria-invalid", "true");
    }
    return plain(
        "Sign in",
        List.of(
            refusal == null
                ? text("")
                : p(refusal).withId("refusal").withClass("refusal").attr("role", "alert"),
            form(
                    input().withType("hidden").withName("to").withValue(to),
                    input().withType("hidden").withName("proof").withValue(proof),
                    label("Token").withFor("token"),
                    field,
                    small(
                            "A member's token was shown when joining. Tokens of staff are given by"
                                + " whoever runs the server. It is kept in a cookie that no script"
                                + " can read, for eight hours at most.")
                        .withId("where"),
                    button("Sign in").withType("submit"))
                .withMethod("post")
                .withAction("/pages/sign-in")));
  }

  static String trouble(String sentence) {
    return plain("This page cannot be shown", List.of(p(sentence), p(a("Again").withHref(""))));
  }

  private static String plain(String title, List<? extends DomContent> parts) {
    return document(
        html(
                heading(title, false),
                body(
                    skip(),
                    header(nav(ul(li(strong(a(NAME).withHref("/"))))).attr("aria-label", "Pages"))
                        .withClass("container"),
                    main(h1(title), div(parts.toArray(DomContent[]::new)))
                        .withId("main")
                        .withClass("container")
                        .attr("tabindex", "-1"),
                    foot()))
            .withLang("en"));
  }

  private static DomContent skip() {
    return a("Skip to the content").withHref("#main").withClass("skip");
  }

  private static DomContent foot() {
    return footer(
            small(
                text("What is shown is what may leave a circle of few people. "),
                a("What programs can ask").withHref("/api")))
        .withClass("container");
  }

  private static HeadTag heading(String title, boolean charts) {
    return head(
        meta().withCharset("utf-8"),
        meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
        meta().withName("color-scheme").withContent("light dark"),
        title(title + " · " + NAME),
        link().withRel("icon").withType("image/svg+xml").withHref(Assets.url("icon.svg")),
        link().withRel("stylesheet").withHref(Assets.url("pico.min.css")),
        link().withRel("stylesheet").withHref(Assets.url("page.css")),
        script().withSrc(Assets.url("page.js")).isDefer(),
        charts ? script().withSrc(Assets.url("echarts.js")).isDefer() : text(""),
        charts ? script().withSrc(Assets.url("charts.js")).isDefer() : text(""));
  }
}
