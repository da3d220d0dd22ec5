package org.circlejournal.query.dashboard.audit;

import static j2html.TagCreator.a;
import static j2html.TagCreator.button;
import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.form;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.input;
import static j2html.TagCreator.label;
import static j2html.TagCreator.noscript;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.p;
import static j2html.TagCreator.script;
import static j2html.TagCreator.section;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.text;
import static j2html.TagCreator.textarea;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.EnumSet;
import java.util.Set;
import org.circlejournal.events.access.Role;
import org.circlejournal.query.dashboard.Assets;
import org.circlejournal.query.dashboard.Content;
import org.circlejournal.query.dashboard.Sight;
import org.circlejournal.query.dashboard.Visit;
import org.jspecify.annotations.Nullable;

/**
 * {@code /pages/audit}: that nothing was altered, shown to whoever does not believe it. The browser
 * verifies; this page only has the two forms, and says where the rest is.
 */
public final class AuditPage implements Sight {

  static final String PATH = "/pages/audit";

  @Override
  public String path() {
    return PATH;
  }

  @Override
  public Set<Role> roles() {
    return EnumSet.of(Role.AUDITOR, Role.MEMBER);
  }

  @Override
  public @Nullable Entry entry(Role role, @Nullable String ownCircle) {
    return new Entry(role == Role.AUDITOR ? "Audit" : "Proof", PATH);
  }

  @Override
  public Content content(Visit visit, String key) {
    boolean auditor = visit.role() == Role.AUDITOR;
    return Content.of(
        auditor ? "Audit" : "Proof",
        auditor ? more() : text(""),
        proving(visit.ownCircle()),
        asking(auditor),
        script().withSrc(Assets.url("proof.js")).isDefer());
  }

  private static DomContent more() {
    return section(
            p(
                text("What breaks a rule, if anything does: "),
                a("the checks").withHref(ChecksPage.PATH),
                text(". What left: "),
                a("the releases").withHref(ReleasesPage.PATH),
                text(". The log: "),
                a("its checkpoint").withHref("/audit/log/checkpoint"),
                text(" and "),
                a("its keys").withHref("/audit/log/keys"),
                text(".")))
        .withId("more");
  }

  private static DomContent proving(@Nullable String ownCircle) {
    var circle =
        input().withId("circle").withName("circle").isRequired().attr("autocomplete", "off");
    if (ownCircle != null) {
      circle.withValue(ownCircle).isReadonly();
    }
    return section(
            h2("An event stands in the log, unaltered"),
            p(
                "Each event is a leaf of a Merkle tree, whose root is signed. Your browser computes"
                    + " the root from the event itself; nothing that this server says is believed"
                    + " but the key below. Compare it with a copy from somebody you trust."),
            scriptNeeded("shared-events-*-verifier.jar does the same without a browser."),
            form(
                    label("Circle").withFor("circle"),
                    circle,
                    label("Number of the event in the circle's stream, from 0").withFor("version"),
                    input()
                        .withId("version")
                        .withName("version")
                        .withType("number")
                        .withMin("0")
                        .withValue("0")
                        .isRequired(),
                    label(
                        input().withType("checkbox").withName("ledger"),
                        text(" of what was released (the circle's ledger)")),
                    label("The log's key, as this server gives it").withFor("key"),
                    textarea()
                        .withId("key")
                        .withName("key")
                        .withRows("2")
                        .isRequired()
                        .attr("spellcheck", "false"),
                    button("Verify").withType("submit"))
                .withId("prove"),
            p().withId("outcome").attr("role", "status"),
            ol().withId("steps"))
        .withId("proving");
  }

  private static DomContent asking(boolean auditor) {
    return section(
            h2(auditor ? "One person's consents" : "Your consents"),
            p(
                auditor
                    ? "What was recorded under a member id or a survey code, and what was used under"
                        + " it. The two are never joined."
                    : "What is recorded under your member id or your survey code; both stand in your"
                        + " own data."),
            scriptNeeded("GET /audit/principal with the header Principal answers the same."),
            form(
                    label("Member id or survey code").withFor("principal"),
                    input()
                        .withId("principal")
                        .withName("principal")
                        .isRequired()
                        .attr("autocomplete", "off")
                        .attr("spellcheck", "false"),
                    button("Look up").withType("submit"))
                .withId("ask"),
            p().withId("said").attr("role", "status"),
            div(table(
                    caption("In the order in which it was recorded"),
                    thead(
                        tr(
                            head("When"),
                            head("What"),
                            head("Purpose"),
                            head("State"),
                            head("Detail"),
                            head("Notice"),
                            head("Language"))),
                    tbody().withId("person")))
                .withClass("sideways")
                .attr("role", "region")
                .attr("tabindex", "0")
                .attr("aria-label", "Consents"))
        .withId("asking");
  }

  private static DomContent head(String name) {
    return th(name).attr("scope", "col");
  }

  private static DomContent scriptNeeded(String otherwise) {
    return noscript(p("This needs a script. " + otherwise));
  }
}
