package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.NightRequest;

/** The rows of requests that wait for the night. */
final class NightRows {

  private static final String LIVE =
      "SELECT epoch FROM vault.epoch WHERE purpose = 'NIGHT' AND NOT destroyed ORDER BY epoch DESC";

  private NightRows() {}

  /**
   * Among the journal's writers, who take turns with the night: the epoch that is the newest here
   * cannot end before the row is there.
   *
   * @throws Refused as a concurrent write if its key cannot be read
   */
  static void insert(Connection connection, EpochKeys keys, NightRequest request)
      throws SQLException {
    try {
      insert(connection, keys, live(connection).get(0), request);
    } catch (DoesNotOpen e) {
      throw new Refused(Refusal.CONCURRENT_WRITE);
    }
  }

  private static void insert(Connection connection, EpochKeys keys, int epoch, NightRequest request)
      throws SQLException {
    String sql =
        """
        INSERT INTO vault.night_request (row_name, epoch, content) VALUES (?, ?, ?)
        ON CONFLICT DO NOTHING
        """;
    Sql.update(connection, sql, request.row(keys, epoch), epoch, request.seal(keys, epoch));
  }

  /** Whether it waits. */
  static boolean holds(DataSource database, EpochKeys keys, NightRequest request) {
    List<Integer> epochs = keys.epochs(Purpose.NIGHT);
    while (true) {
      if (holds(database, names(keys, epochs, request))) {
        return true;
      }
      // A row gets a new name only under a key that was made before: if no key came or went, no
      // row was missed.
      List<Integer> now = keys.epochs(Purpose.NIGHT);
      if (now.equals(epochs)) {
        return false;
      }
      epochs = now;
    }
  }

  /** In one statement: between two the night could write the row anew under the other name. */
  private static boolean holds(DataSource database, Set<String> names) {
    String sql = "SELECT 1 FROM vault.night_request WHERE row_name = ANY (?)";
    Object array = names.toArray(String[]::new);
    return !Sql.select(database, sql, row -> 1, array).isEmpty();
  }

  /** Under each of these epochs; one that has just ended names nothing any more. */
  private static Set<String> names(EpochKeys keys, List<Integer> epochs, NightRequest request) {
    Set<String> names = new TreeSet<>();
    for (int epoch : epochs) {
      name(keys, epoch, request).ifPresent(names::add);
    }
    return names;
  }

  private static Optional<String> name(EpochKeys keys, int epoch, NightRequest request) {
    try {
      return Optional.of(request.row(keys, epoch));
    } catch (DoesNotOpen e) {
      return Optional.empty();
    }
  }

  /** These wait no longer. */
  static void delete(Connection connection, EpochKeys keys, List<ConsentEvent> journaled)
      throws SQLException {
    List<Integer> live = live(connection);
    for (ConsentEvent event : journaled) {
      for (String name : names(keys, live, request(event))) {
        Sql.update(connection, "DELETE FROM vault.night_request WHERE row_name = ?", name);
      }
    }
  }

  private static NightRequest request(ConsentEvent event) {
    String circle = event.circleId().value();
    if (event instanceof ConsentWithdrawn e) {
      return NightRequest.withdrawal(circle, e.principal(), e.purpose().name());
    } else if (event instanceof ErasureRequested e) {
      return NightRequest.erasure(circle, e.principal());
    }
    throw new IllegalStateException("does not wait for the night: " + event.getClass());
  }

  /**
   * Writes all that waits anew, under a fresh epoch and in the order of its names, which says
   * nothing: from then on no place in table or write-ahead log tells when one of them came.
   *
   * @return what waits, in that order
   */
  static List<NightRequest> rewrite(Connection connection, EpochKeys keys, int fresh)
      throws SQLException {
    Set<NightRequest> requests =
        new LinkedHashSet<>(
            Sql.select(
                connection,
                "SELECT row_name, epoch, content FROM vault.night_request",
                row -> NightRequest.open(keys, row.getInt(2), row.getString(1), row.getBytes(3))));
    List<NightRequest> ordered = new ArrayList<>(requests);
    ordered.sort(Comparator.comparing(request -> request.row(keys, fresh)));
    Sql.update(connection, "DELETE FROM vault.night_request");
    for (NightRequest request : ordered) {
      insert(connection, keys, fresh, request);
    }
    return ordered;
  }

  private static List<Integer> live(Connection connection) throws SQLException {
    return Sql.select(connection, LIVE, row -> row.getInt(1));
  }
}
