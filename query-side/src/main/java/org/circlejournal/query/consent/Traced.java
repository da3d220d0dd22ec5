package org.circlejournal.query.consent;

import java.time.Instant;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * One line of a person's consent: a change of it, or what was recorded or used under it.
 *
 * @param principal which lane the id is of
 * @param what name of the event that was recorded or used; null for a change of consent
 * @param detail which of them: {@code session 3}, or scale and set of a release
 * @param noticeVersion of the text that the consent was given on
 * @param at when it happened; {@code recordedAt} when it was journaled
 * @param position number in the journal; null where the store does not tell
 */
public record Traced(
    Lane principal,
    String id,
    CircleId circleId,
    @Nullable Purpose purpose,
    Kind state,
    @Nullable String what,
    @Nullable String detail,
    @Nullable String noticeVersion,
    @Nullable String language,
    @Nullable String sha256,
    Instant at,
    Instant recordedAt,
    @Nullable Long position) {

  /** A change of consent, or what happened under it. */
  public enum Kind {
    GIVEN,
    WITHDRAWN,
    ERASURE_REQUESTED,
    ERASURE_COMPLETED,
    /** An event that names the person, journaled while the consent stood. */
    RECORDED,
    /** As recorded, and taken back since. */
    RETRACTED,
    /** A statistic that left while the consent stood: the answers may be in it. */
    USED
  }
}
