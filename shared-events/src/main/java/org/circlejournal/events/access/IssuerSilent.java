package org.circlejournal.events.access;

/** The issuer's keys cannot be had, so nobody can say whose token this is: 503. */
public final class IssuerSilent extends RuntimeException {

  private static final long serialVersionUID = 1L;

  IssuerSilent() {
    super("the issuer's keys cannot be had", null, false, false);
  }
}
