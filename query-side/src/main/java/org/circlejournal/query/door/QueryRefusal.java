package org.circlejournal.query.door;

import java.util.Locale;

/** Every refusal of the query side; codes are never renamed. */
enum QueryRefusal {
  TOKEN_MISSING(401, "A bearer token is needed."),
  TOKEN_INVALID(401, "The token is not known."),
  CIRCLE_UNKNOWN(404, "There is no such circle."),
  ROLE_NOT_ALLOWED(403, "This role may not read this."),
  INVALID_VALUE(400, "A parameter has a value that it cannot have."),
  VIEW_UNKNOWN(404, "There is no such read model."),
  METHOD_NOT_ALLOWED(405, "Read models are only read."),
  NOT_YET_VISIBLE(503, "The read model has not come that far yet."),
  INTERNAL_ERROR(500, "This should not have happened.");

  private final int status;
  private final String sentence;

  QueryRefusal(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  int status() {
    return status;
  }

  String sentence() {
    return sentence;
  }

  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
