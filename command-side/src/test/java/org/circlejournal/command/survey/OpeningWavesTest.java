package org.circlejournal.command.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.command.CircleFixture.CIRCLE;
import static org.circlejournal.command.CircleFixture.STEWARD;
import static org.circlejournal.command.CircleFixture.actor;
import static org.circlejournal.command.CircleFixture.circle;
import static org.circlejournal.command.CircleFixture.member;
import static org.circlejournal.command.CircleFixture.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Form;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.survey.SurveyCommand.OpenSurveyWave;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.JoiningExtended;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpeningWavesTest {

  private static final Instant OPENING = session(1, 75);
  private static final Declared NOTHING = new Declared(List.of(), null, null);
  private static final Wave INTERIM = new Wave("interim-1");

  @Test
  void a_wave_opens_with_the_fingerprint_of_each_key_and_the_circles_k() {
    CircleFixture fixture = circle(8);
    Declared declared = new Declared(List.of("baseline-endpoint"), "alpha", "manual-3-overall");
    Instant closesAt = OPENING.plus(Duration.ofDays(7));

    fixture
        .when(
            member(1),
            OPENING,
            new OpenSurveyWave(
                Wave.BASELINE,
                List.of("mbi-hss", "cbi"),
                closesAt,
                Publish.WITH_CONTRAST,
                declared))
        .expectEvents(
            new SurveyWaveOpened(
                CIRCLE,
                OPENING,
                Wave.BASELINE,
                List.of(key("mbi-hss"), key("cbi")),
                closesAt,
                Publish.WITH_CONTRAST,
                declared,
                5));
    assertThat(fixture.vault().wakes()).containsExactly(closesAt);
  }

  @Test
  void a_baseline_stays_open_until_joining_ends() {
    circle(8).when(member(1), OPENING, cbi(Wave.BASELINE)).expectEvents(opened(session(5)));
  }

  @Test
  void a_baseline_stays_open_as_long_as_joining_was_extended() {
    circle(8)
        .given(new JoiningExtended(CIRCLE, OPENING, 8))
        .when(member(1), OPENING, cbi(Wave.BASELINE))
        .expectEvents(opened(session(8)));
  }

  @Test
  void a_baseline_stays_open_for_a_week_when_joining_has_ended() {
    Instant late = session(5, -60);
    circle(8)
        .when(member(1), late, cbi(Wave.BASELINE))
        .expectEvents(opened(Wave.BASELINE, late, late.plus(Duration.ofDays(7)), 5));
  }

  @Test
  void other_waves_stay_open_for_two_weeks() {
    circle(8)
        .when(member(1), OPENING, cbi(Wave.ENDPOINT))
        .expectEvents(opened(Wave.ENDPOINT, OPENING, OPENING.plus(Duration.ofDays(14)), 5));
  }

  @Test
  void k_is_fixed_from_the_first_wave_on() {
    Instant next = OPENING.plus(Duration.ofDays(100));
    circle(8)
        .given(opened(Wave.BASELINE, OPENING, session(5), 6))
        .given(new SurveyWaveClosed(CIRCLE, session(5), Wave.BASELINE))
        .when(member(1), next, cbi(INTERIM))
        .expectEvents(opened(INTERIM, next, next.plus(Duration.ofDays(14)), 6));
  }

  @Test
  void a_wave_opens_after_the_circle_was_closed() {
    Instant late = session(26).plus(Duration.ofDays(150));
    circle(8)
        .given(new CircleClosed(CIRCLE, session(26, 90), ClosureReason.COMPLETED))
        .when(member(1), late, cbi(Wave.FOLLOW_UP))
        .expectEvents(opened(Wave.FOLLOW_UP, late, late.plus(Duration.ofDays(14)), 5));
  }

  @Test
  void no_wave_opens_once_the_book_is_sealed() {
    circle(8)
        .given(new CircleSealed(CIRCLE, OPENING))
        .when(member(1), OPENING, cbi(Wave.BASELINE))
        .expectRefused(Refusal.CIRCLE_SEALED);
  }

  @Test
  void a_wave_stays_open_for_seven_days_or_more() {
    circle(8)
        .when(
            member(1), OPENING, opening(OPENING.plus(Duration.ofDays(7)).minusSeconds(1), NOTHING))
        .expectRefused(Refusal.INVALID_VALUE);
  }

  @Test
  void only_current_members_open_waves() {
    circle(8).when(STEWARD, OPENING, cbi(Wave.BASELINE)).expectRefused(Refusal.NOT_A_MEMBER);
    circle(8).when(actor(9), OPENING, cbi(Wave.BASELINE)).expectRefused(Refusal.NOT_A_MEMBER);
  }

  @Test
  void a_wave_opens_once() {
    circle(8)
        .given(opened(session(5)))
        .when(member(1), OPENING.plus(Duration.ofDays(20)), cbi(Wave.BASELINE))
        .expectRefused(Refusal.WAVE_ALREADY_OPEN);
    circle(8)
        .given(opened(session(5)), new SurveyWaveClosed(CIRCLE, session(5), Wave.BASELINE))
        .when(member(1), OPENING.plus(Duration.ofDays(200)), cbi(Wave.BASELINE))
        .expectRefused(Refusal.WAVE_ALREADY_OPEN);
  }

  @Test
  void waves_open_sixty_days_apart() {
    Instant next = OPENING.plus(Duration.ofDays(60));
    circle(8)
        .given(opened(session(5)), new SurveyWaveClosed(CIRCLE, session(5), Wave.BASELINE))
        .when(member(1), next, cbi(INTERIM))
        .expectEvents(opened(INTERIM, next, next.plus(Duration.ofDays(14)), 5));
  }

  @Test
  void waves_less_than_sixty_days_apart_are_refused() {
    circle(8)
        .given(opened(session(5)), new SurveyWaveClosed(CIRCLE, session(5), Wave.BASELINE))
        .when(member(1), OPENING.plus(Duration.ofDays(60)).minusSeconds(1), cbi(INTERIM))
        .expectRefused(Refusal.WAVES_TOO_CLOSE);
  }

  @Test
  void an_instrument_without_a_key_is_refused() {
    circle(8)
        .when(
            member(1),
            OPENING,
            new OpenSurveyWave(Wave.BASELINE, List.of("cbi", "aws"), null, null, null))
        .expectRefused(Refusal.INSTRUMENT_UNKNOWN);
  }

  @Test
  void what_cannot_be_computed_cannot_be_declared() {
    List<String> contrast = List.of("baseline-endpoint");
    List<Declared> wrong =
        List.of(
            new Declared(contrast, "kappa", null),
            new Declared(contrast, "alpha", "norms-of-nowhere"),
            new Declared(contrast, null, "manual-3-overall"));
    for (Declared declared : wrong) {
      circle(8)
          .when(member(1), OPENING, opening(null, declared))
          .expectRefused(Refusal.INVALID_VALUE);
    }
  }

  @Test
  void a_body_with_a_wrong_form_names_its_field() {
    assertThatThrownBy(
            () -> new OpenSurveyWave(new Wave("spring"), List.of("cbi"), null, null, null))
        .isInstanceOfSatisfying(Form.Invalid.class, e -> assertThat(e.field()).isEqualTo("wave"));
    assertThatThrownBy(() -> new OpenSurveyWave(Wave.BASELINE, List.of(), null, null, null))
        .isInstanceOfSatisfying(
            Form.Invalid.class, e -> assertThat(e.field()).isEqualTo("instruments"));
    assertThatThrownBy(
            () -> new OpenSurveyWave(Wave.BASELINE, List.of("cbi", "cbi"), null, null, null))
        .isInstanceOfSatisfying(
            Form.Invalid.class, e -> assertThat(e.field()).isEqualTo("instruments"));
    assertThatThrownBy(() -> opening(null, new Declared(List.of("baseline-spring"), null, null)))
        .isInstanceOfSatisfying(
            Form.Invalid.class, e -> assertThat(e.field()).isEqualTo("declared.contrasts"));
  }

  private static OpenSurveyWave cbi(Wave wave) {
    return new OpenSurveyWave(wave, List.of("cbi"), null, null, null);
  }

  private static OpenSurveyWave opening(@Nullable Instant closesAt, Declared declared) {
    return new OpenSurveyWave(Wave.BASELINE, List.of("mbi-hss"), closesAt, null, declared);
  }

  private static SurveyWaveOpened opened(Instant closesAt) {
    return opened(Wave.BASELINE, OPENING, closesAt, 5);
  }

  private static SurveyWaveOpened opened(Wave wave, Instant at, Instant closesAt, int k) {
    return new SurveyWaveOpened(
        CIRCLE, at, wave, List.of(key("cbi")), closesAt, Publish.AT_CLOSE, NOTHING, k);
  }

  private static InstrumentKey key(String id) {
    return new InstrumentKey(id, Instruments.shipped().byId(id).orElseThrow().fingerprint());
  }
}
