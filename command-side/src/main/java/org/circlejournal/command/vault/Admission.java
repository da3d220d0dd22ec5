package org.circlejournal.command.vault;

import java.util.Base64;
import java.util.random.RandomGenerator;
import org.circlejournal.events.access.MemberSecret;
import org.circlejournal.events.access.Tokens;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * A new member's papers, made at the door: what the vault keeps, and what the person gets to see
 * once.
 *
 * @param newcomer for the command
 * @param token shown once, unless the client made it
 * @param recoveryCode shown once
 */
public record Admission(Newcomer newcomer, String token, String recoveryCode) {

  /**
   * @param token made by the client; null to make one
   * @param invitation that is used up; null for founders and imports
   * @param random cryptographic
   */
  public static Admission of(
      CircleId circle,
      @Nullable String token,
      @Nullable String invitation,
      RandomGenerator random) {
    byte[] id = new byte[16];
    random.nextBytes(id);
    MemberId member =
        new MemberId("m-" + Base64.getUrlEncoder().withoutPadding().encodeToString(id));
    String held = token == null ? Tokens.mint(random) : token;
    String recovery = Tokens.mintRecoveryCode(random);
    MemberSecret secret = MemberSecret.mint(random);
    Newcomer newcomer =
        new Newcomer(
            member,
            Tokens.hash(held),
            secret.underToken(held, circle, member),
            Tokens.hash(Tokens.canonicalRecoveryCode(recovery)),
            secret.underRecoveryCode(recovery, circle, member),
            invitation == null ? "" : Tokens.hash(invitation));
    return new Admission(newcomer, held, recovery);
  }

  /** This ends up in no log. */
  @Override
  public String toString() {
    return "Admission";
  }
}
