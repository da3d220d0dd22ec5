package org.circlejournal.events.journal;

/** The journal says a name, or a revision of it, that is not in {@link EventNames}. */
public final class UnknownEvent extends UnreadableEvent {

  private UnknownEvent(String where, String problem) {
    super(where, problem);
  }

  static UnknownEvent named(String name) {
    return new UnknownEvent("", "unknown name " + name);
  }

  static UnknownEvent revision(String name, String revision) {
    return new UnknownEvent("", "unknown revision " + revision + " of " + name);
  }

  @Override
  UnknownEvent at(Place place) {
    return new UnknownEvent(place.toString(), problem());
  }
}
