package org.circlejournal.events.access;

import org.jspecify.annotations.Nullable;

/**
 * Who issues the tokens of staff, when it is not the token file.
 *
 * @param issuer as it stands in {@code iss}; null or empty if there is none, and the token file
 *     holds
 * @param jwks where the issuer's public keys are; null or empty to ask the issuer ({@code
 *     /.well-known/openid-configuration})
 * @param audience that a token must name in {@code aud}
 * @param roleClaim the claim that names one of our roles, among others; dots lead inside ({@code
 *     realm_access.roles})
 * @param workplacesClaim the claim that lists workplaces; {@code *} is all of them
 */
public record Oidc(
    @Nullable String issuer,
    @Nullable String jwks,
    String audience,
    String roleClaim,
    String workplacesClaim) {

  /** Whether tokens are issued at all. */
  public boolean isSet() {
    return issuer != null && !issuer.isBlank();
  }
}
