package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two journals on one database stand for two processes: they share nothing else. */
class EventSourceIT {

  private static final Instant AT = Instant.parse("2026-01-12T16:00:00Z");

  private final TestPostgres.Database database = TestPostgres.journal();
  private final HikariDataSource writing = database.pool(2);
  private final HikariDataSource reading = database.pool(3);
  private final Journal writer = Journal.open(JournalSettings.postgres(writing));
  private final Journal reader = Journal.open(JournalSettings.postgres(reading));

  @AfterEach
  void close() {
    writer.close();
    reader.close();
    writing.close();
    reading.close();
  }

  @Test
  void tokens_name_the_ends_and_the_time() throws Exception {
    assertThat(reader.source().createHeadToken()).isNull();
    assertThat(reader.source().createTailToken()).isNull();
    for (int i = 0; i < 5; i++) {
      append(i, AT.plusSeconds(i));
    }
    assertThat(reader.source().createHeadToken()).isEqualTo(new GlobalSequenceTrackingToken(5));
    assertThat(reader.source().createTailToken()).isEqualTo(new GlobalSequenceTrackingToken(0));
    assertThat(reader.source().createTokenAt(AT.plusSeconds(2)))
        .isEqualTo(new GlobalSequenceTrackingToken(2));
    assertThat(reader.source().createTokenAt(AT.plusSeconds(99)))
        .isEqualTo(new GlobalSequenceTrackingToken(5));
    try (BlockingStream<TrackedEventMessage<?>> stream =
        reader.source().openStream(new GlobalSequenceTrackingToken(3))) {
      assertThat(stream.peek()).hasValueSatisfying(e -> assertThat(sequence(e)).isEqualTo(3));
      assertThat(sequence(stream.nextAvailable())).isEqualTo(3);
      assertThat(sequence(stream.nextAvailable())).isEqualTo(4);
      assertThat(stream.hasNextAvailable()).isFalse();
      assertThat(stream.hasNextAvailable(20, TimeUnit.MILLISECONDS)).isFalse();
    }
  }

  @Test
  void a_journal_longer_than_a_batch_is_read_to_its_end_in_order() throws Exception {
    database.execute(
        """
        insert into journal.domain_event_entry
          (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
           payload_type, payload_revision, payload, meta_data)
        select 'c1', n, 'Circle', gen_random_uuid(), now(), 'circle.CircleSealed', '1',
               '{"circleId":"c1","at":"2026-01-12T16:00:00Z"}', '{}'
          from generate_series(0, 4499) n
        """);
    try (BlockingStream<TrackedEventMessage<?>> stream = reader.source().openStream(null)) {
      for (long i = 0; i < 4500; i++) {
        assertThat(sequence(stream.nextAvailable())).isEqualTo(i);
      }
      assertThat(stream.hasNextAvailable()).isFalse();
    }
    assertThat(reader.readStream("c1", 0).asStream().count()).isEqualTo(4500);
  }

  @Test
  void the_callback_comes_at_once_and_then_soon_after_each_commit_of_another_process()
      throws Exception {
    Semaphore called = new Semaphore(0);
    List<Duration> lags = new ArrayList<>();
    try (BlockingStream<TrackedEventMessage<?>> stream = reader.source().openStream(null)) {
      assertThat(stream.setOnAvailableCallback(called::release)).isTrue();
      assertThat(called.tryAcquire()).isTrue();
      append(0, AT);
      stream.nextAvailable();
      for (int i = 1; i <= 100; i++) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos()); // fifty a second
        append(i, AT);
        long answered = System.nanoTime();
        while (!stream.hasNextAvailable()) {
          assertThat(called.tryAcquire(2, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(sequence(stream.nextAvailable())).isEqualTo(i);
        lags.add(Duration.ofNanos(System.nanoTime() - answered));
      }
    }
    lags.sort(null);
    System.out.printf(
        "lag of the journal's source: p50 %d us, p99 %d us%n",
        lags.get(50).toNanos() / 1000, lags.get(98).toNanos() / 1000);
    assertThat(lags.get(98)).isLessThan(Duration.ofMillis(150));
  }

  @Test
  void an_idle_reader_asks_the_database_only_when_woken() throws Exception {
    append(0, AT);
    try (BlockingStream<TrackedEventMessage<?>> stream = reader.source().openStream(null)) {
      stream.nextAvailable();
      await().until(() -> listening() == 1);
      assertThat(stream.hasNextAvailable()).isFalse();
      database.execute("alter table journal.domain_event_entry rename to hidden");
      // Not woken, it does not look; looking would fail.
      assertThat(stream.hasNextAvailable()).isFalse();
      database.execute("alter table journal.hidden rename to domain_event_entry");
    }
  }

  @Test
  void a_reader_whose_listening_connection_is_cut_still_sees_what_comes() throws Exception {
    try (BlockingStream<TrackedEventMessage<?>> stream = reader.source().openStream(null)) {
      assertThat(stream.hasNextAvailable()).isFalse();
      await().until(() -> listening() == 1);
      cutListener();
      append(0, AT);
      assertThat(stream.hasNextAvailable(5, TimeUnit.SECONDS)).isTrue();
      stream.nextAvailable();
      await().until(() -> listening() == 1);
      append(1, AT);
      assertThat(stream.hasNextAvailable(900, TimeUnit.MILLISECONDS)).isTrue();
    }
  }

  @Test
  void closing_gives_all_connections_back() {
    try (BlockingStream<TrackedEventMessage<?>> stream = reader.source().openStream(null)) {
      assertThat(stream.hasNextAvailable()).isFalse();
      await().until(() -> listening() == 1);
    }
    reader.close();
    await()
        .untilAsserted(
            () ->
                assertThat(
                        Objects.requireNonNull(reading.getHikariPoolMXBean())
                            .getActiveConnections())
                    .isZero());
  }

  private void append(int sequence, Instant recordedAt) {
    CircleSealed event = new CircleSealed(new CircleId("c1"), AT);
    writer.append("c1", sequence, event, recordedAt, Map.of());
  }

  private static long sequence(TrackedEventMessage<?> event) {
    return ((org.axonframework.eventhandling.DomainEventMessage<?>) event).getSequenceNumber();
  }

  private static final String LISTENING =
      " from pg_stat_activity where datname = current_database() and query = 'listen journal'";

  private int listening() throws Exception {
    try (var c = database.dataSource().getConnection();
        var statement = c.createStatement();
        var result = statement.executeQuery("select count(*)" + LISTENING)) {
      result.next();
      return result.getInt(1);
    }
  }

  private void cutListener() {
    database.execute("select pg_terminate_backend(pid)" + LISTENING);
  }
}
