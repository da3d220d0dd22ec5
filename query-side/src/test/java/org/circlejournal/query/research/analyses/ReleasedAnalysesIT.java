package org.circlejournal.query.research.analyses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.commons.statistics.distribution.TDistribution;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.SessionsReplanned;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.session.SessionEvent.FrameSlipNamed;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.Retractable;
import org.circlejournal.events.session.SessionEvent.SessionCancelled;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionInterrupted;
import org.circlejournal.events.session.SessionEvent.SessionPostponed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.events.session.SessionEvent.SlipKind;
import org.circlejournal.events.session.SessionEvent.ThemeExplored;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeEvent.GoalNoted;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeEvent.PathDrawn;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.Histories;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Analyses whose results may leave, against the events of the same circles. */
class ReleasedAnalysesIT {

  private static final int CIRCLES = 40;
  private static final World WORLD = World.create();
  private static final List<List<JournalEvent>> YEARS = new ArrayList<>();
  private static final CircleId BLOCK = Year.circle(9_999);
  private static final List<Double> CHANGES = List.of(-4.0, -1.0, -6.5, 2.0);
  private static @Nullable Connection duck;

  @BeforeAll
  static void write() throws Exception {
    for (int i = 1; i <= CIRCLES; i++) {
      YEARS.add(Histories.of(i));
      WORLD.append(YEARS.get(i - 1));
    }
    // Three circles and a block of two workplaces whose exact figures left: same error, own
    // changes.
    WORLD.append(
        List.of(
            new CirclesGlued(
                Year.circle(8_888),
                Year.planned(1),
                Wave.BASELINE,
                "olbi",
                "ff",
                "exhaustion",
                BLOCK,
                null,
                List.of(id(7), id(8)))));
    for (int i = 0; i < 4; i++) {
      WORLD.append(List.of(contrast(i == 3 ? BLOCK : id(i), 12, CHANGES.get(i), 6.0, null)));
    }
    WORLD.append(List.of(contrast(id(5), 8, -40.0, null, "rounded-below-2k")));
    duck = filled(null);
  }

  private static CircleId id(int circle) {
    return YEARS.get(circle).get(0).circleId();
  }

  private static Connection filled(@Nullable Set<String> workplaces) throws Exception {
    Connection c = DriverManager.getConnection("jdbc:duckdb:");
    ReleasedTables released = new ReleasedTables(WORLD.journal(), ReadModels.open());
    released.fill(c, released.names(), WORLD.journal().lastPosition(), workplaces, () -> {});
    return c;
  }

  private static ResultReleased contrast(
      CircleId circle, int n, double change, @Nullable Double sd, @Nullable String withheld) {
    Instant at = Year.planned(26);
    return new ResultReleased(
        circle,
        at,
        Wave.ENDPOINT,
        at,
        "olbi",
        "ff",
        "exhaustion",
        RowKind.CONTRAST,
        Wave.BASELINE,
        n,
        change,
        null,
        sd,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        true,
        false,
        "set",
        5,
        withheld);
  }

  @AfterAll
  static void close() throws Exception {
    duck().close();
    WORLD.close();
  }

  private static Connection duck() {
    return Objects.requireNonNull(duck);
  }

  // --- what an analysis may see ---------------------------------------------------------------

