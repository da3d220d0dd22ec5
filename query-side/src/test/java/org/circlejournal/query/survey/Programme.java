package org.circlejournal.query.survey;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.Score;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.LevelHeldBack;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.door.AsAnswered;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.release.BrokenRules;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.survey.Attacker.Cell;
import org.circlejournal.query.survey.Attacker.Row;
import org.circlejournal.query.survey.trend.BurnoutTrendEndpoint;
import org.circlejournal.query.survey.trend.BurnoutTrendView;
import org.circlejournal.query.survey.trend.Trend;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * Some circles at some workplaces over a year and more, and everybody who asks meanwhile. What is
 * decided, folded, pooled and written is decided, folded, pooled and written by the real classes;
 * only journal, keys and network are missing. Every answer goes to the attacker, who also knows who
 * is behind each figure.
 */
final class Programme {

  private static final Instant START = Instant.parse("2026-01-12T18:00:00Z");
  private static final List<String> WORKPLACES = List.of("CLINIC-A", "CLINIC-B", "CLINIC-C");
  private static final List<Wave> YEAR =
      List.of(
          Wave.BASELINE,
          new Wave("interim-1"),
          new Wave("interim-2"),
          Wave.ENDPOINT,
          Wave.FOLLOW_UP);

  /** Bound once; a fingerprint is dear. */
  record Scoring(Instrument instrument, InstrumentKey key, String scale) {
    static Scoring of(String instrument, String scale) {
      Instrument key = Instruments.shipped().byId(instrument).orElseThrow();
      return new Scoring(key, new InstrumentKey(key.id(), key.fingerprint()), scale);
    }

    int least() {
      return instrument.options().stream().mapToInt(o -> o.value()).min().orElseThrow();
    }

    int highest() {
      return instrument.options().stream().mapToInt(o -> o.value()).max().orElseThrow();
    }
  }

  private static final List<Scoring> SCALES =
      List.of(
          Scoring.of("mbi-hss", "emotional-exhaustion"),
          Scoring.of("mbi-hss", "depersonalization"),
          Scoring.of("cbi", "work"),
          Scoring.of("olbi", "exhaustion"));

  private final ReleaseRules rules;
  private final SplittableRandom random;
  private final Scoring scoring;
  private final List<Circle> circles = new ArrayList<>();
  private final Map<CircleId, List<ResultReleased>> blockLedgers = new LinkedHashMap<>();
  private final Map<CircleId, Trend> trends = new LinkedHashMap<>();
  private final ScaleBlocks blocks;
  private final List<CirclesGlued> glued = new ArrayList<>();

  /** Who is behind a figure that left, by circle or block and subject. */
  private final Map<String, Set<Integer>> behind = new HashMap<>();

  /** Who a named set is. */
  private final Map<String, Set<Integer>> known = new HashMap<>();

  private final Attacker attacker;
  private long position;

  Programme(ReleaseRules rules, SplittableRandom random) {
    this(rules, random, SCALES.get(random.nextInt(SCALES.size())));
  }

  Programme(ReleaseRules rules, SplittableRandom random, Scoring scoring) {
    this.rules = rules;
    this.random = random;
    this.scoring = scoring;
    this.blocks = new ScaleBlocks(new CircleId(UUID.nameUUIDFromBytes(new byte[1]).toString()));
    this.attacker = new Attacker(scoring.least(), scoring.highest());
  }

  Attacker attacker() {
    return attacker;
  }

  /** How many circles were glued, so that a test sees that this happens. */
  int gluedCircles() {
    return glued.stream().mapToInt(block -> block.circles().size()).sum();
  }

  /** What left of the first circle. */
  List<ResultReleased> ledger() {
    return circles.get(0).ledger;
  }

  /** What staff would read of a pool. */
  JsonNode answered(String pool) {
    return AsAnswered.pool(BurnoutTrendEndpoint.MODEL, pool, parts(pool));
  }

  // --- circles ----------------------------------------------------------------------------------

