package org.circlejournal.query.door;

import org.circlejournal.events.sealing.Sealed;

/**
 * A text of the board, as it lies in a row.
 *
 * @param associated what it was sealed for, beside its circle
 */
public record SealedText(Sealed sealed, String associated) {}
