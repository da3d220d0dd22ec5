package org.circlejournal.events.sealing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * What was asked for in the code's lane and counts although no event says so yet: withdrawals and
 * erasures that wait for the night's batch. Each use of answers asks here.
 *
 * <p>To be asked before the circle's stream is read: whatever the batch journals in between is then
 * seen twice, and nothing is missed.
 */
public final class Withdrawals {

  private static final String ROWS = "SELECT row_name, epoch, content FROM vault.night_request";

  private final DataSource database;
  private final EpochKeys keys;

  public Withdrawals(DataSource database, EpochKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Row(String name, int epoch, byte[] content) {}

  /**
   * @param purpose name of the consent's purpose, e.g. {@code SURVEYS}
   * @return the codes whose answers may not be used for it
   */
  public Set<String> codes(String circle, String purpose) {
    Set<String> codes = new HashSet<>();
    for (NightRequest each : waiting()) {
      if (each.circle().equals(circle) && (each.isErasure() || each.purpose().equals(purpose))) {
        codes.add(each.code());
      }
    }
    return codes;
  }

  /**
   * A day's requests, of all circles: which are one circle's shows only when they are opened. If
   * the night has written them anew under its next key meanwhile, they are read again.
   *
   * @throws DoesNotOpen if the key of a row is lost: nothing may then be used
   */
  public List<NightRequest> waiting() {
    Set<String> unreadable = Set.of();
    while (true) {
      List<Row> rows = read();
      try {
        List<NightRequest> requests = new ArrayList<>();
        for (Row row : rows) {
          requests.add(NightRequest.open(keys, row.epoch(), row.name(), row.content()));
        }
        return requests;
      } catch (DoesNotOpen e) {
        Set<String> names = new HashSet<>();
        rows.forEach(row -> names.add(row.name()));
        if (names.equals(unreadable)) {
          throw e;
        }
        unreadable = names;
      }
    }
  }

  private List<Row> read() {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(ROWS);
        ResultSet rows = select.executeQuery()) {
      List<Row> read = new ArrayList<>();
      while (rows.next()) {
        read.add(new Row(rows.getString(1), rows.getInt(2), rows.getBytes(3)));
      }
      return read;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read what was withdrawn", e);
    }
  }
}
