package org.circlejournal.benchmarks.plain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcSQLErrorCodesResolver;
import org.axonframework.eventsourcing.eventstore.jdbc.PostgresEventTableFactory;
import org.axonframework.messaging.timeout.HandlerTimeoutConfiguration;
import org.axonframework.messaging.timeout.HandlerTimeoutHandlerEnhancerDefinition;
import org.axonframework.messaging.timeout.TaskTimeoutSettings;
import org.axonframework.messaging.timeout.UnitOfWorkTimeoutInterceptor;
import org.axonframework.serialization.json.JacksonSerializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.circlejournal.benchmarks.DurablePostgres;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * All peers in one Spring MVC application on a PostgreSQL with the same settings as ours.
 *
 * <p>Plain Axon is put together by hand, because Axon 4.13.0's starter finds neither transactions
 * nor JDBC stores under Spring Boot 4.1.2; but it is what the starter gives where it works. So it
 * has the time limits that the starter puts around units of work and around each handler, event
 * sourcing handlers included, unless {@code axon.timeout.enabled=false} (the guide's page
 * "Timeouts"; {@code AxonTimeoutAutoConfiguration} and {@code TimeoutProperties} in the source).
 * They are dear, because 4.13.0 walks the stack for each (AxonFramework issue 4637), so it is
 * measured without them as well.
 *
 * <p>In two things it is quicker than what one gets without asking: events are JSON by Jackson,
 * which the guide's page "Serialization" calls ideal for events, where the default is XML by
 * XStream; and it has 16 connections, where Spring Boot's pool has 10.
 */
@EnableAutoConfiguration
@RestController
public class Peers {

  /** Circles that are there from the start, and how many events each has. */
  public static final int PRELOADED_CIRCLES = 200;

  public static final int PRELOADED_EVENTS = 500;

  private final CommandGateway gateway;
  private final DataSource dataSource;

  public Peers(Configuration axon, DataSource dataSource) {
    this.gateway = axon.commandGateway();
    this.dataSource = dataSource;
  }

  public record NewCircle(String name, List<String> planned) {}

  @PostMapping("/plain/circles")
  CompletableFuture<Map<String, String>> found(@RequestBody NewCircle circle) {
    String id = UUID.randomUUID().toString();
    return gateway
        .<Object>send(new PlainCircle.Found(id, circle.name(), circle.planned()))
        .thenApply(done -> Map.of("circleId", id));
  }

  public record NewQuestion(int session) {}

  @PostMapping("/plain/circles/{circleId}/ask-question")
  CompletableFuture<Map<String, Object>> ask(
      @PathVariable String circleId, @RequestBody NewQuestion question) {
    return gateway
        .<Object>send(new PlainCircle.Ask(circleId, question.session()))
        .thenApply(n -> Map.of("circleId", circleId, "version", n));
  }

  @PostMapping("/insert")
  Map<String, Object> insert(@RequestBody Map<String, Object> body) throws SQLException {
    try (Connection c = dataSource.getConnection();
        PreparedStatement s = c.prepareStatement("insert into inserted (body) values (?)")) {
      s.setString(1, body.toString());
      s.executeUpdate();
      return Map.of("inserted", true);
    }
  }

  @GetMapping("/empty")
  Map<String, Object> empty() {
    return Map.of();
  }

  @Bean
  static EmbeddedPostgres postgres(Environment environment) throws IOException {
    return DurablePostgres.start(Path.of(environment.getRequiredProperty("data")));
  }

