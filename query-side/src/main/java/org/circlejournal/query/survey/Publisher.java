package org.circlejournal.query.survey;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.modelling.command.ConcurrencyException;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.LevelHeldBack;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.survey.CircleRecords.Ledger;
import org.circlejournal.query.survey.CircleRecords.Surveyed;
import org.jspecify.annotations.Nullable;

/**
 * Scores the answers of a circle once, when a wave closes, and journals in the circle's ledger what
 * may leave; then glues circles whose level had to be withheld into blocks for pools. The only
 * place that reads answers for the read models.
 *
 * <p>It brings ledgers up to date with the circle's stream, whatever is missing: after a crash in
 * between it goes on where the ledger ends, and called again it adds nothing. Several may run at
 * once: each row has its number in the ledger, and the journal takes a number only once.
 */
public final class Publisher {

  private final Journal journal;
  private final CircleRecords records;
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
    this.records = new CircleRecords(journal, unsealer, withdrawals, instruments);
    this.random = random;
    this.clock = clock;
  }

  /** The stream of what left of a circle. */
  public static String ledgerOf(CircleId circle) {
    return CircleRecords.ledgerOf(circle);
  }

  /** The id under whose ledger it stands how circles are glued on the scale of this row. */
  public static CircleId gluingOf(ResultReleased row) {
    return ScaleBlocks.ledgerOf(row);
  }

  /**
   * Publishes when this is the end of a wave, and glues when this is a level that was decided;
   * anything else means nothing here.
   */
  public void on(TrackedEventMessage<?> message) {
    if (message.getPayload() instanceof SurveyWaveClosed closed) {
      publish(closed.circleId());
    } else if (message.getPayload() instanceof ResultReleased row && row.row() == RowKind.WAVE) {
      glue(row);
    }
  }

  /** Brings the circle's ledger up to date. */
  public void publish(CircleId circle) {
    while (!wroteAll(circle)) {
      // Another publisher wrote meanwhile: what it wrote has left, and bounds what else may.
    }
  }

  private boolean wroteAll(CircleId circle) {
    Surveyed surveyed = records.of(circle);
    List<ResultReleased> missing =
        CircleReleases.missing(
            ReleaseRules.LAW,
            surveyed.opened(),
            surveyed.closed(),
            surveyed.ledger().rows(),
            SetNames.drawnFrom(random));
    return appended(circle, surveyed.ledger().next(), missing);
  }

  // --- blocks ---------------------------------------------------------------------------------

  /**
   * Lets a withheld level wait, glues those that wait if they are enough, and brings the ledger of
   * the circle's block up to date. Imported circles are never glued: a made-up one would be
   * subtracted.
   */
  public void glue(ResultReleased level) {
    CircleId scale = ScaleBlocks.ledgerOf(level);
    boolean few = ReleaseRules.FEWER_THAN_K.equals(level.withheld());
    if (!few && blockOf(level.circleId(), scale) == null) {
      return; // the circle stands for itself, as most do
    }
    Surveyed circle = records.of(level.circleId());
    if (circle.founded() == null || circle.founded().imported()) {
      return;
    }
    Instrument instrument = records.key(new InstrumentKey(level.instrument(), level.fingerprint()));
    if (circle
        .member(level.instrument(), level.fingerprint(), level.scale())
        .isHeldBack(level.wave())) {
      LevelHeldBack waiting = heldBack(scale, level, circle.founded().workplace());
      while (!gluedAll(scale, waiting, instrument)) {
        // Another publisher wrote meanwhile: who it glued no longer waits.
      }
    }
    CirclesGlued block = blockOf(level.circleId(), scale);
    if (block != null) {
      while (!wroteAll(block, instrument)) {
        // As above.
      }
    }
  }

  private @Nullable CirclesGlued blockOf(CircleId circle, CircleId scale) {
    return blocks(scale, records.read(ledgerOf(scale))).blockOf(circle);
  }

  private static LevelHeldBack heldBack(CircleId scale, ResultReleased level, String workplace) {
    return new LevelHeldBack(
        scale,
        level.at(),
        level.wave(),
        level.instrument(),
        level.fingerprint(),
        level.scale(),
        level.circleId(),
        workplace,
        level.k());
  }

  private boolean gluedAll(CircleId scale, LevelHeldBack waiting, Instrument instrument) {
    List<JournalEvent> ledger = records.read(ledgerOf(scale));
    ScaleBlocks blocks = blocks(scale, ledger);
    if (!blocks.waits(waiting.circle(), waiting.wave())) {
      appended(scale, ledger.size(), List.of(waiting));
      return false; // and see how things stand now
    }
    if (blocks.blockOf(waiting.circle()) != null) {
      return true;
    }
    CirclesGlued next =
        blocks.next(ReleaseRules.LAW, waiting, waiting.at(), id -> people(id, waiting, instrument));
    if (next == null) {
      return true;
    }
    return appended(scale, ledger.size(), List.of(next)) && wroteAll(next, instrument);
  }

  private static ScaleBlocks blocks(CircleId scale, List<JournalEvent> ledger) {
    ScaleBlocks blocks = new ScaleBlocks(scale);
    ledger.forEach(blocks::evolve);
    return blocks;
  }

  private int people(CircleId circle, LevelHeldBack waiting, Instrument instrument) {
    return records.of(circle).closed().stream()
        .filter(wave -> wave.opened().wave().equals(waiting.wave()))
        .mapToInt(wave -> wave.scores(instrument, waiting.scale()).size())
        .sum();
  }

  private boolean wroteAll(CirclesGlued block, Instrument instrument) {
    Ledger ledger = records.ledger(block.block());
    List<BlockReleases.Member> members =
        block.circles().stream()
            .map(
                circle ->
                    records
                        .of(circle)
                        .member(block.instrument(), block.fingerprint(), block.scale()))
            .toList();
    List<ResultReleased> missing =
        BlockReleases.missing(
            ReleaseRules.LAW,
            block.block(),
            instrument,
            block.scale(),
            members,
            ledger.rows(),
            SetNames.drawnFrom(random));
    return appended(block.block(), ledger.next(), missing);
  }

  // --- out ------------------------------------------------------------------------------------

  /** Whether all were appended, the first with this number. */
  private boolean appended(CircleId ledger, long first, List<? extends JournalEvent> events) {
    long next = first;
    for (JournalEvent event : events) {
      try {
        journal.append(ledgerOf(ledger), next++, event, clock.instant(), Map.of());
      } catch (ConcurrencyException e) {
        return false;
      }
    }
    return true;
  }
}
