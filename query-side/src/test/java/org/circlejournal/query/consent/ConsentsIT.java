package org.circlejournal.query.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
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

class ConsentsIT {

  private static final World WORLD = World.create();
  private static final CircleId CIRCLE = Year.circle(1);
  private static final CircleId UNKNOWN = Year.circle(99);
  private static final Notice NOTICE = new Notice("1", "en", "ab".repeat(32));
  private static final String CODE = "c".repeat(64);
  private static final String AUDITOR = WORLD.staff(Role.AUDITOR);
  private static final String MEMBER = WORLD.member(CIRCLE); // m-1
  private static final Running QUERY = WORLD.start();

  @BeforeAll
  static void eight_give_and_one_withdraws() {
    Year year = Year.of(CIRCLE, "CLINIC-A", 8);
    IntStream.rangeClosed(1, 8)
        .forEach(
            i ->
                year.add(
                    new ConsentGiven(
                        CIRCLE, year.now(), Lane.MEMBER, "m-" + i, Purpose.TAKE_PART, NOTICE)));
    year.starts(1).here(1, 1, 2, 3);
    year.retracts(new MemberCheckedIn(CIRCLE, year.now(), 1, Year.member(1), Presence.IN_PERSON));
    year.closes(1);
    year.add(new ConsentGiven(CIRCLE, year.now(), Lane.CODE, CODE, Purpose.SURVEYS, NOTICE));
    year.add(new ConsentWithdrawn(CIRCLE, year.now(), Lane.MEMBER, "m-1", Purpose.TAKE_PART));
    WORLD.append(year.events());
    long version = WORLD.version(CIRCLE);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                QUERY.get("/circles/" + CIRCLE + "?minVersion=" + version, MEMBER).statusCode()
                        == 200
                    && QUERY.get("/audit/principal", AUDITOR, "Principal", CODE).statusCode() == 200
                    && trace(AUDITOR, "m-1").size() == 4);
    WORLD.caughtUp();
  }

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  @Test
  void an_auditor_reads_the_counts_of_then() throws Exception {
    String path = "/audit/circles/" + CIRCLE + "/consents";
    String now = QUERY.get(path, AUDITOR).body();
    // Founding, eight who join and eight consents; then a session begins, and consents are counted.
    long head = WORLD.journal().lastPosition();
    assertThat(QUERY.get(path + "?asOf=" + head, AUDITOR).body()).isEqualTo(now);
    assertThat(QUERY.get(path + "?asOf=18", AUDITOR).body()).contains("\"given\":8,");
    JsonNode before = Json.mapper().readTree(QUERY.get(path + "?asOf=17", AUDITOR).body());
    assertThat(before.get(0).toString())
        .isEqualTo(
            "{\"purpose\":\"take-part\",\"month\":null,\"given\":null,\"notGiven\":null,"
                + "\"withheld\":\"fewer-than-k\"}");
    assertThat(QUERY.get(path + "?asOf=2026-01-11", AUDITOR).body()).isEqualTo(before.toString());
    assertThat(QUERY.get(path + "?asOf=2026-01-12", AUDITOR).body()).isEqualTo(now);
    assertThat(QUERY.get(path + "?asOf=17", AUDITOR, "Accept", "text/csv").body())
        .startsWith("purpose,month,given,notGiven,withheld\r\ntake-part,,,,fewer-than-k\r\n");

    assertThat(QUERY.get(path + "?asOf=2025-12-31", AUDITOR).statusCode()).isEqualTo(404);
    assertThat(QUERY.get(path + "?asOf=999999", AUDITOR).statusCode()).isEqualTo(400);
    assertThat(QUERY.get(path + "?asOf=9999-12-31", AUDITOR).statusCode()).isEqualTo(400);
    assertThat(QUERY.get(path + "?asOf=17", MEMBER).statusCode()).isEqualTo(403);
    assertThat(QUERY.get("/audit/checks?asOf=17", AUDITOR).statusCode())
        .as("what is no read model has no past")
        .isEqualTo(400);
    JsonNode api = Json.mapper().readTree(QUERY.get("/openapi.json", "").body());
    assertThat(api.at("/paths/~1audit~1circles~1{id}~1consents/get/parameters").toString())
        .contains("\"asOf\"");
  }

  @Test
  void an_auditor_reads_counts_and_nobody() throws Exception {
    HttpResponse<String> answer = QUERY.get("/audit/circles/" + CIRCLE + "/consents", AUDITOR);
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode rows = Json.mapper().readTree(answer.body());
    assertThat(rows.get(0).toString())
        .isEqualTo(
            "{\"purpose\":\"take-part\",\"month\":\"2026-01\",\"given\":8,\"notGiven\":0,"
                + "\"withheld\":null}");
    assertThat(answer.body()).doesNotContain("m-1").doesNotContain(CODE);
    assertThat(
            QUERY
                .get("/audit/circles/" + CIRCLE + "/consents", AUDITOR, "Accept", "text/csv")
                .body())
        .startsWith("purpose,month,given,notGiven,withheld\r\ntake-part,2026-01,8,0,\r\n");
  }

  @Test
  void a_person_is_traced_from_consent_to_what_was_recorded_and_back() {
    JsonNode lines = trace(AUDITOR, "m-1");
    assertThat(lines.findValuesAsText("state"))
        .containsExactly("given", "recorded", "retracted", "withdrawn");
    JsonNode recorded = lines.get(1);
    assertThat(recorded.path("what").asText()).isEqualTo("session.MemberCheckedIn");
    assertThat(recorded.path("detail").asText()).isEqualTo("session 1");
    assertThat(recorded.path("sha256").asText()).isEqualTo(NOTICE.sha256());
    assertThat(recorded.path("position").asLong()).isPositive();
  }

  @Test
  void a_code_is_traced_by_itself() {
    JsonNode lines = trace(AUDITOR, CODE);
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0).path("principal").asText()).isEqualTo("code");
    assertThat(lines.toString()).doesNotContain("m-");
  }

  @Test
  void a_member_sees_itself_and_nobody_else() {
    assertThat(QUERY.get("/audit/principal", MEMBER).statusCode()).isEqualTo(200);
    assertThat(QUERY.get("/audit/principal", MEMBER, "Principal", "m-1").statusCode())
        .isEqualTo(200);
    HttpResponse<String> another = QUERY.get("/audit/principal", MEMBER, "Principal", "m-2");
    assertThat(another.statusCode()).isEqualTo(403);
    assertThat(another.body()).contains("\"not-yourself\"");
    assertThat(QUERY.get("/audit/circles/" + CIRCLE + "/consents", MEMBER).statusCode())
        .isEqualTo(403);
  }

  @Test
  void who_is_not_named_or_not_known_is_refused() {
    assertThat(QUERY.get("/audit/principal", AUDITOR).body()).contains("\"missing-field\"");
    HttpResponse<String> unknown = QUERY.get("/audit/principal", AUDITOR, "Principal", "m-none");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("\"member-unknown\"");
    assertThat(QUERY.get("/audit/circles/" + UNKNOWN + "/consents", AUDITOR).body())
        .contains("\"circle-unknown\"");
    assertThat(
            QUERY
                .get("/audit/principal", WORLD.staff(Role.RESEARCHER), "Principal", "m-1")
                .statusCode())
        .isEqualTo(403);
    assertThat(QUERY.get("/audit/principal?nonsense=1", AUDITOR, "Principal", "m-1").body())
        .contains("\"invalid-value\"");
  }

  @Test
  void a_receipt_is_json_ld_and_a_text() throws Exception {
    JsonNode receipt =
        Json.mapper().readTree(QUERY.get("/audit/receipt", AUDITOR, "Principal", "m-1").body());
    assertThat(receipt.path("@type").asText()).isEqualTo("dpv:ConsentRecord");
    assertThat(receipt.path("dpv:hasDataSubject").asText()).isEqualTo("m-1");
    JsonNode purpose = receipt.path("dpv:hasPurpose").get(0);
    assertThat(purpose.path("dpv:hasConsentStatus").asText()).isEqualTo("dpv:ConsentWithdrawn");
    assertThat(purpose.path("permitsProcessing").asBoolean()).isFalse();
    assertThat(receipt.path("dpv:hasDataController").path("dpv:hasName").asText())
        .isEqualTo("not stated by the operator");
    HttpResponse<String> text = QUERY.get("/audit/receipt", MEMBER, "Accept", "text/plain");
    assertThat(text.headers().firstValue("Content-Type")).contains("text/plain;charset=UTF-8");
    assertThat(text.body())
        .contains("take-part (attendance of sessions, by member id): withdrawn")
        .contains("session.MemberCheckedIn");
  }

  @Test
  void openapi_tells_of_it() throws Exception {
    JsonNode api = Json.mapper().readTree(QUERY.get("/openapi.json", "").body());
    assertThat(List.of("/audit/circles/{id}/consents", "/audit/principal", "/audit/receipt"))
        .allSatisfy(path -> assertThat(api.path("paths").has(path)).as(path).isTrue());
  }

  private static JsonNode trace(String token, String principal) {
    try {
      return Json.mapper()
          .readTree(QUERY.get("/audit/principal", token, "Principal", principal).body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
