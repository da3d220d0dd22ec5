package org.circlejournal.query.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/** What journal and vault say of a circle's surveys at this moment. Opens answers. */
final class CircleRecords {

  private final Journal journal;
  private final Unsealer unsealer;
  private final Withdrawals withdrawals;
  private final Instruments instruments;

  CircleRecords(
      Journal journal, Unsealer unsealer, Withdrawals withdrawals, Instruments instruments) {
    this.journal = journal;
    this.unsealer = unsealer;
    this.withdrawals = withdrawals;
    this.instruments = instruments;
  }

  /**
   * @param founded null if there is no such circle: a block has a ledger, and no stream of its own
   * @param opened every wave that was opened, in that order
   * @param closed in order of closing, with the answers that may be used now
   * @param ledger what left
   */
  record Surveyed(
      @Nullable CircleFounded founded,
      List<SurveyWaveOpened> opened,
      List<ClosedWave> closed,
      Ledger ledger) {

    /** As part of a block on the scale of this row. */
    BlockReleases.Member member(String instrument, String fingerprint, String scale) {
      return new BlockReleases.Member(
          closed,
          ledger.rows().stream()
              .filter(row -> CircleReleases.isOf(row, instrument, fingerprint, scale))
              .toList());
    }
  }

  /**
   * What left of a circle or block.
   *
   * @param rows of the burnout trend
   * @param next number of the ledger's next event: pulses leave through it too
   */
  record Ledger(List<ResultReleased> rows, long next) {}

  /** The stream of what left of a circle or block, or of how a scale's circles are glued. */
  static String ledgerOf(CircleId circle) {
    return Recorded.ledgerOf(circle);
  }

  Surveyed of(CircleId circle) {
    // Asked first: what the night's batch journals in between is then seen twice, and not missed.
    Set<String> withdrawn = withdrawals.codes(circle.value(), Purpose.SURVEYS.name());
    CircleSurveys surveys = new CircleSurveys();
    CircleFounded founded = null;
    for (JournalEvent event : read(circle.value())) {
      surveys.evolve(event);
      founded = event instanceof CircleFounded e ? e : founded;
    }
    return new Surveyed(
        founded,
        surveys.opened(),
        surveys.closed(withdrawn, this::key, unsealer::open),
        ledger(circle));
  }

  Ledger ledger(CircleId circle) {
    List<JournalEvent> events = read(ledgerOf(circle));
    List<ResultReleased> rows = new ArrayList<>();
    for (JournalEvent event : events) {
      if (event instanceof ResultReleased row) {
        rows.add(row);
      }
    }
    return new Ledger(rows, events.size());
  }

  List<JournalEvent> read(String stream) {
    List<JournalEvent> events = new ArrayList<>();
    DomainEventStream stored = journal.readStream(stream, 0);
    while (stored.hasNext()) {
      events.add((JournalEvent) stored.next().getPayload());
    }
    return events;
  }

  Instrument key(InstrumentKey wanted) {
    return instruments.require(wanted);
  }
}
