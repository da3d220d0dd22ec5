package org.circlejournal.command.survey;

import static org.circlejournal.command.Refusal.ANSWER_OUT_OF_RANGE;
import static org.circlejournal.command.Refusal.AT_OUT_OF_ORDER;
import static org.circlejournal.command.Refusal.BALLOT_UNKNOWN;
import static org.circlejournal.command.Refusal.INSTRUMENT_UNKNOWN;
import static org.circlejournal.command.Refusal.INVALID_VALUE;
import static org.circlejournal.command.Refusal.ITEM_UNKNOWN;
import static org.circlejournal.command.Refusal.MEMBERS_MISSING;
import static org.circlejournal.command.Refusal.WAVES_TOO_CLOSE;
import static org.circlejournal.command.Refusal.WAVE_ALREADY_OPEN;
import static org.circlejournal.command.Refusal.WAVE_CLOSED;
import static org.circlejournal.command.Refusal.WAVE_UNKNOWN;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.survey.SurveyCommand.*;
import org.circlejournal.command.vault.Box;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.survey.SurveyEvent.*;
import org.circlejournal.events.survey.Wave;
import org.jspecify.annotations.Nullable;

/** Waves and their ballots. What a wave's end brings into the journal is {@link Emptying}. */
public final class SurveyRoom {

  private static final Duration LEAST_OPEN = Duration.ofDays(7);
  private static final Duration USUALLY_OPEN = Duration.ofDays(14);
  private static final Duration BETWEEN_OPENINGS = Duration.ofDays(60);
  private static final Declared NOTHING_DECLARED = new Declared(List.of(), null, null);

  private final CircleYear year;
  private final Cases<SurveyCommand, Desk> decisions = new Cases<>();

  private final Map<Wave, SurveyWaveOpened> opened = new LinkedHashMap<>();
  private final Map<Wave, Instant> closed = new LinkedHashMap<>();

  public SurveyRoom(CircleYear year) {
    this.year = year;
    decisions
        .on(OpenSurveyWave.class, this::open)
        .on(RecordSurvey.class, this::record)
        .on(TakeBallotBack.class, this::takeBack)
        .on(CloseSurveyWave.class, this::close);
  }

  // --- what other rooms ask -------------------------------------------------------------------

  public boolean wasOpened(Wave wave) {
    return opened.containsKey(wave);
  }

  /** Whether the wave was opened and is not closed yet. */
  public boolean open(Wave wave) {
    return opened.containsKey(wave) && !closed.containsKey(wave);
  }

  /** Whether any wave is open. */
  public boolean anyOpen() {
    return closed.size() < opened.size();
  }

  /** When the last wave closed; null if none did. */
  public @Nullable Instant lastClosed() {
    return closed.values().stream().max(Instant::compareTo).orElse(null);
  }

  // --- decide ---------------------------------------------------------------------------------