  @Bean
  static DataSource dataSource(EmbeddedPostgres postgres) throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
    config.setMaximumPoolSize(16);
    HikariDataSource pool = new HikariDataSource(config);
    try (Connection c = pool.getConnection();
        Statement s = c.createStatement()) {
      s.execute("create table inserted (id bigserial primary key, body text not null)");
    }
    return pool;
  }

  @Bean(destroyMethod = "shutdown")
  static Configuration axon(DataSource dataSource, Environment environment) {
    TransactionManager transactions =
        new SpringTransactionManager(new DataSourceTransactionManager(dataSource));
    JacksonSerializer serializer =
        JacksonSerializer.builder().objectMapper(new ObjectMapper()).build();
    PersistenceExceptionResolver duplicates = new JdbcSQLErrorCodesResolver();
    JdbcEventStorageEngine engine =
        JdbcEventStorageEngine.builder()
            .eventSerializer(serializer)
            .snapshotSerializer(serializer)
            .persistenceExceptionResolver(duplicates)
            .connectionProvider(
                new UnitOfWorkAwareConnectionProviderWrapper(
                    new SpringDataSourceConnectionProvider(dataSource)))
            .transactionManager(transactions)
            .build();
    transactions.executeInTransaction(
        () -> engine.createSchema(PostgresEventTableFactory.INSTANCE));
    for (int circle = 0; circle < PRELOADED_CIRCLES; circle++) {
      List<DomainEventMessage<?>> events = preloaded(preloadedCircle(circle));
      transactions.executeInTransaction(() -> engine.appendEvents(events));
    }
    Configurer configurer =
        DefaultConfigurer.defaultConfiguration(false)
            .configureTransactionManager(c -> transactions)
            .configureSerializer(c -> serializer)
            .configureEventStore(c -> EmbeddedEventStore.builder().storageEngine(engine).build())
            .configureAggregate(PlainCircle.class);
    boolean limited = environment.getRequiredProperty("axon.timeout.enabled", Boolean.class);
    if (limited) {
      TaskTimeoutSettings handlers = timeout(30_000);
      HandlerTimeoutConfiguration limits =
          new HandlerTimeoutConfiguration(handlers, handlers, handlers, handlers);
      configurer.registerHandlerEnhancerDefinition(
          c -> new HandlerTimeoutHandlerEnhancerDefinition(limits));
    }
    Configuration configuration = configurer.start();
    if (limited) {
      TaskTimeoutSettings bus = timeout(60_000);
      configuration
          .commandBus()
          .registerHandlerInterceptor(
              new UnitOfWorkTimeoutInterceptor(
                  configuration.commandBus().getClass().getSimpleName(),
                  bus.getTimeoutMs(),
                  bus.getWarningThresholdMs(),
                  bus.getWarningIntervalMs()));
    }
    return configuration;
  }

  /** As in the starter's {@code TimeoutProperties}. */
  private static TaskTimeoutSettings timeout(int milliseconds) {
    return new TaskTimeoutSettings(milliseconds, 10_000, 1_000);
  }

  /**
   * @param arguments {@code --server.port=… --data=… --axon.timeout.enabled=…}
   */
  public static void serve(String... arguments) {
    new SpringApplicationBuilder(Peers.class)
        .web(WebApplicationType.SERVLET)
        .properties(
            "spring.config.name=peers",
            "server.address=127.0.0.1",
            // as the command side's
            "server.tomcat.max-keep-alive-requests=-1",
            "server.tomcat.threads.max=128",
            "server.tomcat.threads.min-spare=32",
            "server.tomcat.accept-count=256",
            "management.endpoints.access.default=read-only",
            "spring.main.banner-mode=off",
            "logging.level.root=warn")
        .run(arguments);
  }

  /** Id of a circle that has {@value #PRELOADED_EVENTS} events from the start. */
  public static String preloadedCircle(int number) {
    return "plain-" + number;
  }

  private static List<DomainEventMessage<?>> preloaded(String id) {
    String at = "2026-01-12T16:00:00Z";
    List<DomainEventMessage<?>> events = new ArrayList<>();
    events.add(event(id, 0, new PlainCircle.Founded(id, at, "PLAIN", List.of())));
    events.add(event(id, 1, new PlainCircle.Joined(id, at, "m-founder")));
    while (events.size() < PRELOADED_EVENTS) {
      events.add(event(id, events.size(), new PlainCircle.Asked(id, at, 2)));
    }
    return events;
  }

  private static DomainEventMessage<?> event(String id, int sequence, Object payload) {
    return new GenericDomainEventMessage<>("PlainCircle", id, sequence, payload);
  }
}
