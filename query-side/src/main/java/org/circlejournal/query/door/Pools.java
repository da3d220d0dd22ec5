package org.circlejournal.query.door;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.door.ReadModel.Pooling;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewReader;
import org.jspecify.annotations.Nullable;

/**
 * Which circles and blocks make up a pool, and what outsiders see of each. A circle is in the pool
 * of its workplace and in {@code all}; a block of several workplaces is in {@code all} only.
 */
final class Pools {

  static final String ALL = "all";

  private static final String IS_THERE = "select 1 from views.circles where workplace = ? limit 1";

  private static final String CIRCLES =
      "select circle_id::text, imported, 1 from views.circles where ? or workplace = ? order by 1";

  private static final String BLOCKS =
      "select block, false, circles from views.%s where ? or workplace = ? order by 1";

  private static final String SCALES = "select distinct circle_id::text from views.%s";

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
   * @param blocks where blocks are, if there are any of that kind
   */
  <R extends Record, A extends Record> List<PoolPart<?>> parts(
      String pool, Shown<R, A> shown, @Nullable Sheet<?, ?> blocks) {
    Map<CircleId, Part> parts = parts(pool, blocks);
    Map<CircleId, List<R>> rows = new HashMap<>();
    for (ViewReader.Line<R> line : reader.of(shown.sheet(), List.copyOf(parts.keySet()))) {
      rows.computeIfAbsent(line.circle(), c -> new ArrayList<>()).add(line.row());
    }
    return parts(parts, shown, rows);
  }

  /** The same at a point of the journal: of the circles that were there, and the blocks glued. */
  <R extends Record, A extends Record> List<PoolPart<?>> parts(
      String pool, ViewDefinition<?> view, Shown<R, A> shown, Pooling<?, ?> pooling, Then then) {
    Map<CircleId, Part> there = parts(pool, null);
    Map<CircleId, List<R>> rows = new HashMap<>(then.rows(view, shown.sheet(), there.keySet()));
    there.keySet().retainAll(rows.keySet());
    if (pooling.gluing() != null && pooling.blocks() != null) {
      Map<CircleId, Part> glued = new LinkedHashMap<>(parts(pool, pooling.blocks()));
      glued.keySet().retainAll(glued(pooling.gluing(), pooling.blocks(), then));
      rows.putAll(then.rows(view, shown.sheet(), glued.keySet()));
      there.putAll(glued);
    }
    return parts(there, shown, rows);
  }

  /** The blocks that were glued by then. */
  private <R extends Record> Set<CircleId> glued(
      ViewDefinition<?> gluing, Sheet<?, R> blocks, Then then) {
    Set<CircleId> scales = new LinkedHashSet<>();
    try (Connection c = dataSource.getConnection();
        PreparedStatement select = c.prepareStatement(SCALES.formatted(blocks.table()));
        ResultSet result = select.executeQuery()) {
      while (result.next()) {
        scales.add(new CircleId(result.getString(1)));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the pools cannot be read", e);
    }
    Set<CircleId> glued = new HashSet<>();
    for (List<R> rows : then.rows(gluing, blocks, scales).values()) {
      rows.forEach(row -> glued.add(new CircleId(blocks.columns().text("block", row))));
    }
    return glued;
  }

  /** How many circles it has by now. */
  int size(String pool) {
    return parts(pool, null).size();
  }

  private static <R extends Record, A extends Record> List<PoolPart<?>> parts(
      Map<CircleId, Part> parts, Shown<R, A> shown, Map<CircleId, List<R>> rows) {
    List<PoolPart<?>> all = new ArrayList<>();
    parts.forEach(
        (id, part) -> {
          List<R> own = rows.getOrDefault(id, List.of());
          all.add(new PoolPart<>(part.imported(), part.circles(), shown.answers(own)));
        });
    return all;
  }

  /** The circles and blocks of these workplaces. */
  Set<CircleId> of(Set<String> workplaces, @Nullable Sheet<?, ?> blocks) {
    Set<CircleId> all = new LinkedHashSet<>();
    workplaces.forEach(workplace -> all.addAll(parts(workplace, blocks).keySet()));
    return all;
  }

  private Map<CircleId, Part> parts(String pool, @Nullable Sheet<?, ?> blocks) {
    Map<CircleId, Part> parts = new LinkedHashMap<>();
    try (Connection c = dataSource.getConnection()) {
      add(c, CIRCLES, pool, parts);
      if (blocks != null) {
        add(c, BLOCKS.formatted(blocks.table()), pool, parts);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the pools cannot be read", e);
    }
    return parts;
  }

  private static void add(Connection c, String sql, String pool, Map<CircleId, Part> parts)
      throws SQLException {
    try (PreparedStatement select = c.prepareStatement(sql)) {
      select.setBoolean(1, pool.equals(ALL));
      select.setString(2, pool);
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          parts.put(
              new CircleId(result.getString(1)), new Part(result.getBoolean(2), result.getInt(3)));
        }
      }
    }
  }
}
