package org.circlejournal.query.research.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.closing.ClosingEvent.Question;
import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.closing.ClosingWords;
import org.circlejournal.events.consent.CodeLink;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.consent.ConsentEvent.SurveyCodeLinked;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.DataKey;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.NightRequest;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.circlejournal.query.view.ViewTables;

/** A journal with keys, an archive over it, and studies of it. */
final class Programme implements AutoCloseable {

  static final Instrument CBI = Instruments.shipped().byId("cbi").orElseThrow();
  private static final Notice NOTICE = new Notice("1", "en", "0".repeat(64));
  private static final byte[] STUDY_KEY = new byte[32];

  final World world = World.create();
  final EpochKeys keys = new EpochKeys(world.secrets);
  final Path folder;
  private final SecureRandom random = new SecureRandom();
  private Archive archive;

  Programme(Path folder) {
    this.folder = folder;
    ViewTables.migrate(world.pool());
    for (EpochKeys.Purpose purpose : EpochKeys.Purpose.values()) {
      keys.mint(purpose, 1, random);
    }
    this.archive = make();
  }

  private Archive make() {
    return new Archive(
        world.journal(),
        new Unsealer(world.pool(), keys),
        new Withdrawals(world.pool(), keys),
        keys,
        Instruments.shipped(),
        world.pool(),
        folder,
        random,
        2);
  }

  Archive archive() {
    return archive;
  }

