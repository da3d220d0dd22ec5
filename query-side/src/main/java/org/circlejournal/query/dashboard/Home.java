package org.circlejournal.query.dashboard;

import static j2html.TagCreator.a;
import static j2html.TagCreator.each;
import static j2html.TagCreator.li;
import static j2html.TagCreator.p;
import static j2html.TagCreator.ul;

import java.util.List;
import java.util.Objects;

/** {@code /}: what there is for whoever signed in. */
final class Home {

  private Home() {}

  static Content content(Visit visit) {
    List<Sight.Entry> entries = entries(visit);
    if (entries.isEmpty()) {
      return Content.of(
          "Circle Journal",
          p("There is no page for the role of %s yet.".formatted(Words.of(visit.role()))),
          p(a("What programs can ask").withHref("/api")));
    }
    return Content.of(
        "Circle Journal",
        p("You are signed in as %s.".formatted(Words.of(visit.role()))),
        ul(each(entries, entry -> li(a(entry.name()).withHref(entry.path())))));
  }

  static List<Sight.Entry> entries(Visit visit) {
    return Site.SIGHTS.stream()
        .filter(sight -> sight.roles().contains(visit.role()))
        .map(sight -> sight.entry(visit.role(), visit.ownCircle()))
        .filter(Objects::nonNull)
        .toList();
  }
}
