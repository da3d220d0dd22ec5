package org.circlejournal.events.journal;

import org.jspecify.annotations.Nullable;

/** An event's bytes are not what its name says they are. */
public final class TornEvent extends UnreadableEvent {

  private TornEvent(@Nullable Place place, String name, String problem) {
    super(place, name, problem);
  }

  /**
   * @param how what kind of damage, without content
   */
  static TornEvent of(String name, String how) {
    return new TornEvent(null, name, "torn payload of " + name + " (" + how + ")");
  }

  @Override
  TornEvent at(Place place) {
    return new TornEvent(place, eventName(), problem());
  }
}
