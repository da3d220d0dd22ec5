package org.circlejournal.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.query.audit.checks.Checks;
import org.circlejournal.query.audit.log.AuditBundle;
import org.circlejournal.query.audit.log.AuditLog;
import org.circlejournal.query.audit.log.BundlePart;
import org.circlejournal.query.consent.Consents;
import org.circlejournal.query.door.Inquiry;
import org.circlejournal.query.survey.released.ReleaseLedgerView;
import org.circlejournal.query.view.ViewReader;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What auditors ask, put together. */
@Configuration(proxyBeanMethods = false)
class Auditing {

  private static final String ZIP = "application/zip";

  /** With those of others behind them. */
  @Bean
  List<Inquiry> auditInquiries(
      Consents consents,
      AuditLog log,
      Checks checks,
      ObjectProvider<BundlePart> parts,
      ObjectProvider<Inquiry> others) {
    List<Inquiry> inquiries = new ArrayList<>(consents.inquiries());
    inquiries.add(checks.inquiry());
    inquiries.add(bundle(new AuditBundle(log, parts.orderedStream().toList())));
    inquiries.addAll(others.orderedStream().toList());
    return inquiries;
  }

  @Bean
  Consents consents(
      ViewReader reader, Journal journal, @Value("${circle.data}") Path data, AuditLog log) {
    return new Consents(reader, journal, data, () -> printed(log));
  }

  /**
   * What an auditor takes along beside the proofs: consents as counts, releases, and the checks.
   */
  @Bean
  BundlePart read(ViewReader reader, Checks checks) {
    return circle ->
        new TreeMap<>(
            Map.of(
                "consents.json",
                json(Consents.counts(circle, Inquiry.Showing.now(reader)).rows()),
                "releases.json",
                json(reader.rows(ReleaseLedgerView.RELEASES, circle)),
                "checks.json",
                json(checks.run().rows())));
  }

  private static byte[] json(List<? extends Record> rows) {
    try {
      return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(rows);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Bean
  Checks checks(
      Journal journal,
      @Qualifier("reading") DataSource reading,
      @Value("${circle.secrets}") Path secrets,
      AuditLog log,
      Instruments instruments) {
    return new Checks(
        journal, reading, new Unsealer(reading, new EpochKeys(secrets)), log, instruments);
  }

  /** What receipts print: the log's name, size and root. */
  private static String printed(AuditLog log) {
    Checkpoint latest = log.latest();
    return latest == null ? "" : latest.text();
  }

  private static Inquiry bundle(AuditBundle bundle) {
    return Inquiry.paper(
        "/audit/circles/{id}/bundle",
        "what an auditor takes along: checkpoint, proofs of a sample, and all that others add",
        Set.of(Role.AUDITOR),
        List.of(ZIP),
        asked -> {
          CircleId circle = Objects.requireNonNull(asked.circle());
          byte[] zip = bundle.of(circle);
          if (zip == null) {
            throw Inquiry.notYetVisible();
          }
          return new Inquiry.Paper(ZIP, zip, "bundle-" + circle.value() + ".zip");
        });
  }
}
