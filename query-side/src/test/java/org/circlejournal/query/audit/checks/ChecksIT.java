package org.circlejournal.query.audit.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Growth;
import org.circlejournal.events.log.Hash;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.DataKey;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.session.SessionEvent.QuestionAsked;
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
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.circlejournal.query.audit.log.AuditLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each check finds the violation that is planted in the store, and nothing else does. */
class ChecksIT {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Notice NOTICE = new Notice("1", "en", "ab".repeat(32));
  private static final Instrument CBI =
      Instruments.shipped().all().stream().filter(i -> i.id().equals("cbi")).findFirst().get();

  private final World world = World.create();
  private final EpochKeys epochs = new EpochKeys(world.secrets);
  private final CircleId circle = Year.circle(1);
  private final Year year = Year.of(circle, "CLINIC-A", 8);

  @BeforeEach
  void make_keys() {
    epochs.mint(EpochKeys.Purpose.ANSWERS, 1, RANDOM);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void a_year_as_it_should_be_has_no_findings() {
    append(answeredWave(8));
    world.append(List.of(released(8, null)));
    List<CheckRow> rows = run();
    assertThat(rows).allSatisfy(row -> assertThat(row.findings()).as(row.check()).isEmpty());
    assertThat(row(rows, "answers-under-consent").checked()).isEqualTo(8);
    assertThat(row(rows, "ballots-once").checked()).isEqualTo(8);
    assertThat(row(rows, "uses-under-consent").checked()).isEqualTo(1);
    assertThat(row(rows, "releases-keep-rules").checked()).isEqualTo(1);
    assertThat(row(rows, "sealed-where-due").checked()).isGreaterThan(8);
    assertThat(row(rows, "within-the-year").checked()).isEqualTo(world.version(circle) + 2);
  }

  @Test
  void answers_without_a_consent() {
    List<JournalEvent> events = answeredWave(8);
    events.removeIf(e -> e instanceof ConsentGiven given && given.principal().equals(code(3)));
    append(events);
    found("answers-under-consent", "survey.SurveyRecorded");
  }

  @Test
  void answers_whose_key_is_gone_are_counted_apart() {
    append(answeredWave(8));
    world.database.execute("delete from vault.data_key");
    CheckRow row = row(run(), "answers-under-consent");
    assertThat(row.unreadable()).isEqualTo(8);
    assertThat(row.found()).isZero();
  }

  @Test
  void a_person_who_answered_twice() {
    List<JournalEvent> events = answeredWave(8);
    events.add(events.size() - 1, ballot(3, "again"));
    append(events);
    found("ballots-once", "survey.SurveyRecorded");
  }

  @Test
  void a_statistic_of_more_people_than_consented() {
    append(answeredWave(8));
    world.append(List.of(released(9, null)));
    found("uses-under-consent", "survey.ResultReleased");
  }

  @Test
  void figures_of_too_few() {
    append(answeredWave(8));
    world.append(List.of(released(5, null)));
    found("releases-keep-rules", "survey.ResultReleased");
  }

  @Test
  void an_exact_figure_below_two_k() {
    append(answeredWave(8));
    world.append(List.of(released(8, 3.1)));
    found("releases-keep-rules", "survey.ResultReleased");
  }

  @Test
  void a_figure_off_the_grid() {
    append(answeredWave(8));
    world.append(List.of(released(RowKind.WAVE, 8, 42.05, null, 5)));
    found("releases-keep-rules", "survey.ResultReleased");
  }

  @Test
  void a_statistic_that_names_a_smaller_k() {
    append(answeredWave(8));
    world.append(List.of(released(RowKind.WAVE, 3, 42.0, null, 1)));
    found("releases-keep-rules", "survey.ResultReleased");
  }

  @Test
  void a_level_beside_a_contrast_of_a_few_less_in_either_order() {
    append(answeredWave(8));
    world.append(
        List.of(
            released(RowKind.CONTRAST, 7, 2.0, null, 5),
            released(RowKind.WAVE, 8, 42.0, null, 5),
            released(RowKind.CONTRAST, 6, 2.0, null, 5)));
    CheckRow row = row(run(), "releases-keep-rules");
    assertThat(row.found()).isEqualTo(2);
  }

  @Test
  void a_ballot_that_was_altered_is_no_destroyed_key() {
    List<JournalEvent> events = answeredWave(8);
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof SurveyRecorded e && e.ballot().equals("b-3")) {
        char last = e.answers().box().charAt(e.answers().box().length() - 2);
        String box =
            e.answers().box().substring(0, e.answers().box().length() - 2)
                + (last == 'A' ? 'B' : 'A')
                + e.answers().box().substring(e.answers().box().length() - 1);
        events.set(
            i,
            new SurveyRecorded(
                circle,
                e.at(),
                e.wave(),
                e.instrument(),
                e.ballot(),
                new Sealed(e.answers().key(), box)));
      }
    }
    append(events);
    found("answers-under-consent", "survey.SurveyRecorded");
  }

  @Test
  void a_text_that_is_not_sealed() {
    year.starts(1)
        .add(
            new IssueNoted(
                circle,
                year.now(),
                1,
                new ThemeId("i1"),
                Area.FAIRNESS,
                new Sealed("k-1", "nights-always-ours")));
    append(year.events());
    found("sealed-where-due", "theme.IssueNoted");
  }

  @Test
  void a_text_in_clear_where_a_code_should_be() {
    append(year.events());
    world.append(
        List.of(
            new ConsentGiven(
                circle,
                year.now(),
                Lane.MEMBER,
                "m-1",
                Purpose.TAKE_PART,
                new Notice("1", "I am so tired", "ab".repeat(32)))));
    found("sealed-where-due", "consent.ConsentGiven");
  }

  @Test
  void an_event_after_the_end() {
    year.starts(1).closes(1);
    year.add(new CircleClosed(circle, year.now(), ClosureReason.DISSOLVED));
    year.add(new QuestionAsked(circle, year.now(), 1));
    append(year.events());
    found("within-the-year", "session.QuestionAsked");
  }

  @Test
  void a_gap() {
    append(year.events());
    plant(
        world.version(circle) + 2,
        "{\"circleId\":\"%s\",\"at\":\"2026-02-01T10:00:00Z\",\"session\":1}",
        "{}");
    found("within-the-year", "session.QuestionAsked");
  }

  @Test
  void a_member_id_in_metadata() {
    append(year.events());
    plant(
        world.version(circle) + 1,
        "{\"circleId\":\"%s\",\"at\":\"2026-02-01T10:00:00Z\",\"session\":1}",
        "{\"actor\":\"m-1\"}");
    found("lanes-apart", "session.QuestionAsked");
  }

  @Test
  void a_code_in_the_members_lane() {
    append(year.events());
    world.append(
        List.of(
            new ConsentGiven(circle, year.now(), Lane.MEMBER, code(1), Purpose.TAKE_PART, NOTICE)));
    found("lanes-apart", "consent.ConsentGiven");
  }

  @Test
  void a_table_of_both_lanes() {
    append(year.events());
    world.database.execute("create table vault.joined (member_id text, code text)");
    found("lanes-apart", "table vault.joined");
  }

  @Test
  void torn_bytes_do_not_stop_the_walk() {
    append(year.events());
    plant(world.version(circle) + 1, "{\"circleId\":\"%s\",", "{}");
    List<CheckRow> rows = run();
    assertThat(row(rows, "events-readable").findings().get(0)).contains("session.QuestionAsked");
    assertThat(row(rows, "events-readable").checked()).isEqualTo(world.version(circle) + 2);
  }

  @Test
  void a_journal_that_is_not_the_one_of_the_checkpoint() {
    Growth tree = new Growth(0, List.of(), (level, index, hashes) -> {});
    List<Leaf> leaves =
        IntStream.range(0, 5)
            .mapToObj(i -> new Leaf("s", i, "n", "1", "e" + i, i, new byte[0], new byte[] {1}))
            .toList();
    Hash another = tree.root();
    leaves.forEach(tree::add);
    Checkpoint checkpoint = new Checkpoint("origin", 5, tree.root());
    assertThat(walked(checkpoint, leaves).found()).isZero();
    assertThat(walked(new Checkpoint("origin", 5, another), leaves).found()).isEqualTo(1);
    assertThat(walked(checkpoint, leaves.subList(0, 4)).found()).isEqualTo(1);
  }

  private static CheckRow walked(Checkpoint checkpoint, List<Leaf> leaves) {
    CheckpointStands check = new CheckpointStands(checkpoint);
    leaves.forEach(leaf -> check.see(new Seen(leaf.sequence(), leaf, null)));
    check.end();
    return check.row(leaves.size());
  }

  // --- what is planted, and found ---------------------------------------------------------------

  private void found(String check, String place) {
    for (CheckRow row : run()) {
      if (row.check().equals(check)) {
        assertThat(row.found()).as(row.check()).isEqualTo(1);
        assertThat(row.findings()).singleElement().asString().contains(place);
      } else {
        assertThat(row.findings()).as(row.check()).isEmpty();
      }
    }
  }

  private List<CheckRow> run() {
    Unsealer unsealer = new Unsealer(world.pool(), epochs);
    AuditLog log = new AuditLog(world.pool(), world.journal(), world.secrets);
    List<CheckRow> rows = new ArrayList<>();
    new Checks(world.journal(), world.pool(), unsealer, log)
        .run()
        .rows()
        .forEach(row -> rows.add((CheckRow) row));
    return rows;
  }

  private static CheckRow row(List<CheckRow> rows, String check) {
    return rows.stream().filter(row -> row.check().equals(check)).findFirst().orElseThrow();
  }

  private void append(List<JournalEvent> events) {
    world.append(events);
  }

  /** An event of that payload, past all rules. */
  private void plant(long sequence, String payload, String metadata) {
    try (Connection c = world.pool().getConnection();
        PreparedStatement insert =
            c.prepareStatement(
                """
                insert into journal.domain_event_entry
                  (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
                   payload_type, payload_revision, payload, meta_data)
                values (?, ?, 'Circle', gen_random_uuid(), '2027-06-01T10:00:00Z',
                        'session.QuestionAsked', '1', convert_to(?, 'UTF8'), convert_to(?, 'UTF8'))
                """)) {
      insert.setString(1, circle.value());
      insert.setLong(2, sequence);
      insert.setString(3, payload.formatted(circle.value()));
      insert.setString(4, metadata);
      insert.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String code(int person) {
    return "%064x".formatted(person);
  }

  private List<JournalEvent> answeredWave(int people) {
    List<JournalEvent> events = new ArrayList<>(year.events());
    Instant at = year.now().plus(Duration.ofDays(8));
    events.add(
        new SurveyWaveOpened(
            circle,
            year.now(),
            Wave.BASELINE,
            List.of(new InstrumentKey(CBI.id(), CBI.fingerprint())),
            at,
            Publish.AT_CLOSE,
            new Declared(List.of(), null, null),
            5));
    for (int i = 1; i <= people; i++) {
      events.add(ballot(i, "b-" + i));
      events.add(new ConsentGiven(circle, at, Lane.CODE, code(i), Purpose.SURVEYS, NOTICE));
    }
    events.add(new SurveyWaveClosed(circle, at, Wave.BASELINE));
    return events;
  }

  private SurveyRecorded ballot(int person, String name) {
    AnswerSheet sheet =
        new AnswerSheet(
            new SurveyCode(code(person)),
            true,
            false,
            false,
            false,
            java.util.HexFormat.of().formatHex(CBI.encode(Map.of())));
    DataKey.Sealing sealing =
        DataKey.seal(
            epochs,
            EpochKeys.Purpose.ANSWERS,
            1,
            new Associated(circle.value(), AnswerSheet.associated(Wave.BASELINE, CBI.id())),
            sheet.bytes(),
            RANDOM);
    DataKey key = sealing.key();
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
    return new SurveyRecorded(
        circle,
        year.now().plus(Duration.ofDays(8)),
        Wave.BASELINE,
        CBI.id(),
        name,
        sealing.sealed());
  }

  private ResultReleased released(int n, @Nullable Double sd) {
    return released(RowKind.WAVE, n, 42.0, sd, 5);
  }

  private ResultReleased released(RowKind row, int n, double mean, @Nullable Double sd, int k) {
    Instant at = year.now().plus(Duration.ofDays(8));
    return new ResultReleased(
        circle,
        at,
        Wave.BASELINE,
        at,
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
        null,
        null,
        null,
        false,
        false,
        "s-1",
        k,
        sd == null ? "rounded-below-2k" : null);
  }
}
