package org.circlejournal.query.research.archive;

import static org.circlejournal.query.research.archive.Column.INTEGER;
import static org.circlejournal.query.research.archive.Column.TEXT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent.MoveReason;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.query.research.archive.Column.Kind;

/**
 * A table that follows from event tables, as a study shows them: entries that were taken back do
 * not count.
 *
 * @param version to be raised when the SQL says something else
 * @param sources names of the event tables it reads
 * @param sql over them; its columns are those of the table, in their order
 */
record DerivedTable(EventTable table, int version, List<String> sources, String sql) {

  private static final Set<DataLane> LANES = Set.of(DataLane.PARTICIPATION, DataLane.LINKED);
  private static final Column CIRCLE = Column.of("circle", Kind.CIRCLE, "pseudonym of the circle");

  private static final Column SESSION = Column.of("session", INTEGER, "number of the session");

  /** Tables of entries, and the columns that count them in a session. */
  private static final List<List<String>> COUNTS =
      List.of(
          List.of("check_ins", "member_checked_in", "members in the data who were present"),
          List.of("apologies", "apologies_sent", "apologies that were sent"),
          List.of("cases", "case_presented", "cases presented by members in the data"),
          List.of("questions", "question_asked", "questions that were asked"),
          List.of("reflections", "reflection_shared", "reflections that were shared"),
          List.of("slips", "frame_slip_named", "times that the frame slipped"),
          List.of("tools", "tool_tried", "tools that were tried"));

  static final List<DerivedTable> ALL = List.of(sessions(), attendance(), themes());

  /** Of a table of a study, derived or of events. */
  static int versionOf(String table) {
    return ALL.stream()
        .filter(each -> each.table().name().equals(table))
        .mapToInt(DerivedTable::version)
        .findFirst()
        .orElse(Archive.FORM);
  }

  private static DerivedTable sessions() {
    List<Column> columns = new ArrayList<>();
    columns.add(CIRCLE);
    columns.add(SESSION);
    columns.add(
        Column.of("day", INTEGER, "when it started: days since the founding; empty if it did not")
            .in("days"));
    columns.add(Column.of("minutes", INTEGER, "from start to close").in("minutes"));
    columns.add(
        Column.of("ended_early", TEXT, "why it ended before its last phase")
            .oneOf(Arrays.stream(MoveReason.values()).map(Json::kebab).toList()));
    columns.add(Column.of("interrupted_minutes", INTEGER, "minutes lost").in("minutes"));
    columns.add(Column.of("postponed", INTEGER, "times it was moved"));
    columns.add(Column.of("cancelled", INTEGER, "times it was cancelled"));
    List<String> sources =
        new ArrayList<>(
            List.of(
                "session_started",
                "session_closed",
                "session_interrupted",
                "session_postponed",
                "session_cancelled"));
    StringBuilder select = new StringBuilder();
    StringBuilder joins = new StringBuilder();
    for (List<String> count : COUNTS) {
      columns.add(Column.of(count.get(0), INTEGER, count.get(2)));
      sources.add(count.get(1));
      select.append(", coalesce(n_%1$s.n, 0)::integer as %1$s".formatted(count.get(0)));
      joins.append(
          """
          left join (select circle, session, count(*) as n from %2$s where not retracted group by all) n_%1$s
            using (circle, session)
          """
              .formatted(count.get(0), count.get(1)));
    }
    String sql =
        """
        select k.circle, k.session, s.day, c.minutes, c.ended_early,
               coalesce(i.minutes, 0)::integer as interrupted_minutes,
               coalesce(p.n, 0)::integer as postponed, coalesce(x.n, 0)::integer as cancelled%s
          from (select circle, session from session_started
                union select circle, session from session_postponed
                union select circle, session from session_cancelled) k
          left join (select circle, session, min(day) as day from session_started group by all) s
            using (circle, session)
          left join (select circle, session, max(minute) as minutes, max(reason) as ended_early
                       from session_closed group by all) c using (circle, session)
          left join (select circle, session, sum(minutes) as minutes from session_interrupted
                      where not retracted group by all) i using (circle, session)
          left join (select circle, session, count(*) as n from session_postponed group by all) p
            using (circle, session)
          left join (select circle, session, count(*) as n from session_cancelled group by all) x
            using (circle, session)
          %s"""
            .formatted(select, joins);
    return new DerivedTable(
        new EventTable("sessions", LANES, columns, "Sessions that started, or were moved."),
        1,
        sources,
        sql);
  }

