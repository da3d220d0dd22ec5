package org.circlejournal.events.journal;

import org.jspecify.annotations.Nullable;

/** The journal says a name, or a revision of it, that is not in {@link EventNames}. */
public final class UnknownEvent extends UnreadableEvent {

  private UnknownEvent(@Nullable Place place, String name, String problem) {
    super(place, name, problem);
  }

  static UnknownEvent named(String name) {
    return new UnknownEvent(null, name, "unknown name " + name);
  }

  static UnknownEvent revision(String name, String revision) {
    return new UnknownEvent(null, name, "unknown revision " + revision + " of " + name);
  }

  @Override
  UnknownEvent at(Place place) {
    return new UnknownEvent(place, eventName(), problem());
  }
}
