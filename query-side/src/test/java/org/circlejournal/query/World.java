package org.circlejournal.query;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.modelling.command.ConcurrencyException;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.SessionKey;
import org.circlejournal.events.access.StaffTokens;
import org.circlejournal.events.access.Tokens;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.journal.JournalTables;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.log.LogKey;
import org.circlejournal.query.view.Recorded;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewKit;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A database with journal and vault, a journal to append to, and query sides over it, as the
 * command side would leave them.
 */
public final class World implements AutoCloseable {

  /** The command side's tables, from its own folder: a copy would fall behind. */
  private static final Path VAULT = Path.of("../command-side/src/main/resources/db/vault");

  public final TestPostgres.Database database;
  public final Path secrets;
  private final HikariDataSource pool;
  private final List<String> users;
  private final Journal journal;
  private final Map<String, Long> sequences = new HashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();

  private World(TestPostgres.Database database, Path secrets) {
    this(database, secrets, database.pool(8), List.of("--circle.postgres.user=postgres"));
  }

  private World(
      TestPostgres.Database database, Path secrets, HikariDataSource pool, List<String> users) {
    this.database = database;
    this.secrets = secrets;
    this.users = users;
    this.pool = pool;
    this.journal = Journal.open(JournalSettings.postgres(pool));
  }

  /** Without any tables: the command side has not been there yet. */
  public static World bare() {
    return new World(TestPostgres.database(), secrets());
  }

  public static World create() {
    TestPostgres.Database database = TestPostgres.journal();
    migrateVault(database);
    return new World(database, secrets());
  }

  /**
   * As in production: one role owns the tables, and each side runs under its own, which may do what
   * it must and no more. {@link #pool()} is the command side's.
   */
  public static World withRoles() {
    TestPostgres.Database database = TestPostgres.database();
    for (String role : List.of("circle_owner", "circle_command", "circle_query")) {
      database.execute(
          """
          do $$
          begin
            if not exists (select from pg_catalog.pg_roles where rolname = '%1$s') then
              create role %1$s login;
            end if;
          end
          $$
          """
              .formatted(role));
    }
    database.execute("alter database " + database.name() + " owner to circle_owner");
    database.execute("revoke all on database " + database.name() + " from public");
    database.execute(
        "grant connect on database " + database.name() + " to circle_command, circle_query");
    JournalTables.migrate(as("circle_owner", database));
    migrateVault(as("circle_owner", database));
    HikariConfig commands = new HikariConfig();
    commands.setDataSource(as("circle_command", database));
    commands.setMaximumPoolSize(4);
    return new World(
        database,
        secrets(),
        new HikariDataSource(commands),
        List.of(
            "--circle.postgres.user=circle_query", "--circle.postgres.owner.user=circle_owner"));
  }

