package org.circlejournal.query.door;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.function.Supplier;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Doorkeeper;
import org.circlejournal.events.access.IssuerSilent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Tokens;
import org.circlejournal.events.access.TurnedAway;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;

/**
 * Who may see what. Inside is a member in the own circle, everybody else is outside; an unknown
 * circle and another's give the same answer.
 */
final class Audience {

  private static final String BEARER = "bearer ";

  private final Supplier<Doorkeeper> making;
  private final Sessions sessions;
  private volatile @Nullable Doorkeeper doorkeeper;

  /**
   * @param making asked at the first request: the command side makes the token file when it first
   *     starts, which may be after this side
   */
  Audience(Supplier<Doorkeeper> making, Sessions sessions) {
    this.making = making;
    this.sessions = sessions;
  }

  private Doorkeeper doorkeeper() {
    Doorkeeper made = doorkeeper;
    if (made == null) {
      made = making.get();
      doorkeeper = made;
    }
    return made;
  }

  /**
   * Whoever shows a token, or the cookie of a session; a token counts where both are shown. Who
   * changes something by cookie must prove that it was a page of ours that asked.
   *
   * @throws Refused {@code token-missing}, {@code token-invalid}, {@code csrf-token-missing} or
   *     {@code too-many-requests}
   */
  Bearer require(HttpServletRequest request) {
    String token = token(request);
    if (token != null) {
      return known(request, token);
    }
    Session session = sessions.of(request);
    if (session == null) {
      throw new Refused(QueryRefusal.TOKEN_MISSING);
    }
    Bearer bearer = known(request, session.token());
    if (!Problem.isReading(request)) {
      sessions.requireOurPage(session, request);
    }
    return bearer;
  }

  /** Who shows no token is anyone, null; who shows a wrong one is told so. */
  @Nullable Bearer anyone(HttpServletRequest request) {
    try {
      return require(request);
    } catch (Refused e) {
      if (e.refusal() == QueryRefusal.TOKEN_MISSING) {
        return null;
      }
      throw e;
    }
  }

  private static @Nullable String token(HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? authorization.substring(BEARER.length()).strip()
        : null;
  }

  /**
   * The same, and not from memory: a member's token is remembered for a while.
   *
   * @throws Refused as {@link #require}
   */
  Bearer again(HttpServletRequest request) {
    String token = token(request);
    Session session = token == null ? sessions.of(request) : null;
    if (session != null) {
      token = session.token();
    }
    if (token != null) {
      doorkeeper().forget(Tokens.hash(token));
    }
    return require(request);
  }

  /**
   * Whoever this token speaks for.
   *
   * @throws Refused {@code token-invalid}, {@code too-many-requests} or {@code issuer-unavailable}
   */
  Bearer known(HttpServletRequest request, String token) {
    try {
      return doorkeeper()
          .known(request.getRemoteAddr(), token)
          .orElseThrow(() -> new Refused(QueryRefusal.TOKEN_INVALID));
    } catch (TurnedAway e) {
      throw new Refused(e);
    } catch (IssuerSilent e) {
      throw new Refused(QueryRefusal.ISSUER_UNAVAILABLE);
    }
  }

  /** Whether staff may know all circles, while others know their own only. */
  static boolean isStaff(Bearer bearer) {
    return bearer.circle() == null;
  }

  /** Whether a reader stands in this circle. */
  static boolean isInside(Bearer bearer, CircleId circle) {
    return bearer.role() == Role.MEMBER && circle.equals(bearer.circle());
  }

  /**
   * Pools and lists over circles are for staff; members read their own circle.
   *
   * @throws Refused {@code role-not-allowed}
   */
  static void requireStaff(Bearer bearer) {
    if (!isStaff(bearer)) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
  }

  /**
   * @throws Refused {@code role-not-allowed}
   */
  static void requireAuditor(Bearer bearer) {
    if (bearer.role() != Role.AUDITOR) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
  }

  /**
   * A read model that is not there: who may read none does not even learn that.
   *
   * @throws Refused {@code role-not-allowed}
   */
  static void requireMayReadSome(Bearer bearer, Collection<ReadModel> models) {
    if (bearer.role() != Role.MEMBER
        && models.stream().noneMatch(model -> model.outsiders().contains(bearer.role()))) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
  }

  /**
   * @throws Refused {@code role-not-allowed}
   */
  static void requireMayRead(Bearer bearer, ReadModel model) {
    if (bearer.role() != Role.MEMBER && !model.outsiders().contains(bearer.role())) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
  }
}
