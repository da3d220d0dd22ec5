package org.circlejournal.command.door;

import java.util.Optional;
import org.circlejournal.command.Actor;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.vault.Members;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.StaffTokens;
import org.circlejournal.events.access.TokenTable;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.Journal;
import org.jspecify.annotations.Nullable;

/** From a token to who shows it. An unknown circle and another's give the same answer. */
final class Callers {

  private final TokenTable tokens;
  private final StaffTokens staff;
  private final Members members;
  private final Journal journal;

  Callers(TokenTable tokens, StaffTokens staff, Members members, Journal journal) {
    this.tokens = tokens;
    this.staff = staff;
    this.members = members;
    this.journal = journal;
  }

  /**
   * Whoever asks for what needs no token; one that is shown must be good nevertheless.
   *
   * @throws Refused {@code token-invalid}
   */
  Caller anyone(@Nullable String token) {
    return token == null ? new Caller(Role.ANYONE, null, null, "") : known(token);
  }

  /**
   * Staff of one role.
   *
   * @throws Refused {@code token-missing}, {@code token-invalid} or {@code role-not-allowed}
   */
  Caller requireStaff(@Nullable String token, Role role) {
    if (token == null) {
      throw new Refused(Refusal.TOKEN_MISSING);
    }
    Caller caller = known(token);
    if (caller.role() != role) {
      throw new Refused(Refusal.ROLE_NOT_ALLOWED);
    }
    return caller;
  }

  /**
   * Whoever may know that this circle exists.
   *
   * @throws Refused {@code token-missing}, {@code token-invalid} or {@code circle-unknown}
   */
  Caller require(@Nullable String token, CircleId circle) {
    if (token == null) {
      throw new Refused(Refusal.TOKEN_MISSING);
    }
    Caller caller = known(token);
    boolean mayKnow =
        caller.circle() == null
            ? journal.eventStore().lastSequenceNumberFor(circle.value()).isPresent()
            : caller.circle().equals(circle);
    if (!mayKnow) {
      throw new Refused(Refusal.CIRCLE_UNKNOWN);
    }
    return caller;
  }

  /**
   * A member of this circle.
   *
   * @throws Refused as {@link #require}, and {@code role-not-allowed} for anybody else
   */
  MemberId requireMember(Caller caller) {
    MemberId member = caller.member();
    if (member == null) {
      throw new Refused(Refusal.ROLE_NOT_ALLOWED);
    }
    return member;
  }

  private Caller known(String token) {
    Optional<Bearer> bearer = tokens.find(token);
    if (bearer.isPresent()) {
      Bearer found = bearer.get();
      return new Caller(found.role(), found.circle(), found.member(), token);
    }
    return staff
        .roleOf(token)
        .map(role -> new Caller(role, null, null, token))
        .orElseThrow(() -> new Refused(Refusal.TOKEN_INVALID));
  }

  /**
   * @param underCode whether the command acts under the survey code: then it is computed, and must
   *     not leave this process
   */
  Actor actor(Caller caller, CircleId circle, boolean underCode) {
    MemberId member = caller.member();
    return new Actor(
        caller.role(),
        member,
        underCode && member != null ? members.code(circle, member, caller.token()) : null);
  }

  /** Whether a token that a client made is taken already. */
  boolean isTaken(String token) {
    return tokens.find(token).isPresent() || staff.roleOf(token).isPresent();
  }
}
