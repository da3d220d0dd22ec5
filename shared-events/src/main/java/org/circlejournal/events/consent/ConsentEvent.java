package org.circlejournal.events.consent;

import java.time.Instant;
import java.util.List;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.Sealed;

/**
 * Consent in two lanes that never meet: the member's, by member id, and the code's, by survey code.
 */
public sealed interface ConsentEvent extends JournalEvent {

  /**
   * @param principal a member id or a survey code, as {@code lane} says
   * @param notice the text it was given on
   */
  record ConsentGiven(
      CircleId circleId, Instant at, Lane lane, String principal, Purpose purpose, Notice notice)
      implements ConsentEvent {}

  record ConsentWithdrawn(
      CircleId circleId, Instant at, Lane lane, String principal, Purpose purpose)
      implements ConsentEvent {}

  /** A member allowed that both lanes are read together: member id and code, sealed. */
  record SurveyCodeLinked(CircleId circleId, Instant at, Sealed link) implements ConsentEvent {}

  record ErasureRequested(CircleId circleId, Instant at, Lane lane, String principal)
      implements ConsentEvent {}

  /**
   * @param destroyed kinds of what is gone
   * @param kept kinds of what stays
   * @param backupsUntil until when backups persist
   */
  record ErasureCompleted(
      CircleId circleId,
      Instant at,
      Lane lane,
      String principal,
      List<String> destroyed,
      List<String> kept,
      Instant backupsUntil)
      implements ConsentEvent {}

  /**
   * Micro-data were given to a researcher, for a stated purpose; in the stream {@code
   * ledger-{circleId}}, and of no one circle.
   *
   * @param circleId the id of the disclosure
   * @param study a code
   * @param lane whose data
   * @param purposeSha256 of the purpose as it was stated, 64 hex digits; its words are not for the
   *     journal
   * @param purposes the consents under which people are in it
   * @param position up to which the journal is in it
   * @param manifestSha256 of the manifest, which names every file and its hash
   */
  record DataDisclosed(
      CircleId circleId,
      Instant at,
      String study,
      DataLane lane,
      String purposeSha256,
      List<Purpose> purposes,
      long position,
      int circles,
      int people,
      String manifestSha256)
      implements ConsentEvent {}

  /** Whose data a study holds: the two lanes never meet in one, but for people who linked them. */
  enum DataLane {
    PARTICIPATION,
    ANSWERS,
    LINKED
  }

  /**
   * @param version of the notice, as the operator's file names it
   * @param language BCP 47 tag
   * @param sha256 of the text's bytes, 64 hex digits
   */
  record Notice(String version, String language, String sha256) {}

  /** Whose consent: the member's or the code's. */
  enum Lane {
    MEMBER,
    CODE
  }

  /** What is consented to, each on its own and refusable without loss. */
  enum Purpose {
    TAKE_PART(Lane.MEMBER, "taking-part"),
    RESEARCH_PARTICIPATION(Lane.MEMBER, "taking-part"),
    SURVEYS(Lane.CODE, "answers"),
    RESEARCH_ANSWERS(Lane.CODE, "answers"),
    QUOTE(Lane.CODE, "answers"),
    LINK(Lane.CODE, "answers");

    private final Lane lane;
    private final String notice;

    Purpose(Lane lane, String notice) {
      this.lane = lane;
      this.notice = notice;
    }

    public Lane lane() {
      return lane;
    }

    /** Name of the notice that explains this purpose. */
    public String notice() {
      return notice;
    }
  }
}
