package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.DataKey;
import org.circlejournal.events.survey.SurveyCode;

/** The statements that write the vault, one or many rows at a time. */
final class Rows {

  private Rows() {}

  static void insertKeys(Connection connection, Collection<DataKey> keys) throws SQLException {
    String sql =
        "INSERT INTO vault.data_key (key_id, circle_id, purpose, epoch, wrapped)"
            + " VALUES (?, ?, ?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (DataKey key : keys) {
        insert.setString(1, key.id());
        insert.setString(2, key.circle());
        insert.setString(3, key.purpose().name());
        insert.setInt(4, key.epoch());
        insert.setString(5, key.wrapped());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static void deleteKey(Connection connection, String key) throws SQLException {
    update(connection, "DELETE FROM vault.data_key WHERE key_id = ?", key);
  }

  static void admit(Connection connection, CircleId circle, Collection<Newcomer> newcomers)
      throws SQLException {
    String tokens =
        "INSERT INTO vault.token (hash, kind, circle_id, member_id) VALUES (?, 'member', ?, ?)";
    String secrets =
        "INSERT INTO vault.member_secret"
            + " (circle_id, member_id, by_token, recovery_hash, by_recovery)"
            + " VALUES (?, ?, ?, ?, ?)";
    try (PreparedStatement token = connection.prepareStatement(tokens);
        PreparedStatement secret = connection.prepareStatement(secrets)) {
      for (Newcomer newcomer : newcomers) {
        if (!newcomer.invitationHash().isEmpty()) {
          useUp(connection, circle, newcomer.invitationHash());
        }
        token.setString(1, newcomer.tokenHash());
        token.setString(2, circle.value());
        token.setString(3, newcomer.member().value());
        token.addBatch();
        secret.setString(1, circle.value());
        secret.setString(2, newcomer.member().value());
        secret.setString(3, newcomer.secretByToken());
        secret.setString(4, newcomer.recoveryHash());
        secret.setString(5, newcomer.secretByRecovery());
        secret.addBatch();
      }
      token.executeBatch();
      secret.executeBatch();
    }
  }

  private static void useUp(Connection connection, CircleId circle, String invitation)
      throws SQLException {
    String sql = "DELETE FROM vault.token WHERE hash = ? AND kind = 'invitation' AND circle_id = ?";
    if (update(connection, sql, invitation, circle.value()) == 0) {
      throw new Refused(
          Refusal.TOKEN_INVALID, "This invitation was used, or is of another circle.");
    }
  }

  /** Makes an open box, unless it exists. */
  static void insertOpenBox(Connection connection, Box box, int epoch, String wrapped)
      throws SQLException {
    String sql =
        "INSERT INTO vault.box (circle_id, name, state, revision, epoch, wrapped)"
            + " VALUES (?, ?, 'open', 0, ?, ?) ON CONFLICT DO NOTHING";
    update(connection, sql, box.circle().value(), box.name(), epoch, wrapped);
  }

  /** Marks a box that never had a ballot as closed; false if it exists. */
  static boolean insertClosedBox(Connection connection, Box box) throws SQLException {
    String sql =
        "INSERT INTO vault.box (circle_id, name, state, revision)"
            + " VALUES (?, ?, 'closed', 0) ON CONFLICT DO NOTHING";
    return update(connection, sql, box.circle().value(), box.name()) == 1;
  }

  static void putBallot(Connection connection, Box box, String row, byte[] content)
      throws SQLException {
    String sql =
        "INSERT INTO vault.ballot (circle_id, box, row_name, content) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (circle_id, box, row_name) DO UPDATE SET content = excluded.content";
    update(connection, sql, box.circle().value(), box.name(), row, content);
  }

  static void insertWithdrawal(
      Connection connection, CircleId circle, SurveyCode code, String purpose) throws SQLException {
    String sql =
        "INSERT INTO vault.withdrawal (circle_id, code, purpose, journaled) VALUES (?, ?, ?, false)"
            + " ON CONFLICT (circle_id, code, purpose) DO UPDATE SET journaled = false";
    update(connection, sql, circle.value(), code.value(), purpose);
  }

  static void insertErasure(Connection connection, CircleId circle, SurveyCode code)
      throws SQLException {
    String sql =
        "INSERT INTO vault.erasure (circle_id, code, journaled) VALUES (?, ?, false)"
            + " ON CONFLICT (circle_id, code) DO UPDATE SET journaled = false";
    update(connection, sql, circle.value(), code.value());
  }

  static void insertDue(Connection connection, CircleId circle, Instant when) throws SQLException {
    String sql = "INSERT INTO vault.due (circle_id, due_at) VALUES (?, ?) ON CONFLICT DO NOTHING";
    update(connection, sql, circle.value(), when.atOffset(ZoneOffset.UTC));
  }

  /** Executes one statement whose parameters are texts, numbers or bytes. */
  static int update(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      List<Object> all = List.of(parameters);
      for (int i = 0; i < all.size(); i++) {
        statement.setObject(i + 1, all.get(i));
      }
      return statement.executeUpdate();
    }
  }
}
