package org.circlejournal.query.door;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.circlejournal.events.access.ContainerErrors;
import org.circlejournal.events.access.Doorkeeper;
import org.circlejournal.events.access.Gate;
import org.circlejournal.events.access.IssuedTokens;
import org.circlejournal.events.access.StaffTokens;
import org.circlejournal.events.access.Throttle;
import org.circlejournal.events.access.TokenTable;
import org.circlejournal.events.journal.Axon;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.InstrumentList;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.query.replay.BoundedGenerations;
import org.circlejournal.query.replay.Means;
import org.circlejournal.query.replay.Replays;
import org.circlejournal.query.replay.ViewsStatus;
import org.circlejournal.query.research.archive.Exports;
import org.circlejournal.query.research.asking.Asking;
import org.circlejournal.query.view.LiveViews;
import org.circlejournal.query.view.Traffic;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewReader;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How the query side is put together, by hand. Nothing here needs the database to be there at the
 * start: the views wait for it, and health says so.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(QuerySettings.class)
public class DoorWiring {

  /** The journal holds one and reads with others; requests read only what is not remembered. */
  private static final int READING = 12;

  /** One for each worker and coordinator of the live views, and one to spare. */
  private static final int FOLDING = LiveViews.THREADS + 1;

  /** A replay looks after its generations while its lanes write. */
  private static final int BESIDE_LANES = 3;

  /** Flyway takes several at once. */
  private static final int MIGRATING = 4;

  @Bean(destroyMethod = "close")
  HikariDataSource reading(QuerySettings settings) {
    QuerySettings.Postgres postgres = settings.postgres();
    return new HikariDataSource(
        pool("query-side", postgres.url(), postgres.user(), postgres.password(), READING));
  }

  /**
   * A view that falls back by some milliseconds when the machine loses power folds them again from
   * the journal; so its commits need not wait for the disk, and leave it to the journal's.
   */
  @Bean(destroyMethod = "close")
  HikariDataSource folding(QuerySettings settings) {
    QuerySettings.Postgres postgres = settings.postgres();
    HikariConfig config =
        pool("views", postgres.url(), postgres.user(), postgres.password(), FOLDING);
    return new HikariDataSource(config);
  }

  @Bean(destroyMethod = "close")
  HikariDataSource owning(QuerySettings settings) {
    return new HikariDataSource(owner("views-owner", settings, MIGRATING));
  }

  /** Makes and fills generations; a crash leaves one that is not whole, and it is dropped. */
  @Bean(destroyMethod = "close")
  HikariDataSource replaying(QuerySettings settings) {
    return new HikariDataSource(
        owner("replays", settings, Means.lanesOfThisMachine() + BESIDE_LANES));
  }

  private static HikariConfig owner(String name, QuerySettings settings, int size) {
    QuerySettings.Postgres postgres = settings.postgres();
    QuerySettings.Owner owner = postgres.owner();
    HikariConfig config =
        owner == null
            ? pool(name, postgres.url(), postgres.user(), postgres.password(), size)
            : pool(name, postgres.url(), owner.user(), owner.password(), size);
    config.setMinimumIdle(0);
    config.setIdleTimeout(10_000);
    return config;
  }

