package org.circlejournal.query.audit.checks;

import java.util.List;

/**
 * One check and what came of it.
 *
 * @param cannotTell what it does not see: where nothing is found, this may be all the same
 * @param checked how many things it looked at; {@code unreadable} how many more it could not look
 *     into: their keys were destroyed, or this process may not read them
 * @param found how many of them break the rule
 * @param findings where, the first {@value Check#MOST}: position, stream, number and name of an
 *     event; never content
 * @param position how far the journal was read
 */
record CheckRow(
    String check,
    String question,
    String cannotTell,
    long checked,
    long unreadable,
    long found,
    List<String> findings,
    long position) {}
