package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.circlejournal.command.door.App.Answered;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.junit.jupiter.api.Test;

class ImportIT {

  private static final long DAY = 24 * 60;

  private final App app = App.shared();

  private Answered imported(String query, String lines) {
    return app.imports(query, app.staff("steward"), lines);
  }

  private Story story() {
    return new Story(app, 2).session(1, DAY, 1, 2);
  }

  @Test
  void a_file_becomes_circles_that_members_can_go_on_with() {
    Story story = story().written();
    assertThat(story.post(2, "name-frame-slip", "{'session':1,'kind':'advice'}").status())
        .isEqualTo(200);
  }

  @Test
  void a_refused_line_refuses_its_circle_and_the_others_go_on() {
    String good = story().lines();
    String bad =
        story().line(DAY, 1, "start-session", "'session':1").lines().replace("'c'", "'bad'");
    Answered answer = imported("", bad + good + bad.lines().skip(1).findFirst().orElseThrow());
    JsonNode outcome = answer.json();
    assertThat(outcome.path("circles")).as(answer.toString()).hasSize(1);
    assertThat(outcome.path("circles").get(0).path("alias").asText()).isEqualTo("c");
    assertThat(outcome.path("accepted").asLong()).isEqualTo(good.lines().count());
    assertThat(outcome.path("refused")).hasSize(1);
    JsonNode refused = outcome.path("refused").get(0);
    assertThat(refused.path("line").asLong()).isEqualTo(bad.lines().count());
    assertThat(refused.path("code").asText()).isEqualTo("session-already-held");
  }

  @Test
  void a_dry_run_leaves_nothing_behind() {
    Story story = story();
    Answered dry = imported("?dryRun=true", story.lines());
    assertThat(dry.json().path("accepted").asLong()).isEqualTo(story.lines().lines().count());
    assertThat(dry.json().path("circles")).isEmpty();
    // The same tokens are free still.
    assertThat(imported("", story.lines()).json().path("circles")).hasSize(1);
  }

  @Test
  void answers_need_to_be_allowed() {
    Story story = new Story(app, 1);
    story
        .line(
            DAY,
            1,
            "open-survey-wave",
            "'wave':'baseline','instruments':['cbi'],'closesAt':'" + story.at(9 * DAY) + "'")
        .line(
            2 * DAY,
            1,
            "record-survey",
            "'wave':'baseline','instrument':'cbi','answers':{'cbi-01':75},'choices':"
                + "{'surveys':true,'researchAnswers':false,'quote':false},'notice':"
                + story.notice("answers"));
    Answered refused = imported("", story.lines());
    assertThat(refused.json().path("refused").get(0).path("code").asText())
        .isEqualTo("answers-not-allowed");
    story.line(20 * DAY, 1, "extend-joining", "'untilSession':6");
    JsonNode export = app.get(story.written().path() + "/me/export", story.token(1)).json();
    assertThat(export.path("answers").get(0).path("answers").path("cbi-01").asInt())
        .as(export.toString())
        .isEqualTo(75);
  }

  /** The wave closed twelve days before the line that names a member. */
  @Test
  void a_line_does_not_lend_its_id_to_ballots_that_it_makes_due() {
    Story story = new Story(app, 2);
    story
        .line(
            DAY,
            1,
            "open-survey-wave",
            "'wave':'baseline','instruments':['cbi'],'closesAt':'" + story.at(9 * DAY) + "'")
        .line(
            2 * DAY,
            1,
            "record-survey",
            "'wave':'baseline','instrument':'cbi','answers':{'cbi-01':75},'choices':"
                + "{'surveys':true,'researchAnswers':false,'quote':false},'notice':"
                + story.notice("answers"))
        .line(21 * DAY, 2, "leave-circle", "");
    Map<Object, Object> roles = new HashMap<>();
    Map<Object, Object> commands = new HashMap<>();
    app.bean(Journal.class)
        .readStream(story.written().id(), 0)
        .forEachRemaining(
            event -> {
              roles.put(event.getPayloadType(), event.getMetaData().get("role"));
              commands.put(event.getPayloadType(), event.getMetaData().get("correlationId"));
            });
    assertThat(roles)
        .containsEntry(SurveyWaveClosed.class, "clock")
        .containsEntry(SurveyRecorded.class, "clock")
        .containsEntry(MemberLeft.class, "steward");
    assertThat(commands.get(SurveyRecorded.class))
        .isEqualTo(commands.get(SurveyWaveClosed.class))
        .isNotEqualTo(commands.get(MemberLeft.class));
  }

  @Test
  void each_line_is_as_strict_as_a_body() {
    String[][] lines = {
      {"{", "malformed-json"},
      {"{'command':'found-circle'}", "missing-field"},
      {"{'circle':'x','command':'dance'}", "command-unknown"},
      {
        "{'circle':'y','command':'agree-frame','as':'m1','at':'2026-01-01T00:00:00Z'}",
        "circle-unknown"
      },
    };
    for (String[] line : lines) {
      JsonNode refused = imported("", line[0]).json().path("refused");
      assertThat(refused.get(0).path("code").asText()).as(line[0]).isEqualTo(line[1]);
    }
    String unknownMember =
        new Story(app, 1)
            .line(DAY, 1, "start-session", "'session':1")
            .line(DAY, 1, "check-in", "'session':1,'member':'m9','mode':'remote'")
            .lines();
    assertThat(imported("", unknownMember).json().path("refused").get(0).path("code").asText())
        .isEqualTo("member-unknown");
    assertThat(imported("", "x".repeat((1 << 20) + 1)).json().path("refused").get(0).path("code"))
        .hasToString("\"body-too-large\"");
  }

  @Test
  void only_a_steward_imports() {
    assertThat(app.imports("", null, "").code()).isEqualTo("token-missing");
    assertThat(app.imports("", app.staff("auditor"), "").code()).isEqualTo("role-not-allowed");
    assertThat(app.post("/imports", app.staff("steward"), "").code())
        .isEqualTo("media-type-unsupported");
    assertThat(app.imports("?dryRun=perhaps", app.staff("steward"), "").code())
        .isEqualTo("invalid-value");
  }
}