  public void decide(SurveyCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  private void open(OpenSurveyWave command, Desk desk) {
    Declared declared = command.declared() == null ? NOTHING_DECLARED : command.declared();
    Instant closesAt =
        command.closesAt() == null ? usualClosing(command.wave(), desk.at()) : command.closesAt();
    if (closesAt.isBefore(desk.at().plus(LEAST_OPEN))) {
      throw new Refused(INVALID_VALUE, "closesAt: expected 7 days or more after the opening");
    }
    requireComputable(declared, desk.instruments());
    year.circle().requireUnsealed();
    year.circle().requireActor(desk);
    if (opened.containsKey(command.wave())) {
      throw new Refused(WAVE_ALREADY_OPEN);
    }
    requireApart(desk.at());
    List<InstrumentKey> instruments =
        command.instruments().stream().map(id -> key(desk, id)).toList();
    desk.vault().wake(desk.circleId(), closesAt);
    desk.record(
        new SurveyWaveOpened(
            desk.circleId(),
            desk.at(),
            command.wave(),
            instruments,
            closesAt,
            command.publish() == null ? Publish.AT_CLOSE : command.publish(),
            declared,
            k()));
  }

  /** Whoever joins until the end of joining can still answer the baseline. */
  private Instant usualClosing(Wave wave, Instant at) {
    LocalDateTime lastJoining =
        wave.equals(Wave.BASELINE)
            ? year.session().planned(year.circle().joiningUntilSession())
            : null;
    if (lastJoining == null) {
      return at.plus(USUALLY_OPEN);
    }
    Instant joiningEnds = lastJoining.atZone(year.circle().zone()).toInstant();
    Instant least = at.plus(LEAST_OPEN);
    return joiningEnds.isBefore(least) ? least : joiningEnds;
  }

  /** What was fixed before the first answers were given stays. */
  private int k() {
    return opened.values().stream()
        .findFirst()
        .map(SurveyWaveOpened::k)
        .orElseGet(() -> year.circle().terms().k());
  }

  private static void requireComputable(Declared declared, Instruments instruments) {
    String kind = declared.reliability();
    String norms = declared.normSet();
    if (kind != null
        && instruments.all().stream()
            .flatMap(i -> i.reliability().stream())
            .noneMatch(r -> r.kind().equals(kind))) {
      throw new Refused(INVALID_VALUE, "declared.reliability: no key has values of this kind");
    }
    if (norms != null
        && instruments.all().stream()
            .flatMap(i -> i.normSets().stream())
            .noneMatch(n -> n.id().equals(norms))) {
      throw new Refused(INVALID_VALUE, "declared.normSet: no key has norms of this name");
    }
    if (norms != null && kind == null) {
      throw new Refused(INVALID_VALUE, "declared.reliability: needed beside a norm set");
    }
  }

  private void requireApart(Instant at) {
    for (SurveyWaveOpened other : opened.values()) {
      Duration apart = Duration.between(other.at(), at).abs();
      if (apart.compareTo(BETWEEN_OPENINGS) < 0) {
        throw new Refused(
            WAVES_TOO_CLOSE,
            apart.toDays() + " days from the opening of " + other.wave() + " (expected: 60)");
      }
    }
  }

  private static InstrumentKey key(Desk desk, String instrument) {
    return desk.instruments().keyOf(instrument).orElseThrow(() -> new Refused(INSTRUMENT_UNKNOWN));
  }

  private void record(RecordSurvey command, Desk desk) {
    SurveyWaveOpened wave = requireKnown(command.wave());
    year.circle().requireUnsealed();
    MemberId member = year.circle().requireActor(desk);
    desk.notices().require(Purpose.SURVEYS, command.notice());
    requireStillOpen(command.wave());
    // The key that the wave was opened with, if this is one of its instruments.
    Instrument instrument =
        desk.instruments()
            .of(wave, command.instrument())
            .orElseThrow(() -> new Refused(INSTRUMENT_UNKNOWN));
    Map<String, Integer> answered = requireAnswers(instrument, command.answers());
    Choices choices = command.choices();
    // A refusal to be surveyed counts as answered, and holds nothing.
    byte[] items = instrument.encode(choices.surveys() ? answered : Map.of());
    Ballot ballot =
        new Ballot(
            code(desk),
            choices.surveys(),
            choices.researchAnswers(),
            choices.quote(),
            choices.link(),
            Boolean.TRUE.equals(choices.link()) ? member : null,
            command.notice(),
            desk.now(),
            HexFormat.of().formatHex(items));
    desk.vault()
        .cast(box(desk, command.wave(), command.instrument()), code(desk).value(), ballot.bytes());
    desk.ballot("received");
  }

  private static Map<String, Integer> requireAnswers(
      Instrument instrument, Map<String, @Nullable Integer> answers) {
    Map<String, Integer> answered = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Integer> each : answers.entrySet()) {
      String item = each.getKey();
      if (!instrument.itemIds().contains(item)) {
        throw new Refused(ITEM_UNKNOWN);
      }
      Integer value = each.getValue();
      if (value != null) {
        answered.put(item, value);
      }
    }
    answered.forEach(
        (item, value) -> {
          if (!instrument.accepts(item, value)) {
            throw new Refused(ANSWER_OUT_OF_RANGE, item + ": the answer is none of the options");
          }
        });
    return answered;
  }

