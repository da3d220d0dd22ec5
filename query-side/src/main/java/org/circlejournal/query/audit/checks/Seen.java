package org.circlejournal.query.audit.checks;

import java.util.List;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * An event as the walk meets it.
 *
 * @param event null if it cannot be read
 * @param ballots of the end of a wave: those that came since the circle's last wave closed
 */
record Seen(long position, Leaf leaf, @Nullable JournalEvent event, List<Ballot> ballots) {

  boolean inLedger() {
    return leaf.stream().startsWith("ledger-");
  }

  /** The circle of its stream. */
  CircleId circle() {
    return Recorded.circleOf(leaf.stream());
  }

  /** Where it stands; nothing of what it says. */
  String place() {
    return "position %d, %s number %d, %s"
        .formatted(position, leaf.stream(), leaf.sequence(), leaf.name());
  }
}
