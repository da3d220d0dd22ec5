package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.circlejournal.events.TestPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL hands out numbers before commit; without care a lower index appears after a higher
 * one, and a reader that remembers one number never sees it. Raw writers, past all of our code,
 * try.
 */
class CommitOrderIT {

  private static final int WRITERS = 8;
  private static final int TRANSACTIONS = 40;

  @Test
  void no_reader_ever_sees_an_index_appear_below_one_it_saw() throws Exception {
    TestPostgres.Database database = TestPostgres.journal();
    assertThat(lateIndices(database)).isEmpty();
  }

  /** That the test above can fail: without the trigger there are late ones. */
  @Test
  void without_the_lock_the_same_writers_produce_late_indices() throws Exception {
    TestPostgres.Database database = TestPostgres.journal();
    database.execute("drop trigger before_append on journal.domain_event_entry");
    assertThat(lateIndices(database)).isNotEmpty();
  }

  private static List<Long> lateIndices(TestPostgres.Database database) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    List<Future<@Nullable Object>> writers = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      int writer = w;
      writers.add(threads.<@Nullable Object>submit(() -> write(database, writer)));
    }
    List<Long> late = new ArrayList<>();
    int seen = 0;
    long highest = 0;
    try (Connection c = database.dataSource().getConnection();
        PreparedStatement all =
            c.prepareStatement(
                "select global_index from journal.domain_event_entry order by global_index")) {
      boolean over = false;
      while (!over) {
        over = writers.stream().allMatch(Future::isDone);
        List<Long> now = indices(all);
        // Whoever read up to the highest index must have had all that is below it by now.
        long below = 0;
        for (long index : now) {
          if (index <= highest) {
            below++;
          }
        }
        if (below != seen) {
          late.add(highest);
        }
        seen = now.size();
        highest = now.isEmpty() ? 0 : now.get(now.size() - 1);
      }
    }
    for (Future<?> writer : writers) {
      writer.get(1, TimeUnit.SECONDS);
    }
    threads.shutdown();
    assertThat(seen).isEqualTo(WRITERS * TRANSACTIONS * 3);
    return late;
  }

  private static List<Long> indices(PreparedStatement all) throws SQLException {
    List<Long> indices = new ArrayList<>();
    try (ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        indices.add(rows.getLong(1));
      }
    }
    return indices;
  }

  private static @Nullable Object write(TestPostgres.Database database, int writer)
      throws SQLException {
    try (Connection c = database.dataSource().getConnection();
        Statement statement = c.createStatement()) {
      c.setAutoCommit(false);
      for (int i = 0; i < TRANSACTIONS; i++) {
        statement.execute(insert(writer, 3L * i, 1));
        // The longer a transaction takes after its first number, the later it appears.
        statement.execute("select pg_sleep(random() * 0.004)");
        statement.execute(insert(writer, 3L * i + 1, 2));
        c.commit();
      }
    }
    return null;
  }

  private static String insert(int writer, long sequence, int rows) {
    return """
        insert into journal.domain_event_entry
          (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
           payload_type, payload_revision, payload, meta_data)
        select 'w%d', %d + n, 'raw', gen_random_uuid(), now(), 'x', '1', '{}', '{}'
          from generate_series(0, %d - 1) n
        """
        .formatted(writer, sequence, rows);
  }
}
