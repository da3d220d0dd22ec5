package org.circlejournal.query.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.consent.Traced.Kind;

/**
 * The consent record of a person: the fields of ISO/IEC TS 27560:2023 in the terms of the W3C Data
 * Privacy Vocabulary (DPV), as JSON-LD against {@code consent-receipt.schema.json}, and as a text
 * to read. No official JSON Schema is known; ours follows the DPV guide to the standard.
 *
 * @param founded the circle's beginning
 * @param checkpoint what the journal's log had come to; empty if there is no log yet
 */
record Receipt(
    Responsible responsible, List<Traced> lines, CircleFounded founded, String checkpoint) {

  /** The schema's {@code $id}; it is served at {@code /audit/receipt/schema}. */
  private static final String SCHEMA = "urn:circle-journal:consent-receipt:v1";

  /** DPV: of the states of consent only this one permits processing here. */
  private static final Map<Kind, String> STATES =
      Map.of(
          Kind.GIVEN, "dpv:ConsentGiven",
          Kind.WITHDRAWN, "dpv:ConsentWithdrawn",
          Kind.ERASURE_REQUESTED, "dpv:ConsentRevoked",
          Kind.ERASURE_COMPLETED, "dpv:ConsentInvalidated");

  private static final Map<Purpose, String> CATEGORIES =
      Map.of(
          Purpose.TAKE_PART, "attendance of sessions, by member id",
          Purpose.RESEARCH_PARTICIPATION, "attendance of sessions, pseudonymous, for research",
          Purpose.SURVEYS, "answers to questionnaires, sealed, by survey code",
          Purpose.RESEARCH_ANSWERS, "answers to questionnaires, pseudonymous, for research",
          Purpose.QUOTE, "closing words, quoted without a name",
          Purpose.LINK, "attendance and answers together");

  /** What {@link #json} keeps to. */
  static byte[] schema() {
    try (InputStream in = Receipt.class.getResourceAsStream("consent-receipt.schema.json")) {
      return Objects.requireNonNull(in, "consent-receipt.schema.json").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] json() {
    ObjectNode receipt = Json.mapper().createObjectNode();
    receipt
        .putObject("@context")
        .put("@vocab", SCHEMA + "#")
        .put("dpv", "https://w3id.org/dpv#")
        .put("dct", "http://purl.org/dc/terms/")
        .put("xsd", "http://www.w3.org/2001/XMLSchema#");
    receipt.put("@type", "dpv:ConsentRecord");
    receipt.put("dct:conformsTo", SCHEMA);
    receipt.put("dct:identifier", recordId());
    receipt.put("dpv:hasDataSubject", lines.get(0).id());
    receipt.put("lane", Json.kebab(lines.get(0).principal()));
    receipt.put("circle", lines.get(0).circleId().value());
    ArrayNode purposes = receipt.putArray("dpv:hasPurpose");
    byPurpose().forEach((purpose, changes) -> purpose(purposes.addObject(), purpose, changes));
    ArrayNode events = receipt.putArray("events");
    lines.forEach(line -> event(events.addObject(), line));
    controller(receipt.putObject("dpv:hasDataController"));
    receipt.put("dpv:hasWithdrawalMethod", responsible.withdrawal());
    receipt.put("checkpoint", checkpoint);
    try {
      return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(receipt);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text for the person. */
  byte[] text() {
    Traced first = lines.get(0);
    StringBuilder text = new StringBuilder();
    text.append("Your consents, as the journal has them\n\n");
    text.append("You are here:   ").append(first.id()).append('\n');
    text.append("Circle:         ").append(first.circleId()).append('\n');
    text.append("Responsible:    ").append(responsible.name());
    text.append(", ").append(responsible.contact()).append('\n');
    text.append("To withdraw:    ").append(responsible.withdrawal()).append("\n\n");
    byPurpose()
        .forEach(
            (purpose, changes) -> {
              Traced last = changes.get(changes.size() - 1);
              text.append(Json.kebab(purpose)).append(" (").append(CATEGORIES.get(purpose));
              text.append("): ").append(Json.kebab(last.state())).append('\n');
            });
    text.append("\nWhat happened, in order\n\n");
    for (Traced line : lines) {
      text.append(line.recordedAt()).append("  ").append(Json.kebab(line.state()));
      if (line.purpose() != null) {
        text.append("  ").append(Json.kebab(line.purpose()));
      }
      if (line.what() != null) {
        text.append("  ").append(line.what());
      }
      if (line.detail() != null) {
        text.append("  ").append(line.detail());
      }
      if (line.state() == Kind.GIVEN) {
        text.append("  on notice ").append(line.noticeVersion());
        text.append(" (").append(line.language()).append(", SHA-256 ");
        text.append(line.sha256()).append(')');
      }
      text.append('\n');
    }
    if (!checkpoint.isEmpty()) {
      text.append("\nThe journal's log when this was written\n\n").append(checkpoint);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The same journal gives the same record. */
  private String recordId() {
    Traced last = lines.get(lines.size() - 1);
    return "%s/%s/%d/%s".formatted(SCHEMA, last.circleId(), lines.size(), last.recordedAt());
  }

  private Map<Purpose, List<Traced>> byPurpose() {
    Map<Purpose, List<Traced>> changes = new LinkedHashMap<>();
    for (Traced line : lines) {
      Purpose purpose = line.purpose();
      if (purpose != null && STATES.containsKey(line.state())) {
        changes.computeIfAbsent(purpose, p -> new java.util.ArrayList<>()).add(line);
      }
    }
    return changes;
  }

  private void purpose(ObjectNode into, Purpose purpose, List<Traced> changes) {
    Traced last = changes.get(changes.size() - 1);
    into.put("@type", "dpv:Purpose");
    into.put("dct:title", Json.kebab(purpose));
    into.put("dpv:hasPersonalData", CATEGORIES.get(purpose));
    into.put("dpv:hasConsentStatus", STATES.get(last.state()));
    into.put("permitsProcessing", last.state() == Kind.GIVEN);
  }

  private void event(ObjectNode into, Traced line) {
    into.put("state", Json.kebab(line.state()));
    if (STATES.containsKey(line.state())) {
      into.put("dpv:hasConsentStatus", STATES.get(line.state()));
    }
    if (line.purpose() != null) {
      into.put("purpose", Json.kebab(line.purpose()));
    }
    if (line.what() != null) {
      into.put("event", line.what());
    }
    if (line.detail() != null) {
      into.put("detail", line.detail());
    }
    if (line.noticeVersion() != null) {
      into.putObject("dpv:hasNotice")
          .put("version", line.noticeVersion())
          .put("language", line.language())
          .put("sha256", line.sha256());
    }
    into.put("dct:date", line.at().toString());
    into.put("recordedAt", line.recordedAt().toString());
    if (STATES.containsKey(line.state())) {
      into.put("entity", entity(line.state()));
    }
    if (line.position() != null) {
      into.put("position", line.position());
    }
  }

  private String entity(Kind state) {
    if (state == Kind.ERASURE_COMPLETED) {
      return "the system";
    }
    return founded.imported() ? "the import of the circle" : "the person, with the own token";
  }

  private void controller(ObjectNode into) {
    into.put("@type", "dpv:DataController");
    into.put("dpv:hasName", responsible.name());
    into.put("dpv:hasContact", responsible.contact());
    ArrayNode places = into.putArray("dpv:hasStorageLocation");
    responsible.storageLocations().forEach(places::add);
    into.put(
        "dpv:hasStorageDuration",
        "%s; the keys of a circle are destroyed %d months after it was sealed"
            .formatted(responsible.retention(), founded.retentionMonths()));
    into.put("dpv:hasJurisdiction", responsible.jurisdiction());
    ArrayNode recipients = into.putArray("dpv:hasRecipient");
    responsible.recipients().forEach(recipients::add);
  }
}
