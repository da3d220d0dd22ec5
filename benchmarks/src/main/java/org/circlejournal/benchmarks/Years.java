package org.circlejournal.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.circlejournal.command.CommandSide;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalTables;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.journal.RawEvent;
import org.circlejournal.query.QuerySide;
import org.circlejournal.standalone.sample.SimulatedCircle;
import org.circlejournal.standalone.sample.Simulator;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Journals of any size: simulated years go once through the doors of both sides, and are then
 * written many times under other ids and times, in the order in which they would have been
 * recorded.
 */
final class Years {

  private static final int TEMPLATES = 12;
  private static final long SEED = 20250113;

  /** Circles of a programme begin over so many days. */
  private static final long SPREAD_DAYS = 1_000;

  private static final int FLUSH = 8 << 20;
  private static final long POSTGRES_EPOCH_MICROS = TimeUnit.DAYS.toMicros(10_957);
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private static final String COLUMNS =
      "aggregate_identifier, sequence_number, type, event_identifier, time_stamp, payload_type,"
          + " payload_revision, payload, meta_data";

  /**
   * An event of a template.
   *
   * @param at when it happened, microseconds since 1970
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Event(
      boolean ledger,
      long sequence,
      String type,
      long at,
      String name,
      String revision,
      byte[] payload,
      byte[] metadata) {}

  private final List<String> ids = new ArrayList<>();
  private final List<List<Event>> templates = new ArrayList<>();

  /** Imports the templates into the server's first database. */
  static Years simulate(EmbeddedPostgres postgres, Path folder) throws Exception {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    int commands = Server.freePort();
    int queries = Server.freePort();
    List<String> arguments =
        List.of(
            "--circle.postgres.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--circle.postgres.user=postgres",
            "--circle.secrets=" + secrets,
            "--circle.data=" + folder);
    try (ConfigurableApplicationContext command =
            CommandSide.application().run(with(arguments, commands));
        ConfigurableApplicationContext query =
            QuerySide.application().run(with(arguments, queries))) {
      for (SimulatedCircle circle : Simulator.programme(TEMPLATES, SEED)) {
        upload(commands, secrets, circle.lines());
      }
      awaitQuiet(postgres.getPostgresDatabase(), () -> command.isActive() && query.isActive());
    }
    return new Years(postgres.getPostgresDatabase());
  }

  private static String[] with(List<String> arguments, int port) {
    List<String> all = new ArrayList<>(arguments);
    all.add("--server.port=" + port);
    return all.toArray(String[]::new);
  }

  private static void upload(int port, Path secrets, byte[] lines) throws IOException {
    String steward =
        Json.mapper().readTree(secrets.resolve("tokens.json").toFile()).path("steward").textValue();
    String head =
        "POST /imports?allowAnswers=true HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
            + steward
            + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
            + lines.length
            + "\r\n\r\n";
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    request.writeBytes(lines);
    try (Load.Connection connection = new Load.Connection(port)) {
      int status = connection.send(request.toByteArray());
      if (status != 200 || Json.mapper().readTree(connection.body()).path("refused").size() > 0) {
        throw new IOException("import: status " + status + ": " + connection.body());
      }
    }
  }

