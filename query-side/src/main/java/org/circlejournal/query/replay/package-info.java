/**
 * Reads the journal anew, fast, and writes generations of views beside those that are shown. Start
 * with {@link org.circlejournal.query.replay.Replay}: lanes take pieces of the journal, decode what
 * the views read, fold it circle by circle in the journal's order, and write rows by COPY; the live
 * runner goes on where the replay ended. {@link org.circlejournal.query.replay.Replays} starts,
 * watches and promotes them; {@link org.circlejournal.query.replay.Checksums} proves that two
 * generations are one.
 */
@NullMarked
package org.circlejournal.query.replay;

import org.jspecify.annotations.NullMarked;
