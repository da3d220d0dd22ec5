package org.circlejournal.events.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.circlejournal.events.closing.ClosingEvent.Question;
import org.circlejournal.events.sealing.Padding;
import org.circlejournal.events.survey.SurveyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClosingWordsTest {

  private static final SurveyCode CODE = new SurveyCode("0123456789abcdef".repeat(4));

  @ParameterizedTest
  @EnumSource(Question.class)
  void words_come_back_as_they_went_in(Question question) {
    ClosingWords words = new ClosingWords(CODE, question, "Two lines,\n\nand “quotes” 🫀");
    assertThat(ClosingWords.of(words.bytes())).isEqualTo(words);
  }

  @Test
  void the_length_shows_only_by_bucket() {
    assertThat(new ClosingWords(CODE, Question.CHANGE, "a").bytes())
        .hasSameSizeAs(new ClosingWords(CODE, Question.MEANING, "a".repeat(40)).bytes());
  }

  @Test
  void other_bytes_are_refused() {
    assertThatThrownBy(() -> ClosingWords.of(Padding.text(CODE + "\nwhy\ntext")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClosingWords.of(Padding.text(CODE + "\nmeaning")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ClosingWords.of(new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_log_line_names_nobody_and_tells_nothing() {
    assertThat(new ClosingWords(CODE, Question.MEANING, "private").toString())
        .doesNotContain(CODE.value())
        .doesNotContain("private");
  }
}