  /** One circle; people are numbered over the programme. */
  final class Circle {
    final CircleId id;
    final String workplace;
    final boolean imported;
    final int k;
    final List<Integer> people = new ArrayList<>();
    final List<SurveyWaveOpened> openings = new ArrayList<>();
    final List<SurveyWaveClosed> closings = new ArrayList<>();
    final Map<Wave, Map<Integer, Map<String, Integer>>> answers = new HashMap<>();
    final Set<Integer> withdrawn = new HashSet<>();
    final Set<Integer> erased = new HashSet<>();
    final Map<Integer, Integer> givenAfter = new HashMap<>();
    final List<ResultReleased> ledger = new ArrayList<>();

    Circle(String workplace, boolean imported, int k, int size) {
      this.id = new CircleId(new UUID(7, circles.size()).toString());
      this.workplace = workplace;
      this.imported = imported;
      this.k = k;
      int first = circles.stream().mapToInt(c -> c.people.size()).sum();
      for (int i = 0; i < size; i++) {
        people.add(first + i);
      }
      circles.add(this);
    }

    /** A wave that opens and closes, with these answers. */
    void wave(
        Wave wave,
        Publish publish,
        List<String> contrasts,
        Instant closing,
        Map<Integer, Map<String, Integer>> given) {
      openings.add(
          new SurveyWaveOpened(
              id,
              closing.minus(Duration.ofDays(14)),
              wave,
              List.of(scoring.key()),
              closing,
              publish,
              new Declared(contrasts, null, null),
              k));
      closings.add(new SurveyWaveClosed(id, closing, wave));
      answers.put(wave, given);
    }

    boolean mayBeUsed(int person) {
      return !withdrawn.contains(person) && !erased.contains(person);
    }

    List<ClosedWave> closed() {
      List<ClosedWave> all = new ArrayList<>();
      for (int i = 0; i < closings.size(); i++) {
        Map<SurveyCode, Map<String, Integer>> usable = new HashMap<>();
        answersOf(closings.get(i).wave())
            .forEach(
                (person, given) -> {
                  if (mayBeUsed(person)) {
                    usable.put(code(person), given);
                  }
                });
        Set<SurveyCode> anew = new HashSet<>();
        int wave = i;
        givenAfter.forEach(
            (person, waves) -> {
              if (waves > wave) {
                anew.add(code(person));
              }
            });
        all.add(
            new ClosedWave(
                openings.get(i), closings.get(i), Map.of(scoring.instrument(), usable), anew));
      }
      return all;
    }

    Map<Integer, Map<String, Integer>> answersOf(Wave wave) {
      return answers.getOrDefault(wave, Map.of());
    }

    /** Who has a score at a wave that may be used now. */
    Set<Integer> scored(Wave wave) {
      Set<Integer> scored = new HashSet<>();
      answersOf(wave)
          .forEach(
              (person, given) -> {
                if (mayBeUsed(person) && score(given) != null) {
                  scored.add(person);
                }
              });
      return scored;
    }

    BlockReleases.Member member() {
      return new BlockReleases.Member(closed(), ledger);
    }
  }

  @Nullable Double score(Map<String, Integer> given) {
    Score score = scoring.instrument().score(scoring.scale(), given);
    return score.mean();
  }

  private static SurveyCode code(int person) {
    return Waves.code(person);
  }

  // --- what happens -----------------------------------------------------------------------------

  /** Circles of all kinds, and a year of all that may happen to their answers, in any order. */
  Programme lives() {
    int many = 2 + random.nextInt(6);
    for (int i = 0; i < many; i++) {
      int size =
          switch (random.nextInt(6)) {
            case 0, 1 -> 6 + random.nextInt(10);
            case 2 -> 12 + random.nextInt(4);
            default -> 2 + random.nextInt(6);
          };
      new Circle(
          WORKPLACES.get(random.nextInt(WORKPLACES.size())),
          random.nextInt(6) == 0,
          random.nextInt(8) == 0 ? 6 : 5,
          size);
    }
    TreeMap<Double, Runnable> happens = new TreeMap<>();
    for (Circle circle : circles) {
      plan(circle, happens);
    }
    happens.values().forEach(Runnable::run);
    circles.forEach(this::publish);
    circles.forEach(this::ask);
    askPools();
    return this;
  }

