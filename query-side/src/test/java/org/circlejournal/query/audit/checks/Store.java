package org.circlejournal.query.audit.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.DataDisclosed;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.DataKey;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.Publish;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.circlejournal.query.audit.log.AuditLog;
import org.jspecify.annotations.Nullable;

/**
 * A journal in which a circle of eight answered its baseline, as it should be: and in which a test
 * plants what should not.
 */
final class Store implements AutoCloseable {

  static final Notice NOTICE = new Notice("1", "en", "ab".repeat(32));
  static final Instrument CBI = Instruments.shipped().byId("cbi").orElseThrow();

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern SHORT_MEMBER = Pattern.compile("\"m-([0-9]{1,9})\"");

  final World world = World.create();
  final EpochKeys epochs = new EpochKeys(world.secrets);
  final CircleId circle = Year.circle(1);
  final Year year = Year.of(circle, "CLINIC-A", 8);

  Store() {
    epochs.mint(EpochKeys.Purpose.ANSWERS, 1, RANDOM);
  }

  @Override
  public void close() {
    world.close();
  }

  // --- what is found
  // ------------------------------------------------------------------------------

  /** This check finds one thing, there; the others nothing. */
  void found(String check, String place) {
    List<CheckRow> rows = run();
    CheckRow found = row(rows, check);
    assertThat(found.found()).as(check).isEqualTo(1);
    assertThat(found.findings()).singleElement().asString().contains(place);
    assertThat(rows)
        .filteredOn(row -> !row.check().equals(check))
        .allSatisfy(row -> assertThat(row.findings()).as(row.check()).isEmpty());
  }

  List<CheckRow> run() {
    Unsealer unsealer = new Unsealer(world.pool(), epochs);
    AuditLog log = new AuditLog(world.pool(), world.journal(), world.secrets);
    List<CheckRow> rows = new ArrayList<>();
    new Checks(world.journal(), world.pool(), unsealer, log, Instruments.shipped())
        .run()
        .rows()
        .forEach(row -> rows.add((CheckRow) row));
    return rows;
  }

  static CheckRow row(List<CheckRow> rows, String check) {
    return rows.stream().filter(row -> row.check().equals(check)).findFirst().orElseThrow();
  }

  // --- what is planted
  // ----------------------------------------------------------------------------

  /** The members m-1, m-2 … of a {@link Year} get ids of the full length. */
  Store append(List<? extends JournalEvent> events) {
    return append(events, Map.of());
  }

  Store append(List<? extends JournalEvent> events, Map<String, String> metadata) {
    world.append(events.stream().map(Store::withLongIds).toList(), metadata);
    return this;
  }

  Store append(JournalEvent event) {
    return append(List.of(event));
  }

  static String member(int number) {
    return "m-%021dA".formatted(number);
  }

