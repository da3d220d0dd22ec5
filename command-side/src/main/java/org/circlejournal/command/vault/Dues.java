package org.circlejournal.command.vault;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Works;

/**
 * When which circle is to be looked after. Whoever keeps the clock waits until {@link #next}, sends
 * an {@code Alarm} to each circle that is {@link #due}, and says {@link #done} after its answer: a
 * crash between has the circle alarmed twice, which does nothing.
 */
public final class Dues {

  private final DataSource database;
  private final Works works;

  public Dues(DataSource database, Works works) {
    this.database = database;
    this.works = works;
  }

  /** When the next circle is due; empty if none waits. May lie in the past. */
  public Optional<Instant> next() {
    return Sql.select(
            database,
            "SELECT due_at FROM vault.due ORDER BY due_at LIMIT 1",
            row -> row.getObject(1, OffsetDateTime.class).toInstant())
        .stream()
        .findFirst();
  }

  /** The circles that are due, each once, those that wait longest first. */
  public List<CircleId> due(Instant now, int limit) {
    return Sql.select(
        database,
        """
        SELECT circle_id FROM vault.due WHERE due_at <= ?
        GROUP BY circle_id ORDER BY min(due_at), circle_id LIMIT ?
        """,
        row -> new CircleId(row.getString(1)),
        now.atOffset(ZoneOffset.UTC),
        limit);
  }

  /**
   * The circle was looked after.
   *
   * @param until the time that its alarm named
   */
  public void done(CircleId circle, Instant until) {
    String sql = "DELETE FROM vault.due WHERE circle_id = ? AND due_at <= ?";
    works.now(
        connection -> Sql.update(connection, sql, circle.value(), until.atOffset(ZoneOffset.UTC)));
  }
}
