package org.circlejournal.events.survey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContrastTest {

  @ParameterizedTest
  @CsvSource({
    "baseline-endpoint,baseline,endpoint",
    "baseline-follow-up,baseline,follow-up",
    "interim-1-interim-12,interim-1,interim-12",
    "interim-2-follow-up,interim-2,follow-up",
    "endpoint-follow-up,endpoint,follow-up"
  })
  void a_contrast_names_two_waves(String text, String earlier, String later) {
    Contrast contrast = new Contrast(new Wave(earlier), new Wave(later));

    assertThat(Contrast.parse(text)).contains(contrast);
    assertThat(contrast).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "baseline",
        "endpoint-baseline",
        "baseline-baseline",
        "interim-0-endpoint"
      })
  void anything_else_is_none(String text) {
    assertThat(Contrast.parse(text)).isEmpty();
  }

  @Test
  void waves_have_their_place_in_the_year() {
    assertThat(Wave.BASELINE.place()).isLessThan(new Wave("interim-1").place());
    assertThat(new Wave("interim-2").place()).isLessThan(new Wave("interim-10").place());
    assertThat(new Wave("interim-99").place()).isLessThan(Wave.ENDPOINT.place());
    assertThat(Wave.ENDPOINT.place()).isLessThan(Wave.FOLLOW_UP.place());
  }
}
