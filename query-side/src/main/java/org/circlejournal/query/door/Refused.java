package org.circlejournal.query.door;

import java.util.List;
import org.circlejournal.events.access.TurnedAway;

/** A refusal is an answer. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final QueryRefusal refusal;
  private final transient List<String> fields;
  private final long retryAfter;

  Refused(QueryRefusal refusal) {
    this(refusal, List.of(), refusal.sentence());
  }

  /**
   * @param fields names of the parameters it is about
   */
  Refused(QueryRefusal refusal, List<String> fields, String detail) {
    super(detail, null, false, false); // an answer needs no stack trace
    this.refusal = refusal;
    this.fields = fields;
    this.retryAfter = 1;
  }

  /** Too many requests, by whatever limit. */
  Refused(TurnedAway turnedAway) {
    super(QueryRefusal.TOO_MANY_REQUESTS.sentence(), null, false, false);
    this.refusal = QueryRefusal.TOO_MANY_REQUESTS;
    this.fields = List.of();
    this.retryAfter = turnedAway.seconds();
  }

  QueryRefusal refusal() {
    return refusal;
  }

  List<String> fields() {
    return fields;
  }

  /** Seconds until it is worth trying again, where it is. */
  long retryAfter() {
    return retryAfter;
  }
}
