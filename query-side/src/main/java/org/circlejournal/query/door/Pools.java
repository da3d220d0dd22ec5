package org.circlejournal.query.door;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.view.ViewReader;

/**
 * Which circles and blocks make up a pool, and what outsiders see of each. A circle is in the pool
 * of its workplace and in {@code all}; a block of several workplaces is in {@code all} only.
 */
final class Pools {

  static final String ALL = "all";

  private static final String IS_THERE = "select 1 from views.circles where workplace = ? limit 1";

  private static final String PARTS =
      """
      select circle_id::text, imported, 1 from views.circles where ? or workplace = ?
      union all
      select block, false, circles from views.blocks where ? or workplace = ?
      order by 1
      """;

  private final DataSource dataSource;
  private final ViewReader reader;

  Pools(DataSource dataSource, ViewReader reader) {
    this.dataSource = dataSource;
    this.reader = reader;
  }

  private record Part(boolean imported, int circles) {}

  /** Whether there is such a workplace, or it is all of them, and this reader may know it. */
  boolean isKnown(String pool, Bearer bearer) {
    if (pool.equals(ALL)) {
      return bearer.workplaces() == null;
    }
    return isThere(pool) && bearer.mayKnow(pool);
  }

  private boolean isThere(String pool) {
    try (Connection c = dataSource.getConnection();
        PreparedStatement find = c.prepareStatement(IS_THERE)) {
      find.setString(1, pool);
      try (ResultSet result = find.executeQuery()) {
        return result.next();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the workplaces cannot be read", e);
    }
  }

  /**
   * @param shown what outsiders see
   */
  <R extends Record, A extends Record> List<PoolPart<?>> parts(String pool, Shown<R, A> shown) {
    Map<CircleId, Part> parts = parts(pool);
    Map<CircleId, List<R>> rows = new HashMap<>();
    for (ViewReader.Line<R> line : reader.of(shown.sheet(), List.copyOf(parts.keySet()))) {
      rows.computeIfAbsent(line.circle(), c -> new ArrayList<>()).add(line.row());
    }
    List<PoolPart<?>> all = new ArrayList<>();
    parts.forEach(
        (id, part) -> {
          List<R> own = rows.getOrDefault(id, List.of());
          all.add(new PoolPart<>(part.imported(), part.circles(), shown.answers(own)));
        });
    return all;
  }

  /** The circles and blocks of these workplaces. */
  Set<CircleId> of(Set<String> workplaces) {
    Set<CircleId> all = new LinkedHashSet<>();
    workplaces.forEach(workplace -> all.addAll(parts(workplace).keySet()));
    return all;
  }

  private Map<CircleId, Part> parts(String pool) {
    boolean all = pool.equals(ALL);
    Map<CircleId, Part> parts = new LinkedHashMap<>();
    try (Connection c = dataSource.getConnection();
        PreparedStatement select = c.prepareStatement(PARTS)) {
      select.setBoolean(1, all);
      select.setString(2, pool);
      select.setBoolean(3, all);
      select.setString(4, pool);
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          parts.put(
              new CircleId(result.getString(1)), new Part(result.getBoolean(2), result.getInt(3)));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the pools cannot be read", e);
    }
    return parts;
  }
}
