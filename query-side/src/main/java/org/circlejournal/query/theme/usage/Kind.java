package org.circlejournal.query.theme.usage;

/** What stands on the board. */
enum Kind {
  ISSUE,
  GOAL,
  PATH
}
