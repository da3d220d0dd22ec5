package org.circlejournal.query.view;

/**
 * How far something has come.
 *
 * @param version sequence number in the circle's stream, −1 before its first event
 * @param position number in the journal, −1 before its first event
 */
public record Mark(long version, long position) {

  public static final Mark NONE = new Mark(-1, -1);

  /** The mark after an event; a ledger's events move the position only. */
  public Mark after(Recorded event) {
    return new Mark(event.inLedger() ? version : event.sequence(), event.position());
  }
}
