package org.circlejournal.events.theme;

import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.Padding;

/** What is sealed inside {@code IssueNoted}, {@code GoalNoted} and {@code PathDrawn}. */
public record BoardText(String text) {

  /**
   * What the text is sealed for, beside its circle: an event and the theme that it puts on the
   * board, so that texts of one board cannot be exchanged.
   */
  public static String associated(Class<? extends ThemeEvent> event, ThemeId theme) {
    return Associated.what(EventNames.nameOf(event), "", "", "text/" + theme);
  }

  /** Padded to a bucket. */
  public byte[] bytes() {
    return Padding.text(text);
  }

  /**
   * @throws IllegalArgumentException when the bytes are not those of a text
   */
  public static BoardText of(byte[] bytes) {
    return new BoardText(Padding.text(bytes));
  }

  /** Says nothing: texts do not belong into a log. */
  @Override
  public String toString() {
    return "BoardText[]";
  }
}
