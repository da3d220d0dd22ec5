package org.circlejournal.query.door;

import java.util.List;

/** A refusal is an answer. */
final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final QueryRefusal refusal;
  private final transient List<String> fields;

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
  }

  QueryRefusal refusal() {
    return refusal;
  }

  List<String> fields() {
    return fields;
  }
}
