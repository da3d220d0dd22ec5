package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A researcher's own scores over HTTP: what comes back, and what is refused. */
class ReportDoorIT {

  private static final World WORLD = World.create();
  private static final String RESEARCHER = WORLD.staff(Role.RESEARCHER);
  private static final Running QUERY = WORLD.start();

  private static final String SCORES =
      """
      id,wave,scale,value
      a,baseline,exhaustion,31
      a,endpoint,exhaustion,25
      b,baseline,exhaustion,24
      b,endpoint,exhaustion,20
      c,baseline,exhaustion,38
      c,endpoint,exhaustion,33
      """;

  private static final String PLAN =
      """
      {"waves": ["baseline", "endpoint"],
       "contrasts": [{"from": "baseline", "to": "endpoint", "declared": true}],
       "scales": [{"id": "exhaustion", "better": "low"}],
       "omnibus": "friedman", "zeros": "dropped", "seed": 1}
      """;

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  @Test
  void scores_and_plan_give_a_report_that_says_what_it_does_not_show() throws IOException {
    HttpResponse<String> answer = QUERY.post(ReportDoor.PATH, RESEARCHER, body(SCORES, PLAN));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode report = Json.mapper().readTree(answer.body());
    JsonNode contrast = report.at("/scales/0/contrasts/0");
    assertThat(contrast.at("/change/mean").doubleValue()).isEqualTo(-5);
    assertThat(contrast.at("/test/p").doubleValue()).isEqualTo(0.25);
    assertThat(contrast.at("/holmP").doubleValue()).isEqualTo(0.25);
    assertThat(report.at("/cautions").findValuesAsText("code"))
        .containsExactly("no-comparison-group", "no-norms", "too-few-pairs");
  }

  @Test
  void with_a_column_of_circles_they_are_pooled() throws IOException {
    String scores = "circle,id,wave,scale,value\n";
    for (String circle : List.of("north", "south")) {
      for (String line : SCORES.lines().skip(1).toList()) {
        scores += circle + "," + line + "\n";
      }
    }
    HttpResponse<String> answer = QUERY.post(ReportDoor.PATH, RESEARCHER, body(scores, PLAN));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode report = Json.mapper().readTree(answer.body());
    assertThat(report.at("/people").intValue()).isEqualTo(6);
    assertThat(report.at("/scales/0/contrasts/0/pooled/reml/mean").doubleValue()).isEqualTo(-5);
    assertThat(report.at("/cautions").findValuesAsText("code"))
        .containsExactly("no-comparison-group", "few-circles");
    requireRefused(body(scores.replace("south", "north"), PLAN), "a second score of this person");
    requireRefused(body(scores.replaceAll("south.*\n", ""), PLAN), "one circle");
  }

  @Test
  void without_a_plan_nothing_is_declared() throws IOException {
    HttpResponse<String> answer = QUERY.post(ReportDoor.PATH, RESEARCHER, body(SCORES, "null"));
    assertThat(Json.mapper().readTree(answer.body()).at("/cautions").findValuesAsText("code"))
        .contains("nothing-declared", "undeclared-contrast");
  }

  @Test
  void what_is_not_understood_is_said_and_others_are_refused() throws IOException {
    requireRefused(body("id,wave,scale,value\na,b,c,MANQ\n", PLAN), "line 2: no number: MANQ");
    requireRefused(body(SCORES, PLAN.replace("endpoint", "baseline")), "wave baseline twice");
    requireRefused(body(SCORES, "{\"waves\": []}"), "plan");
    requireRefused("{\"scores\": 7}", "missing-field");
    assertThat(QUERY.post(ReportDoor.PATH, WORLD.staff(Role.DASHBOARD), "{}").statusCode())
        .isEqualTo(403);
    assertThat(QUERY.get(ReportDoor.PATH, RESEARCHER).statusCode()).isEqualTo(405);
  }

  private static void requireRefused(String body, String words) {
    HttpResponse<String> answer = QUERY.post(ReportDoor.PATH, RESEARCHER, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(words);
  }

  private static String body(String scores, String plan) throws IOException {
    ObjectNode body = Json.mapper().createObjectNode().put("scores", scores);
    body.set("plan", Json.mapper().readTree(plan));
    return body.toString();
  }
}
