package org.circlejournal.query.research.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.circle.CircleEvent.MemberReturned;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.closing.ClosingEvent.Ripple;
import org.circlejournal.events.closing.ClosingEvent.RippleNoted;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.events.session.SessionEvent.ThemeExplored;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.events.session.SessionEvent.ToolTried;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeEvent.GoalNoted;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeEvent.PathDrawn;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.Year;
import org.circlejournal.query.research.Pair;
import org.circlejournal.query.research.RandomEffects;
import org.circlejournal.query.research.RandomEffects.Estimate;
import org.circlejournal.query.research.RankCorrelation;
import org.circlejournal.query.research.analyses.Asked;
import org.circlejournal.query.research.analyses.Table;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Analyses over studies, against what the people of the same circles did and answered. */
class StudyAnalysesIT {

  private static final int CIRCLES = 8;
  private static final int PEOPLE = 7;
  private static final int SESSIONS = 8;

  /** Nobody there links both lanes. */
  private static final int UNLINKED = 8;

  /** One there does not consent to research of participation. */
  private static final int RELUCTANT = 3;

  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
  private static final Instrument CBI = Programme.CBI;
  private static final Instrument MBI = Instruments.shipped().byId("mbi-hss").orElseThrow();
  private static final List<ThemeId> BOARD = themes("i1", "g2", "i3", "p4");

  /** What stands on every board. */
  private static final Map<String, List<Area>> AREAS =
      Map.of(
          "i1", List.of(Area.COMMUNITY),
          "g2", List.of(Area.WORKLOAD),
          "i3", List.of(Area.FAIRNESS),
          "p4", List.of(Area.COMMUNITY, Area.WORKLOAD));

  private static final Map<String, ?> PARAMETERS =
      Map.of(
          "instrument", "cbi",
          "scale", "personal",
          "from", "baseline",
          "to", "endpoint",
          "norms", "manual-3-overall",
          "circle", "all",
          "omnibus", "friedman",
          "seed", 1,
          "least", 6,
          "within", 2);

  // What happened, as the test knows it.

  private record Explored(int session, String theme) {}

  private record Tried(int session, Tool tool, String theme) {}

  private static final class Circle {
    final List<List<Integer>> present = new ArrayList<>(); // people, by session
    final Map<Integer, long[]> stays = new TreeMap<>(); // days since joining, and 1 if gone
    final List<List<Integer>> members = new ArrayList<>(); // people, by session
    final List<Explored> explored = new ArrayList<>();
    final List<Tried> tried = new ArrayList<>();
    final List<Double> change = new ArrayList<>(); // of pulses, by session
    final List<Double> rating = new ArrayList<>(); // of the tool of a session
    final Map<Ripple, Integer> ripples = new TreeMap<>();
    final Map<Integer, double[]> exhaustion = new TreeMap<>(); // at both waves
    final Map<Integer, Map<String, Integer>> mbiFrom = new TreeMap<>();
    final Map<Integer, Map<String, Integer>> mbiTo = new TreeMap<>();
  }

  private static final Random RANDOM = new Random(20261123);
  private static final List<Circle> CIRCLE = new ArrayList<>();
  private static final Map<DataLane, Connection> STUDIES = new HashMap<>();
  @TempDir static Path folder;

  @BeforeAll
  static void write() throws Exception {
    try (Programme programme = new Programme(folder.resolve("research"))) {
      for (int number = 1; number <= CIRCLES; number++) {
        Circle circle = new Circle();
        CIRCLE.add(circle);
        programme.append(year(number, circle));
        answers(programme, number, circle);
        if (number != UNLINKED) {
          for (int person = 1; person <= PEOPLE; person++) {
            programme.link(Programme.circle(number), START.plus(Duration.ofDays(14)), person);
          }
        }
      }
      for (DataLane lane : DataLane.values()) {
        STUDIES.put(lane, loaded(Programme.study(lane), programme));
      }
    }
  }

  @AfterAll
  static void close() throws Exception {
    for (Connection each : STUDIES.values()) {
      each.close();
    }
  }

