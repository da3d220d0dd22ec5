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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.circle.CircleCommand.LeaveCircle;
import org.circlejournal.command.closing.ClosingCommand.RecordReflection;
import org.circlejournal.command.survey.SurveyCommand.Choices;
import org.circlejournal.command.survey.SurveyCommand.CloseSurveyWave;
import org.circlejournal.command.survey.SurveyCommand.RecordSurvey;
import org.circlejournal.command.vault.Box;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleEvent.ClosingProposed;
import org.circlejournal.events.closing.ClosingEvent.Question;
import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.consent.CodeLink;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.consent.ConsentEvent.SurveyCodeLinked;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.junit.jupiter.api.Test;

class ClosingWavesTest {

  private static final Instrument CBI = Instruments.shipped().byId("cbi").orElseThrow();
  private static final Instrument MBI = Instruments.shipped().byId("mbi-hss").orElseThrow();
  private static final Instant OPENED = session(1, 75);
  private static final Instant NOW = OPENED.plus(Duration.ofDays(1));
  private static final Instant CLOSES = OPENED.plus(Duration.ofDays(14));
  private static final Choices ANSWERS_ONLY = new Choices(true, false, false, null);

  // --- when a wave closes -----------------------------------------------------------------------

  @Test
  void a_wave_closes_by_itself_at_its_time_however_late_the_clock_strikes() {
    CircleFixture fixture = open("cbi");
    fixture.when(actorWithCode(1), NOW, survey("cbi", 1, ANSWERS_ONLY)).expectEvents();

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES.plus(Duration.ofDays(3))).events();

