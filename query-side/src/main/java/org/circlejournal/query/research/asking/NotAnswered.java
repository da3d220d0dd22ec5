package org.circlejournal.query.research.asking;

/** Why a question is not answered; the door has codes for it. */
public final class NotAnswered extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Kinds of {@link NotAnswered}. */
  public enum Reason {
    /** No such analysis. */
    ANALYSIS_UNKNOWN,
    /** No such receipt, or not in this form. */
    RECEIPT_UNKNOWN,
    /** A value that cannot be. */
    INVALID,
    /** DuckDB does not understand it, or there is no such table or column. */
    SQL_INVALID,
    /** Something else than one SELECT over the study's tables. */
    STATEMENT_NOT_ALLOWED,
    /** It took more than its time. */
    QUERY_TOO_LONG,
    /** Who asked is not there any more. */
    CALLED_OFF,
    /** It needs more memory than it has. */
    MEMORY_EXCEEDED,
    /** Too many rows or bytes. */
    RESULT_TOO_LARGE
  }

  private final transient Reason reason;
  private final String about;

  NotAnswered(Reason reason, String about, String detail) {
    super(detail, null, false, false); // an answer needs no stack trace
    this.reason = reason;
    this.about = about;
  }

  NotAnswered(Reason reason, String detail) {
    this(reason, "", detail);
  }

  static NotAnswered calledOff() {
    return new NotAnswered(Reason.CALLED_OFF, "nobody waits for the answer any more");
  }

  public Reason reason() {
    return reason;
  }

  /** The field it is about; empty if it is about none. */
  public String about() {
    return about;
  }

  /** What may be said of it. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