  private static Connection loaded(Study study, Programme programme) throws Exception {
    SortedMap<String, String> export = programme.export(study);
    Connection duck = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = duck.createStatement()) {
      for (EventTable table : StudyTables.of(study)) {
        Path csv = folder.resolve(study.lane() + "-" + table.name() + ".csv");
        Files.writeString(csv, export.get("data/" + table.name() + ".csv"));
        String columns =
            table.columns().stream()
                .map(
                    one ->
                        "'%s': '%s'"
                            .formatted(
                                one.name(),
                                one.kind() == Column.Kind.PLAIN ? one.type() : Column.TEXT))
                .collect(Collectors.joining(", "));
        statement.execute(
            "create table %s as select * from read_csv('%s', header = true, columns = {%s})"
                .formatted(table.name(), csv, columns));
      }
    }
    return duck;
  }

  // --- eight years ----------------------------------------------------------------------------

  private static List<JournalEvent> year(int number, Circle circle) {
    CircleId id = Programme.circle(number);
    List<JournalEvent> events = new ArrayList<>();
    events.add(Year.of(id, "CLINIC-A", 0).events().get(0));
    List<Integer> inside = new ArrayList<>();
    for (int person = 1; person <= PEOPLE; person++) {
      if (number != 2 || person != 1) {
        joins(events, number, person, START, inside);
      }
    }
    for (int session = 1; session <= SESSIONS; session++) {
      Instant at = Year.planned(session);
      if (number == 2 && session == 3) {
        joins(events, number, 1, at.minus(Duration.ofDays(1)), inside);
      }
      session(events, number, circle, session, inside);
      Instant after = at.plus(Duration.ofDays(1));
      if (session == 4 && number <= 5) {
        events.add(new MemberLeft(id, after, member(number, 7)));
        inside.remove((Integer) 7);
      } else if (session == 2 && number == 1) {
        events.add(new MemberLeft(id, after, member(number, 6)));
        inside.remove((Integer) 6);
      } else if (session == 3 && number == 1) {
        events.add(new MemberReturned(id, after, member(number, 6)));
        inside.add(6);
      }
      if (RANDOM.nextBoolean()) {
        Ripple ripple = RANDOM.nextBoolean() ? Ripple.ASKED_FOR_HELP : Ripple.SET_A_LIMIT;
        events.add(new RippleNoted(id, after, ripple));
        circle.ripples.merge(ripple, 1, Integer::sum);
      }
    }
    long first = Duration.between(START, Year.planned(SESSIONS)).toDays();
    for (int person = 1; person <= PEOPLE; person++) {
      boolean gone = person == 7 && number <= 5;
      long until = gone ? Duration.between(START, Year.planned(4)).toDays() + 1 : first;
      long joined =
          number == 2 && person == 1 ? Duration.between(START, Year.planned(3)).toDays() - 1 : 0;
      circle.stays.put(person, new long[] {until - joined, gone ? 1 : 0});
    }
    return events;
  }

  private static void joins(
      List<JournalEvent> events, int number, int person, Instant at, List<Integer> inside) {
    CircleId id = Programme.circle(number);
    events.add(new MemberJoined(id, at, member(number, person)));
    if (number != RELUCTANT || person != 5) {
      events.add(Programme.given(id, at, member(number, person).value()));
    }
    inside.add(person);
  }

  private static void session(
      List<JournalEvent> events, int number, Circle circle, int session, List<Integer> inside) {
    CircleId id = Programme.circle(number);
    Instant at = Year.planned(session);
    events.add(new SessionStarted(id, at, session));
    List<Integer> present = new ArrayList<>();
    for (int person : inside) {
      if (RANDOM.nextInt(10) < 7) {
        present.add(person);
        events.add(
            new MemberCheckedIn(id, at, session, member(number, person), Presence.IN_PERSON));
      }
    }
    if (session == 1) {
      Sealed text = new Sealed("key-1", "AAAA");
      events.add(new IssueNoted(id, at, 1, BOARD.get(0), Area.COMMUNITY, text));
      events.add(new GoalNoted(id, at, 1, BOARD.get(1), Area.WORKLOAD, text));
      events.add(new IssueNoted(id, at, 1, BOARD.get(2), Area.FAIRNESS, text));
      events.add(new PathDrawn(id, at, 1, BOARD.get(3), BOARD.get(0), BOARD.get(1), text));
    } else {
      for (int i = 0; i < 2; i++) {
        ThemeId theme = BOARD.get(RANDOM.nextInt(BOARD.size()));
        events.add(new ThemeExplored(id, at, session, theme));
        circle.explored.add(new Explored(session, theme.value()));
      }
      Tried tried =
          new Tried(
              session,
              RANDOM.nextBoolean() ? Tool.BREATHING : Tool.BELIEF_CHALLENGE,
              BOARD.get(RANDOM.nextInt(BOARD.size())).value());
      events.add(new ToolTried(id, at, session, tried.tool(), new ThemeId(tried.theme())));
      circle.tried.add(tried);
    }
    List<List<Integer>> pulses =
        present.stream()
            .map(person -> List.of(RANDOM.nextInt(11), RANDOM.nextInt(11)))
            .sorted((a, b) -> a.toString().compareTo(b.toString()))
            .toList();
    SortedMap<Tool, List<Integer>> ratings = new TreeMap<>();
    List<Integer> values = present.stream().map(person -> 1 + RANDOM.nextInt(5)).sorted().toList();
    if (session > 1) {
      ratings.put(circle.tried.get(circle.tried.size() - 1).tool(), values);
    }
    events.add(new PulsesRecorded(id, at.plusSeconds(5_400), session, pulses, ratings));
    events.add(new SessionClosed(id, at.plusSeconds(5_400), session, null));
    circle.change.add(pulses.stream().mapToInt(p -> p.get(1) - p.get(0)).average().orElseThrow());
    circle.rating.add(values.stream().mapToInt(v -> v).average().orElseThrow());
    circle.present.add(present);
    circle.members.add(List.copyOf(inside));
  }

  /** Who has left does not answer at the end. */
  private static void answers(Programme programme, int number, Circle circle) {
    Map<Integer, Map<String, Integer>> cbi = new TreeMap<>();
    Map<Integer, Map<String, Integer>> cbiTo = new TreeMap<>();
    for (int person = 1; person <= PEOPLE; person++) {
      cbi.put(person, filled(CBI));
      circle.mbiFrom.put(person, filled(MBI));
      if (person != 7 || number > 5) {
        cbiTo.put(person, filled(CBI));
        circle.mbiTo.put(person, filled(MBI));
        circle.exhaustion.put(
            person, new double[] {personal(cbi.get(person)), personal(cbiTo.get(person))});
      }
    }
    CircleId id = Programme.circle(number);
    programme.wave(id, Wave.BASELINE, START, Map.of(CBI, cbi, MBI, circle.mbiFrom));
    programme.wave(
        id, Wave.ENDPOINT, START.plus(Duration.ofDays(200)), Map.of(CBI, cbiTo, MBI, circle.mbiTo));
  }

  private static Map<String, Integer> filled(Instrument instrument) {
    int tendency = RANDOM.nextInt(instrument.options().size());
    Map<String, Integer> answers = new TreeMap<>();
    for (String item : instrument.itemIds()) {
      int option = Math.floorMod(tendency + RANDOM.nextInt(3) - 1, instrument.options().size());
      answers.put(item, instrument.options().get(option).value());
    }
    return answers;
  }

  /** CBI, personal: the mean of the first six items, none reversed. */
  private static double personal(@Nullable Map<String, Integer> answers) {
    return IntStream.rangeClosed(1, 6)
        .map(i -> Objects.requireNonNull(answers).get("cbi-0" + i))
        .average()
        .orElseThrow();
  }

  private static MemberId member(int number, int person) {
    return new MemberId(Programme.member(Programme.circle(number), person));
  }

  private static List<ThemeId> themes(String... ids) {
    return java.util.Arrays.stream(ids).map(ThemeId::new).toList();
  }

  private static Table asked(DataLane lane, String analysis, String step) throws Exception {
    Connection study = Objects.requireNonNull(STUDIES.get(lane));
    return step.isEmpty()
        ? Asked.of(study, analysis, PARAMETERS)
        : Asked.stepped(study, analysis, step, PARAMETERS);
  }

  // --- the analyses ---------------------------------------------------------------------------

  @Test
  void attendance_and_exhaustion_have_a_slope_in_each_circle_that_is_linked() throws Exception {
    List<Estimate> slopes = new ArrayList<>();
    for (int number = 1; number < UNLINKED; number++) {
      if (number == RELUCTANT) {
        continue; // the one code without a member would be told by elimination: no links there
      }
      Circle circle = CIRCLE.get(number - 1);
      List<Pair> points = new ArrayList<>();
      for (var one : circle.exhaustion.entrySet()) {
        int invited = 0;
        int came = 0;
        for (int session = 0; session < SESSIONS; session++) {
          invited += circle.members.get(session).contains(one.getKey()) ? 1 : 0;
          came += circle.present.get(session).contains(one.getKey()) ? 1 : 0;
        }
        points.add(new Pair((double) came / invited, one.getValue()[1] - one.getValue()[0]));
      }
      slopes.add(slope(points));
    }
    requirePooled(
        asked(DataLane.LINKED, "attendance-and-exhaustion", "slopes"),
        slopes.stream().filter(s -> s.variance() > 0).toList());
  }

  /** By the sums of the textbook, not about the means. */
  private static Estimate slope(List<Pair> points) {
    double n = points.size();
    double x = points.stream().mapToDouble(Pair::earlier).sum();
    double y = points.stream().mapToDouble(Pair::later).sum();
    double xx = points.stream().mapToDouble(p -> p.earlier() * p.earlier()).sum();
    double xy = points.stream().mapToDouble(p -> p.earlier() * p.later()).sum();
    double b = (n * xy - x * y) / (n * xx - x * x);
    double a = (y - b * x) / n;
    double rest =
        points.stream().mapToDouble(p -> Math.pow(p.later() - a - b * p.earlier(), 2)).sum();
    return new Estimate(b, rest / (n - 2) / (xx - x * x / n));
  }

  private static void requirePooled(Table table, List<Estimate> circles) {
    List<Double> effects = new ArrayList<>();
    int pooled = table.column("what").indexOf("pooled");
    for (int i = 0; i < pooled; i++) {
      effects.add(table.numbers("effect").get(i));
    }
    assertThat(effects).hasSize(circles.size()).hasSizeGreaterThan(4);
    List<Double> expected = circles.stream().map(Estimate::effect).sorted().toList();
    List<Double> found = effects.stream().sorted().toList();
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i)).isEqualTo(expected.get(i), within(1e-6));
    }
    RandomEffects all = RandomEffects.of(circles);
    assertThat(table.numbers("effect").get(pooled)).isEqualTo(all.reml().mean(), within(1e-5));
    assertThat(table.numbers("low").get(pooled)).isEqualTo(all.hartungKnapp().low(), within(1e-4));
    assertThat(table.numbers("tau2").get(pooled)).isEqualTo(all.reml().tau2(), within(1e-3));
  }

  @Test
  void circles_are_compared_by_the_changes_of_their_people() throws Exception {
    List<Estimate> changes = new ArrayList<>();
    for (Circle circle : CIRCLE) {
      List<Double> own = circle.exhaustion.values().stream().map(v -> v[1] - v[0]).toList();
      double mean = own.stream().mapToDouble(d -> d).average().orElseThrow();
      double squares = own.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
      changes.add(new Estimate(mean, squares / (own.size() - 1) / own.size()));
    }
    requirePooled(asked(DataLane.ANSWERS, "circles-compared", "random-effects"), changes);
  }

  @Test
  void profiles_go_from_one_to_another() throws Exception {
    Map<String, Integer> expected = new TreeMap<>();
    for (Circle circle : CIRCLE) {
      circle.mbiFrom.forEach(
          (person, from) ->
              expected.merge(
                  profile(from) + " > " + profile(circle.mbiTo.get(person)), 1, Integer::sum));
    }
    Table table = asked(DataLane.ANSWERS, "profiles-between-waves", "profiles");
    Map<String, Integer> found = new TreeMap<>();
    for (int i = 0; i < table.rows().size(); i++) {
      found.put(
          table.column("from_profile").get(i) + " > " + table.column("to_profile").get(i),
          table.numbers("people").get(i).intValue());
    }
    assertThat(found).isEqualTo(expected).hasSizeGreaterThan(5);
  }

  /** Sums against the overall norm of the manual; items by their numbers. */
  private static String profile(@Nullable Map<String, Integer> answers) {
    if (answers == null) {
      return "incomplete";
    }
    boolean exhausted = sum(answers, 1, 2, 3, 6, 8, 13, 14, 16, 20) >= 20.99 + 0.5 * 10.75;
    boolean distant = sum(answers, 5, 10, 11, 15, 22) >= 8.73 + 1.25 * 5.89;
    boolean ineffective = sum(answers, 4, 7, 9, 12, 17, 18, 19, 21) < 34.58 + 0.1 * 7.11;
    int code = (exhausted ? 4 : 0) + (distant ? 2 : 0) + (ineffective ? 1 : 0);
    return switch (code) {
      case 0 -> "engaged";
      case 1 -> "ineffective";
      case 2 -> "disengaged";
      case 4 -> "overextended";
      case 7 -> "burnout";
      default -> "unclassified";
    };
  }

  private static int sum(Map<String, Integer> answers, int... items) {
    return IntStream.of(items).map(i -> answers.get("mbi-%02d".formatted(i))).sum();
  }

  @Test
  void retention_is_the_product_of_the_shares_that_stayed() throws Exception {
    Table table = asked(DataLane.PARTICIPATION, "retention", "survival");
    List<long[]> stays = new ArrayList<>();
    for (int number = 1; number <= CIRCLES; number++) {
      for (var one : CIRCLE.get(number - 1).stays.entrySet()) {
        if (number != RELUCTANT || one.getKey() != 5) {
          stays.add(one.getValue());
        }
      }
    }
    double share = 1;
    List<Double> expected = new ArrayList<>(List.of(1.0));
    for (long day :
        stays.stream().filter(s -> s[1] == 1).mapToLong(s -> s[0]).distinct().sorted().toArray()) {
      double risk = stays.stream().filter(s -> s[0] >= day).count();
      double left = stays.stream().filter(s -> s[0] == day && s[1] == 1).count();
      share *= 1 - left / risk;
      expected.add(share);
    }
    assertThat(expected).hasSizeGreaterThan(1);
    assertThat(table.numbers("share")).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(table.numbers("share").get(i)).isEqualTo(expected.get(i), within(1e-12));
    }
  }

  @Test
  void ripples_are_ranked_against_the_share_of_community_and_fairness() throws Exception {
    Table table = asked(DataLane.PARTICIPATION, "ripples-and-themes", "rank-correlation");
    assertThat(table.rows()).hasSize(2);
    for (int i = 0; i < table.rows().size(); i++) {
      List<Pair> pairs = new ArrayList<>();
      for (Circle circle : CIRCLE) {
        List<Area> areas =
            circle.explored.stream()
                .flatMap(e -> AREAS.getOrDefault(e.theme(), List.of()).stream())
                .toList();
        double both = areas.stream().filter(a -> a == Area.COMMUNITY || a == Area.FAIRNESS).count();
        double ripples = 0;
        for (var one : circle.ripples.entrySet()) {
          if (Json.kebab(one.getKey()).equals(table.column("ripple").get(i))) {
            ripples = one.getValue();
          }
        }
        pairs.add(new Pair(both / areas.size(), ripples / SESSIONS));
      }
      Double rho = RankCorrelation.of(pairs).rho();
      assertThat(table.numbers("circles").get(i)).isEqualTo((double) CIRCLES);
      assertThat(table.numbers("rho").get(i)).isEqualTo(rho, within(1e-9));
    }
  }

  @Test
  void tools_are_counted_with_what_followed() throws Exception {
    Map<String, List<Double>> again = new TreeMap<>();
    Map<String, List<Double>> change = new TreeMap<>();
    Map<String, List<Double>> rating = new TreeMap<>();
    for (int number = 1; number <= CIRCLES; number++) {
      Circle circle = CIRCLE.get(number - 1);
      for (Tried tried : circle.tried) {
        boolean taken =
            circle.explored.stream()
                .anyMatch(
                    e ->
                        e.theme().equals(tried.theme())
                            && e.session() > tried.session()
                            && e.session() <= tried.session() + 2);
        for (Area area : AREAS.getOrDefault(tried.theme(), List.of())) {
          String place = Json.kebab(tried.tool()) + " " + Json.kebab(area);
          again.computeIfAbsent(place, p -> new ArrayList<>()).add(taken ? 1.0 : 0.0);
          if (number != RELUCTANT) {
            int session = tried.session() - 1;
            change.computeIfAbsent(place, p -> new ArrayList<>()).add(circle.change.get(session));
            rating.computeIfAbsent(place, p -> new ArrayList<>()).add(circle.rating.get(session));
          }
        }
      }
    }
    Table table = asked(DataLane.PARTICIPATION, "tools-and-themes", "");
    assertThat(table.rows()).hasSize(again.size()).hasSizeGreaterThan(4);
    for (int i = 0; i < table.rows().size(); i++) {
      String place = table.column("tool").get(i) + " " + table.column("area").get(i);
      assertThat(table.numbers("tried").get(i))
          .as(place)
          .isEqualTo((double) again.getOrDefault(place, List.of()).size());
      assertThat(table.numbers("weighed").get(i))
          .isEqualTo((double) change.getOrDefault(place, List.of()).size());
      requireMean(table, i, "taken_up_again", again.getOrDefault(place, List.of()));
      requireMean(table, i, "change", change.getOrDefault(place, List.of()));
      requireMean(table, i, "helpfulness", rating.getOrDefault(place, List.of()));
    }
  }

  private static void requireMean(Table table, int row, String column, List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
    assertThat(table.numbers(column).get(row)).as(column).isEqualTo(mean, within(1e-9));
  }

  /** What was declared of the wave: from baseline to endpoint, without norms. */
  @Test
  void a_circles_report_has_its_changes_and_says_what_they_do_not_show() throws Exception {
    Table table = asked(DataLane.ANSWERS, "circle-report", "circle-report");
    Map<Double, Integer> expected = new TreeMap<>();
    for (Circle circle : CIRCLE) {
      double mean =
          circle.exhaustion.values().stream().mapToDouble(v -> v[1] - v[0]).average().orElseThrow();
      expected.merge(Math.rint(mean * 1e6), circle.exhaustion.size(), Integer::sum);
    }
    Map<Double, Integer> found = new TreeMap<>();
    int cautions = 0;
    for (int i = 0; i < table.rows().size(); i++) {
      Object what = table.column("what").get(i);
      if ("contrast".equals(what) && "personal".equals(table.column("scale").get(i))) {
        found.merge(
            Math.rint(table.numbers("mean").get(i) * 1e6),
            table.numbers("n").get(i).intValue(),
            Integer::sum);
        assertThat(table.column("declared").get(i)).isEqualTo(true);
        assertThat(table.numbers("holm_p").get(i))
            .isGreaterThanOrEqualTo(table.numbers("p").get(i));
      }
      cautions += "no-comparison-group".equals(table.column("code").get(i)) ? 1 : 0;
    }
    assertThat(found).isEqualTo(expected);
    assertThat(cautions).isEqualTo(2 * CIRCLES); // one of each circle and instrument
  }
}
