package org.circlejournal.command.closing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.circlejournal.command.Answer;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Form;
import org.circlejournal.command.Order;
import org.circlejournal.command.WatchedVault;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.circle.OpenDesk;
import org.circlejournal.command.closing.ClosingCommand.NoteRipple;
import org.circlejournal.command.closing.ClosingCommand.RecordReflection;
import org.circlejournal.command.vault.Box;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.closing.ClosingEvent.*;
import org.circlejournal.events.closing.ClosingWords;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.junit.jupiter.api.Test;

class ClosingRoomTest {

  private static final Instant OPENED = session(25);
  private static final Instant AT = session(26);
  private static final Box BOX = Box.closingWords(CIRCLE);
  private static final RecordReflection WORDS =
      new RecordReflection(Question.MEANING, "I am not the only one.");
  private static final CircleClosed CLOSED = new CircleClosed(CIRCLE, AT, ClosureReason.COMPLETED);
  private static final NoteRipple SAID_NO = new NoteRipple(Ripple.SAID_NO);

  private static CircleFixture endpointOpen() {
    return circle(3)
        .given(
            new SurveyWaveOpened(
                CIRCLE,
                OPENED,
                Wave.ENDPOINT,
                List.of(),
                AT.plusSeconds(9999),
                Publish.AT_CLOSE,
                new Declared(List.of(), null, null),
                5));
  }

  // --- closing words ---------------------------------------------------------------------------

  @Test
  void closing_words_go_into_the_box_and_no_event_says_so() {
    CircleFixture circle = endpointOpen();
    CircleFixture.Then then = circle.when(actorWithCode(1), AT, WORDS);
    then.expectEvents();
    Answer answer = then.answer();
    assertThat(answer.ballot()).isEqualTo("received");
    assertThat(answer.events()).isEmpty();
    assertThat(circle.vault().empty(BOX))
        .singleElement()
        .satisfies(
            ballot ->
                assertThat(ClosingWords.of(ballot))
                    .isEqualTo(
                        new ClosingWords(code(1), Question.MEANING, "I am not the only one.")));
  }

  @Test
  void a_later_answer_to_the_same_question_replaces_the_earlier() {
    CircleFixture circle = endpointOpen();
    circle.vault().cast(BOX, code(1) + "/meaning", words(1, Question.MEANING, "old").bytes());
    circle.vault().cast(BOX, code(1) + "/change", words(1, Question.CHANGE, "stays").bytes());
    circle.vault().cast(BOX, code(2) + "/meaning", words(2, Question.MEANING, "stays").bytes());
    circle.when(actorWithCode(1), AT, WORDS).expectEvents();
    assertThat(circle.vault().empty(BOX))
        .extracting(ballot -> ClosingWords.of(ballot).text())
        .containsExactlyInAnyOrder("I am not the only one.", "stays", "stays");
  }

  @Test
  void closing_words_are_taken_after_closing_but_not_after_sealing() {
    CircleFixture closed = endpointOpen().given(CLOSED);
    closed.when(actorWithCode(1), AT, WORDS).expectEvents();
    assertThat(closed.vault().count(BOX)).isEqualTo(1);
    endpointOpen()
        .given(CLOSED, new SurveyWaveClosed(CIRCLE, AT, Wave.ENDPOINT))
        .given(new CircleSealed(CIRCLE, AT))
        .when(actorWithCode(1), AT, WORDS)
        .expectRefused(CIRCLE_SEALED);
  }

  @Test
  void closing_words_are_taken_while_the_endpoint_wave_is_open() {
    circle(3).when(actorWithCode(1), AT, WORDS).expectRefused(WAVE_UNKNOWN);
    endpointOpen()
        .given(new SurveyWaveClosed(CIRCLE, AT, Wave.ENDPOINT))
        .when(actorWithCode(1), AT, WORDS)
        .expectRefused(WAVE_CLOSED);
  }

