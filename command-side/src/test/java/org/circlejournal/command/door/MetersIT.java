package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MetersIT {

  private static final long DAY = 24 * 60;

  /** Nobody else sends commands to it. */
  private static final App APP = App.start();

  @AfterAll
  static void close() {
    APP.close();
  }

  @Test
  void commands_and_refusals_are_counted_and_what_goes_into_a_box_is_not() {
    Story story =
        new Story(APP, 2)
            .line(
                DAY,
                1,
                "open-survey-wave",
                "'wave':'endpoint','instruments':['cbi'],'closesAt':'2099-01-01T00:00:00Z'")
            .written();
    double accepted = meter("circle_commands_total");
    double refused = meter("circle_refusals_total{code=\"theme-unknown\"}");
    story.done(1, "extend-joining", "{'untilSession':6}");
    assertThat(story.post(1, "retire-theme", "{'theme':'i9'}").status()).isEqualTo(404);
    story.done(1, "record-reflection", "{'question':'meaning','text':'mine'}");
    assertThat(meter("circle_commands_total")).isEqualTo(accepted + 1);
    assertThat(meter("circle_refusals_total{code=\"theme-unknown\"}")).isEqualTo(refused + 1);
  }

  @Test
  void guessed_tokens_are_counted() {
    double before = meter("circle_tokens_unknown_total");
    assertThat(APP.get("/circles/c/me", "guess").status()).isEqualTo(401);
    assertThat(meter("circle_tokens_unknown_total")).isEqualTo(before + 1);
  }

  @Test
  void nothing_is_counted_by_path_command_or_circle() {
    Story story = new Story(APP, 2).written();
    story.done(1, "extend-joining", "{'untilSession':6}");
    assertThat(page()).doesNotContain("http_server", "uri=", "extend", story.id(), "NORTH");
  }

  private static double meter(String name) {
    return page()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in\n" + page()));
  }

  private static String page() {
    return APP.get("/metrics", APP.staff("operator")).response().body();
  }
}
