package org.circlejournal.query.dashboard;

import static j2html.TagCreator.a;
import static j2html.TagCreator.p;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.circlejournal.query.dashboard.Acting.Deed;
import org.circlejournal.query.dashboard.acting.AnalysesPage;
import org.circlejournal.query.dashboard.acting.ReplaysPage;
import org.circlejournal.query.dashboard.audit.AuditPage;
import org.circlejournal.query.dashboard.audit.ChecksPage;
import org.circlejournal.query.dashboard.audit.ReleasesPage;
import org.circlejournal.query.dashboard.circles.CirclesList;
import org.circlejournal.query.dashboard.programme.ProgrammePage;
import org.circlejournal.query.dashboard.year.CirclesYear;
import org.jspecify.annotations.Nullable;

/** All pages there are, and which of them answers. */
public final class Site {

  /** In the order of the navigation. */
  static final List<Sight> SIGHTS =
      List.of(
          new CirclesList(),
          new CirclesYear(),
          new ProgrammePage(),
          new ReplaysPage(),
          new AnalysesPage(),
          new AuditPage(),
          new ChecksPage(),
          new ReleasesPage());

  private Site() {}

  /**
   * A finished document.
   *
   * @param html UTF-8 is declared in it
   * @param again seconds after which it is to be asked for again; 0 for never
   */
  public record Document(int status, String html, long again) {}

  /** What is shown of the past is settled by then: the API answers for no later time. */
  private static final Duration SETTLED = Duration.ofSeconds(11);

  /** What a signed-in visitor gets. */
  public static Document page(Visit visit) {
    Found found = find(visit);
    Content refused = refused(visit, found);
    if (visit.path().equals("/")) {
      return document(visit, Home.content(visit));
    }
    long unsettled = unsettled(visit);
    if (refused == null && unsettled > 0) {
      Content later =
          Content.refused(
              503,
              "Not settled yet",
              p(
                  "What was shown at a moment can be had again some seconds after it. This page"
                      + " asks for it again by itself."));
      return new Document(later.status(), Shell.page(visit, later), unsettled);
    }
    return document(visit, refused != null ? refused : found.certain().content(visit, found.key()));
  }

  /**
   * What a form of a page brings about.
   *
   * @param visit its query is the form's fields
   * @return a path to go on to, or a document
   */
  public static Done act(Visit visit) {
    Found found = find(visit);
    Content refused = refused(visit, found);
    if (refused == null && !(found.sight() instanceof Acting)) {
      refused =
          Content.refused(405, "Nothing can be sent here", p(a("To the start").withHref("/")));
    }
    if (refused != null) {
      return new Done(null, document(visit, refused));
    }
    Deed deed = ((Acting) found.certain()).act(visit, found.key());
    return deed.content() == null
        ? new Done(deed.to(), null)
        : new Done(null, document(visit, deed.content()));
  }

  /** One of the two, see {@link Deed}. */
  public record Done(@Nullable String to, @Nullable Document document) {}

  private record Found(@Nullable Sight sight, String key) {
    Sight certain() {
      return Objects.requireNonNull(sight);
    }
  }

  private static Found find(Visit visit) {
    for (Sight sight : SIGHTS) {
      Matcher matcher = Pattern.compile(sight.path()).matcher(visit.path());
      if (matcher.matches()) {
        String key = matcher.groupCount() == 0 ? null : matcher.group(1);
        return new Found(sight, Objects.requireNonNullElse(key, ""));
      }
    }
    return new Found(null, "");
  }

  /** Null if there is such a page, for this role. */
  private static @Nullable Content refused(Visit visit, Found found) {
    if (found.sight() == null) {
      return Content.refused(404, "There is no such page", p(a("To the start").withHref("/")));
    } else if (!found.sight().roles().contains(visit.role())) {
      return Content.refused(
          403,
          "Not for this role",
          p("A %s may not see this page.".formatted(Words.of(visit.role()))),
          p(a("To the start").withHref("/")));
    }
    return null;
  }

  /** Seconds until the moment that a page is about can be asked for; 0 if it can be, or is none. */
  private static long unsettled(Visit visit) {
    try {
      Instant moment = Instant.parse(visit.query().getOrDefault("asOf", ""));
      Duration since = Duration.between(moment, visit.at());
      return since.isNegative() ? 0 : Math.max(0, SETTLED.minus(since).toSeconds());
    } catch (DateTimeException e) {
      return 0; // a day, a position, or nothing: the API says what is wrong with it
    }
  }

  private static Document document(Visit visit, Content content) {
    return new Document(content.status(), Shell.page(visit, content), 0);
  }

  /**
   * The page that asks for a token.
   *
   * @param to where it leads afterwards
   * @param proof what the form says, so that no other page's form can be taken for it
   * @param refusal why the last token was refused; null if none was
   */
  public static Document signIn(int status, String to, String proof, @Nullable String refusal) {
    return new Document(status, Shell.signIn(to, proof, refusal), 0);
  }

  /** A page in place of one that could not be made. */
  public static Document trouble(int status, String sentence) {
    return new Document(status, Shell.trouble(sentence), 0);
  }
}
