package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.circlejournal.command.door.App.Answered;
import org.junit.jupiter.api.Test;

class DoorIT {

  private static final long DAY = 24 * 60;

  private final App app = App.shared();

  @Test
  void token_circle_role_form_and_rules_are_checked_in_this_order() {
    Story story = new Story(app, 1).written();
    Story other = new Story(app, 1).written();
    String path = story.path() + "/replan-sessions";
    String wrongForm = "{'fromSession':99}";
    assertThat(app.post(path, "x", wrongForm).code()).isEqualTo("token-invalid");
    assertThat(app.post(path, other.token(1), wrongForm).code()).isEqualTo("circle-unknown");
    assertThat(app.post(path, story.token(1), wrongForm).code()).isEqualTo("role-not-allowed");
    assertThat(app.post(path, app.staff("steward"), wrongForm).code()).isEqualTo("missing-field");
    String unknownSession = "{'fromSession':99,'dates':['2030-01-01T10:00'],'reason':'rhythm'}";
    assertThat(app.post(path, app.staff("steward"), unknownSession).status()).isEqualTo(404);
  }

  @Test
  void an_unknown_circle_and_anothers_give_the_same_body() {
    Story story = new Story(app, 1).written();
    Story other = new Story(app, 1).written();
    Answered unknown = app.post("/circles/none/leave-circle", story.token(1), "{}");
    Answered anothers = app.post(other.path() + "/leave-circle", story.token(1), "{}");
    Answered staffs = app.post("/circles/none/replan-sessions", app.staff("auditor"), "{}");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(anothers.toString()).isEqualTo(unknown.toString()).isEqualTo(staffs.toString());
  }

  @Test
  void the_same_request_under_the_same_key_is_done_once() {
    Story story = new Story(app, 1).session(1, DAY, 1).written();
    String path = story.path() + "/name-frame-slip";
    List<String> key = List.of("Idempotency-Key", "k1");
    Answered first = app.post(path, story.token(1), "{'session':1,'kind':'advice'}", key);
    Answered again = app.post(path, story.token(1), "{'session':1,'kind':'advice'}", key);
    assertThat(first.status()).as(first.toString()).isEqualTo(200);
    assertThat(again.toString()).isEqualTo(first.toString());
    long next =
        app.post(path, story.token(1), "{'session':1,'kind':'advice'}")
            .json()
            .path("version")
            .asLong();
    assertThat(next).isEqualTo(first.json().path("version").asLong() + 1);
  }

  @Test
  void the_same_request_is_answered_the_same_also_where_a_rule_would_refuse_it_now() {
    String token = "C".repeat(43);
    String found =
        "{'name':'KEYED','workplace':'CLINIC-A','timeZone':'UTC','firstMeeting':'2026-01-12T17:00',"
            + "'capacity':12,'frameVersion':'1','memberToken':'%s'}".formatted(token);
    List<String> key = List.of("Idempotency-Key", "agreed");
    Answered founded = app.post("/circles", null, found, key);
    Answered again = app.post("/circles", null, found, key);
    assertThat(founded.status()).as(founded.toString()).isEqualTo(201);
    assertThat(again.status()).as(again.toString()).isEqualTo(201);
    assertThat(again.header("Location")).isEqualTo(founded.header("Location"));

    String path = founded.header("Location") + "/agree-frame";
    Answered agreed = app.post(path, token, "{'frameVersion':'1'}", key);
    assertThat(agreed.status()).as(agreed.toString()).isEqualTo(200);
    assertThat(app.post(path, token, "{'frameVersion':'1'}", key).toString())
        .isEqualTo(agreed.toString());
    assertThat(app.post(path, token, "{'frameVersion':'2'}", key).text("code"))
        .isEqualTo("idempotency-key-reused");
  }