  /** As after a restart. */
  void reopen() {
    try {
      archive.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    archive = make();
  }

  // --- events ---------------------------------------------------------------------------------

  static CircleId circle(int number) {
    return new CircleId("%08x-0000-4000-8000-000000000001".formatted(number * 0x1234567));
  }

  static ConsentGiven given(CircleId circle, Instant at, String member) {
    return new ConsentGiven(
        circle, at, Lane.MEMBER, member, Purpose.RESEARCH_PARTICIPATION, NOTICE);
  }

  static ConsentGiven given(CircleId circle, Instant at, SurveyCode code, Purpose purpose) {
    return new ConsentGiven(circle, at, Lane.CODE, code.value(), purpose, NOTICE);
  }

  static SurveyCode code(CircleId circle, int person) {
    return new SurveyCode(circle.value().substring(0, 8) + "%056x".formatted(person));
  }

  static String member(CircleId circle, int person) {
    return Year.member(person).value() + "-" + circle.value().substring(0, 8);
  }

  /** A wave of these people, who all answer {@code person % 5 * 25} and consent to research. */
  void wave(CircleId circle, Wave wave, Instant at, int... people) {
    Map<Integer, Map<String, Integer>> sheets = new LinkedHashMap<>();
    for (int person : people) {
      Map<String, Integer> answers = new LinkedHashMap<>();
      CBI.itemIds().forEach(item -> answers.put(item, person % 5 * 25));
      sheets.put(person, answers);
    }
    wave(circle, wave, at, Map.of(CBI, sheets));
  }

  /**
   * A wave whose people all consent to research.
   *
   * @param sheets answers by item, of each person
   */
  void wave(
      CircleId circle,
      Wave wave,
      Instant at,
      Map<Instrument, Map<Integer, Map<String, Integer>>> sheets) {
    Instant closing = at.plus(Duration.ofDays(14));
    world.append(
        List.of(
            new SurveyWaveOpened(
                circle,
                at,
                wave,
                sheets.keySet().stream()
                    .map(one -> new InstrumentKey(one.id(), one.fingerprint()))
                    .toList(),
                closing,
                Publish.AT_CLOSE,
                new Declared(List.of("baseline-endpoint"), null, null),
                5)));
    Set<Integer> people = new TreeSet<>();
    sheets.forEach(
        (instrument, answers) -> {
          people.addAll(answers.keySet());
          answers.forEach(
              (person, sheet) -> ballot(circle, wave, closing, person, instrument, sheet));
        });
    for (int person : people) {
      for (Purpose purpose : List.of(Purpose.SURVEYS, Purpose.RESEARCH_ANSWERS)) {
        world.append(List.of(given(circle, closing, code(circle, person), purpose)));
      }
    }
    world.append(List.of(new SurveyWaveClosed(circle, closing, wave)));
  }

  private void ballot(
      CircleId circle,
      Wave wave,
      Instant at,
      int person,
      Instrument instrument,
      Map<String, Integer> answers) {
    AnswerSheet sheet =
        new AnswerSheet(
            code(circle, person),
            true,
            true,
            false,
            false,
            HexFormat.of().formatHex(instrument.encode(answers)));
    Sealed sealed = sealed(circle, AnswerSheet.associated(wave, instrument.id()), sheet.bytes());
    String ballot = "b-" + wave + "-" + instrument.id() + "-" + person;
    world.append(List.of(new SurveyRecorded(circle, at, wave, instrument.id(), ballot, sealed)));
  }

  void link(CircleId circle, Instant at, int person) {
    CodeLink link =
        new CodeLink(
            new org.circlejournal.events.circle.MemberId(member(circle, person)),
            code(circle, person));
    world.append(
        List.of(
            given(circle, at, code(circle, person), Purpose.LINK),
            new SurveyCodeLinked(circle, at, sealed(circle, CodeLink.associated(), link.bytes()))));
  }

  void words(CircleId circle, Instant at, int person, String text) {
    ClosingWords words = new ClosingWords(code(circle, person), Question.CHANGE, text);
    Sealed sealed = sealed(circle, ClosingWords.associated(Question.CHANGE), words.bytes());
    world.append(List.of(new ReflectionRecorded(circle, at, Question.CHANGE, sealed)));
  }

  private Sealed sealed(CircleId circle, String what, byte[] plain) {
    DataKey.Sealing sealing =
        DataKey.seal(
            keys,
            EpochKeys.Purpose.ANSWERS,
            1,
            new Associated(circle.value(), what),
            plain,
            random);
    DataKey key = sealing.key();
    world.database.execute(
        "insert into vault.data_key (key_id, circle_id, purpose, epoch, wrapped)"
            + " values ('%s', '%s', '%s', %d, '%s')"
                .formatted(key.id(), key.circle(), key.purpose(), key.epoch(), key.wrapped()));
    return sealing.sealed();
  }

  /** As the command side writes what waits for the night. */
  void waits(NightRequest request) {
    world.database.execute(
        "insert into vault.night_request values ('%s', 1, '\\x%s')"
            .formatted(request.row(keys, 1), HexFormat.of().formatHex(request.seal(keys, 1))));
  }

  Programme append(List<? extends JournalEvent> events) {
    world.append(events);
    return this;
  }

  // --- studies --------------------------------------------------------------------------------

  static Study study(DataLane lane) {
    return new Study("TEST-1", lane, false, false, null, STUDY_KEY);
  }

  private static final StudyExport.Frame FRAME =
      new StudyExport.Frame("test", "to test", Instant.parse("2027-03-01T00:00:00Z"), null);

  /** Files of an export, by path. */
  SortedMap<String, String> export(Study study) {
    try {
      return unzip(export(study, FRAME));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The zip. */
  byte[] export(Study study, StudyExport.Frame frame) {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try {
      export(study, frame, zip, new Progress());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return zip.toByteArray();
  }

  StudyExport.Made export(Study study, StudyExport.Frame frame, OutputStream to, Progress progress)
      throws InterruptedException {
    return archive.use(
        progress,
        lent -> StudyExport.write(lent, study, links(study, lent), frame, 2, to, progress));
  }

  private Links links(Study study, Archive.Lent lent) throws InterruptedException {
    return study.lane() == DataLane.LINKED
        ? Links.read(
            world.journal(),
            new Unsealer(world.pool(), keys),
            lent.standing(),
            lent.covered(),
            lent.position())
        : Links.NONE;
  }

  static SortedMap<String, String> unzip(byte[] zip) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }

  /** A table of an export: rows without the header. */
  static List<String> rows(Map<String, String> export, String table) {
    String csv = export.get("data/" + table + ".csv");
    if (csv == null) {
      throw new AssertionError("no " + table + " among " + export.keySet());
    }
    String[] lines = csv.split("\n");
    return Arrays.asList(lines).subList(1, lines.length);
  }

  @Override
  public void close() {
    try {
      archive.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    world.close();
  }
}
