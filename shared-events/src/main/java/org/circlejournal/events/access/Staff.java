package org.circlejournal.events.access;

import java.util.Optional;

/** Where tokens of staff come from: the token file, or an issuer when one is set. */
public sealed interface Staff permits StaffTokens, IssuedTokens {

  /**
   * Whose token this is. May ask the network for an issuer's keys.
   *
   * @throws IssuerSilent if they cannot be had
   */
  Optional<Bearer> find(String token);

  /** The same, as far as it is known without any effort. */
  Optional<Bearer> remembered(String token);

  /** Whether people without any token may found circles. */
  boolean anyoneFounds();
}