  @Test
  void founding_and_joining_twice_under_one_key_repeats_no_secret() {
    String found =
        "{'name':'KEYED','workplace':'CLINIC-A','timeZone':'UTC','firstMeeting':'2026-01-12T17:00',"
            + "'capacity':12,'frameVersion':'1','at':'2026-01-05T09:00:00Z'}";
    List<String> key = List.of("Idempotency-Key", "found-" + System.nanoTime());
    Answered first = app.post("/circles", null, found, key);
    Answered again = app.post("/circles", null, found, key);
    assertThat(first.status()).as(first.toString()).isEqualTo(201);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.text("memberId")).isEqualTo(first.text("memberId"));
    assertThat(again.json().has("memberToken")).isFalse();
    assertThat(again.json().has("recoveryCode")).isFalse();

    String path = first.header("Location");
    String invitation =
        app.post(path + "/invitations", first.text("memberToken"), "").text("invitation");
    Answered joined = app.post(path + "/join-circle", invitation, "{}", key);
    Answered joinedAgain = app.post(path + "/join-circle", invitation, "{}", key);
    assertThat(joined.json().has("recoveryCode")).as(joined.toString()).isTrue();
    assertThat(joinedAgain.status()).as(joinedAgain.toString()).isEqualTo(200);
    assertThat(joinedAgain.text("memberId")).isEqualTo(joined.text("memberId"));
    assertThat(joinedAgain.json().has("memberToken")).isFalse();
  }

  @Test
  void a_token_that_the_client_made_is_not_echoed() {
    String token = "A".repeat(42) + "B";
    String found =
        "{'name':'OWN','workplace':'CLINIC-A','timeZone':'UTC','firstMeeting':'2026-01-12T17:00',"
            + "'capacity':12,'frameVersion':'1','memberToken':'%s'}".formatted(token);
    Answered founded = app.post("/circles", null, found);
    assertThat(founded.status()).as(founded.toString()).isEqualTo(201);
    assertThat(founded.json().has("memberToken")).isFalse();
    assertThat(app.get(founded.header("Location") + "/me", token).status()).isEqualTo(200);
    assertThat(app.post("/circles", null, found).json().path("fields"))
        .hasToString("[\"memberToken\"]");
  }

  @Test
  void a_ballot_is_received_and_leaves_no_event() {
    Story story = new Story(app, 2);
    story
        .line(
            DAY,
            1,
            "open-survey-wave",
            "'wave':'baseline','instruments':['cbi'],'closesAt':'" + story.at(60 * DAY) + "'")
        .written();
    Answered ballot =
        story.post(
            1,
            "record-survey",
            ("{'wave':'baseline','instrument':'cbi','answers':{'cbi-01':75,'cbi-02':null},"
                    + "'choices':{'surveys':true,'researchAnswers':true,'quote':false},'notice':%s}")
                .formatted(story.notice("answers")));
    assertThat(ballot.status()).as(ballot.toString()).isEqualTo(200);
    assertThat(ballot.text("ballot")).isEqualTo("received");
    assertThat(ballot.json().path("events")).isEmpty();
  }

  @Test
  void the_catalogue_and_the_open_api_know_every_command() {
    JsonNode commands = app.get("/commands", null).json();
    JsonNode paths = app.get("/openapi.json", null).json().path("paths");
    assertThat(commands.size()).isGreaterThan(35);
    for (JsonNode command : commands) {
      assertThat(command.fieldNames())
          .toIterable()
          .containsExactly("name", "path", "room", "schema", "roles", "refusals");
      assertThat(paths.path(command.path("path").asText()).has("post"))
          .as(command.path("name").asText())
          .isTrue();
    }
    assertThat(app.get("/api", null).response().body()).contains("write-up-session");
  }

  @Test
  void what_does_not_exist_is_a_problem_too() {
    Story story = new Story(app, 1).written();
    assertThat(app.get("/nothing", null).code()).isEqualTo("command-unknown");
    assertThat(story.post(1, "dance", "{}").code()).isEqualTo("command-unknown");
    assertThat(app.get(story.path() + "/leave-circle", story.token(1)).code())
        .isEqualTo("method-not-allowed");
  }
}
