package org.circlejournal.query.session;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.modelling.command.ConcurrencyException;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * Journals in the circle's ledger what may leave of the pulses, when a session closes. Every
 * session that closes has its row there, so that nobody given a pulse looks like few.
 *
 * <p>Called again it adds nothing, and after a crash in between it goes on where the ledger ends.
 * Several may run at once: each row has its number in the ledger, and the journal takes a number
 * only once.
 */
public final class PulsePublisher {

  private static final int BYTES = 16;

  private final Journal journal;
  private final RandomGenerator random;
  private final InstantSource clock;

  /**
   * @param random cryptographic: names sets of people
   */
  public PulsePublisher(Journal journal, RandomGenerator random, InstantSource clock) {
    this.journal = journal;
    this.random = random;
    this.clock = clock;
  }

  /** Publishes when this ends a session; anything else means nothing here. */
  public void on(TrackedEventMessage<?> message) {
    PulsesRecorded box = boxOf(message.getPayload());
    if (box != null) {
      publish(box);
    }
  }

  /** What a session's box held, when this ends a session; null for anything else. */
  static @Nullable PulsesRecorded boxOf(Object event) {
    if (event instanceof SessionClosed e) {
      // What was in the box was journaled just before: if there is no row yet, nothing was.
      return new PulsesRecorded(e.circleId(), e.at(), e.session(), List.of(), new TreeMap<>());
    }
    return event instanceof PulsesRecorded box ? box : null;
  }

  private void publish(PulsesRecorded box) {
    int k = leastOf(box.circleId());
    while (!wroteAll(box, k)) {
      // Another publisher wrote meanwhile: what it wrote has left.
    }
  }

  private int leastOf(CircleId circle) {
    DomainEventStream stored = journal.readStream(circle.value(), 0);
    return ((CircleFounded) stored.next().getPayload()).k();
  }

  private boolean wroteAll(PulsesRecorded box, int k) {
    List<PulseReleased> left = new ArrayList<>();
    String ledger = Recorded.ledgerOf(box.circleId());
    DomainEventStream stored = journal.readStream(ledger, 0);
    long next = 0;
    while (stored.hasNext()) {
      next++;
      if (stored.next().getPayload() instanceof PulseReleased row) {
        left.add(row);
      }
    }
    for (PulseReleased row : PulseReleases.missing(ReleaseRules.LAW, box, k, left, this::setId)) {
      try {
        journal.append(ledger, next++, row, clock.instant(), Map.of());
      } catch (ConcurrencyException e) {
        return false;
      }
    }
    return true;
  }

  private String setId() {
    byte[] name = new byte[BYTES];
    random.nextBytes(name);
    return HexFormat.of().formatHex(name);
  }
}
