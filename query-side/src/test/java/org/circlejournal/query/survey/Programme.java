package org.circlejournal.query.survey;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.Year;
import org.circlejournal.query.release.ReleaseRules;
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
  final Remembered journal = new Remembered();
  final Behind behind = new Behind();
  private final List<JournalEvent> events = new ArrayList<>();

  private final Attacker attacker = new Attacker();
  private final Readers readers;
  private final AnswersLeaving answers;
  private final PulsesLeaving pulses;
  private Instant now = START;

  Programme(ReleaseRules rules, SplittableRandom random) {
    this(rules, random, SCALES.get(random.nextInt(SCALES.size())));
  }

  Programme(ReleaseRules rules, SplittableRandom random, Scoring scoring) {
    this.rules = rules;
    this.random = random;
    this.scoring = scoring;
    this.readers = new Readers(this, attacker);
    this.answers = new AnswersLeaving(this);
    this.pulses = new PulsesLeaving(this);
  }

  /** From now on the publisher forgets what left, and releases anew after each withdrawal. */
  Programme countingAnew() {
    answers.countAnew();
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
    return glued().stream().mapToInt(block -> block.circles().size()).sum();
  }

  List<CirclesGlued> glued() {
    return answers.glued();
  }

  /** Under whose id it stands which circles are glued; null while none waits. */
  @Nullable CircleId gluing() {
    return answers.gluing();
  }

  /** What left of the first circle. */
  List<ResultReleased> ledger() {
    return circles.get(0).ledger;
  }

  /** What staff would read of a pool. */
  JsonNode answered(String pool) {
    return readers.burnoutTrend(pool);
  }

  /** The publisher brings the circle's ledger up to date, and that of its block. */
  void publish(Circle circle) {
    answers.publish(circle);
  }

  /** Somebody withdrew or was erased: by that nothing leaves. */
  void somebodyWent(Circle circle) {
    answers.somebodyWent(circle);
  }

  /** A member and somebody outside ask for all that is shown of a circle. */
  void ask(Circle circle) {
    readers.askNow(circle);
  }

  /** Staff of each workplace, and of all, ask for pools. */
  void askPools() {
    readers.askPoolsNow();
  }

  // --- time --------------------------------------------------------------------------------------

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

  /** Journals an event, now. */
  long append(JournalEvent event) {
    boolean left =
        event instanceof ResultReleased
            || event instanceof PulseReleased
            || event instanceof LevelHeldBack
            || event instanceof CirclesGlued;
    events.add(event);
    CircleId circle = event.circleId();
    return journal.append(left ? Recorded.ledgerOf(circle) : circle.value(), event, now);
  }

  // --- circles -----------------------------------------------------------------------------------

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
      end.forEach(event -> Programme.this.pulses.publish(this, event, box));
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
                    usable.put(Waves.code(person), given);
                  }
                });
        Set<SurveyCode> anew = new HashSet<>();
        int wave = i;
        givenAfter.forEach(
            (person, waves) -> {
              if (waves > wave) {
                anew.add(Waves.code(person));
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

  /** The circle that has this id. */
  Circle circle(CircleId id) {
    return circles.stream().filter(c -> c.id.equals(id)).findFirst().orElseThrow();
  }
}
