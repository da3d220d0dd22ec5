package org.circlejournal.query.audit.checks;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.journal.StoredEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.query.audit.log.AuditLog;
import org.circlejournal.query.door.Inquiry;
import org.circlejournal.query.door.Inquiry.Rows;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /audit/checks}: all checks in one walk through the journal, as it stands when asked.
 * One walk at a time; memory grows with circles and their people, and by some 30 bytes for each
 * command, ballot and seal.
 */
public final class Checks {

  private static final int AT_ONCE = 1_000;

  private final Journal journal;
  private final DataSource database;
  private final Unsealer unsealer;
  private final AuditLog log;
  private final Instruments instruments;

  /**
   * @param unsealer opens ballots for the checks; what they say is shown to nobody
   */
  public Checks(
      Journal journal,
      DataSource database,
      Unsealer unsealer,
      AuditLog log,
      Instruments instruments) {
    this.journal = journal;
    this.database = database;
    this.unsealer = unsealer;
    this.log = log;
    this.instruments = instruments;
  }

  public Inquiry inquiry() {
    return Inquiry.rows(
        "/audit/checks",
        "what must always hold, and where it does not",
        Set.of(Role.AUDITOR),
        CheckRow.class,
        asked -> run());
  }

  /** Walks through the whole journal. */
  public synchronized Rows run() {
    Checkpoint checkpoint = log.latest(); // first: the journal is never behind its log
    long end = journal.lastPosition();
    Asked asked = new Asked(instruments);
    Ballots ballots = new Ballots(unsealer::open, asked);
    List<Check> checks =
        List.of(
            new EventsAreReadable(),
            new AnswersUnderConsent(),
            new UsesUnderConsent(instruments),
            new BallotsOnce(),
            new SealedWhereDue(instruments, asked),
            new ReleasesKeepRules(instruments),
            new DisclosuresUnderConsent(),
            new WithinTheYear(),
            new LanesApart(database),
            new CheckpointStands(checkpoint));
    walk(end, asked, ballots, checks);
    List<Ballot> outside = ballots.rest();
    checks.forEach(check -> check.end(outside));
    return new Rows(checks.stream().map(check -> check.row(end)).toList(), end);
  }

  private void walk(long end, Asked asked, Ballots ballots, List<Check> checks) {
    long position = StoredEvents.BEGINNING;
    try (StoredEvents events = journal.stored(position)) {
      while (position < end) {
        for (StoredEvent one : events.next(AT_ONCE, Duration.ofSeconds(1))) {
          position = one.position();
          if (position <= end) {
            Seen seen = seen(one, asked, ballots);
            checks.forEach(check -> check.see(seen));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the walk through the journal was interrupted", e);
    }
  }

  /** Ballots are opened once, when their wave closes, and all of it at once. */
  private static Seen seen(StoredEvent stored, Asked asked, Ballots ballots) {
    JournalEvent event = decode(stored.leaf());
    Seen seen = new Seen(stored.position(), stored.leaf(), event, List.of());
    if (event != null) {
      asked.see(event);
    }
    if (event instanceof SurveyRecorded ballot) {
      ballots.keep(seen, ballot);
    } else if (event instanceof SurveyWaveClosed) {
      return new Seen(stored.position(), stored.leaf(), event, ballots.take(seen.circle()));
    }
    return seen;
  }

  /** Null if this version does not know it, or it is torn; then that is what is found. */
  private static @Nullable JournalEvent decode(Leaf leaf) {
    Class<? extends JournalEvent> type = EventNames.typeOf(leaf.name());
    if (type == null || !EventNames.revisionOf(type).equals(leaf.revision())) {
      return null;
    }
    try {
      return Json.events().readValue(leaf.payload(), type);
    } catch (JacksonException torn) {
      return null;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
