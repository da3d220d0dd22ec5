package org.circlejournal.query.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A researcher's own file over HTTP, and the list of instruments. */
class ScoreDoorIT {

  private static final World WORLD = World.create();
  private static final String RESEARCHER = WORLD.staff(Role.RESEARCHER);
  private static final Running QUERY = WORLD.start();
  private static final String OURS = ScoreDoor.PATH + "?instrument=relational-climate";

  private static final String FILE =
      """
      id,rc-01,rc-02,rc-03,rc-04,rc-05,rc-06,rc-07,rc-08
      a,0,1,2,3,4,4,4,4
      b,1,1,99,1,2,2,2,2
      b,1,1,1,1,2,2,2,2
      c,11,1,1,1,2,2,2,2
      """;

  @AfterAll
  static void stop() {
    QUERY.close();
    WORLD.close();
  }

  private static HttpResponse<String> post(String path, String body) {
    return QUERY.postCsv(path, RESEARCHER, body);
  }

  @Test
  void a_file_gives_scores_a_summary_and_each_problem_with_line_and_reason() throws IOException {
    HttpResponse<String> answer = post(OURS + "&missing=99,MANQ", FILE);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode tree = Json.mapper().readTree(answer.body());
    assertThat(tree.at("/scores/0/strain/mean").doubleValue()).isEqualTo(1.5);
    assertThat(tree.at("/scores/1/strain/prorated").booleanValue()).isTrue();
    assertThat(tree.path("problems").findValuesAsText("line")).containsExactly("4", "5");
    assertThat(tree.at("/problems/1/reason").textValue()).contains("none of the answers");
    assertThat(tree.at("/summary/rows").intValue()).isEqualTo(2);
    assertThat(tree.at("/summary/refused").intValue()).isEqualTo(2);
  }

  @Test
  void what_is_not_understood_is_refused_before_the_file_is_read() {
    assertThat(post(ScoreDoor.PATH, FILE).body()).contains("missing-field");
    assertThat(post(ScoreDoor.PATH + "?instrument=none", FILE).statusCode()).isEqualTo(422);
    assertThat(post(OURS + "&missing=3", FILE).body()).contains("invalid-value", "cannot mean");
    assertThat(post(OURS + "&cutOffs=none", FILE).body()).contains("invalid-value");
    assertThat(post(OURS + "&mising=99", FILE).body()).contains("invalid-value", "mising");
    assertThat(QUERY.post(OURS, RESEARCHER, "{}").statusCode()).isEqualTo(415);
    assertThat(QUERY.get(OURS, RESEARCHER).statusCode()).isEqualTo(405);
    assertThat(QUERY.postCsv(OURS, WORLD.staff(Role.STEWARD), FILE).statusCode()).isEqualTo(403);
  }

  @Test
  void a_file_over_the_limit_is_refused_and_the_next_one_is_taken() {
    String lines = "\n".repeat(ScoreDoor.MOST_LINES + 1);
    assertThat(post(OURS, lines).statusCode()).isEqualTo(413);
    assertThat(post(OURS, FILE).statusCode()).isEqualTo(200);
  }

  @Test
  void anyone_is_told_keys_and_our_own_words() throws IOException {
    HttpResponse<String> answer = QUERY.get(InstrumentDoor.PATH, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    for (JsonNode one : Json.mapper().readTree(answer.body())) {
      assertThat(one.path("fingerprint").textValue()).hasSize(64);
      assertThat(one.path("licence").textValue()).isNotBlank();
      boolean ours = one.path("id").textValue().equals("relational-climate");
      assertThat(one.path("texts").size()).as(one.path("id").textValue()).isEqualTo(ours ? 2 : 0);
    }
  }
}
