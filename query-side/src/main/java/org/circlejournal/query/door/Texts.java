package org.circlejournal.query.door;

import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.Sealed;
import org.jspecify.annotations.Nullable;

/** Opens board texts for the circle's own members, at the moment they are shown. */
@FunctionalInterface
public interface Texts {

  /**
   * @param event the journal's name of the event that carries the text: {@code theme.IssueNoted}
   * @return null when the text's key was destroyed
   */
  @Nullable String open(CircleId circle, String event, Sealed text);
}
