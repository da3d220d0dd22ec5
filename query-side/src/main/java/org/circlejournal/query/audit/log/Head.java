package org.circlejournal.query.audit.log;

import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Hash;
import org.jspecify.annotations.Nullable;

/**
 * How far a log is.
 *
 * @param log its number, from 1
 * @param begun why it was begun: {@code first}, or what had happened to the journal
 * @param cluster the PostgreSQL in which it was begun
 * @param position of the last sealed event; −1 if there is none
 * @param lastLeaf hash of that event
 */
record Head(
    int log,
    String origin,
    String begun,
    String cluster,
    long size,
    long position,
    Hash root,
    @Nullable Hash lastLeaf) {

  Checkpoint checkpoint() {
    return new Checkpoint(origin, size, root);
  }
}
