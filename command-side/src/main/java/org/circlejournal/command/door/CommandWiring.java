package org.circlejournal.command.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Period;
import java.time.ZoneOffset;
import javax.sql.DataSource;
import org.circlejournal.command.Papers;
import org.circlejournal.command.closing.ClosingRoom;
import org.circlejournal.command.vault.BoxSweep;
import org.circlejournal.command.vault.Dues;
import org.circlejournal.command.vault.Epochs;
import org.circlejournal.command.vault.Eraser;
import org.circlejournal.command.vault.Idempotency;
import org.circlejournal.command.vault.Members;
import org.circlejournal.command.vault.NightBatch;
import org.circlejournal.command.vault.PostgresVault;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.command.vault.VaultTables;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.ContainerErrors;
import org.circlejournal.events.access.Doorkeeper;
import org.circlejournal.events.access.Gate;
import org.circlejournal.events.access.IssuedTokens;
import org.circlejournal.events.access.SessionKey;
import org.circlejournal.events.access.Staff;
import org.circlejournal.events.access.StaffTokens;
import org.circlejournal.events.access.Throttle;
import org.circlejournal.events.access.TokenTable;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.journal.JournalTables;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.events.log.LogKey;
import org.circlejournal.events.meters.Meters;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.InstrumentList;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How the command side is put together, all of it by hand: what Axon and Boot would each find by
 * themselves does not go together, and fails in silence.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CommandSettings.class)
public class CommandWiring {

  /** Loaded circles kept in memory. */
  private static final int CACHED_CIRCLES = 1_000;

  /** Two connections are held by the journal; the others read. */
  private static final int CONNECTIONS = 12;

  /** For a connection; who waits longer is told that the database does not answer. */
  private static final int LONGEST_WAIT_MILLIS = 10_000;

  /** Tests of what takes weeks bring their own. */
  @Bean
  @ConditionalOnMissingBean
  Clock clock() {
    return Clock.tickMillis(ZoneOffset.UTC); // as fine as the journal keeps it
  }

  @Bean
  SecureRandom random() {
    return new SecureRandom();
  }

  /** The database, with its tables brought up to date first, by their owner. */
  @Bean(destroyMethod = "close")
  HikariDataSource dataSource(CommandSettings settings) {
    CommandSettings.Postgres postgres = settings.postgres();
    CommandSettings.Owner owner = postgres.owner();
    PGSimpleDataSource migrating = new PGSimpleDataSource();
    migrating.setUrl(postgres.url());
    migrating.setUser(owner == null ? postgres.user() : owner.user());
    migrating.setPassword(owner == null ? postgres.password() : owner.password());
    JournalTables.migrate(migrating);
    VaultTables.migrate(migrating);
    HikariConfig config = new HikariConfig();
    config.setPoolName("command-side");
    config.setJdbcUrl(postgres.url());
    config.setUsername(postgres.user());
    config.setPassword(postgres.password());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(LONGEST_WAIT_MILLIS);
    return new HikariDataSource(config);
  }

  @Bean(destroyMethod = "close")
  Journal journal(DataSource dataSource, CommandSettings settings) {
    CommandSettings.AxonServer server = settings.axonServer();
    if (settings.journal() == CommandSettings.Store.POSTGRES) {
      return Journal.open(JournalSettings.postgres(dataSource));
    }
    if (server == null) {
      throw new IllegalStateException("circle.axon-server.servers is not set");
    }
    return Journal.open(
        new JournalSettings(
            dataSource,
            new JournalSettings.AxonServer(
                server.servers(),
                server.token(),
                "command-side",
                server.tls(),
                server.certificate())));
  }

  @Bean
  EpochKeys epochKeys(CommandSettings settings) {
    return new EpochKeys(settings.secrets());
  }

  @Bean(initMethod = "open")
  Epochs epochs(
      DataSource dataSource,
      Journal journal,
      EpochKeys keys,
      SecureRandom random,
      CommandSettings settings) {
    Epochs epochs = new Epochs(dataSource, journal.works(), keys, random);
    if (settings.lostKeys() == CommandSettings.LostKeys.ACCEPT) {
      epochs.giveUpLost();
    }
    return epochs;
  }

  /** Needs the epochs to be open. */
  @Bean
  PostgresVault vault(
      DataSource dataSource, Journal journal, EpochKeys keys, Epochs epochs, SecureRandom random) {
    return new PostgresVault(dataSource, journal.works(), keys, random);
  }

  @Bean
  Papers papers(CommandSettings settings) throws IOException {
    return Papers.in(settings.data());
  }

  @Bean
  Catalogue catalogue() {
    return new Catalogue();
  }

  @Bean
  Idempotency idempotency(DataSource dataSource, Journal journal, EpochKeys keys, Epochs epochs) {
    return new Idempotency(dataSource, journal, keys);
  }

  @Bean
  Members members(DataSource dataSource, Journal journal, SecureRandom random) {
    return new Members(dataSource, journal.works(), random);
  }

  @Bean
  Throttle throttle(CommandSettings settings) {
    return new Throttle(settings.limits());
  }

