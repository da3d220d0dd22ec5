package org.circlejournal.command.vault;

import java.time.Instant;
import java.util.List;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.SurveyCode;

/**
 * Keys, boxes and tokens, as one command sees them. What is written becomes durable together with
 * the command's events, or not at all.
 */
public interface Vault {

  /** What a data key opens; each has its own master key. */
  enum Content {
    /** Answers, closing words and links. */
    ANSWERS,
    /** The board's texts. */
    TEXTS
  }

  /**
   * Seals with a fresh data key and nonce.
   *
   * @param associated what the bytes are for: event name, wave, instrument and field, as {@link
   *     org.circlejournal.events.sealing.Associated#what} writes them
   * @param plaintext already of the length that says nothing
   */
  Sealed seal(Content content, CircleId circle, String associated, byte[] plaintext);

  /** Destroys the data key with the command's commit: what it sealed cannot be opened again. */
  void destroyKey(String key);

  /**
   * Puts a ballot into the box in place of the voter's earlier one. The box keeps its length to
   * itself no better than the ballot does: pad it.
   *
   * @throws org.circlejournal.command.Refused as a concurrent write, here or at the commit, when
   *     the box was emptied meanwhile
   */
  void cast(Box box, String voter, byte[] ballot);

  boolean holds(Box box, String voter);

  void takeBack(Box box, String voter);

  /** How many voters have a ballot in the box. */
  int count(Box box);

  /**
   * The ballots, in no order that says anything. With the command's commit the box and its key are
   * gone, and it takes no more ballots; a ballot cast meanwhile makes the command fail as a
   * concurrent write.
   */
  List<byte[]> empty(Box box);

  /** Stores what a new member needs, and uses up the invitation. */
  void admit(CircleId circle, Newcomer newcomer);

  /** A withdrawal in the code's lane: it counts at once and is journaled with the night's batch. */
  void withdraw(CircleId circle, SurveyCode code, Purpose purpose);

  /** Whether such a withdrawal waits for the night's batch: it counts, and no event says so yet. */
  boolean withdrawn(CircleId circle, SurveyCode code, Purpose purpose);

  /** An erasure asked for in the code's lane; journaled with the night's batch. */
  void requestErasure(CircleId circle, SurveyCode code);

  /** The night's batch has journaled these; they wait no longer. */
  void codeLaneJournaled(List<ConsentEvent> events);

  /** Has the circle looked after at this time: something falls due by itself then. */
  void wake(CircleId circle, Instant when);
}