  private static HikariConfig pool(
      String name, String url, String user, @Nullable String password, int size) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url);
    config.setUsername(user);
    if (password != null) {
      config.setPassword(password);
    }
    config.setMaximumPoolSize(size);
    config.setInitializationFailTimeout(-1); // it may come later
    config.setConnectionTimeout(5_000);
    return config;
  }

  @Bean(destroyMethod = "close")
  Journal journal(@Qualifier("reading") DataSource reading, QuerySettings settings) {
    Axon.silence();
    QuerySettings.AxonServer server = settings.axonServer();
    if (settings.journal() == QuerySettings.Store.POSTGRES) {
      return Journal.open(JournalSettings.postgres(reading));
    }
    if (server == null) {
      throw new IllegalStateException("circle.axon-server.servers is not set");
    }
    return Journal.open(
        new JournalSettings(
            reading,
            new JournalSettings.AxonServer(
                server.servers(),
                server.token(),
                "query-side",
                server.tls(),
                server.certificate())));
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  LiveViews liveViews(
      List<ViewDefinition<?>> views,
      Journal journal,
      @Qualifier("owning") DataSource owning,
      @Qualifier("folding") DataSource folding) {
    return new LiveViews(views, journal.source(), owning, folding);
  }

  @Bean
  HealthIndicator viewsHealthIndicator(LiveViews views) {
    return new ViewsHealth(views);
  }

  @Bean
  ViewReader viewReader(@Qualifier("reading") DataSource reading) {
    return new ViewReader(reading);
  }

  @Bean
  Pages pages(ViewReader reader) {
    return new Pages(reader);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Movements movements(@Qualifier("reading") DataSource reading, Pages pages) {
    return pages.listenTo(reading);
  }

  @Bean
  Streams streams(Audience audience, ObjectProvider<Streams.Limits> limits) {
    return new Streams(audience, limits.getIfAvailable(() -> Streams.Limits.USUAL));
  }

  @Bean
  CircleStreams circleStreams(List<ReadModel> models, Pages pages, Streams streams) {
    return new CircleStreams(models, pages, streams);
  }

  @Bean
  ReplayStreams replayStreams(Replays replays, Streams streams) {
    return new ReplayStreams(replays::find, streams);
  }

  @Bean
  KnownCircles knownCircles(@Qualifier("reading") DataSource reading) {
    return new KnownCircles(reading);
  }

  @Bean
  Past past(
      Journal journal,
      ViewReader reader,
      Replays replays,
      @Qualifier("replaying") DataSource replaying,
      KnownCircles circles,
      ObjectProvider<Past.Limits> limits) {
    return new Past(
        journal,
        reader,
        new BoundedGenerations(replays, journal, replaying),
        limits.getIfAvailable(() -> Past.Limits.USUAL),
        circles,
        InstantSource.system());
  }

  @Bean
  ServletRegistrationBean<Door> door(
      List<ReadModel> models,
      @Qualifier("reading") DataSource reading,
      QuerySettings settings,
      Pages pages,
      ViewReader reader,
      LiveViews views,
      KnownCircles circles,
      Past past,
      CircleStreams streams,
      Audience audience,
      Traffic traffic) {
    Door door =
        new Door(
            models,
            audience,
            circles,
            pages,
            reader,
            new Unsealer(reading, new EpochKeys(settings.secrets())),
            new Pools(reading, reader),
            past,
            streams,
            traffic,
            () -> views.waitingFor() == null);
    ServletRegistrationBean<Door> registration =
        new ServletRegistrationBean<>(
            door, "/circles", "/circles/*", "/pools/*", Door.AUDIT_RELEASES);
    registration.setName("door");
    registration.setLoadOnStartup(1);
    return registration;
  }

  /** Every request passes it first; after Tomcat's own valve for proxies, if that is asked for. */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> gate(Throttle throttle) {
    return factory -> {
      factory.addEngineValves(new Gate(throttle));
      factory.addContextCustomizers(
          context -> context.getParent().getPipeline().addValve(new ContainerErrors()));
      factory.addContextValves(new Departures());
    };
  }

  @Bean
  Throttle throttle(QuerySettings settings) {
    return new Throttle(settings.limits());
  }

  @Bean
  Sessions sessions(@Qualifier("reading") DataSource reading, QuerySettings settings) {
    return new Sessions(settings.secrets(), reading, InstantSource.system(), new SecureRandom());
  }

  @Bean
  Audience audience(
      @Qualifier("reading") DataSource reading,
      QuerySettings settings,
      Throttle throttle,
      Sessions sessions) {
    return new Audience(
        () ->
            new Doorkeeper(
                new TokenTable(reading),
                settings.oidc().isSet()
                    ? new IssuedTokens(settings.oidc(), InstantSource.system())
                    : StaffTokens.read(settings.secrets()),
                throttle),
        sessions);
  }

  @Bean
  ServletRegistrationBean<SignIn> signIn(Audience audience, Sessions sessions, LiveViews views) {
    ServletRegistrationBean<SignIn> registration =
        new ServletRegistrationBean<>(
            new SignIn(audience, sessions, () -> views.waitingFor() == null), SignIn.PATH);
    registration.setName("sign-in");
    return registration;
  }

  @Bean
  ServletRegistrationBean<ReplayDoor> replayDoor(
      Replays replays,
      ViewsStatus status,
      Audience audience,
      KnownCircles circles,
      ReplayStreams streams,
      LiveViews views) {
    ReplayDoor door =
        new ReplayDoor(
            replays,
            status,
            audience,
            circles,
            streams,
            InstantSource.system(),
            () -> views.waitingFor() == null);
    ServletRegistrationBean<ReplayDoor> registration =
        new ServletRegistrationBean<>(
            door, ReplayDoor.PATH, ReplayDoor.PATH + "/*", ReplayDoor.VIEWS + "*");
    registration.setName("replay-door");
    return registration;
  }

  @Bean
  ServletRegistrationBean<ReportDoor> reportDoor(Audience audience) {
    ServletRegistrationBean<ReportDoor> registration =
        new ServletRegistrationBean<>(new ReportDoor(audience), ReportDoor.PATH);
    registration.setName("report-door");
    return registration;
  }

  @Bean
  ServletRegistrationBean<InstrumentDoor> instrumentDoor(
      Instruments instruments, @Value("${circle.data}") Path data, Audience audience) {
    ServletRegistrationBean<InstrumentDoor> registration =
        new ServletRegistrationBean<>(
            new InstrumentDoor(InstrumentList.in(data, instruments), audience),
            InstrumentDoor.PATH);
    registration.setName("instrument-door");
    return registration;
  }

  @Bean
  ServletRegistrationBean<ScoreDoor> scoreDoor(Instruments instruments, Audience audience) {
    ServletRegistrationBean<ScoreDoor> registration =
        new ServletRegistrationBean<>(new ScoreDoor(instruments, audience), ScoreDoor.PATH);
    registration.setName("score-door");
    return registration;
  }

  @Bean
  ServletRegistrationBean<ExportDoor> exportDoor(
      Exports exports, Audience audience, LiveViews views) {
    ServletRegistrationBean<ExportDoor> registration =
        new ServletRegistrationBean<>(
            new ExportDoor(exports, audience, () -> views.waitingFor() == null),
            ExportDoor.PATH,
            ExportDoor.PATH + "/*",
            ExportDoor.STUDIES + "/*");
    registration.setName("export-door");
    return registration;
  }

  @Bean
  ServletRegistrationBean<AskingDoor> askingDoor(
      Asking asking, Audience audience, LiveViews views, Journal journal) {
    ServletRegistrationBean<AskingDoor> registration =
        new ServletRegistrationBean<>(
            new AskingDoor(asking, audience, () -> views.waitingFor() == null, journal::positionAt),
            AskingDoor.QUERIES,
            AskingDoor.ANALYSES,
            AskingDoor.ANALYSES + "/*",
            AskingDoor.RECEIPTS + "/*",
            AskingDoor.REPRODUCTIONS);
    registration.setName("asking-door");
    return registration;
  }

  private static List<Inquiry> all(ObjectProvider<List<Inquiry>> inquiries) {
    return inquiries.orderedStream().flatMap(List::stream).toList();
  }

  @Bean
  ServletRegistrationBean<Inquiries> inquiries(
      ObjectProvider<List<Inquiry>> all,
      Audience audience,
      KnownCircles circles,
      ViewReader reader,
      Past past,
      LiveViews views) {
    Inquiries inquiries =
        new Inquiries(all(all), audience, circles, reader, past, () -> views.waitingFor() == null);
    ServletRegistrationBean<Inquiries> registration =
        new ServletRegistrationBean<>(inquiries, inquiries.mappings());
    registration.setName("inquiries");
    return registration;
  }

  @Bean
  ServletRegistrationBean<Described> description(
      List<ReadModel> models, ObjectProvider<List<Inquiry>> inquiries) {
    ServletRegistrationBean<Described> registration =
        new ServletRegistrationBean<>(
            new Described(models, all(inquiries)), "/openapi.json", "/api", "/api.css");
    registration.setName("description");
    return registration;
  }

  @Bean
  ServletRegistrationBean<PageDoor> pageDoor(
      ServletRegistrationBean<Door> door,
      ServletRegistrationBean<Inquiries> inquiries,
      ServletRegistrationBean<ReplayDoor> replays,
      ServletRegistrationBean<AskingDoor> asking,
      List<ViewDefinition<?>> views,
      Audience audience,
      Sessions sessions) {
    Inside.Rooms rooms =
        path -> {
          if (path.startsWith(ReplayDoor.PATH) || path.startsWith(ReplayDoor.VIEWS)) {
            return replays.getServlet();
          }
          return path.startsWith(AskingDoor.ANALYSES) ? asking.getServlet() : null;
        };
    ServletRegistrationBean<PageDoor> registration =
        new ServletRegistrationBean<>(
            new PageDoor(
                Objects.requireNonNull(door.getServlet()),
                Objects.requireNonNull(inquiries.getServlet()),
                rooms,
                views.stream().map(ViewDefinition::name).toList(),
                audience,
                sessions,
                InstantSource.system(),
                new SecureRandom()),
            PageDoor.ROOT,
            PageDoor.PAGES);
    registration.setName("page-door");
    return registration;
  }

  @Bean
  ServletRegistrationBean<Elsewhere> elsewhere() {
    ServletRegistrationBean<Elsewhere> registration =
        new ServletRegistrationBean<>(new Elsewhere(), Elsewhere.PATH);
    registration.setName("elsewhere");
    return registration;
  }
}
