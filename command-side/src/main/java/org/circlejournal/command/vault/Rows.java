package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.OneRow;
import org.circlejournal.events.sealing.DataKey;

/** The statements that write the vault, but for boxes: those are {@link BoxRows}. */
final class Rows {

  private Rows() {}

  /**
   * @throws Refused as a concurrent write if the epoch that wrapped a key was destroyed meanwhile
   */
  static void insertKeys(Connection connection, Collection<DataKey> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    String sql =
        """
        INSERT INTO vault.data_key (key_id, circle_id, purpose, epoch, wrapped)
        SELECT ?, ?, ?, ?, ?
        WHERE EXISTS (SELECT FROM vault.epoch WHERE purpose = ? AND epoch = ? AND NOT destroyed)
        """;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (DataKey key : keys) {
        String purpose = key.purpose().name();
        Sql.set(
            insert,
            key.id(),
            key.circle(),
            purpose,
            key.epoch(),
            key.wrapped(),
            purpose,
            key.epoch());
        insert.addBatch();
      }
      for (int count : insert.executeBatch()) {
        if (count == 0) {
          throw new Refused(Refusal.CONCURRENT_WRITE);
        }
      }
    }
  }

  static void deleteKey(Connection connection, String key) throws SQLException {
    Sql.update(connection, "DELETE FROM vault.data_key WHERE key_id = ?", key);
  }

  /**
   * Token and secret of a new member.
   *
   * @throws Refused if the token is somebody's already
   */
  static OneRow admit(CircleId circle, Newcomer newcomer) {
    String sql =
        """
        WITH given AS (
          SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
            AS t (hash, circle_id, member_id, by_token, recovery_hash, by_recovery)),
        secret AS (
          INSERT INTO vault.member_secret
            (circle_id, member_id, by_token, recovery_hash, by_recovery)
          SELECT circle_id, member_id, by_token, decode(recovery_hash, 'hex'), by_recovery
          FROM given)
        INSERT INTO vault.token (hash, kind, circle_id, member_id)
        SELECT decode(hash, 'hex'), 'member', circle_id, member_id FROM given
        ON CONFLICT DO NOTHING
        """;
    return new OneRow(
        sql,
        List.of(
            newcomer.tokenHash(),
            circle.value(),
            newcomer.member().value(),
            newcomer.secretByToken(),
            newcomer.recoveryHash(),
            newcomer.secretByRecovery()),
        () ->
            new Refused(
                Refusal.INVALID_VALUE, "memberToken: met one in use (expected: a new one)"));
  }

  /**
   * @throws Refused if the invitation was used
   */
  static void useUp(Connection connection, CircleId circle, Newcomer newcomer) throws SQLException {
    String sql =
        """
        UPDATE vault.token SET member_id = ?
        WHERE hash = decode(?, 'hex') AND kind = 'invitation' AND circle_id = ? AND member_id IS NULL
        """;
    String member = newcomer.member().value();
    if (Sql.update(connection, sql, member, newcomer.invitationHash(), circle.value()) == 0) {
      throw new Refused(Refusal.TOKEN_INVALID, "The invitation was used, or is of another circle.");
    }
  }

  static void deleteInvitation(Connection connection, Newcomer newcomer) throws SQLException {
    String sql = "DELETE FROM vault.token WHERE hash = decode(?, 'hex')";
    Sql.update(connection, sql, newcomer.invitationHash());
  }

  /** Undoes {@link #admit} of this member: token and invitation are free again. */
  static void unadmit(Connection connection, CircleId circle, Newcomer newcomer)
      throws SQLException {
    String member = newcomer.member().value();
    String deleteToken =
        "DELETE FROM vault.token WHERE kind = 'member' AND circle_id = ? AND member_id = ?";
    String deleteSecret = "DELETE FROM vault.member_secret WHERE circle_id = ? AND member_id = ?";
    String freeInvitation =
        """
        UPDATE vault.token SET member_id = NULL
        WHERE kind = 'invitation' AND circle_id = ? AND member_id = ?
        """;
    Sql.update(connection, deleteToken, circle.value(), member);
    Sql.update(connection, deleteSecret, circle.value(), member);
    Sql.update(connection, freeInvitation, circle.value(), member);
  }

  /** Nobody opens this member's secret again; the token is good for the report alone. */
  static void eraseMember(Connection connection, CircleId circle, String member)
      throws SQLException {
    String secret = "DELETE FROM vault.member_secret WHERE circle_id = ? AND member_id = ?";
    String token =
        """
        UPDATE vault.token SET kind = 'erased'
        WHERE kind = 'member' AND circle_id = ? AND member_id = ?
        """;
    Sql.update(connection, secret, circle.value(), member);
    Sql.update(connection, token, circle.value(), member);
  }

  /** All keys of a circle but those of its boxes. Tokens stay: what is not sealed stays as well. */
  static void eraseCircle(Connection connection, CircleId circle) throws SQLException {
    Sql.update(connection, "DELETE FROM vault.data_key WHERE circle_id = ?", circle.value());
    Sql.update(connection, "DELETE FROM vault.member_secret WHERE circle_id = ?", circle.value());
  }

  static OneRow due(CircleId circle, Instant when) {
    String sql =
        """
        INSERT INTO vault.due (circle_id, due_at)
        SELECT circle_id, due_at::timestamptz FROM unnest(?::text[], ?::text[])
          AS t (circle_id, due_at)
        ON CONFLICT DO NOTHING
        """;
    return new OneRow(sql, List.of(circle.value(), when.toString()), null);
  }
}