  /** Also for somebody who has left since: taking back is never harder than giving. */
  private void takeBack(TakeBallotBack command, Desk desk) {
    requireKnown(command.wave());
    // Once the box is gone, nobody knows whether there was a ballot: 409 before 404, for once.
    requireStillOpen(command.wave());
    Box box = box(desk, command.wave(), command.instrument());
    String voter = code(desk).value();
    if (!desk.vault().holds(box, voter)) {
      throw new Refused(BALLOT_UNKNOWN);
    }
    desk.vault().takeBack(box, voter);
    desk.ballot("taken-back");
  }

  private void close(CloseSurveyWave command, Desk desk) {
    SurveyWaveOpened wave = requireKnown(command.wave());
    year.circle().requireUnsealed();
    MemberId member = year.circle().requireActor(desk);
    requireStillOpen(command.wave());
    if (desk.at().isBefore(wave.at())) {
      throw new Refused(AT_OUT_OF_ORDER, "before the wave was opened");
    }
    requireAllAnswered(wave, desk);
    if (year.circle().seconded(desk, member, "close-survey-wave", command.wave().value())) {
      empty(wave, desk.at(), desk);
    }
  }

  private void requireAllAnswered(SurveyWaveOpened wave, Desk desk) {
    int members = year.circle().members().size();
    for (InstrumentKey key : wave.instruments()) {
      int codes = desk.vault().count(box(desk, wave.wave(), key.id()));
      if (codes < members) {
        throw new Refused(
            MEMBERS_MISSING,
            key.id() + ": " + codes + " ballots (expected: " + members + ", one of each member)");
      }
    }
  }

  /** Closes what has reached its time. */
  public void fallDue(Desk desk) {
    if (!anyOpen()) {
      return;
    }
    List<SurveyWaveOpened> due = new ArrayList<>();
    for (SurveyWaveOpened wave : opened.values()) {
      if (open(wave.wave()) && !wave.closesAt().isAfter(desk.now())) {
        due.add(wave);
      }
    }
    due.sort(Comparator.comparing(SurveyWaveOpened::closesAt));
    due.forEach(wave -> empty(wave, wave.closesAt(), desk));
  }

  private void empty(SurveyWaveOpened wave, Instant at, Desk desk) {
    new Emptying(year, desk, wave, at).carryOut();
  }

  private SurveyWaveOpened requireKnown(Wave wave) {
    SurveyWaveOpened known = opened.get(wave);
    if (known == null) {
      throw new Refused(WAVE_UNKNOWN);
    }
    return known;
  }

  private void requireStillOpen(Wave wave) {
    if (closed.containsKey(wave)) {
      throw new Refused(WAVE_CLOSED);
    }
  }

  private static Box box(Desk desk, Wave wave, String instrument) {
    return Box.wave(desk.circleId(), wave, instrument);
  }

  /** The door gives it with every command of the code's lane. */
  private static SurveyCode code(Desk desk) {
    SurveyCode code = desk.actor().code();
    if (code == null) {
      throw new IllegalStateException("a command of the code's lane came without a code");
    }
    return code;
  }

  // --- evolve ---------------------------------------------------------------------------------

  public void evolve(SurveyEvent event) {
    if (event instanceof SurveyWaveOpened e) {
      opened.put(e.wave(), e);
    } else if (event instanceof SurveyWaveClosed e) {
      closed.put(e.wave(), e.at());
    }
  }
}
