package org.circlejournal.query.consent;

import java.time.Instant;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * One change of a person's consent.
 *
 * @param id a member id or a survey code
 * @param purpose null for erasure, which is about all of them
 * @param noticeVersion of the text it was given on; null unless {@code state} is given
 * @param at when it happened; {@code recordedAt} when it was journaled
 */
public record PrincipalRow(
    String id,
    @Nullable Purpose purpose,
    State state,
    @Nullable String noticeVersion,
    @Nullable String language,
    @Nullable String sha256,
    Instant at,
    Instant recordedAt,
    long position) {

  /** What became of the consent. */
  public enum State {
    GIVEN,
    WITHDRAWN,
    ERASURE_REQUESTED,
    ERASURE_COMPLETED
  }

  static PrincipalRow given(String id, Purpose purpose, Notice notice, Instant at, Recorded r) {
    return new PrincipalRow(
        id,
        purpose,
        State.GIVEN,
        notice.version(),
        notice.language(),
        notice.sha256(),
        at,
        r.recordedAt(),
        r.position());
  }

  static PrincipalRow ended(
      String id, @Nullable Purpose purpose, State state, Instant at, Recorded r) {
    return new PrincipalRow(id, purpose, state, null, null, null, at, r.recordedAt(), r.position());
  }
}
