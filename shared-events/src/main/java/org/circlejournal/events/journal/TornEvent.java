package org.circlejournal.events.journal;

/** An event's bytes are not what its name says they are. */
public final class TornEvent extends UnreadableEvent {

  private TornEvent(String where, String problem) {
    super(where, problem);
  }

  /**
   * @param how what kind of damage, without content
   */
  static TornEvent of(String name, String how) {
    return new TornEvent("", "torn payload of " + name + " (" + how + ")");
  }

  @Override
  TornEvent at(Place place) {
    return new TornEvent(place.toString(), problem());
  }
}
