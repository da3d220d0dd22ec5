package org.circlejournal.command.vault;

import org.circlejournal.events.circle.MemberId;

/**
 * What the vault keeps of a new member, made at the door where the token is known.
 *
 * @param tokenHash SHA-256 of the token, hex
 * @param secretByToken the member's secret, encrypted under a key derived from the token, base64url
 * @param recoveryHash SHA-256 of the recovery code, hex
 * @param secretByRecovery the same secret, encrypted under a key derived from the recovery code
 * @param invitationHash SHA-256 of the invitation that this uses up, hex; empty for a founder or an
 *     import
 */
public record Newcomer(
    MemberId member,
    String tokenHash,
    String secretByToken,
    String recoveryHash,
    String secretByRecovery,
    String invitationHash) {}
