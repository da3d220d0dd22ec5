package org.circlejournal.query.theme.usage;

import org.circlejournal.events.theme.ThemeEvent.Area;

/** How often the events of one session named themes of one area. */
record AreaRow(Area area, int session, int presented, int explored, int toolsTried) {}
