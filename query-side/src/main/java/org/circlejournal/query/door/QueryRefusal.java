package org.circlejournal.query.door;

import java.util.Locale;

/** Every refusal of the query side; codes are never renamed. */
enum QueryRefusal {
  MALFORMED_JSON(400, "The body is no JSON object."),
  UNKNOWN_FIELD(400, "The body has a field that is not known here."),
  MISSING_FIELD(400, "A field is missing."),
  TOKEN_MISSING(401, "A bearer token is needed."),
  TOKEN_INVALID(401, "The token is not known."),
  CIRCLE_UNKNOWN(404, "There is no such circle."),
  WORKPLACE_UNKNOWN(404, "There is no such workplace."),
  ROLE_NOT_ALLOWED(403, "This role may not read this."),
  CSRF_TOKEN_MISSING(403, "A change by cookie needs the session's X-CSRF-Token."),
  NOT_YOURSELF(403, "Members ask this for themselves only."),
  INVALID_VALUE(400, "A parameter has a value that it cannot have."),
  SQL_INVALID(400, "The SQL is not understood, or names what is not there."),
  MEMBER_UNKNOWN(404, "There is no such person here."),
  VIEW_UNKNOWN(404, "There is no such read model."),
  REPLAY_UNKNOWN(404, "There is no such replay."),
  EXPORT_UNKNOWN(404, "There is no such export, or what was in it may not be used any more."),
  STUDY_UNKNOWN(404, "There is no such study."),
  ANALYSIS_UNKNOWN(404, "There is no such analysis."),
  RECEIPT_UNKNOWN(404, "There is no such receipt."),
  TILE_UNKNOWN(404, "The log has no such tile, or not for everybody yet."),
  ENTRY_UNKNOWN(404, "There is no such entry."),
  METHOD_NOT_ALLOWED(405, "Read models are only read."),
  INSTRUMENT_UNKNOWN(422, "There is no such instrument."),
  REPLAY_RUNNING(409, "It is being folded anew; come again."),
  BODY_TOO_LARGE(413, "The body is too large."),
  RESULT_TOO_LARGE(413, "The answer is larger than what is given at once; an export is not."),
  MEDIA_TYPE_UNSUPPORTED(415, "This media type is not understood."),
  EXPORT_NOT_COMPLETE(409, "The export is not complete."),
  REPLAY_NOT_PROMOTABLE(409, "What this replay has built cannot be shown."),
  REPLAY_PROMOTED(409, "What was shown is not given up by hand."),
  NO_FORMER_GENERATION(409, "Nothing that was shown before is kept."),
  STATEMENT_NOT_ALLOWED(422, "Only one SELECT over the study's own tables is answered."),
  QUERY_TOO_LONG(422, "The question takes more than its time."),
  MEMORY_EXCEEDED(422, "The question needs more memory than it has."),
  TOO_MANY_REQUESTS(429, "Too many requests."),
  ISSUER_UNAVAILABLE(503, "Who issues the tokens of staff does not answer."),
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
