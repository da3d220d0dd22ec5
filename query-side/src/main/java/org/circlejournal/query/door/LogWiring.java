package org.circlejournal.query.door;

import java.time.InstantSource;
import javax.sql.DataSource;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.query.audit.log.AuditLog;
import org.circlejournal.query.audit.log.Sealer;
import org.circlejournal.query.view.LiveViews;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The audit log, put together: it is sealed beside the views, and asked at its own door. */
@Configuration(proxyBeanMethods = false)
public class LogWiring {

  @Bean(initMethod = "start", destroyMethod = "close")
  Sealer sealer(
      Journal journal,
      LiveViews views,
      @Qualifier("owning") DataSource owning,
      @Qualifier("reading") DataSource reading,
      QuerySettings settings) {
    return new Sealer(
        journal,
        owning,
        reading,
        settings.secrets(),
        InstantSource.system(),
        "sealer-" + ProcessHandle.current().pid() + "-" + System.nanoTime(),
        () -> views.waitingFor() == null);
  }

  @Bean
  AuditLog auditLog(
      @Qualifier("reading") DataSource reading, Journal journal, QuerySettings settings) {
    return new AuditLog(reading, journal, settings.secrets());
  }

  @Bean
  HealthIndicator auditLogHealthIndicator(Sealer sealer, AuditLog log) {
    return new LogHealth(sealer, log);
  }

  @Bean
  ServletRegistrationBean<LogDoor> logDoor(
      AuditLog log, Audience audience, @Qualifier("reading") DataSource reading, LiveViews views) {
    ServletRegistrationBean<LogDoor> registration =
        new ServletRegistrationBean<>(
            new LogDoor(log, audience, new KnownCircles(reading), () -> views.waitingFor() == null),
            LogDoor.PATH + "*");
    registration.setName("log-door");
    return registration;
  }
}