  private void plan(Circle circle, Map<Double, Runnable> happens) {
    int first = random.nextInt(12) == 0 ? 1 : 0;
    int lag = random.nextInt(3);
    Map<Integer, Integer> joins = new HashMap<>();
    Map<Integer, Integer> leaves = new HashMap<>();
    int restless = random.nextInt(4);
    boolean together = circle.people.size() > 10 && random.nextInt(2) == 0;
    int parting = 1 + random.nextInt(4);
    for (int person : circle.people) {
      joins.put(person, random.nextInt(6) < restless ? random.nextInt(5) : 0);
      leaves.put(person, random.nextInt(6) < restless ? 1 + random.nextInt(5) : 5);
      if (together) { // everybody answers all, and some leave at once
        joins.put(person, 0);
        leaves.put(person, person < circle.people.get(5) ? parting : 5);
        continue;
      }
      double when = random.nextDouble(5.0);
      int fate = random.nextInt(24);
      if (fate == 0) {
        happens.put(when, () -> circle.erased.add(person));
      } else if (fate <= 2) {
        happens.put(when, () -> circle.withdrawn.add(person));
        if (fate == 2) {
          happens.put(
              when + random.nextDouble(2.0),
              () -> {
                circle.withdrawn.remove(person);
                circle.givenAfter.put(person, circle.closings.size());
              });
        }
      }
    }
    for (int w = first; w < YEAR.size(); w++) {
      int wave = w;
      boolean held = w == 0 || w == 3 || random.nextInt(3) == 0;
      if (held && random.nextInt(12) != 0) {
        double when = w + 0.9 * random.nextDouble();
        happens.put(when, () -> wave(circle, wave, when, joins, leaves, together));
        happens.put(
            when + (lag == 0 ? 0.001 : random.nextDouble(1.5)),
            () -> {
              publish(circle);
              if (random.nextInt(2) == 0) {
                ask(circle);
              }
              if (random.nextInt(2) == 0) {
                askPools();
              }
            });
      }
    }
  }

  private void wave(
      Circle circle,
      int wave,
      double when,
      Map<Integer, Integer> joins,
      Map<Integer, Integer> leaves,
      boolean together) {
    Map<Integer, Map<String, Integer>> given = new HashMap<>();
    int absent = together ? 0 : random.nextInt(4);
    for (int person : circle.people) {
      boolean there =
          Objects.requireNonNull(joins.get(person)) <= wave
              && wave < Objects.requireNonNull(leaves.get(person));
      if (there && random.nextInt(16) >= absent && circle.mayBeUsed(person)) {
        given.put(person, answers(together));
      }
    }
    circle.wave(
        YEAR.get(wave),
        random.nextInt(4) == 0 ? Publish.WITH_CONTRAST : Publish.AT_CLOSE,
        contrasts(),
        START.plusSeconds((long) (when * 90 * 86_400)),
        given);
  }

