/**
 * Questions of researchers: free SQL over one study's tables, and the analyses that ship as files
 * {@code research/NAME.sql}. Each answer has a receipt, by which it can be computed again. Start at
 * {@link org.circlejournal.query.research.asking.Asking}; what SQL may say is decided by {@link
 * org.circlejournal.query.research.asking.Grammar}, and where it runs by {@link
 * org.circlejournal.query.research.asking.Sandbox}.
 *
 * <h2>How an analysis is written</h2>
 *
 * <p>Its head are the comments before the first line of SQL: {@code -- key: value}, and a line that
 * begins with {@code --} and two more spaces goes on. Its keys:
 *
 * <ul>
 *   <li>{@code title}, {@code question}, {@code row} (what a row is): one each;
 *   <li>{@code not}: what may not be concluded; one or more;
 *   <li>{@code source}: {@code participation}, {@code answers} or {@code linked}, a study's tables
 *       of that lane, whose result is for the researcher alone and is journaled as a disclosure; or
 *       {@code released}, what has left already, whose result may leave;
 *   <li>{@code parameter: NAME TYPE DEFAULT -- WORDS}; types are {@code integer}, {@code number},
 *       {@code text}, {@code date} and {@code one-of(a|b)}; numbers may have a range, {@code
 *       integer(1..52)}. The SQL says {@code $NAME}; values are bound, never written into it;
 *   <li>{@code step}: perhaps, the statistics that come after the SQL;
 *   <li>{@code figure}: JSON that says how to draw it.
 * </ul>
 */
@NullMarked
package org.circlejournal.query.research.asking;

import org.jspecify.annotations.NullMarked;
