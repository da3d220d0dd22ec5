package org.circlejournal.events.journal;

/**
 * An event as a replay takes it: where it stands, and bytes that may stay undecoded.
 *
 * @param position number in the journal, ascending
 * @param stream a circle's id, or {@code ledger-} and one
 * @param recordedMicros microseconds since 1970-01-01T00:00Z
 * @param bytes hold the payload from {@code offset} on; not to be changed
 * @param length of the payload; −1 if its name was not wanted, so that it was not fetched
 */
@SuppressWarnings("ArrayRecordComponent") // twenty thousand at a time; never compared
public record RawEvent(
    long position,
    String stream,
    long sequence,
    String name,
    String revision,
    long recordedMicros,
    byte[] bytes,
    int offset,
    int length) {

  public boolean isFetched() {
    return length >= 0;
  }
}
