package org.circlejournal.command;

import java.time.Instant;
import java.util.random.RandomGenerator;
import org.circlejournal.command.consent.Notices;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.survey.Instruments;
import org.jspecify.annotations.Nullable;

/** What a decision may use beside the circle's own past, and where it puts its events. */
public interface Desk {

  CircleId circleId();

  Actor actor();

  /** When it happened in the room. */
  Instant at();

  /** When it is recorded. */
  Instant now();

  /** Who joins with this command; null unless it founds or joins. */
  @Nullable Newcomer newcomer();

  /** Journals the event; the rooms know it at once. */
  void record(JournalEvent event);

  /** Sequence number of the stream's last event, those just recorded included; −1 before any. */
  long version();

  Vault vault();

  /** The notices in use, on which consent is given. */
  Notices notices();

  /** The instruments that waves may ask by. */
  Instruments instruments();

  /** Whether the command came through the import door. */
  boolean imported();

  /** For shuffling and for ids that must say nothing. */
  RandomGenerator random();

  /** Tells the caller the id of something new. */
  void created(String kind, String id);

  /** Tells the caller that another member must ask for the same. */
  void proposed();

  /** Tells the caller what became of a ballot: {@code received} or {@code taken-back}. */
  void ballot(String state);

  /** Tells the caller, in a sentence, what this will mean. */
  void advice(String sentence);
}
