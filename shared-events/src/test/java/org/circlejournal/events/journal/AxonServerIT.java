package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.axonserver.connector.command.AxonServerCommandBus;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.commandhandling.callbacks.FutureCallback;
import org.axonframework.commandhandling.distributed.MetaDataRoutingStrategy;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs where the environment names a server, {@code AXON_SERVER=host:port}; else it is skipped. */
class AxonServerIT {

  private static final Instant AT = Instant.parse("2026-01-12T16:00:00.123Z");

  private static TestPostgres.Database database = TestPostgres.database();
  private static HikariDataSource pool = database.pool(3);
  private static Journal journal = Journal.open(JournalSettings.postgres(pool));

  private final String stream = UUID.randomUUID().toString();

  @BeforeAll
  static void connect() {
    String servers = System.getenv("AXON_SERVER");
    if (servers == null) {
      System.out.println("AxonServerIT is skipped: AXON_SERVER=host:port is not set");
    }
    Assumptions.assumeTrue(servers != null, "AXON_SERVER=host:port is not set");
    journal =
        Journal.open(
            new JournalSettings(
                pool,
                new JournalSettings.AxonServer(
                    Objects.requireNonNull(servers), null, "circle-journal-test")));
    database.execute("create table note (text text)");
  }

  @AfterAll
  static void close() {
    journal.close();
    pool.close();
  }

  @Test
  void what_was_appended_is_read_back_as_it_was() {
    append(0);
    append(1);
    var events = journal.readStream(stream, 1);
    var read = events.next();
    assertThat(read.getPayload()).isEqualTo(event());
    assertThat(read.getTimestamp()).isEqualTo(AT);
    assertThat(read.getMetaData()).containsEntry("role", "publisher");
    assertThat(events.hasNext()).isFalse();
    assertThat(journal.eventStore().readEvents(stream).asStream()).hasSize(2);
  }

  @Test
  void a_number_is_given_once() {
    append(0);
    assertThatThrownBy(() -> append(0)).isInstanceOf(ConcurrencyException.class);
    UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
    publish(0);
    assertThatThrownBy(unit::commit).matches(Journal::isConflict);
    assertThat(Journal.isConflict(new IllegalStateException(new RuntimeException()))).isFalse();
  }

  @Test
  void works_before_and_after_the_events_are_stored() throws Exception {
    UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
    List<String> order = new ArrayList<>();
    journal.works().enlistAfter(c -> order.add("after " + count()));
    journal.works().enlist(c -> order.add("before " + count()));
    publish(0);
    unit.commit();
    assertThat(order).containsExactly("before 0", "after 1");

    UnitOfWork<?> refused = DefaultUnitOfWork.startAndGet(null);
    publish(1);
    journal
        .works()
        .enlist(
            c -> {
              throw new IllegalStateException("refused");
            });
    assertThatThrownBy(refused::commit).hasMessage("refused");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void an_unknown_name_stops_a_processor_and_says_where() throws Exception {
    append(0);
    // A program of another version reads: what it cannot read stays readable for other tests.
    JournalSerializer other = JournalSerializer.events(Map.of("circle.CircleSealed", "9"));
    try (Journal newer =
        Journal.open(
            new JournalSettings(
                pool,
                new JournalSettings.AxonServer(
                    Objects.requireNonNull(System.getenv("AXON_SERVER")), null, "newer")),
            other,
            JournalUpcasters.chain())) {
      var head = newer.source().createHeadToken();
      journal.append(stream, 1, event(), AT, Map.of());
      try (BlockingStream<TrackedEventMessage<?>> tail = newer.source().openStream(head)) {
        long position = Objects.requireNonNull(head).position().orElseThrow() + 1;
        assertThatThrownBy(() -> tail.hasNextAvailable(5, TimeUnit.SECONDS))
            .isInstanceOf(UnknownEvent.class)
            .hasMessage(
                "event %d (%s, 1): unknown revision 1 of circle.CircleSealed", position, stream);
      }
    }
  }

  @Test
  void a_reader_is_called_soon_after_each_commit() throws Exception {
    Semaphore called = new Semaphore(0);
    List<Duration> lags = new ArrayList<>();
    append(0);
    try (BlockingStream<TrackedEventMessage<?>> tail =
        journal.source().openStream(journal.source().createHeadToken())) {
      assertThat(tail.setOnAvailableCallback(called::release)).isTrue();
      for (int i = 1; i <= 100; i++) {
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        append(i);
        long answered = System.nanoTime();
        while (!tail.hasNextAvailable()) {
          assertThat(called.tryAcquire(2, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(tail.nextAvailable().getPayload()).isEqualTo(event());
        lags.add(Duration.ofNanos(System.nanoTime() - answered));
      }
    }
    lags.sort(null);
    System.out.printf(
        "lag of the source on Axon Server: p50 %d us, p99 %d us%n",
        lags.get(50).toNanos() / 1000, lags.get(98).toNanos() / 1000);
    assertThat(lags.get(98)).isLessThan(Duration.ofMillis(50));
  }

  @Test
  void commands_travel_by_stable_names() throws Exception {
    record Greet(String name) {}
    CommandBus local = SimpleCommandBus.builder().build();
    AxonServerCommandBus bus =
        ((JournalOnAxonServer) journal)
            .commandBus(
                local,
                MetaDataRoutingStrategy.builder().metaDataKey("circle").build(),
                JournalSerializer.messages(Map.of("greet", Greet.class, "text", String.class)));
    bus.subscribe(Greet.class.getName(), m -> "hello " + ((Greet) m.getPayload()).name());
    FutureCallback<Greet, String> answer = new FutureCallback<>();
    await()
        .ignoreExceptions()
        .until(
            () -> {
              FutureCallback<Greet, String> callback = new FutureCallback<>();
              bus.dispatch(command(new Greet("circle")), callback);
              return "hello circle".equals(callback.getResult().getPayload());
            });
    bus.dispatch(command(new Greet("again")), answer);
    assertThat(answer.getResult().getPayload()).isEqualTo("hello again");
    bus.disconnect().get(5, TimeUnit.SECONDS);
    bus.shutdownDispatching().get(5, TimeUnit.SECONDS);
  }

  private static <T> GenericCommandMessage<T> command(T payload) {
    return new GenericCommandMessage<>(payload, Map.of("circle", "c1"));
  }

  private long count() {
    return journal.eventStore().readEvents(stream).asStream().count();
  }

  private CircleSealed event() {
    return new CircleSealed(new CircleId(stream), AT);
  }

  private void append(int sequence) {
    journal.append(stream, sequence, event(), AT, Map.of("role", "publisher"));
  }

  private void publish(int sequence) {
    journal
        .eventStore()
        .publish(new GenericDomainEventMessage<>("Circle", stream, sequence, event()));
  }
}
