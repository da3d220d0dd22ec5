/**
 * What those who run a side may count, for Prometheus to scrape. Begin with {@link
 * org.circlejournal.events.meters.Meters}.
 *
 * <p>Whoever counts often enough sees single events, and in a small programme an event has an
 * author. So nothing is counted here that goes into a ballot box, nothing by circle, workplace or
 * command, and the actuator's own meters, which count requests by path, are left out of both sides.
 */
@NullMarked
package org.circlejournal.events.meters;

import org.jspecify.annotations.NullMarked;
