package org.circlejournal.query.theme.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.query.theme.usage.ThemeUsageView.AREAS;
import static org.circlejournal.query.theme.usage.ThemeUsageView.THEMES;

import java.util.List;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.CasePresented;
import org.circlejournal.events.session.SessionEvent.ThemeExplored;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.events.session.SessionEvent.ToolTried;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeEvent.GoalNoted;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeEvent.PathDrawn;
import org.circlejournal.events.theme.ThemeEvent.TextRedacted;
import org.circlejournal.events.theme.ThemeEvent.ThemeRetired;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.Year;
import org.circlejournal.query.view.ViewKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ThemeUsageViewTest {

  private static final ThemeId FAIRNESS = new ThemeId("i1");
  private static final ThemeId CONTROL = new ThemeId("g2");
  private static final ThemeId PATH = new ThemeId("p3");
  private static final ThemeId WORKLOAD = new ThemeId("i4");

  private final ViewKit<ThemeUsage> kit = new ViewKit<>(ThemeUsageView.VIEW);
  private final Year year = Year.of(5);

  /** An issue of fairness, a goal of control, the path between, and an issue of workload. */
  ThemeUsageViewTest() {
    year.starts(1);
    year.add(new IssueNoted(year.id, year.now(), 1, FAIRNESS, Area.FAIRNESS, sealed(FAIRNESS)));
    year.add(new GoalNoted(year.id, year.now(), 1, CONTROL, Area.CONTROL, sealed(CONTROL)));
    year.add(new PathDrawn(year.id, year.now(), 1, PATH, FAIRNESS, CONTROL, sealed(PATH)));
    year.add(new IssueNoted(year.id, year.now(), 1, WORKLOAD, Area.WORKLOAD, sealed(WORKLOAD)));
  }

  @Test
  void what_was_never_taken_up_stands_there_with_zeros() {
    kit.given(year.events())
        .shows(
            THEMES,
            issue(0, 0, 0, 0, null),
            goal(0, 0, 0, 0, null),
            path(0, 0, 0, 0, null),
            workload(0, 0, 0, 0, null))
        .shows(AREAS);
  }

  @Test
  void each_column_counts_the_events_that_name_the_theme() {
    presents(2, FAIRNESS, WORKLOAD);
    presents(3, FAIRNESS);
    explores(3, WORKLOAD);
    explores(4, WORKLOAD);
    tries(5, CONTROL);
    tries(6, null);
    kit.given(year.events())
        .shows(
            THEMES,
            issue(2, 0, 0, 0, 3),
            goal(0, 0, 1, 0, 5),
            path(0, 0, 0, 0, null),
            workload(1, 2, 0, 0, 4));
  }

  @Test
  void a_case_that_names_a_theme_twice_counts_once() {
    presents(2, FAIRNESS, FAIRNESS);
    kit.given(year.events()).row(THEMES, r -> r.themeId().equals(FAIRNESS), issue(1, 0, 0, 0, 2));
  }

  @Test
  void a_walk_counts_for_the_path_and_both_its_ends() {
    explores(4, PATH);
    explores(5, PATH);
    kit.given(year.events())
        .shows(
            THEMES,
            issue(0, 0, 0, 2, 5),
            goal(0, 0, 0, 2, 5),
            path(0, 2, 0, 2, 5),
            workload(0, 0, 0, 0, null));
  }

  @Test
  void by_area_an_event_counts_once_for_each_area_and_session() {
    presents(2, FAIRNESS, WORKLOAD);
    presents(2, FAIRNESS);
    explores(3, FAIRNESS);
    explores(3, PATH);
    tries(2, CONTROL);
    kit.given(year.events())
        .shows(
            AREAS,
            new AreaRow(Area.WORKLOAD, 2, 1, 0, 0),
            new AreaRow(Area.CONTROL, 2, 0, 0, 1),
            new AreaRow(Area.CONTROL, 3, 0, 1, 0),
            new AreaRow(Area.FAIRNESS, 2, 2, 0, 0),
            new AreaRow(Area.FAIRNESS, 3, 0, 2, 0));
  }

  @Test
  void a_case_of_two_themes_in_one_area_is_one_case_of_that_area() {
    ThemeId other = new ThemeId("i5");
    year.add(new IssueNoted(year.id, year.now(), 1, other, Area.FAIRNESS, sealed(other)));
    presents(2, FAIRNESS, other);
    kit.given(year.events()).shows(AREAS, new AreaRow(Area.FAIRNESS, 2, 1, 0, 0));
  }

  @Test
  void what_is_taken_back_leaves_no_trace() {
    var empty = kit.given(year.events());
    var presented = presents(2, FAIRNESS, WORKLOAD);
    var walked = explores(3, PATH);
    var tried = tries(4, CONTROL);
    year.retracts(presented).retracts(walked).retracts(tried);
    var after = kit.given(year.events());
    assertThat(after.rows(THEMES)).isEqualTo(empty.rows(THEMES));
    assertThat(after.rows(AREAS)).isEmpty();
  }

  @Test
  void after_a_retraction_the_last_session_is_the_one_before() {
    explores(2, WORKLOAD);
    explores(5, WORKLOAD);
    year.retracts(explores(7, WORKLOAD));
    kit.given(year.events())
        .row(THEMES, r -> r.themeId().equals(WORKLOAD), workload(0, 2, 0, 0, 5));
  }

  @Test
  void a_session_written_up_late_does_not_become_the_last() {
    explores(5, WORKLOAD);
    explores(3, WORKLOAD);
    kit.given(year.events())
        .row(THEMES, r -> r.themeId().equals(WORKLOAD), workload(0, 2, 0, 0, 5));
  }

  @Test
  void a_retired_theme_stays_with_what_it_was_used_for() {
    presents(2, FAIRNESS);
    year.add(new ThemeRetired(year.id, year.now(), FAIRNESS));
    kit.given(year.events())
        .row(
            THEMES,
            r -> r.themeId().equals(FAIRNESS),
            new ThemeRow(
                FAIRNESS, Kind.ISSUE, Area.FAIRNESS, 1, 0, 0, 0, 2, true, sealed(FAIRNESS)));
  }

  @Test
  void a_redacted_text_is_gone_and_the_theme_stays() {
    presents(2, FAIRNESS);
    year.add(new TextRedacted(year.id, year.now(), FAIRNESS));
    kit.given(year.events())
        .row(
            THEMES,
            r -> r.themeId().equals(FAIRNESS),
            new ThemeRow(FAIRNESS, Kind.ISSUE, Area.FAIRNESS, 1, 0, 0, 0, 2, false, null));
  }

  // --- words ----------------------------------------------------------------------------------

  private CasePresented presents(int session, ThemeId... themes) {
    CasePresented e =
        new CasePresented(year.id, year.now(), session, Year.member(1), List.of(themes));
    year.add(e);
    return e;
  }

  private ThemeExplored explores(int session, ThemeId theme) {
    ThemeExplored e = new ThemeExplored(year.id, year.now(), session, theme);
    year.add(e);
    return e;
  }

  private ToolTried tries(int session, @Nullable ThemeId theme) {
    ToolTried e = new ToolTried(year.id, year.now(), session, Tool.BREATHING, theme);
    year.add(e);
    return e;
  }

  private static Sealed sealed(ThemeId theme) {
    return new Sealed("key-of-" + theme, "AAAA");
  }

  private static ThemeRow issue(int p, int e, int t, int w, @Nullable Integer last) {
    return new ThemeRow(
        FAIRNESS, Kind.ISSUE, Area.FAIRNESS, p, e, t, w, last, false, sealed(FAIRNESS));
  }

  private static ThemeRow goal(int p, int e, int t, int w, @Nullable Integer last) {
    return new ThemeRow(CONTROL, Kind.GOAL, Area.CONTROL, p, e, t, w, last, false, sealed(CONTROL));
  }

  private static ThemeRow path(int p, int e, int t, int w, @Nullable Integer last) {
    return new ThemeRow(PATH, Kind.PATH, null, p, e, t, w, last, false, sealed(PATH));
  }

  private static ThemeRow workload(int p, int e, int t, int w, @Nullable Integer last) {
    return new ThemeRow(
        WORKLOAD, Kind.ISSUE, Area.WORKLOAD, p, e, t, w, last, false, sealed(WORKLOAD));
  }
}