  /** The database as one of its roles. */
  public static PGSimpleDataSource as(String role, TestPostgres.Database database) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl("jdbc:postgresql://localhost:" + database.port() + "/" + database.name());
    dataSource.setUser(role);
    return dataSource;
  }

  public static void migrateVault(TestPostgres.Database database) {
    migrateVault(database.dataSource());
  }

  private static void migrateVault(DataSource owner) {
    Flyway.configure()
        .dataSource(owner)
        .locations("filesystem:" + VAULT)
        .schemas("vault")
        .table("flyway_history")
        .load()
        .migrate();
  }

  public static Path secrets() {
    try {
      Path secrets = Files.createTempDirectory("secrets");
      StaffTokens.open(secrets, new SecureRandom());
      SessionKey.make(secrets, new SecureRandom());
      LogKey.makeFirst(secrets, new SecureRandom());
      return secrets;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Journal journal() {
    return journal;
  }

  public HikariDataSource pool() {
    return pool;
  }

  /** Appends events to their circles' streams, and what was released to their ledgers. */
  public World append(List<? extends JournalEvent> events) {
    return append(events, Map.of());
  }

  /** The same, by one command. */
  public World append(List<? extends JournalEvent> events, Map<String, String> metadata) {
    for (JournalEvent event : events) {
      String circle = event.circleId().value();
      if (ViewKit.isOfLedger(event)) {
        appendToLedger(event, metadata);
      } else {
        long sequence = sequences.merge(circle, 0L, (known, zero) -> known + 1);
        journal.append(circle, sequence, event, event.at().plusSeconds(1), metadata);
      }
    }
    return this;
  }

  /**
   * Appends the events of a circle's own stream again, for as many circles that are not there yet:
   * in one statement, because there may be many.
   */
  public List<CircleId> copy(CircleId circle, int times) {
    return rows(
            """
            with copy as materialized (
              select i, gen_random_uuid()::text as id from generate_series(1, %2$d) i
            ), appended as (
              insert into journal.domain_event_entry
                (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
                 payload_type, payload_revision, payload, meta_data)
              select copy.id, sequence_number, type, gen_random_uuid(), time_stamp,
                     payload_type, payload_revision,
                     convert_to(replace(convert_from(payload, 'UTF8'), '%1$s', copy.id), 'UTF8'),
                     meta_data
                from copy, journal.domain_event_entry
               where aggregate_identifier = '%1$s'
               order by i, sequence_number
            )
            select id from copy order by i
            """
                .formatted(circle, times))
        .stream()
        .map(row -> new CircleId(row.get(0)))
        .toList();
  }

  /** Wherever it ends: a query side that runs writes what may leave of pulses beside us. */
  private void appendToLedger(JournalEvent event, Map<String, String> metadata) {
    String ledger = Recorded.ledgerOf(event.circleId());
    while (true) {
      DomainEventStream stored = journal.readStream(ledger, 0);
      long next = 0;
      while (stored.hasNext()) {
        stored.next();
        next++;
      }
      try {
        journal.append(ledger, next, event, event.at().plusSeconds(1), metadata);
        return;
      } catch (ConcurrencyException e) {
        // It wrote just then: after it, then.
      }
    }
  }

  /**
   * Waits until every view has folded all that is in the journal now. Each view comes there in its
   * own time: that one shows something tells nothing of the others.
   */
  public void caughtUp() {
    await().until(() -> behind().isEmpty());
  }

  /** Views, and circles of which they do not show the last event. */
  private List<List<String>> behind() {
    StringBuilder sql = new StringBuilder();
    for (var view : ReadModels.views()) {
      if (generations(view).isEmpty()) {
        return List.of(List.of(view.name())); // its tables are still to be made
      }
      sql.append(sql.isEmpty() ? "" : " union all ")
          .append(
              """
              select '%1$s', circle from (
                select replace(aggregate_identifier, 'ledger-', '')::uuid as circle,
                       max(global_index) as last
                  from journal.domain_event_entry group by 1) journal
                left join %1$s.state on circle_id = circle
               where coalesce(position, -1) < last
              """
                  .formatted(shown(view)));
    }
    return rows(sql.toString());
  }

  /** Schema of the generation that is shown. */
  public String shown(ViewDefinition<?> view) {
    return generations(view).get(0).get(0);
  }

  private List<List<String>> generations(ViewDefinition<?> view) {
    if (rows("select to_regclass('views.generation')").get(0).get(0).equals("null")) {
      return List.of();
    }
    String sql = "select schema_name from views.generation where state = 'shown' and view = '%s'";
    return rows(sql.formatted(view.name()));
  }

  /** Sequence number of the last event that was appended to a circle's stream. */
  public long version(CircleId circle) {
    return sequences.getOrDefault(circle.value(), -1L);
  }

  /** A token of a member of this circle. */
  public String member(CircleId circle) {
    String token = Tokens.mint(new SecureRandom());
    try (Connection c = pool.getConnection();
        PreparedStatement insert =
            c.prepareStatement(
                "insert into vault.token (hash, kind, circle_id, member_id)"
                    + " values (decode(?, 'hex'), 'member', ?, 'm-1')")) {
      insert.setString(1, Tokens.hash(token));
      insert.setString(2, circle.value());
      insert.executeUpdate();
      return token;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public String staff(Role role) {
    try {
      return Json.mapper()
          .readTree(secrets.resolve("tokens.json").toFile())
          .get(Json.kebab(role))
          .textValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A query side of its own over this database, on a free port. */
  public Running start() {
    return new Running(QuerySide.application().run(arguments().toArray(String[]::new)));
  }

  /** The same with a part more, or another. */
  public <T> Running startWith(Class<T> type, T part) {
    SpringApplication application = QuerySide.application();
    application.addInitializers(
        context ->
            ((GenericApplicationContext) context)
                .registerBean(type.getSimpleName(), type, () -> part));
    return new Running(application.run(arguments().toArray(String[]::new)));
  }

  /** A query side in a process of its own, as somebody would start it. */
  public Process process(int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add(QuerySide.class.getName());
    command.addAll(arguments(port));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public List<String> arguments() {
    return arguments(0);
  }

  private List<String> arguments(int port) {
    List<String> arguments = new ArrayList<>(users);
    arguments.add("--circle.postgres.url=" + url());
    arguments.add("--circle.secrets=" + secrets);
    arguments.add("--server.port=" + port);
    arguments.add("--circle.limits.token-per-second=1000000");
    arguments.add("--circle.limits.address-per-second=1000000");
    arguments.add("--circle.limits.failures-per-minute=1000000");
    return arguments;
  }

  /** Without a user: the driver would take it for the one that is set beside it. */
  private String url() {
    return "jdbc:postgresql://localhost:" + database.port() + "/" + database.name();
  }

  /** Rows of a query, each as the texts of its columns. */
  public List<List<String>> rows(String sql) {
    try (Connection c = pool.getConnection();
        Statement statement = c.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(result.getString(i)));
        }
        rows.add(row);
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every row of every table of every view, in one order. */
  public List<String> dump() {
    List<String> dump = new ArrayList<>();
    for (var view : ReadModels.views()) {
      String schema = shown(view);
      view.sheets().forEach(sheet -> dump.addAll(table(schema, sheet.table())));
      dump.addAll(table(schema, "state"));
    }
    return dump;
  }

  private List<String> table(String schema, String table) {
    String name = schema + "." + table;
    return rows("select t::text from " + name + " t order by 1").stream()
        .map(row -> table + " " + row.get(0))
        .toList();
  }

  @Override
  public void close() {
    journal.close();
    pool.close();
  }

  /** A query side and its address. */
  public final class Running implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private Running(ConfigurableApplicationContext context) {
      this.context = context;
    }

    /** A part of the running application. */
    public <T> T part(Class<T> type) {
      return context.getBean(type);
    }

    public int port() {
      WebServerApplicationContext web = (WebServerApplicationContext) context;
      return java.util.Objects.requireNonNull(web.getWebServer()).getPort();
    }

    /**
     * @param headers name, value, name, value …
     */
    public HttpResponse<String> get(String path, String token, String... headers) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      if (headers.length > 0) {
        request.headers(headers);
      }
      return World.send(http, request.build());
    }

    /** The body of what is no text. */
    public byte[] bytes(String path, String token) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .header("Authorization", "Bearer " + token)
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    /** A POST with this JSON. */
    public HttpResponse<String> post(String path, String token, String json, String... headers) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(json));
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      if (headers.length > 0) {
        request.headers(headers);
      }
      return World.send(http, request.build());
    }

    /** A POST with this table. */
    public HttpResponse<String> postCsv(String path, String token, String csv) {
      return World.send(
          http,
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .header("Content-Type", "text/csv; charset=utf-8")
              .header("Authorization", "Bearer " + token)
              .POST(HttpRequest.BodyPublishers.ofString(csv))
              .build());
    }

    /** The lines of an answer as they come. */
    public Stream<String> lines(String path, String token)
        throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .header("Authorization", "Bearer " + token)
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofLines()).body();
    }

    /** Another method than GET, without a body. */
    public HttpResponse<String> send(String method, String path, String token, String... headers) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
              .method(method, HttpRequest.BodyPublishers.noBody());
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      if (headers.length > 0) {
        request.headers(headers);
      }
      return World.send(http, request.build());
    }

    @Override
    public void close() {
      context.close();
    }
  }

  static HttpResponse<String> send(HttpClient http, HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
