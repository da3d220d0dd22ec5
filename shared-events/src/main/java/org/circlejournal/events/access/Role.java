package org.circlejournal.events.access;

/** Who may what: the roles of both doors. The journal's metadata names nothing else of an actor. */
public enum Role {
  /** Nobody in particular: may found a circle on the embedded default. */
  ANYONE,
  /** Holds a single-use invitation to one circle. */
  INVITATION,
  MEMBER,
  STEWARD,
  DASHBOARD,
  RESEARCHER,
  AUDITOR,
  OPERATOR,
  /** The circle's own clockwork: what falls due by itself. */
  CLOCK
}