  private List<String> contrasts() {
    List<String> contrasts = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      int from = random.nextInt(YEAR.size() - 1);
      int to = from + 1 + random.nextInt(YEAR.size() - 1 - from);
      contrasts.add(YEAR.get(from) + "-" + YEAR.get(to));
    }
    return contrasts;
  }

  /**
   * Of somebody who is neither at the one end of the scale nor at the other: where all stand at an
   * end, the mean alone tells everybody's answer, and no rule about sets can help.
   */
  Map<String, Integer> answers(boolean all) {
    List<Integer> options =
        scoring.instrument().options().stream().map(o -> o.value()).sorted().toList();
    List<String> items = scoring.instrument().scale(scoring.scale()).items();
    while (true) {
      double target = 0.15 + 0.7 * random.nextDouble();
      Map<String, Integer> given = new HashMap<>();
      for (String item : items) {
        boolean reversed = scoring.instrument().scale(scoring.scale()).reversed().contains(item);
        double place = target + 0.4 * (random.nextDouble() - 0.5);
        int option = (int) Math.round(Math.min(1, Math.max(0, place)) * (options.size() - 1));
        given.put(item, options.get(reversed ? options.size() - 1 - option : option));
      }
      if (!all && random.nextInt(10) == 0) {
        int missing = 1 + random.nextInt(items.size());
        items.subList(0, missing).forEach(given::remove);
      }
      Double score = score(given);
      double range = scoring.highest() - scoring.least();
      if (score == null
          || ((score - scoring.least()) / range > 0.1 && (score - scoring.least()) / range < 0.9)) {
        return given;
      }
    }
  }

  // --- what the publisher does
  // --------------------------------------------------------------------

  /** As {@link Publisher}: what is missing of the circle, then blocks. */
  void publish(Circle circle) {
    List<ResultReleased> missing =
        CircleReleases.missing(rules, circle.openings, circle.closed(), circle.ledger, new Known())
            .stream()
            .filter(row -> row.scale().equals(scoring.scale()))
            .toList();
    for (ResultReleased row : missing) {
      circle.ledger.add(row);
      left(circle.id, row);
    }
    for (ResultReleased row : missing) {
      if (row.row() == RowKind.WAVE) {
        glue(circle, row);
      }
    }
  }

  /** Random names, and who they are. */
  private final class Known extends SetNames {
    @Override
    String fresh() {
      return Long.toHexString(random.nextLong());
    }

    @Override
    String of(Instant at, Set<SurveyCode> set) {
      String name = super.of(at, set);
      Set<Integer> people = new HashSet<>();
      set.forEach(code -> people.add(Integer.parseInt(code.value(), 16)));
      known.put(name, people);
      return name;
    }
  }

  private void glue(Circle circle, ResultReleased level) {
    if (circle.imported) {
      return;
    }
    if (circle.member().isHeldBack(level.wave()) && !blocks.waits(circle.id, level.wave())) {
      LevelHeldBack waiting =
          new LevelHeldBack(
              circle.id,
              level.at(),
              level.wave(),
              level.instrument(),
              level.fingerprint(),
              level.scale(),
              circle.id,
              circle.workplace,
              circle.k);
      blocks.evolve(waiting);
      if (blocks.blockOf(circle.id) == null) {
        CirclesGlued next =
            blocks.next(rules, waiting, waiting.at(), id -> circle(id).scored(level.wave()).size());
        if (next != null) {
          blocks.evolve(next);
          glued.add(next);
        }
      }
    }
    CirclesGlued block = blocks.blockOf(circle.id);
    if (block != null) {
      publish(block);
    }
  }

  private Circle circle(CircleId id) {
    return circles.stream().filter(c -> c.id.equals(id)).findFirst().orElseThrow();
  }

  private void publish(CirclesGlued block) {
    List<ResultReleased> ledger =
        blockLedgers.computeIfAbsent(block.block(), b -> new ArrayList<>());
    List<ResultReleased> missing =
        BlockReleases.missing(
            BrokenRules.ofBlocks(rules),
            block.block(),
            scoring.instrument(),
            scoring.scale(),
            block.circles().stream().map(id -> circle(id).member()).toList(),
            ledger,
            new Known());
    for (ResultReleased row : missing) {
      ledger.add(row);
      left(block.block(), row);
    }
  }

  /** Folds a row, and notes who is behind it. */
  private void left(CircleId of, ResultReleased row) {
    Trend trend = trends.getOrDefault(of, BurnoutTrendView.VIEW.initial(of));
    position++;
    trends.put(
        of,
        BurnoutTrendView.VIEW.fold(
            trend, row, new Recorded("ledger-" + of, position, position, row.at())));
    if (row.n() != null) {
      Set<Integer> people = known.getOrDefault(row.setId(), Set.of());
      if (people.size() != row.n()) {
        throw new AssertionError("who is behind " + row + "? not " + people);
      }
      behind.put(subject(of, row.row(), row.wave(), row.fromWave()), people);
    }
  }

  private static String subject(CircleId of, RowKind row, Wave wave, @Nullable Wave from) {
    return of + " " + row + " " + wave + " " + from;
  }

  // --- who asks
  // -----------------------------------------------------------------------------------

  /** A member and somebody outside ask for the circle's trend. */
  void ask(Circle circle) {
    Trend trend = trends.getOrDefault(circle.id, BurnoutTrendView.VIEW.initial(circle.id));
    for (boolean inside : List.of(true, false)) {
      for (JsonNode row :
          AsAnswered.circle(
              BurnoutTrendEndpoint.MODEL,
              inside,
              circle.id,
              BurnoutTrendView.ROWS.rows().apply(trend))) {
        if (!row.path("n").isNull()) {
          tell(row, circle.k, List.of(circle.id));
        }
      }
    }
  }

  /** Staff of each workplace, and of all, ask for pools. */
  void askPools() {
    List<String> pools = new ArrayList<>(WORKPLACES);
    pools.add("all");
    for (String pool : pools) {
      for (JsonNode row : answered(pool)) {
        if (!row.path("n").isNull()) {
          boolean imported = row.path("imported").booleanValue();
          tell(row, 5, ids(pool, imported));
        }
      }
    }
  }

  /** As the door finds them. */
  private List<PoolPart<?>> parts(String pool) {
    List<PoolPart<?>> parts = new ArrayList<>();
    for (Circle circle : circles) {
      if (pool.equals("all") || pool.equals(circle.workplace)) {
        parts.add(part(circle.id, circle.imported, 1));
      }
    }
    for (CirclesGlued block : glued) {
      if (pool.equals("all") || pool.equals(block.workplace())) {
        parts.add(part(block.block(), false, block.circles().size()));
      }
    }
    return parts;
  }

  private PoolPart<?> part(CircleId id, boolean imported, int circles) {
    Trend trend = trends.getOrDefault(id, BurnoutTrendView.VIEW.initial(id));
    return new PoolPart<>(imported, circles, BurnoutTrendView.ROWS.rows().apply(trend));
  }

  private List<CircleId> ids(String pool, boolean imported) {
    List<CircleId> ids = new ArrayList<>();
    for (Circle circle : circles) {
      if (circle.imported == imported && (pool.equals("all") || pool.equals(circle.workplace))) {
        ids.add(circle.id);
      }
    }
    for (CirclesGlued block : glued) {
      if (!imported && (pool.equals("all") || pool.equals(block.workplace()))) {
        ids.add(block.block());
      }
    }
    return ids;
  }

  /**
   * A row, as it was answered, and who is behind it.
   *
   * @param of the circles and blocks whose figures, if any left, are in it
   */
  private void tell(JsonNode row, int k, List<CircleId> of) {
    Wave wave = new Wave(row.path("wave").textValue());
    String fromText = row.path("fromWave").textValue();
    Wave from = fromText == null ? null : new Wave(fromText);
    RowKind kind = from == null ? RowKind.WAVE : RowKind.CONTRAST;
    List<List<Cell>> groups = new ArrayList<>();
    int people = 0;
    for (CircleId id : of) {
      Set<Integer> group = behind.get(subject(id, kind, wave, from));
      if (group != null) {
        List<Cell> cells = new ArrayList<>();
        for (int person : group) {
          cells.add(new Cell(person, wave, 1, truth(person, wave)));
          if (from != null) {
            cells.add(new Cell(person, from, -1, truth(person, from)));
          }
        }
        groups.add(cells);
        people += group.size();
      }
    }
    if (row.path("n").intValue() != people) {
      throw new AssertionError(row + " is not of " + people);
    }
    int items = scoring.instrument().scale(scoring.scale()).items().size();
    attacker.hears(new Row(row, groups, people, k, from != null, items));
  }

  private double truth(int person, Wave wave) {
    Circle circle =
        circles.stream().filter(c -> c.people.contains(person)).findFirst().orElseThrow();
    Map<String, Integer> given = Objects.requireNonNull(circle.answersOf(wave).get(person));
    return Objects.requireNonNull(score(given));
  }
}
