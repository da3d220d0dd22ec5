/**
 * The archive of research: the consented history under pseudonyms, as Parquet files that are
 * encrypted at rest, and the studies that are exported from it. It keeps behind the journal, and is
 * thrown away with its key and written anew when somebody takes a consent back.
 *
 * <p>Start at {@link Archive}; {@link EventTables} says what becomes of each event, {@link
 * Standing} who consents.
 */
@NullMarked
package org.circlejournal.query.research.archive;

import org.jspecify.annotations.NullMarked;