  @Test
  void only_members_have_closing_words() {
    endpointOpen().when(actorWithCode(4), AT, WORDS).expectRefused(NOT_A_MEMBER);
  }

  @Test
  void closing_words_have_1_to_2000_characters() {
    assertThatThrownBy(() -> new RecordReflection(Question.CHANGE, " "))
        .isInstanceOf(Form.Invalid.class);
    assertThatThrownBy(() -> new RecordReflection(Question.CHANGE, "x".repeat(2001)))
        .isInstanceOf(Form.Invalid.class);
    assertThat(new RecordReflection(Question.CHANGE, "x".repeat(2000)).text()).hasSize(2000);
  }

  // --- the box is emptied ----------------------------------------------------------------------

  private static ClosingWords words(int code, Question question, String text) {
    return new ClosingWords(code(code), question, text);
  }

  @Test
  void the_box_enters_the_journal_sealed_with_one_common_time() {
    WatchedVault vault = new WatchedVault();
    List<ClosingWords> cast = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      for (Question question : Question.values()) {
        ClosingWords words = words(i, question, "words " + i);
        cast.add(words);
        vault.cast(BOX, code(i) + "/" + question, words.bytes());
      }
    }
    List<ReflectionRecorded> journaled = journal(vault, 7);
    assertThat(journaled).hasSize(15).allMatch(event -> event.at().equals(AT));
    assertThat(journaled)
        .extracting(
            e -> ClosingWords.of(vault.open(ClosingWords.associated(e.question()), e.text())))
        .containsExactlyInAnyOrderElementsOf(cast);
    assertThat(vault.count(BOX)).isZero();
  }

  @Test
  void an_empty_box_leaves_no_event() {
    assertThat(journal(new WatchedVault(), 7)).isEmpty();
  }

  private static List<ReflectionRecorded> journal(WatchedVault vault, long seed) {
    CircleYear year = new CircleYear();
    List<JournalEvent> events = new ArrayList<>();
    OpenDesk desk =
        new OpenDesk(
            new Order(CIRCLE, actor(1), AT, AT, SAID_NO, null),
            vault,
            new SplittableRandom(seed),
            PAPERS,
            false,
            -1,
            events::add);
    year.closing().journalWords(desk, AT);
    return events.stream().map(ReflectionRecorded.class::cast).toList();
  }

  // --- ripples ---------------------------------------------------------------------------------

  private static CircleFixture started(int... sessions) {
    CircleFixture circle = circle(3);
    IntStream.of(sessions)
        .forEach(
            session ->
                circle.given(
                    new SessionStarted(CIRCLE, session(session), session),
                    new SessionClosed(CIRCLE, session(session, 90), session, null)));
    return circle;
  }

  @Test
  void a_ripple_is_noted_without_a_member() {
    started(1, 2)
        .when(member(1), AT, SAID_NO)
        .expectEvents(new RippleNoted(CIRCLE, AT, Ripple.SAID_NO));
  }

  @Test
  void ripples_are_noted_from_session_2_on_also_if_it_was_jumped_over() {
    started(1).when(member(1), session(1, 100), SAID_NO).expectRefused(AT_OUT_OF_ORDER);
    started(1, 3)
        .when(member(1), AT, SAID_NO)
        .expectEvents(new RippleNoted(CIRCLE, AT, Ripple.SAID_NO));
  }

  @Test
  void ripples_are_noted_after_closing_until_the_book_is_sealed() {
    started(1, 2)
        .given(CLOSED)
        .when(member(1), AT, SAID_NO)
        .expectEvents(new RippleNoted(CIRCLE, AT, Ripple.SAID_NO));
    started(1, 2)
        .given(CLOSED, new CircleSealed(CIRCLE, AT))
        .when(member(1), AT, SAID_NO)
        .expectRefused(CIRCLE_SEALED);
  }

  @Test
  void only_members_note_ripples() {
    started(1, 2).when(member(4), AT, SAID_NO).expectRefused(NOT_A_MEMBER);
  }
}
