package org.circlejournal.query.dashboard;

import static j2html.TagCreator.a;
import static j2html.TagCreator.p;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
          new AuditPage(),
          new ChecksPage(),
          new ReleasesPage());

  private Site() {}

  /**
   * A finished document.
   *
   * @param html UTF-8 is declared in it
   */
  public record Document(int status, String html) {}

  /** What a signed-in visitor gets. */
  public static Document page(Visit visit) {
    Sight found = null;
    String key = "";
    for (Sight sight : SIGHTS) {
      Matcher matcher = Pattern.compile(sight.path()).matcher(visit.path());
      if (matcher.matches()) {
        found = sight;
        key = matcher.groupCount() == 0 ? "" : Objects.requireNonNullElse(matcher.group(1), "");
      }
    }
    return document(visit, content(visit, found, key));
  }

  private static Content content(Visit visit, @Nullable Sight sight, String key) {
    if (visit.path().equals("/")) {
      return Home.content(visit);
    } else if (sight == null) {
      return Content.refused(404, "There is no such page", p(a("To the start").withHref("/")));
    } else if (!sight.roles().contains(visit.role())) {
      return Content.refused(
          403,
          "Not for this role",
          p("A %s may not see this page.".formatted(Words.of(visit.role()))),
          p(a("To the start").withHref("/")));
    }
    return sight.content(visit, key);
  }

  private static Document document(Visit visit, Content content) {
    return new Document(content.status(), Shell.page(visit, content));
  }

  /**
   * The page that asks for a token.
   *
   * @param to where it leads afterwards
   * @param proof what the form says, so that no other page's form can be taken for it
   * @param refusal why the last token was refused; null if none was
   */
  public static Document signIn(int status, String to, String proof, @Nullable String refusal) {
    return new Document(status, Shell.signIn(to, proof, refusal));
  }

  /** A page in place of one that could not be made. */
  public static Document trouble(int status, String sentence) {
    return new Document(status, Shell.trouble(sentence));
  }
}
