package org.circlejournal.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.HdrHistogram.Histogram;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.inmemory.InMemoryTokenStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Chunks;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.replay.Means;
import org.circlejournal.query.replay.ReplayOrder;
import org.circlejournal.query.replay.ReplayRow;
import org.circlejournal.query.replay.Replays;
import org.circlejournal.query.view.AsOf;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewTables;

/**
 * The journal of a programme, read anew. Peers: Axon's pooled processor as documented and tuned,
 * and a cursor with Jackson's data-binding that does nothing with what it reads: what a good
 * engineer writes by hand, without the views, the tables and the hand-over that ours includes.
 */
final class ReplayBenchmark {

  private static final int CONNECTIONS = 16;
  private static final int FETCH = 5_000;

  /** 0.1 rows for an event. */
  private static final Set<String> FEW_ROWS = Set.of("circles", "protected-space", "theme-usage");

  /** Views that write a row for each member or phase of each session. */
  private static final Set<String> MANY_ROWS = Set.of("attendance", "frame");

  /** Checksums, and the comparison with what was shown before, are work of our own choosing. */
  private static final String WITHOUT_PROOF = "-without-proof";

  private static final long ON_AXON_SERVER = 500_000;
  private static final int APPENDERS = 16;
  private static final int CIRCLES = 200;
  private static final int EVENTS = 500;
  private static final int READERS = 16;
  private static final double PER_SECOND = 500;

  private final Benchmarks.Options options;
  private final List<Long> sizes;
  private final List<String> only;

  ReplayBenchmark(Benchmarks.Options options, List<Long> sizes, List<String> only) {
    this.options = options;
    this.sizes = sizes;
    this.only = only;
  }

  Report run() throws Exception {
    Report report = new Report("replay");
    Path folder = Files.createTempDirectory("replay-benchmark");
    try (EmbeddedPostgres postgres = DurablePostgres.start(folder.resolve("postgres"))) {
      System.err.println("simulated years");
      Years years = Years.simulate(postgres, folder);
      for (long size : sizes) {
        String name = size % 1_000_000 == 0 ? size / 1_000_000 + "m" : Long.toString(size);
        try (Statement statement =
            postgres.getPostgresDatabase().getConnection().createStatement()) {
          statement.execute("create database years_" + name);
        }
        try (HikariDataSource pool = new HikariDataSource()) {
          pool.setDataSource(postgres.getDatabase("postgres", "years_" + name));
          pool.setMaximumPoolSize(CONNECTIONS);
          System.err.println("a journal of " + size + " events");
          long events = years.load(pool, size);
          measure(report, pool, name, events, size == sizes.get(0));
        }
      }
      if (wants("axon-server")) {
        axonServer(report, postgres, years);
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    if (wants("queries")) {
      duringReplays(report);
    }
    return report;
  }

  private void axonServer(Report report, EmbeddedPostgres postgres, Years years) throws Exception {
    String servers = System.getenv("AXON_SERVER");
    if (servers == null) {
      String why = "no Axon Server: AXON_SERVER=host:port is not set";
      report.add(Report.Row.skipped("axon-server-raw", why));
      report.add(Report.Row.skipped("ours-axon-server", why));
      return;
    }
    try (Connection c = postgres.getPostgresDatabase().getConnection();
        Statement statement = c.createStatement()) {
      statement.execute("create database beside_axon_server");
    }
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setDataSource(postgres.getDatabase("postgres", "beside_axon_server"));
      pool.setMaximumPoolSize(CONNECTIONS);
      try (Journal journal =
          Journal.open(
              new JournalSettings(
                  pool, new JournalSettings.AxonServer(servers, null, "benchmark")))) {
        System.err.println("a journal of " + ON_AXON_SERVER + " events on Axon Server");
        years.append(journal, ON_AXON_SERVER, APPENDERS);
        ViewTables.migrate(pool);
        ReadModels.views().forEach(view -> ViewTables.ensure(pool, view));
        long last = journal.lastPosition();
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round < 3; round++) {
          long start = System.nanoTime();
          long read = raw(journal, last);
          add(rates, "axon-server-raw", read * 1e9 / (System.nanoTime() - start), round);
          for (Map.Entry<String, List<ViewDefinition<?>>> set : sets().entrySet()) {
            start = System.nanoTime();
            ours(journal, pool, set.getValue());
            double rate = read * 1e9 / (System.nanoTime() - start);
            add(rates, set.getKey() + "-axon-server", rate, round);
          }
        }
        rates.forEach(
            (row, values) -> {
              double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
              report.add(new Report.Row(row, mean, "events/s", null, null, null, null));
            });
        sets().keySet().forEach(row -> report.ratio(row + "-axon-server", "axon-server-raw"));
      }
    }
  }