  private static DerivedTable attendance() {
    List<Column> columns =
        List.of(
            CIRCLE,
            SESSION,
            Column.of("day", INTEGER, "when it started: days since the founding").in("days"),
            Column.of("member", Kind.MEMBER, "pseudonym of the member"),
            Column.of("status", TEXT, "whether the member was there")
                .oneOf(List.of("present", "remote", "not-present")));
    String sql =
        """
        with membership as (
          select circle, member, sequence, true as inside from member_joined
          union all select circle, member, sequence, true from member_returned
          union all select circle, member, sequence, false from member_left),
        held as (
          select s.circle, s.session, min(s.day) as day,
                 max(coalesce(c.sequence, s.sequence)) as sequence
            from session_started s left join session_closed c using (circle, session)
           group by s.circle, s.session),
        invited as (
          select h.circle, h.session, h.day, m.member, arg_max(m.inside, m.sequence) as inside
            from held h join membership m on m.circle = h.circle and m.sequence <= h.sequence
           group by h.circle, h.session, h.day, m.member),
        there as (
          select circle, session, member, min(mode) as mode from member_checked_in
           where not retracted group by all)
        select i.circle, i.session, i.day, i.member,
               case t.mode when 'in-person' then 'present' when 'remote' then 'remote'
                           else 'not-present' end as status
          from invited i left join there t using (circle, session, member)
         where i.inside or t.mode is not null
        """;
    return new DerivedTable(
        new EventTable(
            "attendance", LANES, columns, "Who was there: each member at each session held."),
        1,
        List.of(
            "member_joined",
            "member_returned",
            "member_left",
            "session_started",
            "session_closed",
            "member_checked_in"),
        sql);
  }

  private static DerivedTable themes() {
    List<Column> columns =
        List.of(
            CIRCLE,
            Column.of("theme", TEXT, "number of the theme on its board"),
            Column.of("kind", TEXT, "what it is").oneOf(List.of("issue", "goal", "path")),
            Column.of("area", TEXT, "area of worklife; empty for a path")
                .oneOf(Arrays.stream(Area.values()).map(Json::kebab).toList()),
            Column.of("issue", TEXT, "where a path begins"),
            Column.of("goal", TEXT, "where a path leads"),
            Column.of("session", INTEGER, "session in which it was put on the board"),
            Column.of("retired_day", INTEGER, "when it was taken off: days since the founding")
                .in("days"),
            Column.of(
                "presented", INTEGER, "cases, presented by members in the data, that name it"),
            Column.of("explored", INTEGER, "times it was explored"),
            Column.of("tools", INTEGER, "tools that were tried for it"));
    String sql =
        """
        with noted as (
          select circle, theme, 'issue' as kind, area, null::varchar as issue,
                 null::varchar as goal, session from issue_noted
          union all select circle, theme, 'goal', area, null, null, session from goal_noted
          union all select circle, theme, 'path', null, issue, goal, session from path_drawn),
        presented as (
          select circle, theme, count(*) as n from (
            select circle, unnest(string_split(themes, ';')) as theme from case_presented
             where not retracted) group by all),
        explored as (
          select circle, theme, count(*) as n from theme_explored where not retracted group by all),
        tools as (
          select circle, theme, count(*) as n from tool_tried where not retracted group by all),
        retired as (select circle, theme, min(day) as day from theme_retired group by all)
        select n.circle, n.theme, n.kind, n.area, n.issue, n.goal, n.session, r.day as retired_day,
               coalesce(p.n, 0)::integer as presented, coalesce(e.n, 0)::integer as explored,
               coalesce(t.n, 0)::integer as tools
          from noted n
          left join presented p using (circle, theme)
          left join explored e using (circle, theme)
          left join tools t using (circle, theme)
          left join retired r using (circle, theme)
        """;
    return new DerivedTable(
        new EventTable("themes", LANES, columns, "What is on the boards, and how it was used."),
        1,
        List.of(
            "issue_noted",
            "goal_noted",
            "path_drawn",
            "case_presented",
            "theme_explored",
            "tool_tried",
            "theme_retired"),
        sql);
  }
}