  @Test
  void only_what_outsiders_read_of_circles_they_may_know_is_there() throws Exception {
    assertThat(new ReleasedTables(WORLD.journal(), ReadModels.open()).names())
        .containsExactly(
            "attendance",
            "blocks",
            "burnout_trend",
            "circles",
            "frame",
            "frame_by_slip",
            "lightness",
            "lightness_by_tool",
            "protected_space",
            "ripples",
            "theme_usage",
            "theme_usage_by_area");
    assertThat(columns("attendance")).doesNotContain("member_id", "present", "members");
    assertThat(columns("theme_usage")).doesNotContain("text");
    assertThat(columns("circles")).doesNotContain("members");
    try (Connection one = filled(Set.of("CLINIC-A"));
        Statement statement = one.createStatement()) {
      for (String table : new ReleasedTables(WORLD.journal(), ReadModels.open()).names()) {
        if (!Set.of("circles", "blocks").contains(table)) {
          try (ResultSet others =
              statement.executeQuery(
                  """
                  select count(*) from %s where circle not in
                    (select circle from circles union all select circle from blocks)
                  """
                      .formatted(table))) {
            others.next();
            assertThat(others.getLong(1)).as(table).isZero();
          }
        }
      }
      try (ResultSet places =
          statement.executeQuery(
              """
                  select list(distinct workplace) from
                    (select workplace from circles union all select workplace from blocks)
                  """)) {
        places.next();
        assertThat(places.getString(1)).isEqualTo("[CLINIC-A]");
      }
    }
    assertThatThrownBy(
            () ->
                new ReleasedTables(WORLD.journal(), ReadModels.open())
                    .fill(duck(), Set.of("attendance_by_member"), 0, null, () -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> columns(String table) throws Exception {
    List<String> columns = new ArrayList<>();
    try (Statement statement = duck().createStatement();
        ResultSet result = statement.executeQuery("describe " + table)) {
      while (result.next()) {
        columns.add(result.getString(1));
      }
    }
    return columns;
  }

  // --- the analyses ---------------------------------------------------------------------------

  @Test
  void themes_by_area_are_the_explorations_of_each_area() throws Exception {
    Map<String, Integer> expected = new TreeMap<>();
    for (List<JournalEvent> year : YEARS) {
      Map<ThemeId, Set<Area>> areas = new HashMap<>();
      for (JournalEvent event : year) {
        if (event instanceof IssueNoted e) {
          areas.put(e.theme(), Set.of(e.area()));
        } else if (event instanceof GoalNoted e) {
          areas.put(e.theme(), Set.of(e.area()));
        } else if (event instanceof PathDrawn e) {
          Set<Area> both = new LinkedHashSet<>(areas.getOrDefault(e.issue(), Set.of()));
          both.addAll(areas.getOrDefault(e.goal(), Set.of()));
          areas.put(e.theme(), both);
        }
      }
      for (ThemeExplored e : stand(year, ThemeExplored.class)) {
        for (Area area : areas.getOrDefault(e.theme(), Set.of())) {
          expected.merge((e.session() - 1) / 6 * 6 + 1 + " " + Json.kebab(area), 1, Integer::sum);
        }
      }
    }
    Table table = Asked.of(duck(), "themes-by-area", Map.of("sessions", 6));
    Map<String, Integer> found = new TreeMap<>();
    Map<String, Integer> sums = new HashMap<>();
    for (int i = 0; i < table.rows().size(); i++) {
      int explored = table.numbers("explored").get(i).intValue();
      String from = String.valueOf(table.column("from_session").get(i));
      sums.merge(from, explored, Integer::sum);
      if (explored > 0) {
        found.put(from + " " + table.column("area").get(i), explored);
      }
    }
    assertThat(found).isEqualTo(expected).hasSizeGreaterThan(20);
    for (int i = 0; i < table.rows().size(); i++) {
      double all = sums.getOrDefault(String.valueOf(table.column("from_session").get(i)), 0);
      assertThat(table.numbers("share").get(i))
          .isEqualTo(table.numbers("explored").get(i) / all, within(0.00005));
    }
  }

  /** Entries of a year that were not taken back. */
  private static <E extends Retractable> List<E> stand(List<JournalEvent> year, Class<E> type) {
    Set<Long> retracted = new HashSet<>();
    for (JournalEvent event : year) {
      if (event instanceof EntryRetracted e) {
        retracted.add(e.version());
      }
    }
    List<E> stand = new ArrayList<>();
    long version = 0;
    for (JournalEvent event : year) {
      if (type.isInstance(event) && !retracted.contains(version)) {
        stand.add(type.cast(event));
      }
      version++;
    }
    return stand;
  }

  @Test
  void lightness_is_the_mean_over_circles_of_what_was_released() throws Exception {
    Map<Integer, List<Double>> changes = new TreeMap<>();
    Map<Integer, Integer> withheld = new TreeMap<>();
    for (List<JournalEvent> year : YEARS) {
      for (JournalEvent event : year) {
        if (event instanceof PulseReleased e && e.tool() == null) {
          if (e.change() == null) {
            withheld.merge(e.session(), 1, Integer::sum);
          } else {
            changes.computeIfAbsent(e.session(), s -> new ArrayList<>()).add(e.change());
          }
        }
      }
    }
    Table table = Asked.stepped(duck(), "lightness-by-session", "means", Map.of());
    assertThat(table.rows()).hasSizeGreaterThan(20);
    for (int i = 0; i < table.rows().size(); i++) {
      int session = table.numbers("session").get(i).intValue();
      List<Double> values = changes.getOrDefault(session, List.of());
      assertThat(table.numbers("circles").get(i)).isEqualTo(values.size());
      assertThat(table.numbers("withheld").get(i))
          .isEqualTo((double) withheld.getOrDefault(session, 0));
      requireInterval(table, i, values);
    }
  }

  /** Student's, step by step. */
  private static void requireInterval(Table table, int row, List<Double> values) {
    if (values.size() < 2) {
      assertThat(table.column("low").get(row)).isNull();
      return;
    }
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / (values.size() - 1) / values.size());
    double t = TDistribution.of(values.size() - 1).inverseCumulativeProbability(0.975);
    assertThat(table.numbers("mean").get(row)).isEqualTo(mean, within(1e-9));
    assertThat(table.numbers("low").get(row)).isEqualTo(mean - t * error, within(1e-9));
    assertThat(table.numbers("high").get(row)).isEqualTo(mean + t * error, within(1e-9));
  }

  @Test
  void slips_are_shares_of_sessions_in_which_a_kind_was_named() throws Exception {
    Table selected = Asked.of(duck(), "slips-over-time", Map.of());
    Map<String, List<Double>> shares = new TreeMap<>();
    for (int i = 0; i < selected.rows().size(); i++) {
      Object circle = selected.column("circle").get(i);
      double share = selected.numbers("value").get(i);
      if (Double.isNaN(share)) {
        continue;
      }
      int from = selected.numbers("from_session").get(i).intValue();
      int to = selected.numbers("to_session").get(i).intValue();
      List<JournalEvent> year =
          YEARS.stream()
              .filter(one -> one.get(0).circleId().value().equals(circle))
              .findFirst()
              .orElseThrow();
      Object kind = selected.column("kind").get(i);
      long held =
          year.stream()
              .filter(
                  e -> e instanceof SessionStarted s && s.session() >= from && s.session() <= to)
              .count();
      long named =
          stand(year, FrameSlipNamed.class).stream()
              .filter(e -> e.session() >= from && e.session() <= to)
              .filter(e -> Json.kebab(e.kind()).equals(kind))
              .mapToInt(SessionEvent::session)
              .distinct()
              .count();
      assertThat(share).isEqualTo(Math.round(named * 20.0 / held) / 20.0, within(1e-9));
      shares.computeIfAbsent(from + " " + kind, k -> new ArrayList<>()).add(share);
    }
    assertThat(shares).hasSizeGreaterThanOrEqualTo(3 * SlipKind.values().length);
    Table table = Asked.stepped(duck(), "slips-over-time", "means", Map.of());
    for (int i = 0; i < table.rows().size(); i++) {
      String place = table.column("from_session").get(i) + " " + table.column("kind").get(i);
      requireInterval(table, i, shares.getOrDefault(place, List.of()));
    }
  }

  @Test
  void protected_space_is_compared_on_both_sides_of_a_day() throws Exception {
    LocalDate change = LocalDate.parse("2026-07-01");
    List<double[]> pairs = new ArrayList<>();
    for (List<JournalEvent> year : YEARS) {
      double[] pair = sides(year, change);
      if (pair.length == 2) {
        pairs.add(pair);
      }
    }
    Table table =
        Asked.stepped(
            duck(),
            "protected-space-before-and-after",
            "paired",
            Map.of("change", change, "window", 4, "least", 2));
    assertThat(table.rows()).hasSize(1);
    assertThat(table.numbers("circles").get(0)).isEqualTo(pairs.size()).isGreaterThan(10);
    assertThat(table.numbers("before").get(0))
        .isEqualTo(pairs.stream().mapToDouble(p -> p[0]).average().orElseThrow(), within(1e-9));
    assertThat(table.numbers("change").get(0))
        .isEqualTo(
            pairs.stream().mapToDouble(p -> p[1] - p[0]).average().orElseThrow(), within(1e-8));
  }

  /** Kept share of the four sessions next to the day on each side; by each session's last date. */
  private static double[] sides(List<JournalEvent> year, LocalDate change) {
    Map<Integer, LocalDate> dates = new HashMap<>();
    Map<Integer, Instant> started = new HashMap<>();
    Set<Integer> cancelled = new HashSet<>();
    Map<Integer, Double> kept = new TreeMap<>();
    boolean over = false;
    for (JournalEvent event : year) {
      if (event instanceof CircleFounded e) {
        plan(dates, 1, e.planned());
      } else if (event instanceof SessionsReplanned e) {
        plan(dates, e.fromSession(), e.planned());
        cancelled.removeIf(session -> session >= e.fromSession());
      } else if (event instanceof SessionPostponed e) {
        dates.put(e.session(), e.to() == null ? null : e.to().toLocalDate());
        cancelled.remove(e.session());
      } else if (event instanceof SessionCancelled e) {
        cancelled.add(e.session());
      } else if (event instanceof SessionStarted e) {
        started.put(e.session(), e.at());
      } else if (event instanceof SessionClosed e) {
        double minutes = Duration.between(started.get(e.session()), e.at()).toMinutes();
        double lost =
            stand(year, SessionInterrupted.class).stream()
                .filter(i -> i.session() == e.session())
                .mapToInt(SessionInterrupted::minutes)
                .sum();
        kept.put(e.session(), Math.min(1, Math.max(0, minutes - lost) / 90));
      } else if (event instanceof CircleClosed) {
        over = true;
      }
    }
    int last = started.keySet().stream().mapToInt(session -> session).max().orElse(0);
    for (int session = 1; session <= 26; session++) {
      if (!started.containsKey(session)
          && (over || session < last || cancelled.contains(session))) {
        kept.put(session, 0.0);
      }
    }
    List<Integer> before = new ArrayList<>();
    List<Integer> after = new ArrayList<>();
    for (Integer session : kept.keySet()) {
      LocalDate date = dates.get(session);
      if (date != null) {
        (date.isBefore(change) ? before : after).add(session);
      }
    }
    Comparator<Integer> near =
        Comparator.<Integer>comparingLong(
                s -> Math.abs(ChronoUnit.DAYS.between(change, dates.get(s))))
            .thenComparing(dates::get);
    if (before.size() < 2 || after.size() < 2) {
      return new double[0];
    }
    return new double[] {
      before.stream().sorted(near).limit(4).mapToDouble(kept::get).average().orElseThrow(),
      after.stream().sorted(near).limit(4).mapToDouble(kept::get).average().orElseThrow()
    };
  }

  private static void plan(Map<Integer, LocalDate> dates, int from, List<LocalDateTime> planned) {
    for (int i = 0; i < planned.size(); i++) {
      dates.put(from + i, planned.get(i).toLocalDate());
    }
  }

  /** With one error for all, pooling has a closed form: the plain mean, and Student's interval. */
  @Test
  void circles_and_blocks_are_compared_where_exact_figures_left() throws Exception {
    Table table =
        Asked.stepped(
            duck(),
            "circles-compared-released",
            "random-effects",
            Map.of(
                "instrument", "olbi", "scale", "exhaustion", "from", "baseline", "to", "endpoint"));
    double mean = CHANGES.stream().mapToDouble(d -> d).average().orElseThrow();
    double between =
        CHANGES.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum() / (CHANGES.size() - 1);
    double t = TDistribution.of(3).inverseCumulativeProbability(0.975);
    assertThat(table.column("what"))
        .containsExactly("circle", "circle", "circle", "circle", "pooled", "new-circle");
    assertThat(table.column("circle")).contains(BLOCK.value()).doesNotContain(id(5).value());
    assertThat(table.numbers("effect").get(4)).isEqualTo(mean, within(1e-9));
    assertThat(table.numbers("tau2").get(4)).isEqualTo(between - 36.0 / 12, within(1e-6));
    assertThat(table.numbers("low").get(4))
        .isEqualTo(mean - t * Math.sqrt(between / 4), within(1e-6));
    assertThat(table.numbers("n").get(4)).isEqualTo(48);
  }
}
