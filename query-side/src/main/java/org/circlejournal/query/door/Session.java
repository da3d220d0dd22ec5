package org.circlejournal.query.door;

import java.time.Instant;

/**
 * What the cookie of a page holds, encrypted: the token that was shown, so that a session is good
 * for exactly what its token is, and no longer than that.
 *
 * @param id random, base64url
 * @param until when it ends
 */
record Session(String id, Instant until, String token) {

  /** This ends up in no log. */
  @Override
  public String toString() {
    return "Session";
  }
}
