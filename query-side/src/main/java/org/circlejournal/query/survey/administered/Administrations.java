package org.circlejournal.query.survey.administered;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.journal.StoredEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.query.door.Inquiry;
import org.circlejournal.query.door.Inquiry.Rows;

/**
 * {@code GET /instruments/administrations}, for the operator, who pays for licences. The first
 * question walks through the whole journal, later ones through what came since; nothing is stored.
 */
public final class Administrations {

  private static final int AT_ONCE = 1_000;

  private static final Map<String, Class<? extends JournalEvent>> READ =
      Stream.of(
              CircleFounded.class,
              SurveyWaveOpened.class,
              SurveyRecorded.class,
              SurveyWaveClosed.class)
          .collect(Collectors.toMap(EventNames::nameOf, Function.identity()));

  private final Journal journal;
  private final Instruments instruments;
  private final Count count = new Count();
  private long position = StoredEvents.BEGINNING;

  public Administrations(Journal journal, Instruments instruments) {
    this.journal = journal;
    this.instruments = instruments;
  }

  public Inquiry inquiry() {
    return Inquiry.rows(
        "/instruments/administrations",
        "how often each instrument was given out, for its licence",
        Set.of(Role.OPERATOR),
        AdministrationRow.class,
        asked -> rows());
  }

  /** No position: it would move with each event, and tell when ballots came. */
  synchronized Rows rows() {
    long end = journal.lastPosition();
    try (StoredEvents events = journal.stored(position)) {
      while (position < end) {
        for (StoredEvent one : events.next(AT_ONCE, Duration.ofSeconds(1))) {
          Class<? extends JournalEvent> type = READ.get(one.leaf().name());
          if (type != null) {
            count.see(decode(one.leaf(), type));
          }
          position = one.position();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the walk through the journal was interrupted", e);
    }
    return new Rows(count.rows(instruments), -1);
  }

  private static JournalEvent decode(Leaf leaf, Class<? extends JournalEvent> type) {
    try {
      return Json.events().readValue(leaf.payload(), type);
    } catch (IOException e) {
      throw new UncheckedIOException(leaf.name(), e);
    }
  }
}