    assertThat(events).extracting(JournalEvent::at).containsOnly(CLOSES);
    assertThat(events.get(events.size() - 1))
        .isEqualTo(new SurveyWaveClosed(CIRCLE, CLOSES, Wave.BASELINE));
    assertThat(events)
        .hasOnlyElementsOfTypes(SurveyRecorded.class, ConsentGiven.class, SurveyWaveClosed.class);
  }

  @Test
  void a_wave_does_not_close_before_its_time() {
    open("cbi").whenTimeComes(CLOSES.minusNanos(1)).expectEvents();
  }

  @Test
  void whatever_comes_first_after_its_time_closes_the_wave() {
    List<JournalEvent> events = open("cbi").when(member(8), CLOSES, new LeaveCircle()).events();

    assertThat(events.get(0)).isEqualTo(new SurveyWaveClosed(CIRCLE, CLOSES, Wave.BASELINE));
  }

  @Test
  void two_members_close_a_wave_that_everybody_answered() {
    CircleFixture fixture = open("cbi", "mbi-hss");
    everybodyAnswers(fixture, "cbi");
    everybodyAnswers(fixture, "mbi-hss");
    ClosingProposed proposal =
        new ClosingProposed(CIRCLE, NOW, member(1), "close-survey-wave", "baseline");
    assertThat(fixture.when(member(1), NOW, close()).expectEvents(proposal).answer().proposed())
        .isTrue();

    Instant later = NOW.plus(Duration.ofDays(2));
    List<JournalEvent> events = fixture.given(proposal).when(member(2), later, close()).events();

    assertThat(of(SurveyRecorded.class, events)).hasSize(16);
    assertThat(events).extracting(JournalEvent::at).containsOnly(later);
    assertThat(events.get(events.size() - 1))
        .isEqualTo(new SurveyWaveClosed(CIRCLE, later, Wave.BASELINE));
  }

  @Test
  void one_member_alone_closes_nothing_and_nobody_while_a_member_is_missing() {
    CircleFixture fixture = open("cbi", "mbi-hss");
    everybodyAnswers(fixture, "cbi");
    for (int i = 1; i <= 7; i++) {
      fixture.when(actorWithCode(i), NOW, survey("mbi-hss", 1, ANSWERS_ONLY)).expectEvents();
    }
    fixture.when(member(1), NOW, close()).expectRefused(Refusal.MEMBERS_MISSING);

    ClosingProposed proposal =
        new ClosingProposed(CIRCLE, NOW, member(1), "close-survey-wave", "baseline");
    fixture.given(proposal).when(member(2), NOW, close()).expectRefused(Refusal.MEMBERS_MISSING);
    fixture.when(actorWithCode(8), NOW, survey("mbi-hss", 1, ANSWERS_ONLY)).expectEvents();
    fixture.when(member(1), NOW, close()).expectRefused(Refusal.ALREADY_SO);
  }

  @Test
  void closing_is_refused_where_there_is_nothing_to_close() {
    circle(8).when(member(1), NOW, close()).expectRefused(Refusal.WAVE_UNKNOWN);
    open("cbi")
        .given(new SurveyWaveClosed(CIRCLE, NOW, Wave.BASELINE))
        .when(member(1), NOW, close())
        .expectRefused(Refusal.WAVE_CLOSED);
    open("cbi")
        .given(new CircleSealed(CIRCLE, NOW))
        .when(member(1), NOW, close())
        .expectRefused(Refusal.CIRCLE_SEALED);
    open("cbi").when(STEWARD, NOW, close()).expectRefused(Refusal.NOT_A_MEMBER);
    open("cbi")
        .when(member(1), OPENED.minusSeconds(1), close())
        .expectRefused(Refusal.AT_OUT_OF_ORDER);
  }

  // --- what it brings into the journal ----------------------------------------------------------

  @Test
  void every_ballot_enters_sealed_with_what_was_answered() {
    CircleFixture fixture = open("cbi");
    for (int i = 1; i <= 8; i++) {
      fixture.when(actorWithCode(i), NOW, survey("cbi", i, ANSWERS_ONLY)).expectEvents();
    }

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES).events();

    Map<SurveyCode, Map<String, Integer>> found = new LinkedHashMap<>();
    for (AnswerSheet sheet : sheets(fixture, events, "cbi")) {
      found.put(sheet.code(), CBI.decode(sheet.itemBytes()));
    }
    assertThat(found).hasSize(8);
    for (int i = 1; i <= 8; i++) {
      assertThat(found).containsEntry(code(i), answers("cbi", i));
    }
  }

  @Test
  void ids_and_size_of_the_records_tell_nothing() {
    CircleFixture fixture = open("cbi");
    fixture
        .when(actorWithCode(1), NOW, survey("cbi", 1, new Choices(false, false, false, null)))
        .expectEvents();
    fixture
        .when(actorWithCode(2), NOW, survey("cbi", 2, new Choices(true, true, true, true)))
        .expectEvents();

    List<SurveyRecorded> records = of(SurveyRecorded.class, fixture.whenTimeComes(CLOSES).events());

    assertThat(records).extracting(SurveyRecorded::ballot).allMatch(id -> id.matches("\\w{32}"));
    assertThat(records).extracting(SurveyRecorded::ballot).doesNotHaveDuplicates();
    assertThat(records.get(0).answers().box()).hasSameSizeAs(records.get(1).answers().box());
  }

  @Test
  void the_shuffle_puts_everything_everywhere_equally_often() {
    int[][] seen = new int[5][5];
    RandomGenerator random = new SplittableRandom(11);
    for (int run = 0; run < 50_000; run++) {
      List<Integer> list = new ArrayList<>(List.of(0, 1, 2, 3, 4));
      Emptying.shuffle(list, random);
      for (int place = 0; place < 5; place++) {
        seen[list.get(place)][place]++;
      }
    }
    for (int[] places : seen) {
      assertThat(Arrays.stream(places)).allMatch(times -> times > 9_700 && times < 10_300);
    }
  }

  @Test
  void answers_and_choices_stand_shuffled_among_each_other() {
    CircleFixture fixture = open("cbi", "mbi-hss");
    everybodyAnswers(fixture, "cbi");
    everybodyAnswers(fixture, "mbi-hss");

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES).events();

    List<Integer> records = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof SurveyRecorded) {
        records.add(i);
      }
    }
    assertThat(records.get(records.size() - 1) - records.get(0)).isGreaterThan(records.size());
    List<String> cbiFirst =
        of(SurveyRecorded.class, events).stream().map(SurveyRecorded::instrument).toList();
    assertThat(cbiFirst.subList(0, 8)).contains("cbi", "mbi-hss");
  }

  @Test
  void no_event_but_consent_names_a_code_and_none_a_member() {
    CircleFixture fixture = open("cbi");
    everybodyAnswers(fixture, "cbi");

    for (JournalEvent event : fixture.whenTimeComes(CLOSES).events()) {
      assertThat(event.toString()).doesNotContain(member(1).value());
      if (!(event instanceof ConsentGiven)) {
        assertThat(event.toString()).doesNotContain(code(1).value());
      }
    }
  }

  @Test
  void the_box_is_gone_afterwards() {
    CircleFixture fixture = open("cbi");
    everybodyAnswers(fixture, "cbi");
    fixture.whenTimeComes(CLOSES);

    assertThat(fixture.vault().count(Box.wave(CIRCLE, Wave.BASELINE, "cbi"))).isZero();
  }

  @Test
  void a_wave_that_nobody_answered_closes_without_records() {
    open("cbi")
        .whenTimeComes(CLOSES)
        .expectEvents(new SurveyWaveClosed(CIRCLE, CLOSES, Wave.BASELINE));
  }

  // --- choices ----------------------------------------------------------------------------------

  @Test
  void new_choices_become_consents_of_the_code() {
    CircleFixture fixture = open("cbi");
    fixture
        .when(actorWithCode(1), NOW, survey("cbi", 1, new Choices(true, true, false, null)))
        .expectEvents();

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES).events();

    assertThat(of(ConsentGiven.class, events))
        .containsExactlyInAnyOrder(
            given(1, Purpose.SURVEYS, CLOSES), given(1, Purpose.RESEARCH_ANSWERS, CLOSES));
    assertThat(of(ConsentWithdrawn.class, events)).isEmpty();
  }

  @Test
  void choices_that_stay_need_no_event_and_changed_ones_do() {
    CircleFixture fixture =
        open("cbi")
            .given(
                given(1, Purpose.SURVEYS, OPENED),
                given(1, Purpose.QUOTE, OPENED),
                given(2, Purpose.SURVEYS, OPENED));
    fixture
        .when(actorWithCode(1), NOW, survey("cbi", 1, new Choices(true, true, false, null)))
        .expectEvents();
    fixture.when(actorWithCode(2), NOW, survey("cbi", 1, ANSWERS_ONLY)).expectEvents();

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES).events();

    assertThat(of(ConsentGiven.class, events))
        .containsExactly(given(1, Purpose.RESEARCH_ANSWERS, CLOSES));
    assertThat(of(ConsentWithdrawn.class, events))
        .containsExactly(
            new ConsentWithdrawn(CIRCLE, CLOSES, Lane.CODE, code(1).value(), Purpose.QUOTE));
  }

  @Test
  void the_ballot_cast_last_decides_for_the_person() {
    CircleFixture fixture = open("mbi-hss", "cbi");
    fixture
        .when(actorWithCode(1), NOW, survey("cbi", 1, new Choices(true, true, true, null)))
        .expectEvents();
    fixture
        .when(
            actorWithCode(1),
            NOW.plusSeconds(60),
            survey("mbi-hss", 1, new Choices(false, true, false, null)))
        .expectEvents();

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES).events();

    assertThat(of(ConsentGiven.class, events))
        .containsExactly(given(1, Purpose.RESEARCH_ANSWERS, CLOSES));
    AnswerSheet cbi = sheets(fixture, events, "cbi").get(0);
    assertThat(cbi.surveys()).isFalse();
    assertThat(cbi.researchAnswers()).isTrue();
    assertThat(cbi.quote()).isFalse();
    assertThat(CBI.decode(cbi.itemBytes())).isEmpty();
  }

  @Test
  void of_two_ballots_of_one_moment_only_what_both_allow_holds() {
    CircleFixture fixture = open("cbi", "mbi-hss");
    fixture
        .when(actorWithCode(1), NOW, survey("cbi", 1, new Choices(true, true, false, null)))
        .expectEvents();
    fixture
        .when(actorWithCode(1), NOW, survey("mbi-hss", 1, new Choices(true, false, true, null)))
        .expectEvents();

    assertThat(of(ConsentGiven.class, fixture.whenTimeComes(CLOSES).events()))
        .containsExactly(given(1, Purpose.SURVEYS, CLOSES));
  }

  @Test
  void a_withdrawal_that_waits_for_the_night_takes_the_answers_out_of_the_box() {
    CircleFixture fixture = open("cbi");
    fixture.when(actorWithCode(1), NOW, survey("cbi", 1, ANSWERS_ONLY)).expectEvents();
    fixture.vault().withdraw(CIRCLE, code(1), Purpose.SURVEYS);

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES).events();

    assertThat(of(ConsentGiven.class, events)).isEmpty();
    AnswerSheet sheet = sheets(fixture, events, "cbi").get(0);
    assertThat(sheet.surveys()).isFalse();
    assertThat(CBI.decode(sheet.itemBytes())).isEmpty();
  }

  @Test
  void a_withdrawal_holds_against_a_ballot_cast_before_it_and_not_after() {
    CircleFixture fixture = open("cbi");
    fixture.when(actorWithCode(1), NOW, survey("cbi", 1, ANSWERS_ONLY)).expectEvents();
    fixture
        .given(
            given(1, Purpose.SURVEYS, OPENED),
            given(2, Purpose.SURVEYS, OPENED),
            withdrawn(1, NOW.plusSeconds(60)),
            withdrawn(2, NOW.plusSeconds(60)))
        .when(actorWithCode(2), NOW.plusSeconds(120), survey("cbi", 2, ANSWERS_ONLY))
        .expectEvents();

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES).events();

    assertThat(of(ConsentGiven.class, events)).containsExactly(given(2, Purpose.SURVEYS, CLOSES));
    assertThat(sheets(fixture, events, "cbi"))
        .allMatch(sheet -> sheet.surveys() == sheet.code().equals(code(2)));
  }

  @Test
  void who_chooses_to_link_is_named_under_seal_and_once() {
    CircleFixture fixture = open("cbi", "mbi-hss");
    Choices link = new Choices(true, false, false, true);
    fixture.when(actorWithCode(1), NOW, survey("cbi", 1, link)).expectEvents();
    fixture.when(actorWithCode(1), NOW.plusSeconds(60), survey("mbi-hss", 1, link)).expectEvents();
    fixture.when(actorWithCode(2), NOW, survey("cbi", 1, ANSWERS_ONLY)).expectEvents();

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES).events();

    assertThat(of(ConsentGiven.class, events)).contains(given(1, Purpose.LINK, CLOSES));
    List<SurveyCodeLinked> links = of(SurveyCodeLinked.class, events);
    assertThat(links).hasSize(1);
    byte[] opened = fixture.vault().open(CodeLink.associated(), links.get(0).link());
    assertThat(CodeLink.of(opened)).isEqualTo(new CodeLink(member(1), code(1)));
  }

  @Test
  void saying_nothing_about_the_link_changes_nothing() {
    CircleFixture fixture =
        open("cbi").given(given(1, Purpose.SURVEYS, OPENED), given(1, Purpose.LINK, OPENED));
    fixture.when(actorWithCode(1), NOW, survey("cbi", 1, ANSWERS_ONLY)).expectEvents();

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES).events();

    assertThat(events).hasOnlyElementsOfTypes(SurveyRecorded.class, SurveyWaveClosed.class);
  }

  @Test
  void consent_on_another_notice_is_another_consent() {
    ConsentGiven before =
        new ConsentGiven(
            CIRCLE,
            OPENED,
            Lane.CODE,
            code(1).value(),
            Purpose.SURVEYS,
            new Notice("0", "en", "0".repeat(64)));
    CircleFixture fixture = open("cbi").given(before);
    fixture.when(actorWithCode(1), NOW, survey("cbi", 1, ANSWERS_ONLY)).expectEvents();

    assertThat(of(ConsentGiven.class, fixture.whenTimeComes(CLOSES).events()))
        .containsExactly(given(1, Purpose.SURVEYS, CLOSES));
  }

  @Test
  void the_end_of_the_endpoint_wave_brings_the_closing_words_with_it() {
    CircleFixture fixture = circle(8).given(opened(Wave.ENDPOINT, "cbi"));
    fixture
        .when(actorWithCode(1), NOW, new RecordReflection(Question.MEANING, "More than I hoped."))
        .expectEvents();

    List<JournalEvent> events = fixture.whenTimeComes(CLOSES).events();

    assertThat(of(ReflectionRecorded.class, events))
        .hasSize(1)
        .allMatch(e -> e.at().equals(CLOSES));
    assertThat(events.get(events.size() - 1)).isInstanceOf(SurveyWaveClosed.class);
  }

  // --- helpers ----------------------------------------------------------------------------------

  private static CircleFixture open(String... instruments) {
    return circle(8).given(opened(Wave.BASELINE, instruments));
  }

  private static SurveyWaveOpened opened(Wave wave, String... instruments) {
    List<InstrumentKey> keys =
        List.of(instruments).stream()
            .map(id -> new InstrumentKey(id, instrument(id).fingerprint()))
            .toList();
    return new SurveyWaveOpened(
        CIRCLE,
        OPENED,
        wave,
        keys,
        CLOSES,
        Publish.AT_CLOSE,
        new Declared(List.of(), null, null),
        5);
  }

  private static void everybodyAnswers(CircleFixture fixture, String instrument) {
    for (int i = 1; i <= 8; i++) {
      fixture.when(actorWithCode(i), NOW, survey(instrument, i, ANSWERS_ONLY)).expectEvents();
    }
  }

  private static RecordSurvey survey(String instrument, int i, Choices choices) {
    return new RecordSurvey(
        Wave.BASELINE,
        instrument,
        new LinkedHashMap<>(answers(instrument, i)),
        choices,
        notice("answers"));
  }

  /** Answers by which the i-th member can be told from the others. */
  private static Map<String, Integer> answers(String instrument, int i) {
    Instrument key = instrument(instrument);
    Map<String, Integer> answers = new LinkedHashMap<>();
    for (int item = 0; item < key.itemIds().size(); item++) {
      int option = (item + i * (item % 3 + 1)) % key.options().size();
      answers.put(key.itemIds().get(item), key.options().get(option).value());
    }
    answers.remove(key.itemIds().get(i));
    return answers;
  }

  private static Instrument instrument(String id) {
    return id.equals("cbi") ? CBI : MBI;
  }

  private static CloseSurveyWave close() {
    return new CloseSurveyWave(Wave.BASELINE);
  }

  private static ConsentGiven given(int member, Purpose purpose, Instant at) {
    return new ConsentGiven(
        CIRCLE, at, Lane.CODE, code(member).value(), purpose, notice("answers"));
  }

  private static ConsentWithdrawn withdrawn(int member, Instant at) {
    return new ConsentWithdrawn(CIRCLE, at, Lane.CODE, code(member).value(), Purpose.SURVEYS);
  }

  private static List<AnswerSheet> sheets(
      CircleFixture fixture, List<JournalEvent> events, String instrument) {
    return of(SurveyRecorded.class, events).stream()
        .filter(e -> e.instrument().equals(instrument))
        .map(
            e ->
                fixture.vault().open(AnswerSheet.associated(e.wave(), e.instrument()), e.answers()))
        .map(AnswerSheet::of)
        .toList();
  }

  private static <E> List<E> of(Class<E> type, List<JournalEvent> events) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
