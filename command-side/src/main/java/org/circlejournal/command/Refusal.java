package org.circlejournal.command;

import java.util.Locale;

/** Why a command is refused: stable codes, never renamed. */
public enum Refusal {
  MALFORMED_JSON(400, "The body is no JSON object."),
  UNKNOWN_FIELD(400, "The body has a field that this command does not know."),
  MISSING_FIELD(400, "A field is missing."),
  INVALID_VALUE(400, "A field has a value that is not allowed."),
  TOKEN_MISSING(401, "This needs a token: Authorization: Bearer …"),
  TOKEN_INVALID(401, "This token is not known."),
  ROLE_NOT_ALLOWED(403, "Your role may not do this."),
  NOT_YOURSELF(403, "A member does this for themself only."),
  CIRCLE_UNKNOWN(404, "There is no such circle."),
  COMMAND_UNKNOWN(404, "There is no such command; GET /commands lists all."),
  SESSION_UNKNOWN(404, "The circle has no such session."),
  MEMBER_UNKNOWN(404, "The circle has no such member."),
  THEME_UNKNOWN(404, "The board has no such theme."),
  WAVE_UNKNOWN(404, "No such survey wave was opened."),
  BALLOT_UNKNOWN(404, "There is no ballot of yours to take back."),
  METHOD_NOT_ALLOWED(405, "This path does not answer this method."),
  CIRCLE_FULL(409, "The circle has reached its capacity."),
  JOINING_CLOSED(409, "Joining is closed."),
  CIRCLE_CLOSED(409, "The circle's year is closed."),
  CIRCLE_SEALED(409, "The circle's book is sealed."),
  CIRCLE_NOT_SEALED(409, "The circle's book is not sealed yet."),
  FRAME_NOT_AGREED(409, "The member has not agreed to the frame."),
  CONSENT_MISSING(409, "The consent that this needs was not given."),
  NOTICE_UNKNOWN(409, "This notice is not one of those in use."),
  ANOTHER_SESSION_OPEN(409, "Another session is open."),
  SESSION_NOT_OPEN(409, "The session is not open."),
  SESSION_ALREADY_HELD(409, "The session was held already."),
  PHASE_ORDER(409, "The session's rhythm does not go there from here."),
  WRONG_PHASE(409, "This belongs to another phase."),
  PRESENTER_ABSENT(409, "The presenter is not checked in."),
  PRESENTER_LISTENS(409, "The presenter has stepped back and listens."),
  ALREADY_CHECKED_IN(409, "The member is checked in already."),
  ALREADY_SO(409, "It is so already."),
  NOT_A_MEMBER(409, "Only a current member of the circle does this."),
  NOT_PRESENT(409, "The member is not checked in."),
  APOLOGIES_EXCEED_ABSENT(409, "There are no more absent members than apologies."),
  CASE_ALREADY_PRESENTED(409, "This presentation has its case."),
  SESSION_OPEN(409, "A session is open."),
  THEME_RETIRED(409, "The theme was retired."),
  WAVE_OPEN(409, "A survey wave is open."),
  WAVE_ALREADY_OPEN(409, "This wave was opened already."),
  WAVE_CLOSED(409, "The wave is closed."),
  WAVES_TOO_CLOSE(409, "Waves are at least 60 days apart."),
  MEMBERS_MISSING(409, "Not every current member has answered yet."),
  CORRECTION_WINDOW_OVER(409, "Corrections are possible for 28 days."),
  NOT_RETRACTABLE(409, "This entry cannot be retracted."),
  AT_IN_FUTURE(409, "The time lies in the future."),
  AT_OUT_OF_ORDER(409, "The time lies outside of what this allows."),
  CONCURRENT_WRITE(409, "Somebody else wrote at the same moment; please send it again."),
  BODY_TOO_LARGE(413, "The body is too large."),
  MEDIA_TYPE_UNSUPPORTED(415, "This media type is not understood."),
  IDEMPOTENCY_KEY_REUSED(422, "This Idempotency-Key was used with another body."),
  ITEM_UNKNOWN(422, "The instrument has no such item."),
  ANSWER_OUT_OF_RANGE(422, "The answer is none of the item's options."),
  INSTRUMENT_UNKNOWN(422, "This instrument is not known, or not part of the wave."),
  ANSWERS_NOT_ALLOWED(422, "Answers are imported only with allowAnswers."),
  TOO_MANY_REQUESTS(429, "Too many requests."),
  ISSUER_UNAVAILABLE(503, "Who issues the tokens of staff does not answer."),
  INTERNAL_ERROR(500, "Something failed here; whether it was stored is not known."),
  JOURNAL_UNAVAILABLE(503, "The journal does not answer; whether it was stored is not known.");

  private final int status;
  private final String sentence;
  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');

  Refusal(int status, String sentence) {
    this.status = status;
    this.sentence = sentence;
  }

  public String code() {
    return code;
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  public String sentence() {
    return sentence;
  }
}
