package org.circlejournal.query;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.SessionKey;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.query.door.Inquiry;
import org.circlejournal.query.replay.Means;
import org.circlejournal.query.replay.Replays;
import org.circlejournal.query.replay.ViewsStatus;
import org.circlejournal.query.view.LiveViews;
import org.circlejournal.query.view.Traffic;
import org.circlejournal.query.view.ViewDefinition;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How replays run: beside the live views, with connections of their own. */
@Configuration(proxyBeanMethods = false)
class Replaying {

  private static final int ID_BYTES = 9;

  @Bean
  Traffic traffic() {
    return new Traffic(System::nanoTime);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Replays replays(
      List<ViewDefinition<?>> views,
      Journal journal,
      LiveViews live,
      Traffic traffic,
      @Qualifier("replaying") HikariDataSource replaying,
      @Qualifier("reading") DataSource reading,
      @Value("${circle.secrets}") Path secrets) {
    SecureRandom random = new SecureRandom();
    return new Replays(
        views,
        journal,
        replaying,
        () -> SessionKey.read(secrets),
        new LatestCheckpoint(reading),
        () -> {
          byte[] id = new byte[ID_BYTES];
          random.nextBytes(id);
          return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        },
        InstantSource.system(),
        () -> live.waitingFor() == null,
        Means.ofThisProcess(traffic::isMany));
  }

  @Bean
  ViewsStatus viewsStatus(
      List<ViewDefinition<?>> views,
      Journal journal,
      LiveViews live,
      Replays replays,
      @Qualifier("reading") DataSource reading,
      @Value("${circle.secrets}") Path secrets) {
    return new ViewsStatus(
        views,
        journal,
        live,
        replays,
        reading,
        () -> SessionKey.read(secrets),
        InstantSource.system());
  }

  @Bean
  List<Inquiry> statusInquiries(ViewsStatus status) {
    return List.of(
        Inquiry.rows(
            "/status",
            "how each read model stands",
            Set.of(Role.OPERATOR),
            ViewsStatus.Row.class,
            asked -> new Inquiry.Rows(status.rows(), status.head())));
  }

  @Bean
  HealthIndicator replaysHealthIndicator(Replays replays) {
    return () -> {
      String stuck = replays.stuck();
      return stuck == null
          ? Health.up().build()
          : Health.down().withDetail("notBuilt", stuck).build();
    };
  }
}
