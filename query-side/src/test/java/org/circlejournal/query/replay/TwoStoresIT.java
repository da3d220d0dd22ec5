package org.circlejournal.query.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.journal.StoredEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.query.Histories;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.replay.ReplayOrder.UpTo;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewTables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The same journal in two stores gives the same read models. Runs where the environment names an
 * Axon Server, {@code AXON_SERVER=host:port}; else it is skipped. The events of others that are
 * there are replayed as well.
 */
class TwoStoresIT {

  private static final List<ViewDefinition<?>> VIEWS = ReadModels.views();

  @Test
  void a_journal_on_axon_server_and_its_copy_on_postgres_are_replayed_to_one_checksum()
      throws Exception {
    String servers = System.getenv("AXON_SERVER");
    if (servers == null) {
      System.out.println("TwoStoresIT is skipped: AXON_SERVER=host:port is not set");
    }
    Assumptions.assumeTrue(servers != null, "AXON_SERVER=host:port is not set");
    TestPostgres.Database beside = TestPostgres.database();
    TestPostgres.Database copy = TestPostgres.journal();
    try (HikariDataSource first = beside.pool(8);
        HikariDataSource second = copy.pool(8);
        Journal server =
            Journal.open(
                new JournalSettings(
                    first,
                    new JournalSettings.AxonServer(
                        Objects.requireNonNull(servers), null, "two-stores")));
        Journal postgres = Journal.open(JournalSettings.postgres(second))) {
      IntStream.rangeClosed(1, 10).forEach(seed -> append(server, seed));
      copy(server, second);
      assertThat(postgres.lastPosition()).isEqualTo(server.lastPosition());

      ReplayRow one = replayed(server, first, null);
      ReplayRow other = replayed(postgres, second, null);
      assertThat(one.state()).as(String.valueOf(one.error())).isEqualTo("complete");
      assertThat(one.events()).isEqualTo(other.events());
      assertThat(one.checksum()).isNotNull().isEqualTo(other.checksum());

      long half = server.lastPosition() / 2;
      assertThat(replayed(server, first, new UpTo.Position(half)).checksum())
          .isNotEqualTo(one.checksum())
          .isEqualTo(replayed(postgres, second, new UpTo.Position(half)).checksum());

      Instant recorded = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3600 * 24);
      assertThat(server.positionAt(recorded)).isEqualTo(postgres.positionAt(recorded));
      Instant late = Instant.parse("2100-01-01T00:00:00Z"); // other tests' clocks run ahead
      assertThat(server.positionAt(late))
          .isEqualTo(server.lastPosition())
          .isEqualTo(postgres.positionAt(late));
      assertThat(server.positionAt(Instant.EPOCH)).isEqualTo(postgres.positionAt(Instant.EPOCH));
    }
  }

  private static void append(Journal journal, long seed) {
    CircleId circle = new CircleId(UUID.randomUUID().toString());
    long sequence = 0;
    for (JournalEvent event : Histories.of(seed, circle)) {
      Map<String, String> metadata = Map.of("role", "member");
      journal.append(circle.value(), sequence++, event, Instant.now(), metadata);
    }
  }

  /** Row by row, at the same positions. */
  private static void copy(Journal from, HikariDataSource to)
      throws SQLException, InterruptedException {
    long last = from.lastPosition();
    long position = StoredEvents.BEGINNING;
    try (StoredEvents events = from.stored(StoredEvents.BEGINNING);
        Connection c = to.getConnection();
        PreparedStatement insert =
            c.prepareStatement(
                """
                insert into journal.domain_event_entry
                  (global_index, aggregate_identifier, sequence_number, type, event_identifier,
                   time_stamp, payload_type, payload_revision, payload, meta_data)
                overriding system value values (?, ?, ?, 'Circle', ?, ?, ?, ?, ?, ?)
                """)) {
      while (position < last) {
        for (StoredEvent event : events.next(1_000, Duration.ofSeconds(5))) {
          position = event.position();
          insert.setLong(1, event.position());
          insert.setString(2, event.leaf().stream());
          insert.setLong(3, event.leaf().sequence());
          insert.setObject(4, UUID.randomUUID());
          insert.setTimestamp(5, Timestamp.from(micros(event.leaf().recordedMicros())));
          insert.setString(6, event.leaf().name());
          insert.setString(7, event.leaf().revision());
          insert.setBytes(8, event.leaf().payload());
          insert.setBytes(9, event.leaf().metadata());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }

  private static Instant micros(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static ReplayRow replayed(Journal journal, HikariDataSource tables, @Nullable UpTo upTo) {
    ViewTables.migrate(tables);
    VIEWS.forEach(view -> ViewTables.ensure(tables, view));
    try (Replays replays =
        new Replays(
            VIEWS,
            journal,
            tables,
            () -> new byte[32],
            new LatestCheckpoint(tables),
            () -> UUID.randomUUID().toString(),
            InstantSource.system(),
            () -> false,
            new Means(3, Long.MAX_VALUE, () -> false))) {
      String id = replays.order(new ReplayOrder(VIEWS, upTo, null));
      await().atMost(Duration.ofMinutes(2)).until(() -> !replays.find(id).isRunning());
      return replays.find(id);
    }
  }
}
