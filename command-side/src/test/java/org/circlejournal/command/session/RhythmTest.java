package org.circlejournal.command.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.events.session.SessionEvent.Phase.*;

import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.junit.jupiter.api.Test;

/** Which phase may follow which: the whole table. */
class RhythmTest {

  @Test
  void the_first_session_introduces_maps_and_surveys() {
    assertThat(steps(Rhythm.of(1, 26)))
        .containsExactlyInAnyOrder(
            "null>INTRODUCTIONS",
            "null>MAPPING",
            "null>SURVEYS",
            "INTRODUCTIONS>MAPPING",
            "INTRODUCTIONS>SURVEYS",
            "MAPPING>SURVEYS");
  }

  @Test
  void the_last_session_is_still_looks_back_and_surveys() {
    assertThat(steps(Rhythm.of(26, 26)))
        .containsExactlyInAnyOrder(
            "null>STILLNESS",
            "null>LOOKING_BACK",
            "null>SURVEYS",
            "STILLNESS>LOOKING_BACK",
            "STILLNESS>SURVEYS",
            "LOOKING_BACK>SURVEYS");
  }

  @Test
  void a_regular_session_goes_forward_and_back_in_two_places_only() {
    Rhythm regular = Rhythm.of(25, 26);
    assertThat(regular.phases())
        .containsExactly(STILLNESS, PRESENTATION, CLARIFYING, REFLECTION, RETURN, CLOSING);
    List<String> back = steps(regular).stream().filter(step -> isBack(regular, step)).toList();
    assertThat(back).containsExactlyInAnyOrder("REFLECTION>CLARIFYING", "RETURN>PRESENTATION");
    assertThat(steps(regular)).hasSize(6 + 15 + 2);
  }

  @Test
  void a_year_of_one_session_begins_with_it() {
    assertThat(Rhythm.of(1, 1)).isEqualTo(Rhythm.FIRST);
  }

  private static boolean isBack(Rhythm rhythm, String step) {
    String[] ends = step.split(">");
    return !ends[0].equals("null")
        && rhythm.phases().indexOf(Phase.valueOf(ends[1]))
            < rhythm.phases().indexOf(Phase.valueOf(ends[0]));
  }

  /** Every step that is allowed between phases of this rhythm. */
  private static List<String> steps(Rhythm rhythm) {
    List<String> steps = new ArrayList<>();
    for (Phase to : Phase.values()) {
      if (rhythm.goes(null, to)) {
        steps.add("null>" + to);
      }
      for (Phase from : rhythm.phases()) {
        if (rhythm.goes(from, to)) {
          steps.add(from + ">" + to);
        }
      }
    }
    return steps;
  }
}
