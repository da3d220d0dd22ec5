package org.circlejournal.query.audit.checks;

/** Names that are not on the list, other revisions, torn bytes. */
final class EventsAreReadable extends Check {

  EventsAreReadable() {
    super("events-readable", "Is every event one that this version knows, and whole?");
  }

  @Override
  void see(Seen seen) {
    require(seen.event() != null, seen.place());
  }
}