  /** Until the publisher has journaled what it had to: the journal stands still. */
  private static void awaitQuiet(DataSource dataSource, BooleanSupplier running)
      throws SQLException {
    long last = -1;
    for (int still = 0; still < 10; LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300))) {
      if (!running.getAsBoolean()) {
        throw new IllegalStateException("a side has ended");
      }
      long now = count(dataSource);
      still = now == last ? still + 1 : 0;
      last = now;
    }
  }

  static long count(DataSource dataSource) throws SQLException {
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement();
        ResultSet result =
            statement.executeQuery("select count(*) from journal.domain_event_entry")) {
      result.next();
      return result.getLong(1);
    }
  }

  private Years(DataSource dataSource) throws SQLException, IOException {
    Map<String, Integer> numbers = new HashMap<>();
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select " + COLUMNS + " from journal.domain_event_entry order by global_index")) {
      while (row.next()) {
        String stream = row.getString(1);
        boolean ledger = stream.startsWith("ledger-");
        String circle = ledger ? stream.substring("ledger-".length()) : stream;
        Integer known = numbers.get(circle);
        if (known == null && ledger) {
          continue; // a block of several circles: it has no year of its own
        }
        int number = known == null ? ids.size() : known;
        if (known == null) {
          numbers.put(circle, number);
          ids.add(circle);
          templates.add(new ArrayList<>());
        }
        byte[] payload = row.getBytes(8);
        Instant at = Instant.parse(Json.mapper().readTree(payload).path("at").textValue());
        templates
            .get(number)
            .add(
                new Event(
                    ledger,
                    row.getLong(2),
                    row.getString(3),
                    TimeUnit.SECONDS.toMicros(at.getEpochSecond()) + at.getNano() / 1_000,
                    row.getString(6),
                    row.getString(7),
                    payload,
                    row.getBytes(9)));
      }
    }
  }

  /** A circle on its way into the journal. */
  private static final class Copy {
    private final List<Event> events;
    private final byte[] from;
    private final byte[] id;
    private final long shift;
    private int next;
    private long time;

    Copy(String template, List<Event> events, UUID id, long shift) {
      this.events = events;
      this.from = template.getBytes(StandardCharsets.US_ASCII);
      this.id = id.toString().getBytes(StandardCharsets.US_ASCII);
      this.shift = shift;
      this.time = events.get(0).at() + shift;
    }

    long time() {
      return time;
    }

    /** Moves on; false when its year is over. */
    boolean advance() {
      next++;
      if (next == events.size()) {
        return false;
      }
      time = Math.max(time, events.get(next).at() + shift); // late entries are recorded late
      return true;
    }
  }

  /**
   * Writes whole circles until the journal holds at least so many events.
   *
   * @return how many it holds
   */
  long load(DataSource dataSource, long atLeast) throws SQLException {
    JournalTables.migrate(dataSource);
    Random random = new Random(SEED);
    PriorityQueue<Copy> copies = new PriorityQueue<>((a, b) -> Long.compare(a.time(), b.time()));
    long events = 0;
    for (int i = 0; events < atLeast; i++) {
      int template = i % templates.size();
      long shift = TimeUnit.SECONDS.toMicros(random.nextLong(TimeUnit.DAYS.toSeconds(SPREAD_DAYS)));
      UUID id =
          new UUID(
              (random.nextLong() & ~0xF000L) | 0x4000L, (random.nextLong() >>> 2) | (1L << 63));
      copies.add(new Copy(ids.get(template), templates.get(template), id, shift));
      events += templates.get(template).size();
    }
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement()) {
      String unique = "domain_event_entry_aggregate_identifier_sequence_number_key";
      statement.execute("set synchronous_commit = off");
      statement.execute("alter table journal.domain_event_entry drop constraint " + unique);
      CopyIn in =
          c.unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(
                  "copy journal.domain_event_entry (" + COLUMNS + ") from stdin (format binary)");
      in.writeToCopy(HEADER, 0, HEADER.length);
      ByteBuffer buffer = ByteBuffer.allocate(FLUSH + (1 << 20));
      while (!copies.isEmpty()) {
        Copy copy = copies.poll();
        write(buffer, copy, random);
        if (copy.advance()) {
          copies.add(copy);
        }
        if (buffer.position() > FLUSH) {
          in.writeToCopy(buffer.array(), 0, buffer.position());
          buffer.clear();
        }
      }
      buffer.putShort((short) -1);
      in.writeToCopy(buffer.array(), 0, buffer.position());
      in.endCopy();
      statement.execute("set maintenance_work_mem = '1GB'");
      statement.execute(
          "alter table journal.domain_event_entry add constraint "
              + unique
              + " unique (aggregate_identifier, sequence_number)");
      statement.execute("vacuum (freeze, analyze) journal.domain_event_entry");
      statement.execute("checkpoint");
    }
    return events;
  }

  /**
   * Appends whole circles, some at a time, until there are at least so many events: for a store
   * that has no COPY.
   */
  void append(Journal journal, long atLeast, int threads) throws Exception {
    ExecutorService appending = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> circles = new ArrayList<>();
      long events = 0;
      for (int i = 0; events < atLeast; i++) {
        int template = i % templates.size();
        UUID id = UUID.randomUUID(); // a server may hold what an earlier run has written
        circles.add(appending.submit(() -> append(journal, template, id)));
        events += templates.get(template).size();
      }
      for (Future<?> circle : circles) {
        circle.get();
      }
    } finally {
      appending.shutdown();
    }
  }

  private void append(Journal journal, int template, UUID id) {
    byte[] from = ids.get(template).getBytes(StandardCharsets.US_ASCII);
    byte[] to = id.toString().getBytes(StandardCharsets.US_ASCII);
    for (Event event : templates.get(template)) {
      String stream = event.ledger() ? "ledger-" + id : id.toString();
      byte[] payload = renamed(event.payload(), from, to);
      RawEvent raw =
          new RawEvent(
              0,
              stream,
              event.sequence(),
              event.name(),
              event.revision(),
              event.at(),
              payload,
              0,
              payload.length);
      Instant at = Instant.EPOCH.plus(event.at(), ChronoUnit.MICROS);
      journal.append(
          stream, event.sequence(), journal.decoder().decode(raw), at, Map.of("role", "member"));
    }
  }

  private static void write(ByteBuffer out, Copy copy, Random random) {
    Event event = copy.events.get(copy.next);
    out.putShort((short) 9);
    if (event.ledger()) {
      out.putInt(copy.id.length + 7).put("ledger-".getBytes(StandardCharsets.US_ASCII));
      out.put(copy.id);
    } else {
      out.putInt(copy.id.length).put(copy.id);
    }
    out.putInt(8).putLong(event.sequence());
    text(out, event.type());
    out.putInt(16).putLong(random.nextLong()).putLong(random.nextLong());
    out.putInt(8).putLong(copy.time() - POSTGRES_EPOCH_MICROS);
    text(out, event.name());
    text(out, event.revision());
    byte[] payload = renamed(event.payload(), copy.from, copy.id);
    out.putInt(payload.length).put(payload);
    out.putInt(event.metadata().length).put(event.metadata());
  }

  private static void text(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.putInt(bytes.length).put(bytes);
  }

  /** Every mention of a circle's id; both are as long. */
  private static byte[] renamed(byte[] payload, byte[] from, byte[] to) {
    byte[] renamed = payload.clone();
    for (int i = 0; i + from.length <= renamed.length; i++) {
      if (renamed[i] == from[0]
          && java.util.Arrays.equals(renamed, i, i + from.length, from, 0, from.length)) {
        System.arraycopy(to, 0, renamed, i, to.length);
      }
    }
    return renamed;
  }
}
