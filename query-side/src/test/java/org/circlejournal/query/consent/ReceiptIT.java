package org.circlejournal.query.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Records of both lanes, as they are served, against the schema, as it is served. */
class ReceiptIT {

  private static final World WORLD = World.create();
  private static final CircleId CIRCLE = Year.circle(1);
  private static final Notice NOTICE = new Notice("1", "en", "ab".repeat(32));
  private static final String GIVEN = "a".repeat(64);
  private static final String WITHDRAWN = "b".repeat(64);
  private static final String ERASED = "c".repeat(64);
  private static final String AUDITOR = WORLD.staff(Role.AUDITOR);
  private static final Running QUERY = WORLD.start();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** m-1 has given, m-2 withdrawn, m-3 was erased; and likewise three codes. */
  @BeforeAll
  static void three_in_each_lane() {
    Year year = Year.of(CIRCLE, "CLINIC-A", 8);
    for (String member : List.of("m-1", "m-2", "m-3")) {
      year.add(given(year.now(), Lane.MEMBER, member, Purpose.TAKE_PART));
    }
    year.add(given(year.now(), Lane.MEMBER, "m-1", Purpose.RESEARCH_PARTICIPATION));
    year.starts(1).here(1, 1, 2, 3);
    year.retracts(new MemberCheckedIn(CIRCLE, year.now(), 1, Year.member(2), Presence.IN_PERSON));
    year.closes(1);
    for (String code : List.of(GIVEN, WITHDRAWN, ERASED)) {
      year.add(given(year.now(), Lane.CODE, code, Purpose.SURVEYS));
    }
    year.add(given(year.now(), Lane.CODE, GIVEN, Purpose.RESEARCH_ANSWERS));
    year.add(given(year.now(), Lane.CODE, GIVEN, Purpose.QUOTE));
    year.add(new ConsentWithdrawn(CIRCLE, year.now(), Lane.MEMBER, "m-2", Purpose.TAKE_PART));
    year.add(new ConsentWithdrawn(CIRCLE, year.now(), Lane.CODE, WITHDRAWN, Purpose.SURVEYS));
    erase(year, Lane.MEMBER, "m-3");
    erase(year, Lane.CODE, ERASED);
    WORLD.append(year.events());
    WORLD.caughtUp();
  }

  private static ConsentGiven given(Instant at, Lane lane, String who, Purpose purpose) {
    return new ConsentGiven(CIRCLE, at, lane, who, purpose, NOTICE);
  }

  private static void erase(Year year, Lane lane, String who) {
    year.add(new ErasureRequested(CIRCLE, year.now(), lane, who));
    year.add(
        new ErasureCompleted(
            CIRCLE, year.now(), lane, who, List.of("data-keys"), List.of("counts"), year.now()));
  }

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  @Test
  void the_schema_is_a_schema_with_closed_objects() throws Exception {
    JsonNode schema = Json.mapper().readTree(served().body());
    Schema meta =
        SCHEMAS.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(meta.validate(schema)).isEmpty();
    assertThat(served().headers().firstValue("Content-Type")).contains("application/schema+json");
    List<JsonNode> open = new ArrayList<>();
    for (JsonNode each : schema.findParents("type")) {
      if (each.path("type").asText().equals("object")
          && each.path("additionalProperties").asBoolean(true)) {
        open.add(each);
      }
    }
    assertThat(open).isEmpty();
  }

  @Test
  void receipts_of_both_lanes_keep_to_it_whatever_became_of_the_consent() {
    assertThat(keepsTo(receipt("m-1"), "given", "recorded")).isEmpty();
    assertThat(keepsTo(receipt("m-2"), "withdrawn", "retracted")).isEmpty();
    assertThat(keepsTo(receipt("m-3"), "erasure-requested", "erasure-completed")).isEmpty();
    assertThat(keepsTo(receipt(GIVEN), "given")).isEmpty();
    assertThat(keepsTo(receipt(WITHDRAWN), "given", "withdrawn")).isEmpty();
    assertThat(keepsTo(receipt(ERASED), "erasure-requested", "erasure-completed")).isEmpty();
  }

  @Test
  void a_receipt_names_its_schema() throws Exception {
    assertThat(receipt("m-1").path("dct:conformsTo"))
        .isEqualTo(Json.mapper().readTree(served().body()).path("$id"));
  }

  @Test
  void a_wrong_receipt_is_found() {
    wrong("m-1", receipt -> receipt.put("lane", "code"));
    wrong("m-1", receipt -> receipt.put("dpv:hasDataSubject", GIVEN));
    wrong("m-1", receipt -> receipt.put("code", GIVEN));
    wrong(GIVEN, receipt -> receipt.put("dpv:hasDataSubject", "m-1"));
    wrong(GIVEN, receipt -> event(receipt).put("purpose", "take-part"));
    wrong(GIVEN, receipt -> event(receipt).put("member", "m-1"));
    wrong(GIVEN, receipt -> event(receipt).remove("dpv:hasNotice"));
    wrong(GIVEN, receipt -> event(receipt).put("dct:date", "yesterday"));
    wrong(GIVEN, receipt -> event(receipt).put("entity", "the operator"));
    wrong(GIVEN, receipt -> ((ObjectNode) event(receipt).path("dpv:hasNotice")).put("sha256", "?"));
    wrong(GIVEN, receipt -> receipt.remove("dpv:hasDataController"));
    wrong(GIVEN, receipt -> receipt.put("checkpoint", "some log"));
    wrong(GIVEN, receipt -> receipt.putArray("events"));
    wrong(
        WITHDRAWN,
        receipt ->
            ((ObjectNode) receipt.path("dpv:hasPurpose").get(0)).put("permitsProcessing", true));
    wrong(
        ERASED,
        receipt -> ((ArrayNode) receipt.path("events")).add(receipt(GIVEN).path("dpv:hasPurpose")));
  }

  // --- receipts
  // -----------------------------------------------------------------------------------

  /** What the schema has against it; and these states must be there. */
  private static List<Error> keepsTo(ObjectNode receipt, String... states) {
    assertThat(receipt.path("events").findValuesAsText("state")).contains(states);
    return schema().validate(receipt);
  }

  private static void wrong(String principal, Consumer<ObjectNode> change) {
    ObjectNode receipt = receipt(principal);
    assertThat(schema().validate(receipt)).isEmpty();
    change.accept(receipt);
    assertThat(schema().validate(receipt)).as(receipt.toString()).isNotEmpty();
  }

  private static ObjectNode event(ObjectNode receipt) {
    return (ObjectNode) receipt.path("events").get(0);
  }

  private static ObjectNode receipt(String principal) {
    try {
      HttpResponse<String> answer = QUERY.get("/audit/receipt", AUDITOR, "Principal", principal);
      return (ObjectNode) Json.mapper().readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Schema schema() {
    return SCHEMAS.getSchema(served().body());
  }

  private static HttpResponse<String> served() {
    return QUERY.get("/audit/receipt/schema", AUDITOR);
  }
}
