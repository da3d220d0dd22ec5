package org.circlejournal.command.session;

import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;
import static org.circlejournal.command.session.Held.*;

import java.util.List;
import org.circlejournal.command.session.SessionCommand.AskQuestion;
import org.circlejournal.command.session.SessionCommand.PresentCase;
import org.circlejournal.command.session.SessionCommand.ShareReflection;
import org.circlejournal.events.session.SessionEvent.CasePresented;
import org.circlejournal.events.session.SessionEvent.Perspective;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.QuestionAsked;
import org.circlejournal.events.session.SessionEvent.ReflectionShared;
import org.circlejournal.events.theme.ThemeId;
import org.junit.jupiter.api.Test;

/** A case is told, the circle asks and reflects. Members 1 to 6 are there, 7 and 8 are not. */
class TellingTest {

  @Test
  void a_case_is_told_in_the_presentation() {
    open(3, Phase.PRESENTATION)
        .when(member(1), session(3, 11), present(2))
        .expectEvents(presented(3, 2, 11));
    open(3, Phase.STILLNESS).when(member(1), session(3, 11), present(2)).expectRefused(WRONG_PHASE);
    open(3).when(member(1), session(3, 11), present(2)).expectRefused(WRONG_PHASE);
  }

  @Test
  void a_case_names_themes_of_the_board() {
    open(3, Phase.PRESENTATION)
        .given(issue(3, I1))
        .when(member(1), session(3, 11), present(2, "i1"))
        .expectEvents(new CasePresented(CIRCLE, session(3, 11), 3, member(2), List.of(I1)));
    open(3, Phase.PRESENTATION)
        .given(issue(3, I1))
        .when(member(1), session(3, 11), present(2, "i1", "g2"))
        .expectRefused(THEME_UNKNOWN);
  }

  @Test
  void a_retired_theme_takes_no_more_cases() {
    open(3, Phase.PRESENTATION)
        .given(issue(3, I1), retired(3, I1))
        .when(member(1), session(3, 11), present(2, "i1"))
        .expectRefused(THEME_RETIRED);
  }

  @Test
  void one_presentation_has_one_case() {
    open(3, Phase.PRESENTATION)
        .given(presented(3, 2, 11))
        .when(member(1), session(3, 12), present(3))
        .expectRefused(CASE_ALREADY_PRESENTED);
  }

  @Test
  void after_the_return_another_case_may_be_told() {
    open(3, Phase.PRESENTATION)
        .given(
            presented(3, 2, 11), entered(3, Phase.RETURN, 30), entered(3, Phase.PRESENTATION, 31))
        .when(member(1), session(3, 32), present(3))
        .expectEvents(presented(3, 3, 32));
  }

  @Test
  void who_presents_is_there() {
    open(3, Phase.PRESENTATION)
        .when(member(1), session(3, 11), present(7))
        .expectRefused(PRESENTER_ABSENT);
    open(3, Phase.PRESENTATION)
        .when(member(1), session(3, 11), present(9))
        .expectRefused(MEMBER_UNKNOWN);
  }

  @Test
  void a_consent_withdrawn_since_the_check_in_counts_at_once() {
    open(3, Phase.PRESENTATION)
        .given(AttendingTest.withdrawn(2))
        .when(member(1), session(3, 11), present(2))
        .expectRefused(CONSENT_MISSING);
    open(3, Phase.REFLECTION)
        .given(AttendingTest.withdrawn(2))
        .when(member(1), session(3, 11), share(2))
        .expectRefused(CONSENT_MISSING);
  }

  @Test
  void questions_are_counted_while_the_circle_clarifies() {
    open(3, Phase.CLARIFYING)
        .when(member(1), session(3, 11), new AskQuestion(3))
        .expectEvents(new QuestionAsked(CIRCLE, session(3, 11), 3));
    open(3, Phase.REFLECTION)
        .when(member(1), session(3, 11), new AskQuestion(3))
        .expectRefused(WRONG_PHASE);
  }

  @Test
  void a_reflection_is_shared_and_does_not_say_by_whom() {
    open(3, Phase.REFLECTION)
        .when(member(1), session(3, 11), share(2))
        .expectEvents(new ReflectionShared(CIRCLE, session(3, 11), 3, Perspective.AS_CLIENT));
    open(3, Phase.CLARIFYING).when(member(1), session(3, 11), share(2)).expectRefused(WRONG_PHASE);
  }

  @Test
  void only_those_present_reflect() {
    open(3, Phase.REFLECTION).when(member(1), session(3, 11), share(7)).expectRefused(NOT_PRESENT);
    open(3, Phase.REFLECTION)
        .when(member(1), session(3, 11), share(9))
        .expectRefused(MEMBER_UNKNOWN);
  }

  @Test
  void the_presenter_listens() {
    open(3, Phase.PRESENTATION)
        .given(presented(3, 2, 11), entered(3, Phase.REFLECTION, 20))
        .when(member(1), session(3, 21), share(2))
        .expectRefused(PRESENTER_LISTENS);
  }

  @Test
  void who_presented_before_speaks_to_the_next_case() {
    open(3, Phase.PRESENTATION)
        .given(
            presented(3, 2, 11), entered(3, Phase.RETURN, 20), entered(3, Phase.PRESENTATION, 30))
        .given(presented(3, 3, 31), entered(3, Phase.REFLECTION, 40))
        .when(member(1), session(3, 41), share(2))
        .expectEvents(new ReflectionShared(CIRCLE, session(3, 41), 3, Perspective.AS_CLIENT));
  }

  @Test
  void without_a_case_everybody_may_speak() {
    open(3, Phase.PRESENTATION)
        .given(
            presented(3, 2, 11), entered(3, Phase.RETURN, 20), entered(3, Phase.PRESENTATION, 30))
        .given(entered(3, Phase.REFLECTION, 40))
        .when(member(1), session(3, 41), share(2))
        .expectEvents(new ReflectionShared(CIRCLE, session(3, 41), 3, Perspective.AS_CLIENT));
  }

  @Test
  void nothing_is_told_where_nothing_is_open() {
    circle(8).when(member(1), session(3), present(1)).expectRefused(SESSION_NOT_OPEN);
    circle(8).when(member(1), session(3), new AskQuestion(3)).expectRefused(SESSION_NOT_OPEN);
    circle(8).when(member(1), session(3), share(1)).expectRefused(SESSION_NOT_OPEN);
  }

  private static PresentCase present(int member, String... themes) {
    return new PresentCase(3, member(member), List.of(themes).stream().map(ThemeId::new).toList());
  }

  private static ShareReflection share(int member) {
    return new ShareReflection(3, member(member), Perspective.AS_CLIENT);
  }
}
