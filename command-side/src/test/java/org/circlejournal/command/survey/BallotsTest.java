package org.circlejournal.command.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.command.CircleFixture.CIRCLE;
import static org.circlejournal.command.CircleFixture.STEWARD;
import static org.circlejournal.command.CircleFixture.actorWithCode;
import static org.circlejournal.command.CircleFixture.circle;
import static org.circlejournal.command.CircleFixture.code;
import static org.circlejournal.command.CircleFixture.member;
import static org.circlejournal.command.CircleFixture.notice;
import static org.circlejournal.command.CircleFixture.session;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.Answer;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.survey.SurveyCommand.Choices;
import org.circlejournal.command.survey.SurveyCommand.RecordSurvey;
import org.circlejournal.command.survey.SurveyCommand.TakeBallotBack;
import org.circlejournal.command.vault.Box;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BallotsTest {

  private static final Instrument CBI = Instruments.shipped().byId("cbi").orElseThrow();
  private static final Instant OPENED = session(1, 75);
  private static final Instant NOW = OPENED.plus(Duration.ofDays(1));
  private static final Instant CLOSES = OPENED.plus(Duration.ofDays(14));
  private static final Choices ALL = new Choices(true, true, true, null);
  private static final Choices NONE = new Choices(false, false, false, null);
  private static final Box BOX = Box.wave(CIRCLE, Wave.BASELINE, "cbi");

  @Test
  void a_ballot_goes_into_the_box_and_nothing_into_the_journal() {
    CircleFixture fixture = open();

    CircleFixture.Then then = fixture.when(actorWithCode(1), NOW, survey(Map.of("cbi-01", 75)));

    Answer answer = then.expectEvents().answer();
    assertThat(answer.ballot()).isEqualTo("received");
    assertThat(fixture.vault().holds(BOX, code(1).value())).isTrue();
  }

  @Test
  void a_ballot_holds_what_was_answered_and_chosen() {
    Map<String, @Nullable Integer> answers = new HashMap<>();
    answers.put("cbi-01", 75);
    answers.put("cbi-02", null);
    CircleFixture fixture = open();

    fixture
        .when(
            actorWithCode(1),
            NOW,
            survey("cbi", answers, new Choices(true, false, true, true), notice("answers")))
        .expectEvents();

    Ballot ballot = Ballot.of(fixture.vault().empty(BOX).get(0));
    assertThat(ballot)
        .isEqualTo(
            new Ballot(
                code(1),
                true,
                false,
                true,
                true,
                member(1),
                notice("answers"),
                NOW,
                HexFormat.of().formatHex(CBI.encode(Map.of("cbi-01", 75)))));
  }

  @Test
  void a_refusal_to_be_surveyed_counts_as_answered_and_holds_no_answers() {
    CircleFixture fixture = open();

    fixture
        .when(actorWithCode(1), NOW, survey("cbi", Map.of("cbi-01", 75), NONE, notice("answers")))
        .expectEvents();

    assertThat(fixture.vault().count(BOX)).isEqualTo(1);
    Ballot ballot = Ballot.of(fixture.vault().empty(BOX).get(0));
    assertThat(CBI.decode(HexFormat.of().parseHex(ballot.items()))).isEmpty();
  }

  @Test
  void every_ballot_of_an_instrument_has_the_same_length() {
    CircleFixture fixture = open();
    fixture.when(actorWithCode(1), NOW, survey(Map.of())).expectEvents();
    fixture
        .when(
            actorWithCode(2),
            NOW.plusNanos(12345),
            survey(
                "cbi",
                Map.of("cbi-01", 100, "cbi-19", 0),
                new Choices(true, true, true, true),
                notice("answers")))
        .expectEvents();
    fixture
        .when(actorWithCode(3), NOW, survey("cbi", Map.of(), NONE, notice("answers")))
        .expectEvents();

    assertThat(fixture.vault().empty(BOX)).hasSize(3).extracting(b -> b.length).containsOnly(196);
  }

  @Test
  void a_later_ballot_takes_the_place_of_the_earlier() {
    CircleFixture fixture = open();
    fixture.when(actorWithCode(1), NOW, survey(Map.of("cbi-01", 75))).expectEvents();
    fixture.when(actorWithCode(1), NOW.plusSeconds(60), survey(Map.of("cbi-01", 0))).expectEvents();

    List<byte[]> ballots = fixture.vault().empty(BOX);
    assertThat(ballots).hasSize(1);
    assertThat(CBI.decode(HexFormat.of().parseHex(Ballot.of(ballots.get(0)).items())))
        .isEqualTo(Map.of("cbi-01", 0));
  }

  @Test
  void a_ballot_is_taken_back_while_the_wave_is_open() {
    CircleFixture fixture = open();
    fixture.when(actorWithCode(1), NOW, survey(Map.of())).expectEvents();

    CircleFixture.Then then = fixture.when(actorWithCode(1), NOW.plusSeconds(60), back());

    assertThat(then.expectEvents().answer().ballot()).isEqualTo("taken-back");
    assertThat(fixture.vault().count(BOX)).isZero();
  }

  @Test
  void whoever_left_may_still_take_the_ballot_back() {
    CircleFixture fixture = open();
    fixture.when(actorWithCode(1), NOW, survey(Map.of())).expectEvents();

    fixture
        .given(new MemberLeft(CIRCLE, NOW, member(1)))
        .when(actorWithCode(1), NOW.plusSeconds(60), back())
        .expectEvents();
    assertThat(fixture.vault().count(BOX)).isZero();
  }

  @Test
  void nobody_takes_back_a_ballot_that_is_not_there() {
    CircleFixture fixture = open();
    fixture.when(actorWithCode(1), NOW, survey(Map.of())).expectEvents();

    fixture.when(actorWithCode(2), NOW, back()).expectRefused(Refusal.BALLOT_UNKNOWN);
    assertThat(fixture.vault().count(BOX)).isEqualTo(1);
  }

  @Test
  void a_wave_that_was_not_opened_takes_and_gives_no_ballots() {
    circle(8).when(actorWithCode(1), NOW, survey(Map.of())).expectRefused(Refusal.WAVE_UNKNOWN);
    circle(8).when(actorWithCode(1), NOW, back()).expectRefused(Refusal.WAVE_UNKNOWN);
  }

  @Test
  void a_closed_wave_takes_and_gives_no_ballots() {
    CircleFixture closed = open().given(new SurveyWaveClosed(CIRCLE, NOW, Wave.BASELINE));

    closed.when(actorWithCode(1), NOW, survey(Map.of())).expectRefused(Refusal.WAVE_CLOSED);
    closed.when(actorWithCode(1), NOW, back()).expectRefused(Refusal.WAVE_CLOSED);
  }

  @Test
  void a_ballot_that_comes_after_the_closing_time_is_too_late_even_before_the_clock_struck() {
    open().when(actorWithCode(1), CLOSES, survey(Map.of())).expectRefused(Refusal.WAVE_CLOSED);
  }

  @Test
  void a_sealed_book_takes_no_ballots() {
    open()
        .given(new CircleSealed(CIRCLE, NOW))
        .when(actorWithCode(1), NOW, survey(Map.of()))
        .expectRefused(Refusal.CIRCLE_SEALED);
  }

  @Test
  void only_current_members_answer() {
    open()
        .given(new MemberLeft(CIRCLE, NOW, member(1)))
        .when(actorWithCode(1), NOW, survey(Map.of()))
        .expectRefused(Refusal.NOT_A_MEMBER);
    open().when(STEWARD, NOW, survey(Map.of())).expectRefused(Refusal.NOT_A_MEMBER);
  }

  @Test
  void a_ballot_names_the_notice_about_answers() {
    open()
        .when(actorWithCode(1), NOW, survey("cbi", Map.of(), ALL, notice("taking-part")))
        .expectRefused(Refusal.NOTICE_UNKNOWN);
  }

  @Test
  void an_instrument_that_is_not_part_of_the_wave_is_refused() {
    open()
        .when(actorWithCode(1), NOW, survey("mbi-hss", Map.of(), ALL, notice("answers")))
        .expectRefused(Refusal.INSTRUMENT_UNKNOWN);
  }

  @Test
  void a_wave_of_another_key_takes_no_answers_to_this_one() {
    circle(8)
        .given(opened("0".repeat(64)))
        .when(actorWithCode(1), NOW, survey(Map.of()))
        .expectRefused(Refusal.INSTRUMENT_UNKNOWN);
  }

  @Test
  void an_item_that_the_instrument_has_not_is_refused() {
    open()
        .when(actorWithCode(1), NOW, survey(Map.of("cbi-20", 75)))
        .expectRefused(Refusal.ITEM_UNKNOWN);
  }

  @Test
  void an_answer_that_is_no_option_is_refused_and_never_clamped() {
    CircleFixture fixture = open();
    for (int wrong : new int[] {-1, 1, 74, 99, 101}) {
      fixture
          .when(actorWithCode(1), NOW, survey(Map.of("cbi-01", wrong)))
          .expectRefused(Refusal.ANSWER_OUT_OF_RANGE);
    }
    assertThat(fixture.vault().count(BOX)).isZero();
  }

  private static CircleFixture open() {
    return circle(8).given(opened(CBI.fingerprint()));
  }

  private static SurveyWaveOpened opened(String fingerprint) {
    return new SurveyWaveOpened(
        CIRCLE,
        OPENED,
        Wave.BASELINE,
        List.of(new InstrumentKey("cbi", fingerprint)),
        CLOSES,
        Publish.AT_CLOSE,
        new Declared(List.of(), null, null),
        5);
  }

  private static RecordSurvey survey(Map<String, @Nullable Integer> answers) {
    return survey("cbi", answers, ALL, notice("answers"));
  }

  private static RecordSurvey survey(
      String instrument, Map<String, @Nullable Integer> answers, Choices choices, Notice notice) {
    return new RecordSurvey(Wave.BASELINE, instrument, answers, choices, notice);
  }

  private static TakeBallotBack back() {
    return new TakeBallotBack(Wave.BASELINE, "cbi");
  }
}
