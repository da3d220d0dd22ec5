package org.circlejournal.command.theme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.Refusal.*;

import java.time.Instant;
import java.util.Map;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Command;
import org.circlejournal.command.Form;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.theme.ThemeCommand.*;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.events.theme.BoardText;
import org.circlejournal.events.theme.ThemeEvent.*;
import org.circlejournal.events.theme.ThemeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThemeRoomTest {

  private static final Instant AT = session(1, 30);
  private static final ThemeId ISSUE = new ThemeId("i1");
  private static final ThemeId GOAL = new ThemeId("g2");
  private static final ThemeId PATH = new ThemeId("p3");
  private static final Command NOTE = new NoteIssue("Breaks are skipped", Area.WORKLOAD);

  private static Sealed sealed(String key) {
    return new Sealed(key, "AAAA");
  }

  private static CircleFixture inSession() {
    return circle(3).given(new SessionStarted(CIRCLE, session(1), 1));
  }

  /** An issue, a goal and the path between them. */
  private static CircleFixture withBoard() {
    return inSession()
        .given(
            new IssueNoted(CIRCLE, AT, 1, ISSUE, Area.WORKLOAD, sealed("key-i1")),
            new GoalNoted(CIRCLE, AT, 1, GOAL, Area.CONTROL, sealed("key-g2")),
            new PathDrawn(CIRCLE, AT, 1, PATH, ISSUE, GOAL, sealed("key-p3")));
  }

  @Test
  void an_issue_is_noted_with_its_text_sealed() {
    CircleFixture circle = inSession();
    CircleFixture.Then then = circle.when(member(1), AT, NOTE);
    IssueNoted noted = (IssueNoted) then.events().get(0);
    then.expectEvents(new IssueNoted(CIRCLE, AT, 1, ISSUE, Area.WORKLOAD, noted.text()));
    assertThat(noted.text().box()).doesNotContain("Breaks");
    byte[] opened =
        circle.vault().open(BoardText.associated(IssueNoted.class, ISSUE), noted.text());
    assertThat(BoardText.of(opened)).isEqualTo(new BoardText("Breaks are skipped"));
  }

  @Test
  void texts_of_one_board_cannot_be_exchanged() {
    CircleFixture circle = inSession();
    IssueNoted noted = (IssueNoted) circle.when(member(1), AT, NOTE).events().get(0);
    String ofAnother = BoardText.associated(IssueNoted.class, new ThemeId("i2"));
    assertThatThrownBy(() -> circle.vault().open(ofAnother, noted.text()))
        .hasMessageContaining("do not belong together");
  }

  @Test
  void the_length_of_a_text_shows_only_by_bucket() {
    IssueNoted one =
        (IssueNoted)
            inSession().when(member(1), AT, new NoteIssue("a", Area.OTHER)).events().get(0);
    IssueNoted other =
        (IssueNoted)
            inSession()
                .when(member(1), AT, new NoteIssue("a".repeat(60), Area.OTHER))
                .events()
                .get(0);
    assertThat(one.text().box()).hasSameSizeAs(other.text().box());
  }

  @Test
  void the_answer_gives_the_id() {
    assertThat(inSession().when(member(1), AT, NOTE).answer().created())
        .isEqualTo(Map.of("theme", "i1"));
  }

  @Test
  void issues_goals_and_paths_share_one_counter() {
    CircleFixture one =
        inSession().given(new IssueNoted(CIRCLE, AT, 1, ISSUE, Area.VALUES, sealed("k")));
    assertThat(one.when(member(2), AT, new NoteGoal("Leave", Area.REWARD)).answer().created())
        .isEqualTo(Map.of("theme", "g2"));
    assertThat(
            withBoard().when(member(2), AT, new DrawPath(ISSUE, GOAL, "Say so")).answer().created())
        .isEqualTo(Map.of("theme", "p4"));
  }

  @Test
  void a_retired_theme_does_not_give_its_number_away() {
    assertThat(
            withBoard()
                .given(new ThemeRetired(CIRCLE, AT, PATH), new TextRedacted(CIRCLE, AT, PATH))
                .when(member(2), AT, NOTE)
                .answer()
                .created())
        .isEqualTo(Map.of("theme", "i4"));
  }

  @Test
  void a_goal_is_noted() {
    CircleFixture circle = inSession();
    CircleFixture.Then then = circle.when(member(1), AT, new NoteGoal("Rest", Area.CONTROL));
    GoalNoted noted = (GoalNoted) then.events().get(0);
    then.expectEvents(new GoalNoted(CIRCLE, AT, 1, new ThemeId("g1"), Area.CONTROL, noted.text()));
  }

  @Test
  void a_path_leads_from_an_issue_to_a_goal() {
    CircleFixture.Then then =
        withBoard().when(member(1), AT, new DrawPath(ISSUE, GOAL, "Ask for cover"));
    PathDrawn drawn = (PathDrawn) then.events().get(0);
    then.expectEvents(new PathDrawn(CIRCLE, AT, 1, new ThemeId("p4"), ISSUE, GOAL, drawn.text()));
  }

  @Test
  void a_path_leads_nowhere_else() {
    withBoard().when(member(1), AT, new DrawPath(GOAL, ISSUE, "x")).expectRefused(THEME_UNKNOWN);
    withBoard().when(member(1), AT, new DrawPath(ISSUE, PATH, "x")).expectRefused(THEME_UNKNOWN);
    withBoard()
        .when(member(1), AT, new DrawPath(ISSUE, new ThemeId("g9"), "x"))
        .expectRefused(THEME_UNKNOWN);
  }

  @Test
  void no_path_starts_or_ends_at_a_retired_theme() {
    withBoard()
        .given(new ThemeRetired(CIRCLE, AT, GOAL))
        .when(member(1), AT, new DrawPath(ISSUE, GOAL, "x"))
        .expectRefused(THEME_RETIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "long"})
  void a_text_has_1_to_500_characters(String kind) {
    String text = kind.equals("long") ? "ä".repeat(501) : kind;
    assertThatThrownBy(() -> new NoteIssue(text, Area.OTHER)).isInstanceOf(Form.Invalid.class);
    assertThatThrownBy(() -> new NoteGoal(text, Area.OTHER)).isInstanceOf(Form.Invalid.class);
    assertThatThrownBy(() -> new DrawPath(ISSUE, GOAL, text)).isInstanceOf(Form.Invalid.class);
    assertThat(new NoteIssue("🫀".repeat(500), Area.OTHER).text()).isNotEmpty();
  }

  @Test
  void a_theme_is_retired_once() {
    withBoard()
        .when(member(1), AT, new RetireTheme(ISSUE))
        .expectEvents(new ThemeRetired(CIRCLE, AT, ISSUE));
    withBoard()
        .given(new ThemeRetired(CIRCLE, AT, ISSUE))
        .when(member(1), AT, new RetireTheme(ISSUE))
        .expectRefused(ALREADY_SO);
  }

  @Test
  void redacting_destroys_the_key_of_the_text() {
    CircleFixture circle = withBoard();
    circle
        .when(member(1), AT, new RedactText(PATH))
        .expectEvents(new TextRedacted(CIRCLE, AT, PATH));
    assertThat(circle.vault().destroyed()).containsExactly("key-p3");
  }

  @Test
  void a_text_is_redacted_once() {
    withBoard()
        .given(new TextRedacted(CIRCLE, AT, PATH))
        .when(member(1), AT, new RedactText(PATH))
        .expectRefused(ALREADY_SO);
  }

  @Test
  void a_retired_theme_can_still_be_redacted() {
    withBoard()
        .given(new ThemeRetired(CIRCLE, AT, GOAL))
        .when(member(1), AT, new RedactText(GOAL))
        .expectEvents(new TextRedacted(CIRCLE, AT, GOAL));
  }

  @Test
  void what_is_not_on_the_board_is_neither_retired_nor_redacted() {
    inSession().when(member(1), AT, new RetireTheme(ISSUE)).expectRefused(THEME_UNKNOWN);
    inSession().when(member(1), AT, new RedactText(ISSUE)).expectRefused(THEME_UNKNOWN);
  }

  private static void assertBoardIsLeftAlone(CircleFixture circle, Refusal refusal) {
    circle.when(member(1), AT, new NoteIssue("x", Area.OTHER)).expectRefused(refusal);
  }

  @Test
  void the_board_is_worked_on_in_an_open_session() {
    assertBoardIsLeftAlone(circle(3), SESSION_NOT_OPEN);
    assertBoardIsLeftAlone(
        inSession().given(new SessionClosed(CIRCLE, AT, 1, null)), SESSION_NOT_OPEN);
    withBoard()
        .given(new SessionClosed(CIRCLE, AT, 1, null))
        .when(member(1), AT, new RetireTheme(GOAL))
        .expectRefused(SESSION_NOT_OPEN);
  }

  @Test
  void the_board_is_worked_on_by_members_while_the_year_lasts() {
    inSession().when(member(4), AT, NOTE).expectRefused(NOT_A_MEMBER);
    CircleClosed closed = new CircleClosed(CIRCLE, AT, ClosureReason.DISSOLVED);
    assertBoardIsLeftAlone(circle(3).given(closed), CIRCLE_CLOSED);
    assertBoardIsLeftAlone(circle(3).given(closed, new CircleSealed(CIRCLE, AT)), CIRCLE_SEALED);
  }
}