  /** The server's own stream, every payload fetched, nothing decoded. */
  private static long raw(Journal journal, long last) throws InterruptedException {
    List<String> all = EventNames.types().stream().map(EventNames::nameOf).toList();
    long read = 0;
    try (Chunks chunks = journal.chunks(StoredEvents.BEGINNING, last, all)) {
      for (Chunks.Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
        read += chunk.events().size();
      }
    }
    return read;
  }

  private boolean wants(String row) {
    return only.isEmpty() || only.contains(row);
  }

  private void measure(
      Report report, DataSource dataSource, String size, long events, boolean peers)
      throws Exception {
    try (Journal journal = Journal.open(JournalSettings.postgres(dataSource))) {
      ViewTables.migrate(dataSource);
      List<ViewDefinition<?>> all = ReadModels.views();
      all.forEach(view -> ViewTables.ensure(dataSource, view));
      Map<String, List<ViewDefinition<?>>> sets = sets();
      if (peers && wants("axon-batch-1")) {
        report.add(axon("axon-batch-1", journal, dataSource, 1, true));
      }
      if (peers && wants("axon-batch-500")) {
        report.add(axon("axon-batch-500", journal, dataSource, 500, true));
      }
      if (peers && wants("axon-fold")) {
        report.add(axon("axon-fold", journal, dataSource, 500, false));
      }
      Map<String, List<Double>> rates = new LinkedHashMap<>();
      Map<String, JsonNode> receipts = new HashMap<>();
      int rounds = 3;
      for (int round = 0; round < rounds; round++) {
        if (wants("sql-jackson")) {
          add(rates, "sql-jackson-" + size, sqlJackson(dataSource, events), round);
        }
        for (Map.Entry<String, List<ViewDefinition<?>>> set : sets.entrySet()) {
          if (wants(set.getKey())) {
            String row = set.getKey() + "-" + size;
            long start = System.nanoTime();
            JsonNode receipt = ours(journal, dataSource, set.getValue());
            long nanos = System.nanoTime() - start;
            add(rates, row, events * 1e9 / nanos, round);
            long proof = receipt.path("millis").path("proof").longValue();
            nanos -= TimeUnit.MILLISECONDS.toNanos(proof);
            add(rates, row + WITHOUT_PROOF, events * 1e9 / nanos, round);
            receipts.put(row, receipt);
          }
        }
      }
      rates.forEach(
          (row, values) -> {
            double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
            report.add(new Report.Row(row, mean, "events/s", null, null, peakHeap(), null));
            JsonNode receipt = receipts.get(row);
            if (receipt != null) {
              double written = 0;
              for (JsonNode view : receipt.path("views")) {
                written += view.path("rows").doubleValue();
              }
              double perEvent = written / events;
              System.err.println(row + " " + receipt);
              report.add(
                  new Report.Row(
                      row + "-rows-per-event", perEvent, "rows", null, null, null, null));
              report.ratio(row, "sql-jackson-" + size);
            } else if (row.contains(WITHOUT_PROOF)) {
              report.ratio(row, "sql-jackson-" + size);
            }
          });
      if (peers && wants("asof-circle")) {
        report.add(asOf(journal, dataSource));
      }
      report.ratio("ours-" + size, "axon-batch-1");
      report.ratio("ours-" + size, "axon-fold");
    }
  }

