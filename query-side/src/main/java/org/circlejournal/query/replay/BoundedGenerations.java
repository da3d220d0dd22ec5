package org.circlejournal.query.replay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.query.replay.ReplayOrder.UpTo;
import org.circlejournal.query.replay.Replays.NotNow;
import org.circlejournal.query.replay.Replays.Reason;
import org.circlejournal.query.view.Generation;
import org.circlejournal.query.view.Generation.State;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewFailure;
import org.circlejournal.query.view.ViewTables;
import org.jspecify.annotations.Nullable;

/**
 * Generations that stand at a position, for questions about the past of many circles: found if
 * there is one, else built by a replay. The last few are kept; each is given up as soon as anybody
 * was erased, or a text redacted, after it was built.
 */
public final class BoundedGenerations {

  /** Each holds a whole read model of the time, or some of them. */
  private static final int KEPT = 8;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Replays replays;
  private final Journal journal;
  private final DataSource tables;

  /**
   * @param tables as the owner of the views' schemas
   */
  public BoundedGenerations(Replays replays, Journal journal, DataSource tables) {
    this.replays = replays;
    this.journal = journal;
    this.tables = tables;
  }

  private record Kept(String id, long head, List<String> schemas) {}

  /**
   * Schemas that show what these views showed when they stood at a position, in their order.
   * Whoever is erased by now is in none of them. Returns when they are whole, which may take as
   * long as a replay does.
   *
   * @throws NotNow if somebody else replays one of the views, or calls this off
   */
  public List<String> at(List<ViewDefinition<?>> views, long position) {
    try {
      Kept kept = find(views, position);
      return kept == null ? build(views, position) : kept.schemas();
    } catch (SQLException e) {
      throw new ViewFailure("bounded generations cannot be read", e);
    }
  }

  private @Nullable Kept find(List<ViewDefinition<?>> views, long position) throws SQLException {
    for (Kept kept : there(views, position)) {
      if (journal.touched(ViewDefinition.TAKING_BACK, kept.head()).streams().isEmpty()) {
        update(
            "update views.replay set asked_at = now() where id = ? and asked_at is not null",
            kept.id());
        return kept;
      }
      replays.cancel(kept.id());
    }
    return null;
  }

  /** What is whole, of these versions, and was built for no purpose; whoever ordered it. */
  private List<Kept> there(List<ViewDefinition<?>> views, long position) throws SQLException {
    List<Kept> there = new ArrayList<>();
    try (Connection c = tables.getConnection();
        PreparedStatement select =
            c.prepareStatement(
                """
                select id, (receipt::json ->> 'head')::bigint, views, generations
                  from views.replay
                 where state = 'complete' and purpose is null and up_to = ? and views @> ?::text[]
                 order by started_at desc
                """)) {
      Map<String, Generation> known = new HashMap<>();
      ViewTables.generations(c).forEach(g -> known.put(g.schema(), g));
      select.setString(1, Replays.text(new UpTo.Position(position)));
      select.setArray(
          2, c.createArrayOf("text", views.stream().map(ViewDefinition::name).toArray()));
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          List<String> names = List.of((String[]) result.getArray(3).getArray());
          List<String> generations = List.of((String[]) result.getArray(4).getArray());
          List<String> schemas =
              views.stream()
                  .filter(
                      view -> isThere(view, known.get(generations.get(names.indexOf(view.name())))))
                  .map(view -> generations.get(names.indexOf(view.name())))
                  .toList();
          if (schemas.size() == views.size()) {
            there.add(new Kept(result.getString(1), result.getLong(2), schemas));
          }
        }
      }
    }
    return there;
  }

  private static boolean isThere(ViewDefinition<?> view, @Nullable Generation generation) {
    return generation != null
        && generation.state() == State.BOUNDED
        && generation.version() == view.version();
  }

  private List<String> build(List<ViewDefinition<?>> views, long position) throws SQLException {
    String id = replays.order(new ReplayOrder(views, new UpTo.Position(position), null));
    update("update views.replay set asked_at = now() where id = ?", id);
    ReplayRow row = replays.find(id);
    while (row.isRunning()) {
      LockSupport.parkNanos(LOOK_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        replays.cancel(id);
      }
      row = replays.find(id);
    }
    forgetTheOldest();
    if (row.state().equals("cancelled")) {
      throw new NotNow(Reason.RUNNING, "the replay for it was called off");
    } else if (!row.state().equals("complete")) {
      throw new IllegalStateException("a replay for the past failed: " + row.error());
    }
    return row.generations();
  }

  /** Their rows go with them: nothing that lasts was computed from them. */
  private void forgetTheOldest() throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Connection c = tables.getConnection();
        PreparedStatement select =
            c.prepareStatement(
                """
                select id from views.replay where asked_at is not null and state <> 'running'
                 order by asked_at desc offset ?
                """)) {
      select.setInt(1, KEPT);
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          ids.add(result.getString(1));
        }
      }
    }
    for (String id : ids) {
      replays.cancel(id);
      update("delete from views.replay where id = ?", id);
    }
  }

  private void update(String sql, String id) throws SQLException {
    try (Connection c = tables.getConnection();
        PreparedStatement update = c.prepareStatement(sql)) {
      update.setString(1, id);
      update.executeUpdate();
    }
  }
}
