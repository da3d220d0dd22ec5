package org.circlejournal.events.access;

import java.util.Optional;

/** From a token to who shows it, for both doors, and not too often. */
public final class Doorkeeper {

  private final TokenTable tokens;
  private final Staff staff;
  private final Throttle throttle;

  public Doorkeeper(TokenTable tokens, Staff staff, Throttle throttle) {
    this.tokens = tokens;
    this.staff = staff;
    this.throttle = throttle;
  }

  /**
   * Whose token this is. Unknown ones are counted against their address; from one that showed too
   * many, only tokens that are known already are listened to.
   *
   * @param address where the request comes from
   * @return empty if it is nobody's
   * @throws TurnedAway if the token was used too often, or the address guessed too often
   */
  public Optional<Bearer> known(String address, String token) {
    Optional<Bearer> found = tokens.remembered(token);
    if (found.isEmpty()) {
      found = staff.remembered(token);
    }
    if (found.isEmpty()) {
      throttle.requireFewFailures(address);
      found = tokens.find(token).or(() -> staff.find(token));
      if (found.isEmpty()) {
        throttle.failed(address);
        return found;
      }
    }
    Bearer bearer = found.get();
    // A member has one token, so the member stands for it; what is good once needs no limit.
    if (bearer.member() != null) {
      throttle.token(address, bearer.member());
    } else if (bearer.role() != Role.INVITATION) {
      throttle.token(address, Tokens.hash(token));
    }
    return found;
  }

  /** Whether somebody has this token already; to be asked of tokens that clients make. */
  public boolean isTaken(String token) {
    return tokens.find(token).isPresent() || staff.remembered(token).isPresent();
  }

  /**
   * Before a recovery code is looked for.
   *
   * @throws TurnedAway if this address showed too many that are not known
   */
  public void requireFewFailures(String address) {
    throttle.requireFewFailures(address);
  }

  /** This address showed a recovery code that is not known. */
  public void failed(String address) {
    throttle.failed(address);
  }

  /**
   * Somebody without a token founds a circle.
   *
   * @return whether that is possible at all
   * @throws TurnedAway if this address founded too many
   */
  public boolean mayFound(String address) {
    if (!staff.anyoneFounds()) {
      return false;
    }
    throttle.founding(address);
    return true;
  }

  /** Whether circles are founded by stewards only. */
  public boolean stewardsFound() {
    return !staff.anyoneFounds();
  }

  /** A token that was replaced here is good no longer; elsewhere within a minute. */
  public void forget(String hash) {
    tokens.forget(hash);
  }
}
