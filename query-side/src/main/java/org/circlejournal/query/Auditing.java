package org.circlejournal.query;

import java.nio.file.Path;
import java.util.List;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.query.consent.Consents;
import org.circlejournal.query.door.Inquiry;
import org.circlejournal.query.view.ViewReader;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What auditors ask, put together. */
@Configuration(proxyBeanMethods = false)
class Auditing {

  @Bean
  List<Inquiry> auditInquiries(
      ViewReader reader, Journal journal, @Value("${circle.data}") Path data) {
    return new Consents(reader, journal, data, () -> "").inquiries();
  }
}
