package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitIT {

  private static final Instant AT = Instant.parse("2026-01-12T16:00:00.123Z");

  private final TestPostgres.Database database = TestPostgres.journal();
  private final HikariDataSource pool = database.pool(8);
  private final Journal journal = Journal.open(JournalSettings.postgres(pool));

  @AfterEach
  void close() {
    journal.close();
    pool.close();
  }

  @Test
  void what_was_appended_is_read_back_as_it_was() {
    SessionStarted event = started("c1", 3);
    journal.append("ledger-c1", 0, event, AT.plusNanos(7), Map.of("role", "publisher"));
    DomainEventMessage<?> read = journal.readStream("ledger-c1", 0).next();
    assertThat(read.getPayload()).isEqualTo(event);
    assertThat(read.getType()).isEqualTo("ledger");
    assertThat(read.getTimestamp()).isEqualTo(AT);
    assertThat(read.getMetaData()).containsOnly(Map.entry("role", "publisher"));
  }

  @Test
  void sixty_four_threads_append_and_all_of_it_is_there_in_order() throws Exception {
    int threads = 64;
    int each = 50;
    inParallel(
        threads,
        thread -> {
          for (int i = 0; i < each; i++) {
            journal.append("c" + thread, i, started("c" + thread, i), AT, Map.of());
            // Acknowledged means readable, at once, by anybody.
            assertThat(journal.eventStore().lastSequenceNumberFor("c" + thread)).hasValue((long) i);
          }
        });
    assertThat(count("journal.domain_event_entry")).isEqualTo((long) threads * each);
    for (int thread = 0; thread < threads; thread++) {
      assertThat(journal.readStream("c" + thread, 0).asStream().map(e -> e.getSequenceNumber()))
          .containsExactlyElementsOf(LongStream.range(0, each).boxed().toList());
    }
    // Within a stream, positions grow with the sequence.
    assertThat(
            count(
                "(select global_index - lag(global_index) over (partition by aggregate_identifier"
                    + " order by sequence_number) as step from journal.domain_event_entry) s"
                    + " where step <= 0"))
        .isZero();
  }

  @Test
  void of_many_appends_of_the_same_number_one_wins_and_the_others_hear_it() throws Exception {
    ConcurrentLinkedQueue<Integer> winners = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Exception> losers = new ConcurrentLinkedQueue<>();
    inParallel(
        64,
        thread -> {
          // Half of the threads fight for one number, the others have their own stream.
          String stream = thread % 2 == 0 ? "shared" : "own" + thread;
          try {
            journal.append(stream, 0, started(stream, thread), AT, Map.of());
            if (thread % 2 == 0) {
              winners.add(thread);
            }
          } catch (ConcurrencyException e) {
            losers.add(e);
          }
        });
    assertThat(winners).hasSize(1);
    assertThat(losers).hasSize(31);
    assertThat(count("journal.domain_event_entry")).isEqualTo(33);
    assertThat(losers)
        .allMatch(e -> "event 0 of shared is already in the journal".equals(e.getMessage()));
  }

  @Test
  void works_and_events_of_a_command_are_stored_together() {
    database.execute("create table note (text text)");
    UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
    journal.works().enlist(note("before", 0));
    publish("c1", 0);
    journal.works().enlistAfter(note("after", 1));
    assertThat(count("note")).isZero();
    unit.commit();
    assertThat(count("note")).isEqualTo(2);
    assertThat(count("journal.domain_event_entry")).isEqualTo(1);
  }

  @Test
  void works_of_a_command_without_events_are_stored_too() {
    database.execute("create table note (text text)");
    UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
    journal.works().enlist(note("alone", 0));
    unit.commit();
    journal.works().now(note("outside of a command", 0));
    assertThat(count("note")).isEqualTo(2);
  }

  @Test
  void events_published_while_others_are_prepared_are_in_the_same_transaction() {
    journal
        .eventStore()
        .subscribe(
            events -> {
              long sequence = ((DomainEventMessage<?>) events.get(0)).getSequenceNumber();
              if (sequence < 2) {
                publish("c1", sequence + 1);
              }
            });
    UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
    publish("c1", 0);
    unit.commit();
    assertThat(count("journal.domain_event_entry")).isEqualTo(3);
    assertThat(count("(select distinct xmin from journal.domain_event_entry) t")).isEqualTo(1);
  }

  @Test
  void a_command_that_is_rolled_back_stores_nothing() {
    database.execute("create table note (text text)");
    UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
    journal.works().enlist(note("never", 0));
    publish("c1", 0);
    unit.rollback();
    assertThat(count("note")).isZero();
    assertThat(count("journal.domain_event_entry")).isZero();
  }

  @Test
  void a_refusing_work_reaches_its_own_caller_and_nobody_else() throws Exception {
    database.execute("create table note (text text)");
    ConcurrentLinkedQueue<RuntimeException> refused = new ConcurrentLinkedQueue<>();
    inParallel(
        64,
        thread -> {
          UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
          journal.works().enlist(note("t" + thread, 0));
          publish("c" + thread, 0);
          Work last = thread % 8 == 0 ? refusal(thread) : note("t" + thread, 1);
          if (thread % 16 == 0) {
            journal.works().enlist(last);
          } else {
            journal.works().enlistAfter(last);
          }
          try {
            unit.commit();
            assertThat(thread % 8).isNotZero();
          } catch (Refusal e) {
            assertThat(e).hasMessage("refused " + thread);
            refused.add(e);
          }
        });
    assertThat(refused).hasSize(8);
    assertThat(count("journal.domain_event_entry")).isEqualTo(56);
    assertThat(count("note")).isEqualTo(2 * 56);
  }

  @Test
  void of_rows_that_commands_write_together_only_that_is_refused_which_was_not_written()
      throws Exception {
    database.execute("create table claim (name text primary key)");
    ConcurrentLinkedQueue<RuntimeException> refused = new ConcurrentLinkedQueue<>();
    inParallel(
        64,
        thread -> {
          UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
          publish("c" + thread, 0);
          // Eight want the same; of them one gets it.
          journal.works().enlistAfter(claim(thread % 8 == 0 ? "wanted" : "own" + thread, thread));
          try {
            unit.commit();
          } catch (Refusal e) {
            assertThat(e).hasMessage("refused " + thread);
            refused.add(e);
          }
        });
    assertThat(refused).hasSize(7);
    assertThat(count("journal.domain_event_entry")).isEqualTo(57);
    assertThat(count("claim")).isEqualTo(57);
  }

  @Test
  void a_work_whose_sql_fails_fails_its_caller_only() throws Exception {
    inParallel(
        8,
        thread -> {
          UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
          publish("c" + thread, 0);
          if (thread == 3) {
            journal.works().enlist(c -> c.createStatement().execute("select no_such_column"));
            assertThatThrownBy(unit::commit).isInstanceOf(EventStoreException.class);
          } else {
            unit.commit();
          }
        });
    assertThat(count("journal.domain_event_entry")).isEqualTo(7);
  }

  @Test
  void an_event_appended_in_the_middle_of_a_unit_of_work_does_not_wait_for_it() {
    UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
    journal.append("ledger-c1", 0, started("c1", 1), AT, Map.of());
    assertThatThrownBy(() -> journal.append("ledger-c1", 0, started("c1", 1), AT, Map.of()))
        .isInstanceOf(ConcurrencyException.class);
    assertThat(CurrentUnitOfWork.get()).isSameAs(unit);
    unit.rollback();
    assertThat(count("journal.domain_event_entry")).isEqualTo(1);
  }

  @Test
  void a_connection_that_died_idle_is_replaced() {
    journal.append("c1", 0, started("c1", 1), AT, Map.of());
    database.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()");
    journal.append("c1", 1, started("c1", 2), AT, Map.of());
    assertThat(count("journal.domain_event_entry")).isEqualTo(2);
  }

  @Test
  void closing_lets_what_is_waiting_become_durable_and_refuses_the_rest() throws Exception {
    ConcurrentLinkedQueue<String> acknowledged = new ConcurrentLinkedQueue<>();
    CountDownLatch under = new CountDownLatch(100);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<?>> running = new ArrayList<>();
    for (int t = 0; t < 16; t++) {
      int thread = t;
      running.add(
          threads.submit(
              () -> {
                for (int i = 0; ; i++) {
                  journal.append("c" + thread, i, started("c" + thread, i), AT, Map.of());
                  acknowledged.add("c" + thread + "/" + i);
                  under.countDown();
                }
              }));
    }
    assertThat(under.await(10, TimeUnit.SECONDS)).isTrue();
    journal.close();
    for (Future<?> thread : running) {
      assertThatThrownBy(() -> thread.get(10, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("the journal is closed");
    }
    threads.shutdown();
    assertThat(count("journal.domain_event_entry")).isEqualTo(acknowledged.size());
  }

  private void publish(String stream, long sequence) {
    journal
        .eventStore()
        .publish(
            new GenericDomainEventMessage<>(
                "Circle", stream, sequence, started(stream, (int) sequence)));
  }

  private static SessionStarted started(String circle, int session) {
    return new SessionStarted(new CircleId(circle), AT, session);
  }

  /** Stores a line, and makes sure how many events of this transaction stand before it. */
  private static Work note(String text, int eventsBefore) {
    return connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into note select ? where ? <= (select count(*) from"
                  + " journal.domain_event_entry where xmin = pg_current_xact_id()::xid)")) {
        insert.setString(1, text);
        insert.setInt(2, eventsBefore);
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
    };
  }

  private static Work claim(String name, int thread) {
    return new OneRow(
        "insert into claim select name from unnest(?::text[]) as t (name) on conflict do nothing",
        List.of(name),
        () -> new Refusal("refused " + thread));
  }

  private static Work refusal(int thread) {
    return connection -> {
      throw new Refusal("refused " + thread);
    };
  }

  private static final class Refusal extends RuntimeException {
    Refusal(String message) {
      super(message);
    }
  }

  private long count(String what) {
    try (Connection c = database.dataSource().getConnection();
        PreparedStatement query = c.prepareStatement("select count(*) from " + what)) {
      var result = query.executeQuery();
      result.next();
      return result.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Part {
    void run(int thread) throws Exception;
  }

  private static void inParallel(int threads, Part part) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<@Nullable Object>> parts =
        IntStream.range(0, threads)
            .mapToObj(
                thread ->
                    pool.<@Nullable Object>submit(
                        () -> {
                          start.await();
                          part.run(thread);
                          return null;
                        }))
            .toList();
    start.countDown();
    for (Future<?> running : parts) {
      running.get(30, TimeUnit.SECONDS);
    }
    pool.shutdown();
  }
}