  private static JournalEvent withLongIds(JournalEvent event) {
    try {
      String json = Json.mapper().writeValueAsString(event);
      String renamed =
          SHORT_MEMBER
              .matcher(json)
              .replaceAll(id -> '"' + member(Integer.parseInt(id.group(1))) + '"');
      return Json.mapper().readValue(renamed, event.getClass());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An event of that name, payload and metadata, past all rules. */
  void plant(long sequence, String name, String payload, String metadata) {
    try (Connection c = world.pool().getConnection();
        PreparedStatement insert =
            c.prepareStatement(
                """
                insert into journal.domain_event_entry
                  (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
                   payload_type, payload_revision, payload, meta_data)
                values (?, ?, 'Circle', gen_random_uuid(), '2027-06-01T10:00:00Z',
                        ?, '1', convert_to(?, 'UTF8'), convert_to(?, 'UTF8'))
                """)) {
      insert.setString(1, circle.value());
      insert.setLong(2, sequence);
      insert.setString(3, name);
      insert.setString(4, payload.formatted(circle.value()));
      insert.setString(5, metadata);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Number of the next event of the circle. */
  long next() {
    return world.version(circle) + 1;
  }

  // --- a wave
  // -------------------------------------------------------------------------------------

  static String code(int person) {
    return "%064x".formatted(0x1234567890abcdefL * person);
  }

  static String ballotName(int number) {
    return "%032x".formatted(number);
  }

  Instant closing() {
    return year.now().plus(Duration.ofDays(8));
  }

  /** The year so far, and a baseline that so many answered. */
  List<JournalEvent> answeredWave(int people) {
    List<JournalEvent> events = new ArrayList<>(year.events());
    Instant at = closing();
    events.add(opened(Wave.BASELINE));
    for (int i = 1; i <= people; i++) {
      events.add(ballot(i, ballotName(i)));
      events.add(consents(i));
    }
    events.add(new SurveyWaveClosed(circle, at, Wave.BASELINE));
    return events;
  }

  SurveyWaveOpened opened(Wave wave) {
    return new SurveyWaveOpened(
        circle,
        year.now(),
        wave,
        List.of(new InstrumentKey(CBI.id(), CBI.fingerprint())),
        closing(),
        Publish.AT_CLOSE,
        new Declared(List.of(), null, null),
        5);
  }

  ConsentGiven consents(int person) {
    return new ConsentGiven(circle, closing(), Lane.CODE, code(person), Purpose.SURVEYS, NOTICE);
  }

  /** The year so far begins with the first of them. */
  List<JournalEvent> research(int person) {
    List<JournalEvent> events = new ArrayList<>(person == 1 ? year.events() : List.of());
    String member = member(person);
    Purpose purpose = Purpose.RESEARCH_PARTICIPATION;
    events.add(new ConsentGiven(circle, closing(), Lane.MEMBER, member, purpose, NOTICE));
    return events;
  }

  /** Up to the journal's end. */
  DataDisclosed disclosed(int people, DataLane lane, Purpose... purposes) {
    return new DataDisclosed(
        circle,
        closing(),
        "STUDY-1",
        lane,
        "0".repeat(64),
        List.of(purposes),
        world.journal().lastPosition(),
        1,
        people,
        "0".repeat(64));
  }

  /** All items answered. */
  SurveyRecorded ballot(int person, String name) {
    int first = CBI.options().get(0).value();
    return ballot(
        person,
        name,
        CBI.itemIds().stream().collect(Collectors.toMap(item -> item, item -> first)));
  }

  SurveyRecorded ballot(int person, String name, Map<String, Integer> answers) {
    AnswerSheet sheet =
        new AnswerSheet(
            new SurveyCode(code(person)),
            true,
            false,
            false,
            false,
            java.util.HexFormat.of().formatHex(CBI.encode(answers)));
    DataKey.Sealing sealing =
        DataKey.seal(
            epochs,
            EpochKeys.Purpose.ANSWERS,
            1,
            new Associated(circle.value(), AnswerSheet.associated(Wave.BASELINE, CBI.id())),
            sheet.bytes(),
            RANDOM);
    keep(sealing.key());
    return new SurveyRecorded(circle, closing(), Wave.BASELINE, CBI.id(), name, sealing.sealed());
  }

  private void keep(DataKey key) {
    try (Connection c = world.pool().getConnection();
        PreparedStatement insert =
            c.prepareStatement("insert into vault.data_key values (?, ?, ?, ?, ?)")) {
      insert.setString(1, key.id());
      insert.setString(2, key.circle());
      insert.setString(3, key.purpose().name());
      insert.setInt(4, key.epoch());
      insert.setString(5, key.wrapped());
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- what left
  // ----------------------------------------------------------------------------------

  ResultReleased released(int n, @Nullable Double sd) {
    return released(RowKind.WAVE, n, 42.0, sd, 5);
  }

  ResultReleased released(RowKind row, int n, double mean, @Nullable Double sd, int k) {
    return released(row, n, mean, sd, k, null, sd == null ? "rounded-below-2k" : null);
  }

  /** Of a circle or a block. */
  ResultReleased released(RowKind row, @Nullable Integer n, String withheld, CircleId of) {
    return released(of, row, n, n == null ? null : 42.0, null, 5, null, withheld);
  }

  /**
   * @param improved of the others all stayed as they were; null for no counts
   */
  ResultReleased released(
      RowKind row,
      int n,
      double mean,
      @Nullable Double sd,
      int k,
      @Nullable Integer improved,
      @Nullable String withheld) {
    return released(circle, row, n, mean, sd, k, improved, withheld);
  }

  private ResultReleased released(
      CircleId of,
      RowKind row,
      @Nullable Integer n,
      @Nullable Double mean,
      @Nullable Double sd,
      int k,
      @Nullable Integer improved,
      @Nullable String withheld) {
    return new ResultReleased(
        of,
        closing(),
        Wave.BASELINE,
        closing(),
        CBI.id(),
        CBI.fingerprint(),
        "personal",
        row,
        null,
        n,
        mean,
        null,
        sd,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        improved,
        improved == null || n == null ? null : n - improved,
        improved == null ? null : 0,
        false,
        false,
        "0f".repeat(16),
        k,
        withheld);
  }
}
