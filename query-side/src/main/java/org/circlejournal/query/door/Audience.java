package org.circlejournal.query.door;

import java.nio.file.Path;
import java.util.Collection;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.StaffTokens;
import org.circlejournal.events.access.TokenTable;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;

/**
 * Who may see what. Inside is a member in the own circle, everybody else is outside; an unknown
 * circle and another's give the same answer.
 */
final class Audience {

  private static final String BEARER = "bearer ";

  private final Path secrets;
  private final TokenTable tokens;
  private volatile @Nullable StaffTokens staff;

  Audience(Path secrets, TokenTable tokens) {
    this.secrets = secrets;
    this.tokens = tokens;
  }

  /**
   * Whoever shows this header.
   *
   * @throws Refused {@code token-missing} or {@code token-invalid}
   */
  Bearer require(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new Refused(QueryRefusal.TOKEN_MISSING);
    }
    String token = authorization.substring(BEARER.length()).strip();
    return staff()
        .roleOf(token)
        .map(role -> new Bearer(role, null, null))
        .or(() -> tokens.find(token))
        .orElseThrow(() -> new Refused(QueryRefusal.TOKEN_INVALID));
  }

  /** The command side makes the file when it first starts, which may be after this side. */
  private StaffTokens staff() {
    StaffTokens known = staff;
    if (known == null) {
      known = StaffTokens.read(secrets);
      staff = known;
    }
    return known;
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
