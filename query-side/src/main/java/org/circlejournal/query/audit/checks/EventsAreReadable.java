package org.circlejournal.query.audit.checks;

/** Names that are not on the list, other revisions, torn bytes. */
final class EventsAreReadable extends Check {

  EventsAreReadable() {
    super(
        "events-readable",
        "Is every event one that this version knows, and whole?",
        "Whether what an event says is true; what cannot be read is looked at by no other check but"
            + " within-the-year, lanes-apart and checkpoint-stands.");
  }

  @Override
  void see(Seen seen) {
    require(seen.event() != null, seen.place());
  }
}
