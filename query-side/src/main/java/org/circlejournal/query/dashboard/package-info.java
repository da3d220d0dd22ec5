/**
 * Pages for people: what programs read over HTTP as rows, told in sentences, figures and tables.
 * Start reading at {@link org.circlejournal.query.dashboard.Site}.
 *
 * <p>A page is one folder (or one file) of this package that implements {@link
 * org.circlejournal.query.dashboard.Sight}, and one line in {@code Site.SIGHTS}. It reads with
 * {@link org.circlejournal.query.dashboard.Look}, which asks the API in the name of whoever looks
 * and gets what the API answers: so no page can show what a role may not see. It writes with
 * j2html, which escapes texts and attributes by construction; raw HTML is refused by a test. Each
 * {@link org.circlejournal.query.dashboard.Figure} has a sentence made from the rows, a table with
 * the same numbers, and a chart that a script draws from what stands in the page.
 */
@NullMarked
package org.circlejournal.query.dashboard;

import org.jspecify.annotations.NullMarked;
