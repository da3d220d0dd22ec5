package org.circlejournal.query.research.archive;

/** Whose data a study holds: the two lanes never meet in one, but for people who linked them. */
public enum StudyLane {
  /** By member: joining, attendance, presenting; and what the circle did. */
  PARTICIPATION,
  /** By survey code: answers and scores. */
  ANSWERS,
  /** Both, of people who chose to link them. */
  LINKED
}