  /** Every request passes it first; after Tomcat's own valve for proxies, if that is asked for. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> gate(Throttle throttle) {
    return factory -> {
      factory.addEngineValves(new Gate(throttle));
      factory.addContextCustomizers(
          context -> context.getParent().getPipeline().addValve(new ContainerErrors()));
    };
  }

  @Bean
  Doorkeeper doorkeeper(
      DataSource dataSource,
      CommandSettings settings,
      Throttle throttle,
      Clock clock,
      SecureRandom random) {
    SessionKey.make(settings.secrets(), random); // the query side cannot
    LogKey.makeFirst(settings.secrets(), random); // nor this one
    Staff staff =
        settings.oidc().isSet()
            ? new IssuedTokens(settings.oidc(), clock)
            : StaffTokens.open(settings.secrets(), random);
    return new Doorkeeper(new TokenTable(dataSource), staff, throttle);
  }

  @Bean
  Callers callers(Doorkeeper doorkeeper, Members members, Journal journal) {
    return new Callers(doorkeeper, members, journal);
  }

  /** This node's circles; with Axon Server also those that other nodes route here. */
  @Bean(destroyMethod = "close")
  Circles circles(
      Journal journal, Vault vault, Idempotency idempotency, Papers papers, SecureRandom random) {
    return new Circles(journal, vault, idempotency, papers, random, CACHED_CIRCLES);
  }

  @Bean
  Orders orders(
      Circles circles,
      Journal journal,
      Vault vault,
      Idempotency idempotency,
      Papers papers,
      SecureRandom random) {
    return new Orders(circles.bus(), journal, vault, idempotency, papers, random);
  }

  @Bean
  Imports imports(
      Catalogue catalogue,
      Callers callers,
      Papers papers,
      EpochKeys keys,
      Epochs epochs,
      SecureRandom random) {
    return new Imports(catalogue, callers, papers, keys, random);
  }

  /** What the journal says is to be erased is erased before the doors open. */
  @Bean
  Eraser eraser(
      Orders orders,
      DataSource dataSource,
      Journal journal,
      EpochKeys keys,
      Epochs epochs,
      CommandSettings settings,
      SecureRandom random,
      Clock clock) {
    Eraser eraser =
        new Eraser(
            dataSource,
            journal,
            keys,
            epochs,
            random,
            Period.ofDays(settings.backupDays()),
            ClosingRoom::voters,
            orders::completed,
            step -> {});
    eraser.finish(clock.instant());
    return eraser;
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Clockwork clockwork(
      Orders orders,
      DataSource dataSource,
      Journal journal,
      Epochs epochs,
      Eraser eraser,
      SecureRandom random,
      Clock clock) {
    return new Clockwork(
        orders,
        new Dues(dataSource, journal.works()),
        new BoxSweep(
            dataSource,
            journal.works(),
            circle ->
                journal
                    .readStream(circle.value(), 0)
                    .asStream()
                    .map(event -> (JournalEvent) event.getPayload())),
        new NightBatch(dataSource, epochs, random, orders::journal),
        eraser,
        clock);
  }

  @Bean
  CommandEndpoint commandEndpoint(
      Catalogue catalogue,
      Callers callers,
      Orders orders,
      Idempotency idempotency,
      Clock clock,
      SecureRandom random,
      Meters meters) {
    return new CommandEndpoint(
        catalogue, callers, orders, idempotency, clock, random, new Tally(meters.registry()));
  }

  @Bean(destroyMethod = "close")
  Meters meters(Throttle throttle) {
    return new Meters(throttle);
  }

  @Bean
  MetersEndpoint metersEndpoint(Callers callers, Meters meters) {
    return new MetersEndpoint(callers, meters);
  }

  @Bean
  MemberEndpoint memberEndpoint(
      Callers callers,
      Members members,
      Journal journal,
      Orders orders,
      DataSource dataSource,
      EpochKeys keys,
      PostgresVault vault,
      Papers papers) {
    return new MemberEndpoint(
        callers,
        members,
        journal,
        orders,
        new Unsealer(dataSource, keys),
        vault,
        new LatestCheckpoint(dataSource),
        papers.instruments());
  }

  @Bean
  RecoveryEndpoint recoveryEndpoint(Doorkeeper doorkeeper, Members members) {
    return new RecoveryEndpoint(doorkeeper, members);
  }

  @Bean
  ImportEndpoint importEndpoint(Imports imports, Callers callers, Journal journal, Clock clock) {
    return new ImportEndpoint(imports, callers, journal, clock);
  }

  @Bean
  CatalogueEndpoint catalogueEndpoint(
      Catalogue catalogue, Papers papers, CommandSettings settings, Callers callers)
      throws JsonProcessingException {
    return new CatalogueEndpoint(
        catalogue,
        papers.notices(),
        InstrumentList.in(settings.data(), papers.instruments()),
        callers);
  }

  @Bean
  Failures failures(Journal journal) {
    return new Failures(journal);
  }

  @Bean
  HealthIndicator postgres(DataSource dataSource) {
    return new PostgresHealth(dataSource);
  }

  @Bean
  HealthIndicator journalStore(Journal journal) {
    return new JournalHealth(journal);
  }
}
