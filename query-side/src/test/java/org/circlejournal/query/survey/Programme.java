package org.circlejournal.query.survey;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
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
import org.circlejournal.query.Year;
import org.circlejournal.query.release.BrokenRules;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.session.PulsesAsPublished;
import org.circlejournal.query.survey.Attacker.Cell;
import org.circlejournal.query.survey.Attacker.Group;
import org.circlejournal.query.survey.Attacker.Question;
import org.circlejournal.query.view.Recorded;
import org.circlejournal.query.view.Remembered;
import org.jspecify.annotations.Nullable;

/**
 * Some circles at some workplaces over a year and more, and everybody who asks meanwhile. What is
 * decided, folded, pooled and written is decided, folded, pooled and written by the real classes;
 * only keys, tables and network are missing. Every answer goes to the attacker, who also knows who
 * is behind each figure. What happens to a circle is in {@link Life}, who asks in {@link Readers}.
 */
final class Programme {

  static final List<String> WORKPLACES = List.of("CLINIC-A", "CLINIC-B", "CLINIC-C");
  private static final Instant START = Instant.parse("2020-01-13T18:00:00Z");

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

    int items() {
      return instrument.scale(scale).items().size();
    }

    boolean isPercent() {
      return highest() == 100;
    }

    @Nullable Double score(Map<String, Integer> given) {
      return instrument.score(scale, given).mean();
    }
  }

  private static final List<Scoring> SCALES =
      List.of(
          Scoring.of("mbi-hss", "emotional-exhaustion"),
          Scoring.of("mbi-hss", "depersonalization"),
          Scoring.of("cbi", "work"),
          Scoring.of("olbi", "exhaustion"));

  /** What one person put into a session's box. */
  record Pulse(int arriving, int leaving, Map<Tool, Integer> ratings) {}

  final ReleaseRules rules;
  final SplittableRandom random;
  final Scoring scoring;
  final List<Circle> circles = new ArrayList<>();
  final List<CirclesGlued> glued = new ArrayList<>();
  final Remembered journal = new Remembered();
  final Behind behind = new Behind();
  private final Map<CircleId, List<ResultReleased>> blockLedgers = new LinkedHashMap<>();
  private @Nullable ScaleBlocks blocks;
  private @Nullable CircleId gluing;
  private final List<JournalEvent> events = new ArrayList<>();

  /** Who a named set is. */
  private final Map<String, Set<Integer>> known = new HashMap<>();

  private final Attacker attacker = new Attacker();
  private final Readers readers;
  private boolean countsAnew;
  private Instant now = START;

  Programme(ReleaseRules rules, SplittableRandom random) {
    this(rules, random, SCALES.get(random.nextInt(SCALES.size())));
  }

  Programme(ReleaseRules rules, SplittableRandom random, Scoring scoring) {
    this.rules = rules;
    this.random = random;
    this.scoring = scoring;
    this.readers = new Readers(this, attacker);
  }

  /** From now on the publisher forgets what left, and releases anew after each withdrawal. */
  Programme countingAnew() {
    countsAnew = true;
    return this;
  }

  Programme lives() {
    new Life(this, Set.of(Life.Part.values())).runs();
    return this;
  }

  Programme livesOnly(Life.Part part) {
    new Life(this, Set.of(part)).runs();
    return this;
  }

  Attacker attacker() {
    return attacker;
  }

  Readers readers() {
    return readers;
  }

  /** All that was journaled, in that order. */
  List<JournalEvent> events() {
    return List.copyOf(events);
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
    return readers.burnoutTrend(pool);
  }

  /** A member and somebody outside ask for all that is shown of a circle. */
  void ask(Circle circle) {
    readers.askNow(circle);
  }

  /** Staff of each workplace, and of all, ask for pools. */
  void askPools() {
    readers.askPoolsNow();
  }

  // --- time
  // ---------------------------------------------------------------------------------------

  /**
   * @param when in quarters of a year
   */
  static Instant at(double when) {
    return START.plusMillis((long) (when * 90 * 86_400_000));
  }

  void isNow(double when) {
    now = at(when);
  }

  /** Some time since the beginning. */
  Instant anyTime() {
    return START.plusMillis(random.nextLong(1 + Duration.between(START, now).toMillis()));
  }

  private long append(JournalEvent event) {
    boolean left =
        event instanceof ResultReleased
            || event instanceof PulseReleased
            || event instanceof LevelHeldBack
            || event instanceof CirclesGlued;
    events.add(event);
    CircleId circle = event.circleId();
    return journal.append(left ? Recorded.ledgerOf(circle) : circle.value(), event, now);
  }

  // --- circles
  // ------------------------------------------------------------------------------------

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
    final List<PulseReleased> pulses = new ArrayList<>();

    /** By which pools would take it where few are not kept out of them. */
    final CircleId standIn;

    boolean standsIn;

    Circle(String workplace, boolean imported, int k, int size) {
      this.id = Year.circle(1 + circles.size());
      this.standIn = Year.circle(1001 + circles.size());
      this.workplace = workplace;
      this.imported = imported;
      this.k = k;
      int first = circles.stream().mapToInt(c -> c.people.size()).sum();
      for (int i = 0; i < size; i++) {
        people.add(first + i);
      }
      circles.add(this);
      append(
          new CircleFounded(
              id,
              now,
              "NORTH-" + circles.size(),
              workplace,
              ZoneOffset.UTC,
              IntStream.range(0, 12)
                  .mapToObj(i -> LocalDateTime.ofInstant(START, ZoneOffset.UTC).plusDays(14L * i))
                  .toList(),
              14,
              90,
              16,
              5,
              k,
              60,
              "1",
              null,
              imported));
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

    /** A session that starts and closes, with what is in its box then. */
    void session(int session, Map<Integer, Pulse> box) {
      append(new SessionStarted(id, now, session));
      List<JournalEvent> end = new ArrayList<>();
      if (!box.isEmpty()) {
        TreeMap<Tool, List<Integer>> ratings = new TreeMap<>();
        box.values()
            .forEach(
                pulse ->
                    pulse
                        .ratings()
                        .forEach(
                            (tool, rating) ->
                                ratings.computeIfAbsent(tool, t -> new ArrayList<>()).add(rating)));
        end.add(
            new PulsesRecorded(
                id,
                now,
                session,
                box.values().stream()
                    .map(pulse -> List.of(pulse.arriving(), pulse.leaving()))
                    .toList(),
                ratings));
      }
      end.add(new SessionClosed(id, now, session, null));
      end.forEach(Programme.this::append);
      end.forEach(event -> publishPulses(this, event, box));
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
                if (mayBeUsed(person) && scoring.score(given) != null) {
                  scored.add(person);
                }
              });
      return scored;
    }

    BlockReleases.Member member() {
      return new BlockReleases.Member(closed(), ledger);
    }
  }

  private static SurveyCode code(int person) {
    return Waves.code(person);
  }

  private Circle circle(CircleId id) {
    return circles.stream().filter(c -> c.id.equals(id)).findFirst().orElseThrow();
  }

  // --- what the publisher of answers does
  // ---------------------------------------------------------

  /** Somebody withdrew or was erased: by that nothing leaves. */
  void somebodyWent(Circle circle) {
    if (countsAnew) {
      publish(circle);
    }
  }

  /** As {@link Publisher}: what is missing of the circle, then blocks. */
  void publish(Circle circle) {
    List<ResultReleased> missing =
        CircleReleases.missing(
                rules,
                circle.openings,
                circle.closed(),
                countsAnew ? List.of() : circle.ledger,
                new Known())
            .stream()
            .filter(row -> row.scale().equals(scoring.scale()))
            .filter(row -> !countsAnew || isNew(circle.ledger, row))
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

  /** Whether it says something else than the last that left about the same. */
  private static boolean isNew(List<ResultReleased> ledger, ResultReleased row) {
    ResultReleased last = null;
    for (ResultReleased left : ledger) {
      boolean same =
          left.row() == row.row()
              && left.wave().equals(row.wave())
              && Objects.equals(left.fromWave(), row.fromWave());
      last = same ? left : last;
    }
    return last == null
        || !Objects.equals(last.n(), row.n())
        || !Objects.equals(last.mean(), row.mean());
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

  /** Under whose id it stands which circles are glued; null while none waits. */
  @Nullable CircleId gluing() {
    return gluing;
  }

  private ScaleBlocks blocksOf(ResultReleased level) {
    if (blocks == null) {
      gluing = ScaleBlocks.ledgerOf(level);
      blocks = new ScaleBlocks(gluing);
    }
    return blocks;
  }

  private void glue(Circle circle, ResultReleased level) {
    if (circle.imported) {
      return;
    }
    ScaleBlocks there = blocksOf(level);
    if (circle.member().isHeldBack(level.wave()) && !there.waits(circle.id, level.wave())) {
      LevelHeldBack waiting =
          new LevelHeldBack(
              ScaleBlocks.ledgerOf(level),
              level.at(),
              level.wave(),
              level.instrument(),
              level.fingerprint(),
              level.scale(),
              circle.id,
              circle.workplace,
              circle.k);
      there.evolve(waiting);
      append(waiting);
      if (there.blockOf(circle.id) == null) {
        CirclesGlued next =
            there.next(rules, waiting, waiting.at(), id -> circle(id).scored(level.wave()).size());
        if (next != null) {
          there.evolve(next);
          glued.add(next);
          append(next);
        }
      }
    }
    CirclesGlued block = there.blockOf(circle.id);
    if (block != null) {
      publish(block);
    }
  }

  private void publish(CirclesGlued block) {
    List<ResultReleased> ledger =
        blockLedgers.computeIfAbsent(block.block(), b -> new ArrayList<>());
    List<ResultReleased> missing =
        BlockReleases.missing(
            BrokenRules.ofPools(rules),
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

  /** Journals a row, and notes who is behind it. */
  private void left(CircleId of, ResultReleased row) {
    long position = append(row);
    String subject = Readers.subject(row.wave(), row.fromWave());
    if (row.n() == null) {
      behind.note(of, subject, position, null);
      return;
    }
    Set<Integer> people = known.getOrDefault(row.setId(), Set.of());
    if (people.size() != row.n()) {
      throw new AssertionError("who is behind " + row + "? not " + people);
    }
    List<Cell> cells = new ArrayList<>();
    for (int person : people) {
      cells.add(score(person, row.wave(), 1));
      if (row.fromWave() != null) {
        cells.add(score(person, row.fromWave(), -1));
      }
    }
    double half =
        row.withheld() == null
            ? 0
            : row.sum() != null ? 0.25 / scoring.items() : scoring.isPercent() ? 1 : 0.025;
    behind.note(of, subject, position, new Group(cells, row.k(), half));
  }

  private Cell score(int person, Wave wave, int sign) {
    Circle circle =
        circles.stream().filter(c -> c.people.contains(person)).findFirst().orElseThrow();
    Map<String, Integer> given = Objects.requireNonNull(circle.answersOf(wave).get(person));
    return new Cell(
        person,
        new Question(scoring.scale() + " " + wave, scoring.least(), scoring.highest()),
        sign,
        Objects.requireNonNull(scoring.score(given)));
  }

  // --- what the publisher of pulses does
  // ----------------------------------------------------------

  private void publishPulses(Circle circle, JournalEvent event, Map<Integer, Pulse> box) {
    for (PulseReleased row :
        PulsesAsPublished.after(event, rules, circle.k, circle.pulses, this::name)) {
      circle.pulses.add(row);
      left(row, box);
    }
    ReleaseRules ofPools = BrokenRules.ofPools(rules);
    boolean few = !rules.enough(box.size(), circle.k);
    if (few && ofPools != rules && event instanceof PulsesRecorded recorded) {
      circle.standsIn = true;
      PulsesRecorded again =
          new PulsesRecorded(
              circle.standIn,
              recorded.at(),
              recorded.session(),
              recorded.pulses(),
              recorded.ratings());
      PulsesAsPublished.after(again, ofPools, circle.k, List.of(), this::name)
          .forEach(row -> left(row, box));
    }
  }

  private String name() {
    return Long.toHexString(random.nextLong());
  }

  private void left(PulseReleased row, Map<Integer, Pulse> box) {
    long position = append(row);
    if (row.n() == null) {
      return;
    }
    String session = Readers.subject(row.session());
    Tool tool = row.tool();
    if (tool != null) {
      Question rating = new Question(session + " " + tool, 1, 5);
      List<Cell> cells = new ArrayList<>();
      box.forEach(
          (person, pulse) -> {
            Integer given = pulse.ratings().get(tool);
            if (given != null) {
              cells.add(new Cell(person, rating, 1, given));
            }
          });
      double told = Objects.requireNonNull(row.helpfulness());
      behind.note(row.circleId(), tool.name(), position, group(row, cells, told));
      return;
    }
    Question arriving = new Question(session + " arriving", 0, 10);
    Question leaving = new Question(session + " leaving", 0, 10);
    List<Cell> from = new ArrayList<>();
    List<Cell> to = new ArrayList<>();
    List<Cell> change = new ArrayList<>();
    box.forEach(
        (person, pulse) -> {
          from.add(new Cell(person, arriving, 1, pulse.arriving()));
          to.add(new Cell(person, leaving, 1, pulse.leaving()));
          change.add(new Cell(person, leaving, 1, pulse.leaving()));
          change.add(new Cell(person, arriving, -1, pulse.arriving()));
        });
    Double arrived = Objects.requireNonNull(row.arriving());
    Double left = Objects.requireNonNull(row.leaving());
    CircleId of = row.circleId();
    behind.note(of, arriving.about(), position, group(row, from, arrived));
    behind.note(of, leaving.about(), position, group(row, to, left));
    behind.note(of, session + " change", position, group(row, change, arrived + left));
  }

  /** Whoever reads a figure that is not on the grid knows that it was not rounded. */
  private static Group group(PulseReleased row, List<Cell> cells, double told) {
    boolean rounded = row.withheld() != null && told * 2 % 1 == 0;
    return new Group(cells, row.k(), rounded ? 0.25 : 0);
  }
}
