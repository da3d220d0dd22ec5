package org.circlejournal.query.dashboard;

import j2html.tags.DomContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is on a page.
 *
 * @param charts whether there are any on it
 * @param stream where its data tell that they moved; null if they do not
 */
public record Content(
    int status,
    String title,
    List<? extends DomContent> parts,
    boolean charts,
    @Nullable String stream) {

  public static Content of(String title, DomContent... parts) {
    return new Content(200, title, List.of(parts), false, null);
  }

  /** A page that cannot be shown, and why. */
  public static Content refused(int status, String title, DomContent... parts) {
    return new Content(status, title, List.of(parts), false, null);
  }
}
