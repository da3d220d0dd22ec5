package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.circlejournal.command.door.App.Answered;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.junit.jupiter.api.Test;

class SurveyFileIT {

  private static final String HEADER =
      "id;circle;wave;opened;surveys;researchAnswers;rc-01;rc-02;rc-03;rc-04;rc-05;rc-06;rc-07;rc-08\n";

  private final App app = App.shared();
  private final LocalDate today = LocalDate.ofInstant(app.clock().instant(), ZoneOffset.UTC);
  private final String baseline = today.minusDays(200).toString();
  private final String endpoint = today.minusDays(100).toString();

  @Test
  void a_file_over_8_mebibytes_is_refused() {
    Answered answer = brought("&allowAnswers=true", "x".repeat((8 << 20) + 1));
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(413);
  }

  private Answered brought(String query, String csv) {
    String path =
        "/imports/surveys?instrument=relational-climate&workplace=CLINIC-A&timeZone=UTC&notice=";
    return app.send(
        app.request(path + notice() + query, app.staff("steward"))
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofString(csv))
            .build());
  }

  private String notice() {
    for (JsonNode notice : app.get("/notices", null).json()) {
      if (notice.path("notice").asText().equals("answers")) {
        return notice.path("sha256").asText();
      }
    }
    throw new AssertionError("no notice");
  }

  /** Eight people at both waves, one of whom refuses. */
  private String file(String circle) {
    StringBuilder csv = new StringBuilder(HEADER);
    for (int person = 1; person <= 8; person++) {
      for (String wave : List.of("baseline;" + baseline, "endpoint;" + endpoint)) {
        String consent = person == 8 ? "false;false" : "true;true";
        csv.append("x%d;%s;%s;%s;0;1;99;3;4;3;2;1\n".formatted(person, circle, wave, consent));
      }
    }
    return csv.toString();
  }

  @Test
  void a_file_becomes_an_imported_circle_whose_waves_are_over() {
    JsonNode answer = brought("&missing=99&allowAnswers=true", file("STUDY-1")).json();
    assertThat(answer.path("problems")).as(answer.toString()).isEmpty();
    assertThat(answer.path("ballots").asInt()).isEqualTo(16);
    assertThat(answer.path("circles")).hasSize(1);
    assertThat(answer.toString()).doesNotContain("x1");
    String circle = answer.path("circles").get(0).path("circleId").asText();
    List<Object> events =
        app.bean(Journal.class)
            .readStream(circle, 0)
            .asStream()
            .<Object>map(event -> event.getPayload())
            .toList();
    assertThat(events.get(0)).isInstanceOf(CircleFounded.class);
    assertThat(((CircleFounded) events.get(0)).imported()).isTrue();
    assertThat(events).filteredOn(SurveyRecorded.class::isInstance).hasSize(16);
    assertThat(events).filteredOn(SurveyWaveClosed.class::isInstance).hasSize(2);
    assertThat(events).filteredOn(CircleClosed.class::isInstance).hasSize(1);
  }

  @Test
  void with_any_problem_nothing_is_taken_and_each_is_told_with_its_line() {
    String bad =
        file("STUDY-2")
            + "x9;STUDY-2;baseline;%s;true;;0;1;1;3;4;3;2;1\n".formatted(baseline)
            + "x1;STUDY-2;baseline;%s;true;true;0;1;1;3;4;3;2;1\n".formatted(baseline)
            + "x10;STUDY-2;baseline;%s;true;true;0;1;1;3;4;3;2;1\n".formatted(today)
            + "x11;STUDY-2;baseline;%s;true;true;0;1;1;3;4;3;2;1\n".formatted(endpoint)
            + "x12;STUDY-3;sometime;%s;true;true;11;1;1;3;4;3;2;1\n".formatted(baseline);
    JsonNode answer = brought("&missing=99&allowAnswers=true", bad).json();
    assertThat(answer.path("circles")).isEmpty();
    assertThat(answer.path("ballots").asInt()).isZero();
    assertThat(answer.path("problems").findValuesAsText("line"))
        .containsExactly("18", "19", "20", "21", "22");
    assertThat(answer.path("problems").findValuesAsText("column"))
        .containsExactly("researchAnswers", "id", "opened", "opened", "rc-01");
  }

  @Test
  void the_rules_of_every_import_hold() {
    String near = HEADER + "a;S;baseline;%s;true;true;0;1;1;3;4;3;2;1\n".formatted(baseline);
    near += "a;S;endpoint;%s;true;true;0;1;1;3;4;3;2;1\n".formatted(today.minusDays(180));
    JsonNode answer = brought("&allowAnswers=true", near).json();
    assertThat(answer.path("problems").toString()).contains("invalid-value");
    answer = brought("&allowAnswers=true", near.replace(";S;", ";STUDY-4;")).json();
    assertThat(answer.path("problems")).hasSize(1);
    assertThat(answer.path("problems").get(0).path("line").asInt()).isEqualTo(3);
    assertThat(answer.path("problems").get(0).path("reason").asText())
        .startsWith("waves-too-close");
  }

  @Test
  void a_dry_run_takes_nothing_and_answers_must_be_allowed() {
    String file = file("STUDY-5");
    assertThat(brought("&missing=99&allowAnswers=true&dryRun=true", file).json().path("circles"))
        .isEmpty();
    assertThat(brought("&missing=99", file).json().path("code").asText())
        .isEqualTo("answers-not-allowed");
    assertThat(brought("&allowAnswers=true&missing=3", file).json().path("code").asText())
        .isEqualTo("invalid-value");
  }
}
