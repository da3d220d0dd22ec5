package org.circlejournal.events.theme;

import static org.assertj.core.api.Assertions.assertThat;

import org.circlejournal.events.theme.ThemeEvent.GoalNoted;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.junit.jupiter.api.Test;

class BoardTextTest {

  @Test
  void a_text_comes_back_as_it_went_in() {
    BoardText text = new BoardText("Breaks are skipped – again");
    assertThat(BoardText.of(text.bytes())).isEqualTo(text);
  }

  @Test
  void each_theme_and_event_seals_for_itself() {
    assertThat(BoardText.associated(IssueNoted.class, new ThemeId("i1")))
        .isNotEqualTo(BoardText.associated(IssueNoted.class, new ThemeId("i2")))
        .isNotEqualTo(BoardText.associated(GoalNoted.class, new ThemeId("i1")));
  }

  @Test
  void a_log_line_tells_nothing() {
    assertThat(new BoardText("private").toString()).doesNotContain("private");
  }
}
