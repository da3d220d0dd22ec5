package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.circlejournal.command.door.App.Answered;
import org.junit.jupiter.api.Test;

/** A circle's first weeks, as a circle tool would send them. */
class JourneyIT {

  private static final String FOUND =
      """
      {'name':'NORTH-7','workplace':'CLINIC-A','timeZone':'Europe/Berlin',
       'firstMeeting':'2026-01-12T17:00','rhythmDays':14,'sessions':26,'sessionMinutes':90,
       'capacity':12,'joiningUntilSession':5,'k':5,'frameVersion':'1','retentionMonths':60,
       'at':'2026-01-05T09:00:00Z'}
      """;

  private final App app = App.shared();

  @Test
  void a_circle_is_founded_joined_and_meets() {
    Answered founded = app.post("/circles", null, FOUND);
    assertThat(founded.status()).as(founded.toString()).isEqualTo(201);
    String path = "/circles/" + founded.text("circleId");
    assertThat(founded.header("Location")).isEqualTo(path);
    assertThat(founded.json().path("version").asLong()).isEqualTo(1);
    String anna = founded.text("memberToken");
    assertThat(anna).matches("[A-Za-z0-9_-]{43}");
    assertThat(founded.text("recoveryCode")).isNotEmpty();

    Answered invited = app.post(path + "/invitations", anna, "");
    assertThat(invited.status()).as(invited.toString()).isEqualTo(201);
    String invitation = invited.text("invitation");
    Answered joined = app.post(path + "/join-circle", invitation, "{}");
    assertThat(joined.status()).as(joined.toString()).isEqualTo(200);
    assertThat(joined.json().path("events")).hasToString("[\"circle.MemberJoined\"]");
    assertThat(app.post(path + "/join-circle", invitation, "{}").code()).isEqualTo("token-invalid");

    for (Answered member : new Answered[] {founded, joined}) {
      String token = member.text("memberToken");
      ok(app.post(path + "/agree-frame", token, "{'frameVersion':'1'}"));
      ok(
          app.post(
              path + "/give-consent",
              token,
              "{'purpose':'take-part','notice':" + notice("taking-part") + "}"));
    }
    ok(app.post(path + "/start-session", anna, "{'session':1,'at':'2026-01-12T16:00:00Z'}"));
    Answered checkedIn =
        ok(
            app.post(
                path + "/check-in",
                anna,
                "{'session':1,'member':'"
                    + joined.text("memberId")
                    + "','mode':'remote','at':'2026-01-12T16:01:00Z'}"));
    assertThat(checkedIn.json().path("version").asLong()).isEqualTo(8);

    JsonNode me = app.get(path + "/me", joined.text("memberToken")).json();
    assertThat(me.path("memberId").asText()).isEqualTo(joined.text("memberId"));
    assertThat(me.path("consents").get(0).path("purpose").asText()).isEqualTo("take-part");
    JsonNode export = app.get(path + "/me/export", joined.text("memberToken")).json();
    assertThat(export.path("attendance").get(0).path("status").asText()).isEqualTo("remote");
    assertThat(export.toString()).doesNotContain(joined.text("memberId"));

    Answered calendar = app.get(path + "/calendar.ics", anna);
    assertThat(calendar.header("Content-Type")).startsWith("text/calendar");
    assertThat(calendar.response().body())
        .contains("DTSTART:20260112T160000Z\r\n")
        .contains("DTSTART:20260406T150000Z\r\n");
  }

  private static Answered ok(Answered answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer;
  }

  private String notice(String name) {
    for (JsonNode notice : app.get("/notices", null).json()) {
      if (notice.path("notice").asText().equals(name)) {
        return "{'version':'%s','language':'%s','sha256':'%s'}"
            .formatted(
                notice.path("version").asText(),
                notice.path("language").asText(),
                notice.path("sha256").asText());
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void health_names_database_and_journal() {
    Answered health = app.get("/actuator/health", null);
    assertThat(health.text("status")).as(health.toString()).isEqualTo("UP");
    assertThat(health.json().path("components").fieldNames())
        .toIterable()
        .contains("postgres", "journalStore");
  }
}
