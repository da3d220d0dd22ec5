package org.circlejournal.query.survey;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.modelling.command.ConcurrencyException;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;

/**
 * Scores the answers of a circle once, when a wave closes, and journals in the circle's ledger what
 * may leave. The only place that reads answers for the read models.
 *
 * <p>It brings the ledger up to date with the circle's stream, whatever is missing: after a crash
 * in between it goes on where the ledger ends, and called again it adds nothing. Several may run at
 * once: each row has its number in the ledger, and the journal takes a number only once.
 */
public final class Publisher {

  private final Journal journal;
  private final Unsealer unsealer;
  private final Withdrawals withdrawals;
  private final Map<InstrumentKey, Instrument> keys = new HashMap<>();
  private final RandomGenerator random;
  private final InstantSource clock;

  /**
   * @param random cryptographic: names sets of people
   */
  public Publisher(
      Journal journal,
      Unsealer unsealer,
      Withdrawals withdrawals,
      Instruments instruments,
      RandomGenerator random,
      InstantSource clock) {
    this.journal = journal;
    this.unsealer = unsealer;
    this.withdrawals = withdrawals;
    for (Instrument each : instruments.all()) {
      keys.put(new InstrumentKey(each.id(), each.fingerprint()), each);
    }
    this.random = random;
    this.clock = clock;
  }

  /** The stream of what left of a circle. */
  public static String ledgerOf(CircleId circle) {
    return "ledger-" + circle;
  }

  /** Publishes when this is the end of a wave; anything else means nothing here. */
  public void on(TrackedEventMessage<?> message) {
    if (message.getPayload() instanceof SurveyWaveClosed closed) {
      publish(closed.circleId());
    }
  }

  /** Brings the circle's ledger up to date. */
  public void publish(CircleId circle) {
    while (!wroteAll(circle)) {
      // Another publisher wrote meanwhile: what it wrote has left, and bounds what else may.
    }
  }

  private boolean wroteAll(CircleId circle) {
    // Asked first: what the night's batch journals in between is then seen twice, and not missed.
    Set<String> withdrawn = withdrawals.codes(circle.value(), Purpose.SURVEYS.name());
    CircleSurveys surveys = new CircleSurveys();
    read(circle.value()).forEach(surveys::evolve);
    List<ResultReleased> ledger = new ArrayList<>();
    long next = 0;
    for (JournalEvent event : read(ledgerOf(circle))) {
      next++;
      if (event instanceof ResultReleased row) {
        ledger.add(row);
      }
    }
    List<ClosedWave> closed = surveys.closed(withdrawn, this::key, unsealer::open);
    List<ResultReleased> missing =
        CircleReleases.missing(surveys.opened(), closed, ledger, new SetNames(random));
    for (ResultReleased row : missing) {
      try {
        journal.append(ledgerOf(circle), next++, row, clock.instant(), Map.of());
      } catch (ConcurrencyException e) {
        return false;
      }
    }
    return true;
  }

  private List<JournalEvent> read(String stream) {
    List<JournalEvent> events = new ArrayList<>();
    DomainEventStream stored = journal.readStream(stream, 0);
    while (stored.hasNext()) {
      events.add((JournalEvent) stored.next().getPayload());
    }
    return events;
  }

  private Instrument key(InstrumentKey wanted) {
    Instrument key = keys.get(wanted);
    if (key == null) {
      throw new IllegalStateException(
          "no key of " + wanted.id() + " has the fingerprint " + wanted.fingerprint());
    }
    return key;
  }
}
