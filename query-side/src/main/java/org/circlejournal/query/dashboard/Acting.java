package org.circlejournal.query.dashboard;

import org.jspecify.annotations.Nullable;

/** A page with forms that change something, by asking the API as a program would. */
public interface Acting extends Sight {

  /**
   * What a form brought about.
   *
   * @param visit its query is the form's fields
   */
  Deed act(Visit visit, String key);

  /**
   * One of the two.
   *
   * @param to where the browser goes on, so that nothing is done twice
   * @param content a page in its place: what was refused, with all that was typed, or an answer
   */
  record Deed(@Nullable String to, @Nullable Content content) {

    public static Deed goTo(String path) {
      return new Deed(path, null);
    }

    public static Deed show(Content content) {
      return new Deed(null, content);
    }
  }
}
