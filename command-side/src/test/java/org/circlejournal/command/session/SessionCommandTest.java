package org.circlejournal.command.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.command.CircleFixture.member;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.Form;
import org.circlejournal.command.session.SessionCommand.*;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent.ApologyReason;
import org.circlejournal.events.session.SessionEvent.InterruptionCause;
import org.circlejournal.events.session.SessionEvent.Perspective;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.events.session.SessionEvent.RetractionReason;
import org.circlejournal.events.session.SessionEvent.SlipKind;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.events.theme.ThemeId;
import org.junit.jupiter.api.Test;

/** The form of the bodies: what needs no circle to be refused. */
class SessionCommandTest {

  private static final ThemeId PATH = new ThemeId("p3");
  private static final ThemeId ISSUE = new ThemeId("i1");

  @Test
  void a_pulse_lies_between_0_and_10_and_a_rating_between_1_and_5() {
    new RecordPulse(3, 0, 10, Map.of(Tool.BREATHING, 1, Tool.ROLE_PLAY, 5));
    assertInvalid("arriving", () -> new RecordPulse(3, 11, 0, null));
    assertInvalid("leaving", () -> new RecordPulse(3, 0, -1, null));
    assertInvalid("tools", () -> new RecordPulse(3, 0, 0, Map.of(Tool.BREATHING, 0)));
    assertInvalid("tools", () -> new RecordPulse(3, 0, 0, Map.of(Tool.BREATHING, 6)));
  }

  @Test
  void an_interruption_costs_no_negative_minutes() {
    new InterruptSession(3, InterruptionCause.PAGE, 0);
    assertInvalid("minutes", () -> new InterruptSession(3, InterruptionCause.PAGE, -1));
    assertInvalid("minutes", () -> new Interruption(InterruptionCause.PAGE, 601));
  }

  @Test
  void a_case_and_a_tool_answer_issues_and_goals_not_paths() {
    new PresentCase(3, member(1), List.of(ISSUE));
    new TryTool(3, Tool.BREATHING, ISSUE);
    new ExploreTheme(3, PATH);
    assertInvalid("themes", () -> new PresentCase(3, member(1), List.of(ISSUE, PATH)));
    assertInvalid("themes", () -> new Case(member(1), List.of(PATH)));
    assertInvalid("theme", () -> new TryTool(3, Tool.BREATHING, PATH));
    assertInvalid("theme", () -> new ToolUse(Tool.BREATHING, PATH, null));
  }

  @Test
  void a_case_names_a_theme_once() {
    assertInvalid("themes", () -> new PresentCase(3, member(1), List.of(ISSUE, ISSUE)));
  }

  @Test
  void an_entry_has_a_version() {
    assertInvalid("version", () -> new RetractEntry(3, -1, RetractionReason.MISTAKE));
  }

  @Test
  void a_write_up_is_read_as_the_contract_shows_it() throws JsonProcessingException {
    WriteUpSession read =
        write(
            """
            {"session":3,"startedAt":"2026-02-09T16:00:00Z",
             "present":["m-1",{"member":"m-2","mode":"remote"}],"apologies":["on-call"],
             "phases":{"stillness":10,"presentation":15},
             "cases":[{"member":"m-1","themes":["i1"]}],"questions":2,
             "reflections":{"as-client":3},"slips":{"advice":1},"explored":["p3"],
             "tools":[{"tool":"breathing","theme":"i1","ratings":[4]}],
             "pulses":[[7,4],[6,6]],"interruptions":[{"cause":"page","minutes":3}],
             "reason":"below-quorum"}
            """);
    assertThat(read.present().get(0).mode()).isEqualTo(Presence.IN_PERSON);
    assertThat(read.present().get(1).mode()).isEqualTo(Presence.REMOTE);
    assertThat(read.apologies()).containsExactly(ApologyReason.ON_CALL);
    assertThat(read.phases())
        .containsExactlyInAnyOrderEntriesOf(Map.of(Phase.STILLNESS, 10, Phase.PRESENTATION, 15));
    assertThat(read.reflections()).containsEntry(Perspective.AS_CLIENT, 3);
    assertThat(read.slips()).containsEntry(SlipKind.ADVICE, 1);
    assertThat(read.pulses()).containsExactly(List.of(7, 4), List.of(6, 6));
  }

  @Test
  void a_write_up_has_minutes_for_each_phase_and_pairs_of_pulses() {
    assertRefused("\"phases\":{}");
    assertRefused("\"phases\":{\"stillness\":0}");
    assertRefused("\"phases\":{\"stillness\":601}");
    assertRefused("\"phases\":{\"stillness\":1},\"pulses\":[[7]]");
    assertRefused("\"phases\":{\"stillness\":1},\"pulses\":[[7,11]]");
    assertRefused("\"phases\":{\"stillness\":1},\"questions\":-1");
    assertRefused("\"phases\":{\"stillness\":1},\"slips\":{\"advice\":101}");
    assertRefused("\"phases\":{\"stillness\":1},\"reflections\":{\"as-client\":-1}");
    assertRefused("\"phases\":{\"stillness\":1},\"tools\":[{\"tool\":\"other\",\"ratings\":[6]}]");
  }

  private static void assertRefused(String fields) {
    String body = "{\"session\":3,\"startedAt\":\"2026-02-09T16:00:00Z\",\"present\":[]," + fields;
    assertThatThrownBy(() -> write(body + "}"))
        .isInstanceOf(ValueInstantiationException.class)
        .hasRootCauseInstanceOf(Form.Invalid.class);
  }

  private static WriteUpSession write(String json) throws JsonProcessingException {
    return Json.mapper().readValue(json, WriteUpSession.class);
  }

  private static void assertInvalid(String field, Runnable body) {
    assertThatThrownBy(body::run)
        .isInstanceOfSatisfying(
            Form.Invalid.class, invalid -> assertThat(invalid.field()).isEqualTo(field));
  }
}
