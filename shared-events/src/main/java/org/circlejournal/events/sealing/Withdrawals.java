package org.circlejournal.events.sealing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import javax.sql.DataSource;

/**
 * What was withdrawn in the code's lane and counts although no event says so yet: withdrawals that
 * wait for the night's batch, and every request for erasure. Each use of answers asks here.
 *
 * <p>To be asked before the circle's stream is read: whatever the batch journals in between is then
 * seen twice, and nothing is missed.
 */
public final class Withdrawals {

  private static final String CODES =
      """
      SELECT code FROM vault.withdrawal WHERE circle_id = ? AND purpose = ? AND NOT journaled
      UNION
      SELECT code FROM vault.erasure WHERE circle_id = ?
      """;

  private final DataSource database;

  public Withdrawals(DataSource database) {
    this.database = database;
  }

  /**
   * @param purpose name of the consent's purpose, e.g. {@code SURVEYS}
   * @return the codes whose answers may not be used for it
   */
  public Set<String> codes(String circle, String purpose) {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(CODES)) {
      select.setString(1, circle);
      select.setString(2, purpose);
      select.setString(3, circle);
      Set<String> codes = new HashSet<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          codes.add(rows.getString(1));
        }
      }
      return codes;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read what was withdrawn", e);
    }
  }
}
