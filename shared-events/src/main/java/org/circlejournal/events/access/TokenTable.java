package org.circlejournal.events.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * Members' tokens and invitations, by hash, from {@code vault.token}. Only reads.
 *
 * <p>The hash is looked up, not compared: how long that takes may tell something of hashes that are
 * stored, and a hash leads to no token, because tokens are 256 random bits.
 *
 * <p>Members are remembered for a minute, because every request asks; so a token that was revoked
 * is refused everywhere after a minute at the latest. Invitations are good once and are always
 * looked up; unknown tokens too.
 */
public final class TokenTable {

  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST = 200_000;
  private static final String FIND =
      "SELECT kind, circle_id, member_id FROM vault.token"
          + " WHERE hash = decode(?, 'hex') AND (kind = 'member' OR member_id IS NULL)";

  private final DataSource database;
  private final Cache<String, Bearer> members =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();

  public TokenTable(DataSource database) {
    this.database = database;
  }

  /** A member's token that was found within the last minute. */
  public Optional<Bearer> remembered(String token) {
    return Tokens.wellFormed(token)
        ? Optional.ofNullable(members.getIfPresent(Tokens.hash(token)))
        : Optional.empty();
  }

  /** Whose token this is: a member's, or an invitation that was not used yet. */
  public Optional<Bearer> find(String token) {
    if (!Tokens.wellFormed(token)) {
      return Optional.empty();
    }
    String hash = Tokens.hash(token);
    Bearer known = members.getIfPresent(hash);
    if (known != null) {
      return Optional.of(known);
    }
    Bearer found = select(hash);
    if (found != null && found.role() == Role.MEMBER) {
      members.put(hash, found);
    }
    return Optional.ofNullable(found);
  }

  /** A token of this process was revoked: other processes notice within a minute. */
  public void forget(String hash) {
    members.invalidate(hash);
  }

  private @Nullable Bearer select(String hash) {
    try (Connection connection = database.getConnection();
        PreparedStatement find = connection.prepareStatement(FIND)) {
      find.setString(1, hash);
      try (ResultSet row = find.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        CircleId circle = new CircleId(row.getString(2));
        return row.getString(1).equals("member")
            ? new Bearer(Role.MEMBER, circle, new MemberId(row.getString(3)))
            : new Bearer(Role.INVITATION, circle, null);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the tokens cannot be read", e);
    }
  }
}
