package org.circlejournal.query.view;

import java.time.Instant;
import java.util.List;
import org.circlejournal.events.circle.CircleId;

/**
 * Where an event stands in the journal.
 *
 * @param stream the stream's identifier: a circle's id, or {@code ledger-} and one
 * @param sequence number in that stream, from 0
 * @param position number in the journal, ascending
 * @param recordedAt when it was recorded; when it happened is in the event
 */
public record Recorded(String stream, long sequence, long position, Instant recordedAt) {

  private static final String LEDGER = "ledger-";

  /** Whether it is a fact that the query side observed, not one of the circle's own. */
  public boolean inLedger() {
    return stream.startsWith(LEDGER);
  }

  /** The streams by which a circle, or a block, is kept in views. */
  public static List<String> streamsOf(CircleId circle) {
    return List.of(circle.value(), ledgerOf(circle));
  }

  /** The stream of what left of a circle or block. */
  public static String ledgerOf(CircleId circle) {
    return LEDGER + circle.value();
  }

  /** The circle a stream belongs to, known without decoding the event. */
  public static CircleId circleOf(String stream) {
    return new CircleId(stream.startsWith(LEDGER) ? stream.substring(LEDGER.length()) : stream);
  }
}