  private static void add(Map<String, List<Double>> rates, String row, double rate, int round) {
    System.err.printf("%s %s %,.0f events/s%n", round == 0 ? "warm-up" : "round", row, rate);
    if (round > 0) {
      rates.computeIfAbsent(row, r -> new ArrayList<>()).add(rate);
    }
  }

  private static Map<String, List<ViewDefinition<?>>> sets() {
    List<ViewDefinition<?>> all = ReadModels.views();
    Map<String, List<ViewDefinition<?>>> sets = new LinkedHashMap<>();
    sets.put("ours", all);
    sets.put("ours-few-rows", few(all, FEW_ROWS));
    sets.put(
        "ours-some-rows", all.stream().filter(view -> !MANY_ROWS.contains(view.name())).toList());
    return sets;
  }

  private static List<ViewDefinition<?>> few(List<ViewDefinition<?>> all, Set<String> names) {
    return all.stream().filter(view -> names.contains(view.name())).toList();
  }

  /**
   * One circle at a moment, folded at once: the longest year there is, in the view that reads most.
   */
  private Report.Row asOf(Journal journal, DataSource dataSource) throws SQLException {
    CircleId circle;
    Instant moment;
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement();
        ResultSet result =
            statement.executeQuery(
                """
                select aggregate_identifier, max(time_stamp) from journal.domain_event_entry
                 where type = 'Circle' group by 1 order by count(*) desc, 1 limit 1
                """)) {
      result.next();
      circle = new CircleId(result.getString(1));
      moment = result.getTimestamp(2).toInstant();
    }
    AsOf asOf = new AsOf(journal);
    ViewDefinition<?> attendance = few(ReadModels.views(), Set.of("attendance")).get(0);
    List<Load.Result> rounds = new ArrayList<>();
    for (int round = 0; round <= 2; round++) {
      Histogram times = new Histogram(3);
      long end = System.nanoTime() + (long) ((round == 0 ? 5 : options.seconds) * 1e9);
      while (System.nanoTime() < end) {
        long start = System.nanoTime();
        if (asOf.of(attendance, circle, new AsOf.Moment(moment)).shown().rows().isEmpty()) {
          throw new IllegalStateException("nothing was shown");
        }
        times.recordValue(System.nanoTime() - start);
      }
      if (round > 0) {
        rounds.add(
            new Load.Result(
                times.getTotalCount() / options.seconds,
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(99) / 1e6));
      }
    }
    return Report.Row.of("asof-circle", "answers/s", rounds);
  }

  /** Reads at a steady rate from the application as it is shipped, idle and while it replays. */
  private void duringReplays(Report report) throws Exception {
    try (Ours ours = Ours.start()) {
      List<Ours.Circle> circles = ours.circles(CIRCLES, EVENTS);
      Iterable<Load.Requests> lanes = lanes(circles);
      System.err.println("warm-up queries");
      Load.atRate(ours.queryPort(), READERS, options.warmUp, PER_SECOND, lanes);
      replay(ours);
      List<Load.Result> idle = new ArrayList<>();
      List<Load.Result> busy = new ArrayList<>();
      for (int round = 1; round <= 2; round++) {
        System.err.println("round " + round + " queries");
        idle.add(
            Load.atRate(ours.queryPort(), READERS, options.seconds, PER_SECOND, lanes(circles)));
        AtomicBoolean over = new AtomicBoolean();
        LongAdder replays = new LongAdder();
        ExecutorService beside = Executors.newSingleThreadExecutor();
        Future<?> replaying =
            beside.submit(
                () -> {
                  while (!over.get()) {
                    replay(ours);
                    replays.increment();
                  }
                  return null;
                });
        busy.add(
            Load.atRate(ours.queryPort(), READERS, options.seconds, PER_SECOND, lanes(circles)));
        over.set(true);
        replaying.get();
        beside.shutdown();
        System.err.println(replays.sum() + " replays meanwhile");
      }
      report.add(Report.Row.of("queries-idle", "requests/s", idle));
      report.add(Report.Row.of("queries-during-replays", "requests/s", busy));
    }
  }

  private static Iterable<Load.Requests> lanes(List<Ours.Circle> circles) {
    List<Load.Requests> lanes = new ArrayList<>();
    for (int lane = 0; lane < READERS; lane++) {
      Random random = new Random(lane);
      lanes.add(
          () -> {
            Ours.Circle circle = circles.get(random.nextInt(circles.size()));
            String token = "Authorization: Bearer " + circle.token() + "\r\n";
            String path = "/circles/" + circle.id() + "/attendance";
            return new Load.Request(Load.request("GET", path, token, ""), 200);
          });
    }
    return lanes;
  }

  /** One replay of everything, from the order to its end. */
  private static void replay(Ours ours) throws IOException {
    String token = "Authorization: Bearer " + ours.researcher() + "\r\n";
    try (Load.Connection connection = new Load.Connection(ours.queryPort())) {
      int status = connection.send(Load.request("POST", "/replays", token, "{\"view\":\"all\"}"));
      JsonNode row = Json.mapper().readTree(connection.body());
      if (status != 202) {
        throw new IOException("status " + status + ": " + connection.body());
      }
      String path = "/replays/" + row.path("id").textValue();
      while (row.path("state").textValue().equals("running")) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        connection.send(Load.request("GET", path, token, ""));
        row = Json.mapper().readTree(connection.body());
      }
      connection.send(Load.request("DELETE", path, token, ""));
      if (!row.path("state").textValue().equals("complete")) {
        throw new IOException(row.toString());
      }
    }
  }

  private static Long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  /** From the order to the promotion: decoded, folded, written, keys, hand-over, checksums. */
  private static JsonNode ours(
      Journal journal, DataSource dataSource, List<ViewDefinition<?>> views) {
    try (Replays replays =
        new Replays(
            ReadModels.views(),
            journal,
            dataSource,
            () -> new byte[32],
            new LatestCheckpoint(dataSource),
            () -> UUID.randomUUID().toString(),
            InstantSource.system(),
            () -> false, // nothing runs by itself in a measurement
            Means.ofThisProcess(() -> false))) {
      String id = replays.order(new ReplayOrder(views, null, null));
      ReplayRow row = replays.find(id);
      while (row.state().equals("running")) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        row = replays.find(id);
      }
      if (!row.state().equals("complete")) {
        throw new IllegalStateException(row.toString());
      }
      replays.promote(id);
      return Objects.requireNonNull(row.receipt());
    }
  }

  /** A cursor and data-binding as they come, on one thread; nothing else is done. */
  private static double sqlJackson(DataSource dataSource, long events) throws SQLException {
    SimpleModule asItComes = new SimpleModule("plain-times");
    asItComes.addDeserializer(Instant.class, new PlainInstant());
    Map<String, ObjectReader> readers = new HashMap<>();
    for (Class<? extends JournalEvent> type : EventNames.types()) {
      readers.put(
          EventNames.nameOf(type), Json.mapper().copy().registerModule(asItComes).readerFor(type));
    }
    long start = System.nanoTime();
    long read = 0;
    try (Connection c = dataSource.getConnection()) {
      c.setAutoCommit(false);
      try (PreparedStatement select =
          c.prepareStatement(
              "select global_index, aggregate_identifier, sequence_number, payload_type,"
                  + " time_stamp, payload from journal.domain_event_entry order by global_index")) {
        select.setFetchSize(FETCH);
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            row.getLong(1);
            row.getString(2);
            row.getLong(3);
            row.getTimestamp(5);
            Object event =
                Objects.requireNonNull(readers.get(row.getString(4))).readValue(row.getBytes(6));
            read += event == null ? 0 : 1;
          }
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      } finally {
        c.rollback();
        c.setAutoCommit(true);
      }
    }
    if (read != events) {
      throw new IllegalStateException("%d of %d".formatted(read, events));
    }
    return events * 1e9 / (System.nanoTime() - start);
  }

  private static final class PlainInstant extends StdDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    PlainInstant() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(
        com.fasterxml.jackson.core.JsonParser in,
        com.fasterxml.jackson.databind.DeserializationContext context)
        throws IOException {
      return Instant.parse(in.getText());
    }
  }

  /**
   * Axon's pooled processor for as long as a round lasts: one upsert for each event, or a count in
   * memory.
   */
  private Report.Row axon(
      String row, Journal journal, DataSource dataSource, int batch, boolean upserts)
      throws SQLException {
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement()) {
      statement.execute(
          "create table if not exists peer (circle text, kind text, n bigint not null,"
              + " primary key (circle, kind))");
      statement.execute("truncate peer");
    }
    LongAdder handled = new LongAdder();
    Peer peer = new Peer(dataSource, upserts, handled);
    ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(4);
    PooledStreamingEventProcessor processor =
        PooledStreamingEventProcessor.builder()
            .name(row)
            .eventHandlerInvoker(peer)
            .messageSource(journal.source())
            .tokenStore(new InMemoryTokenStore())
            .initialToken(StreamableMessageSource::createTailToken)
            .transactionManager(NoTransactionManager.instance())
            .coordinatorExecutor(threads)
            .workerExecutor(threads)
            .batchSize(batch)
            .initialSegmentCount(2)
            .build();
    processor.start();
    try {
      double warmUp = upserts ? Math.min(options.warmUp, 10) : 2; // it soon reaches the end
      LockSupport.parkNanos((long) (warmUp * 1e9));
      long before = handled.sum();
      long start = System.nanoTime();
      LockSupport.parkNanos((long) (options.seconds * 1e9));
      double rate = (handled.sum() - before) * 1e9 / (System.nanoTime() - start);
      System.err.printf("%s %,.0f events/s%n", row, rate);
      return new Report.Row(row, rate, "events/s", null, null, null, null);
    } finally {
      processor.shutDown();
      threads.shutdownNow();
    }
  }

  /** Counts events by circle and name. */
  private record Peer(DataSource dataSource, boolean upserts, LongAdder handled)
      implements EventHandlerInvoker {

    private static final String CONNECTION = "peer-connection";

    @Override
    public boolean canHandle(EventMessage<?> message, Segment segment) {
      return segment.matches(((DomainEventMessage<?>) message).getAggregateIdentifier());
    }

    @Override
    public void handle(EventMessage<?> message, Segment segment) throws SQLException {
      String name = EventNames.nameOf(message.getPayload().getClass());
      if (upserts) {
        var unit = CurrentUnitOfWork.get().root();
        Connection c =
            unit.getOrComputeResource(
                CONNECTION,
                key -> {
                  Connection opened = open();
                  unit.onCommit(u -> end(opened, true));
                  unit.onRollback(u -> end(opened, false));
                  return opened;
                });
        try (PreparedStatement upsert =
            c.prepareStatement(
                "insert into peer values (?, ?, 1)"
                    + " on conflict (circle, kind) do update set n = peer.n + 1")) {
          upsert.setString(1, ((DomainEventMessage<?>) message).getAggregateIdentifier());
          upsert.setString(2, name);
          upsert.executeUpdate();
        }
      }
      handled.increment();
    }

    private Connection open() {
      try {
        Connection c = dataSource.getConnection();
        c.setAutoCommit(false);
        return c;
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void end(Connection c, boolean commit) {
      try (c) {
        if (commit) {
          c.commit();
        } else {
          c.rollback();
        }
        c.setAutoCommit(true);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
