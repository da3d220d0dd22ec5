package org.circlejournal.command.door;

import jakarta.servlet.http.HttpServletRequest;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.circlejournal.command.Actor;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.vault.Members;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Doorkeeper;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.Journal;

/** From a token to who shows it. An unknown circle and another's give the same answer. */
final class Callers {

  private final Doorkeeper doorkeeper;
  private final Members members;
  private final Journal journal;

  Callers(Doorkeeper doorkeeper, Members members, Journal journal) {
    this.doorkeeper = doorkeeper;
    this.members = members;
    this.journal = journal;
  }

  /**
   * Whoever founds a circle: anybody, unless an issuer says who is a steward. A token that is shown
   * must be good nevertheless.
   *
   * @throws Refused {@code token-missing}, {@code token-invalid} or {@code role-not-allowed}
   */
  Caller founder(HttpServletRequest request) {
    String token = Requests.token(request);
    if (token != null) {
      Caller caller = known(request, token);
      if (doorkeeper.stewardsFound() && caller.role() != Role.STEWARD) {
        throw new Refused(Refusal.ROLE_NOT_ALLOWED);
      }
      return caller;
    }
    if (!doorkeeper.mayFound(request.getRemoteAddr())) {
      throw new Refused(Refusal.TOKEN_MISSING);
    }
    return new Caller(new Bearer(Role.ANYONE, null, null), "");
  }

  /**
   * Anybody. A token that is shown must be good nevertheless.
   *
   * @throws Refused {@code token-invalid}
   */
  Caller anyone(HttpServletRequest request) {
    String token = Requests.token(request);
    return token == null
        ? new Caller(new Bearer(Role.ANYONE, null, null), "")
        : known(request, token);
  }

  /**
   * Staff of one role.
   *
   * @throws Refused {@code token-missing}, {@code token-invalid} or {@code role-not-allowed}
   */
  Caller requireStaff(HttpServletRequest request, Role role) {
    Caller caller = known(request, requireToken(request));
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
  Caller require(HttpServletRequest request, CircleId circle) {
    Caller caller = known(request, requireToken(request));
    CircleId own = caller.bearer().circle();
    if (own == null ? !mayKnow(caller, circle) : !own.equals(circle)) {
      throw new Refused(Refusal.CIRCLE_UNKNOWN);
    }
    return caller;
  }

  /** One of other workplaces and one that is not there go the same way. */
  private boolean mayKnow(Caller staff, CircleId circle) {
    DomainEventStream stream = journal.readStream(circle.value(), 0);
    boolean mayKnow = false;
    while (stream.hasNext()) { // to its end: Axon Server would hold the rest for us
      mayKnow |=
          stream.next().getPayload() instanceof CircleFounded founded
              && staff.bearer().mayKnow(founded.workplace());
    }
    return mayKnow;
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

  private static String requireToken(HttpServletRequest request) {
    String token = Requests.token(request);
    if (token == null) {
      throw new Refused(Refusal.TOKEN_MISSING);
    }
    return token;
  }

  private Caller known(HttpServletRequest request, String token) {
    return doorkeeper
        .known(request.getRemoteAddr(), token)
        .map(bearer -> new Caller(bearer, token))
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
    return doorkeeper.isTaken(token);
  }
}
