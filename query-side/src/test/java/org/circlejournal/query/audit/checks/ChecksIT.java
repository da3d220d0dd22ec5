package org.circlejournal.query.audit.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.circlejournal.query.audit.checks.Store.ballotName;
import static org.circlejournal.query.audit.checks.Store.code;
import static org.circlejournal.query.audit.checks.Store.row;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleClosed;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.ErasureReason;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Growth;
import org.circlejournal.events.log.Hash;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.QuestionAsked;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.Year;
import org.circlejournal.query.audit.log.AuditLog;
import org.circlejournal.query.audit.log.Sealer;
import org.circlejournal.query.survey.Publisher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each check finds the violation that is planted in the store, and nothing else does. */
class ChecksIT {

  private static final String QUESTION =
      "{\"circleId\":\"%s\",\"at\":\"2026-02-01T10:00:00Z\",\"session\":1}";
  private static final String A_KEY = "AAAAAAAAAAAAAAAAAAAAAA";

  private final Store store = new Store();
  private final CircleId circle = store.circle;
  private final Year year = store.year;

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void a_year_as_it_should_be_has_no_findings() {
    store.append(store.answeredWave(8)).append(store.released(8, null));
    List<CheckRow> rows = store.run();
    assertThat(rows).allSatisfy(row -> assertThat(row.findings()).as(row.check()).isEmpty());
    assertThat(row(rows, "answers-under-consent").checked()).isEqualTo(8);
    assertThat(row(rows, "ballots-once").checked()).isEqualTo(8);
    assertThat(row(rows, "uses-under-consent").checked()).isEqualTo(1);
    assertThat(row(rows, "releases-keep-rules").checked()).isEqualTo(1);
    assertThat(row(rows, "sealed-where-due").checked()).isGreaterThan(8);
    assertThat(row(rows, "within-the-year").checked()).isEqualTo(store.next() + 1);
  }

  @Test
  void each_check_says_what_it_cannot_tell_and_so_does_the_auditors_page() throws Exception {
    String page = Files.readString(Path.of("../docs/audit.md"));
    assertThat(store.run())
        .allSatisfy(row -> assertThat(row.cannotTell()).isNotBlank())
        .allSatisfy(row -> assertThat(page).contains("| `" + row.check() + "` |"));
  }

  // --- answers, consents, releases
  // ----------------------------------------------------------------

  @Test
  void answers_without_a_consent() {
    List<JournalEvent> events = store.answeredWave(9);
    events.removeIf(e -> e instanceof ConsentGiven given && given.principal().equals(code(3)));
    store.append(events);
    store.found("answers-under-consent", "survey.SurveyRecorded");
  }

  @Test
  void answers_whose_key_is_gone_are_counted_apart() {
    store.append(store.answeredWave(8)).append(store.released(8, null));
    store.world.database.execute("delete from vault.data_key");
    List<CheckRow> rows = store.run();
    assertThat(row(rows, "answers-under-consent").unreadable()).isEqualTo(8);
    assertThat(rows).allSatisfy(row -> assertThat(row.found()).as(row.check()).isZero());
  }

  @Test
  void answers_of_a_wave_that_never_closed() {
    List<JournalEvent> events = store.answeredWave(8);
    events.add(store.ballot(3, ballotName(99)));
    events.remove(events.size() - 2); // the closing
    store.append(events);
    CheckRow row = row(store.run(), "answers-under-consent");
    assertThat(row.found()).isEqualTo(9);
  }

  @Test
  void answers_that_came_with_the_close_of_another_wave() {
    List<JournalEvent> events = store.answeredWave(8);
    events.add(store.ballot(9, ballotName(9)));
    events.add(store.consents(9));
    events.add(new SurveyWaveClosed(circle, store.closing(), Wave.ENDPOINT));
    store.append(events);
    store.found("answers-under-consent", "survey.SurveyRecorded");
  }

  @Test
  void a_person_who_answered_twice() {
    List<JournalEvent> events = store.answeredWave(8);
    events.add(events.size() - 1, store.ballot(3, ballotName(99)));
    store.append(events);
    store.found("ballots-once", "survey.SurveyRecorded");
  }

  @Test
  void a_ballot_of_the_same_name_as_another() {
    List<JournalEvent> events = store.answeredWave(8);
    events.add(events.size() - 1, store.ballot(9, ballotName(3)));
    events.add(events.size() - 1, store.consents(9));
    store.append(events);
    store.found("ballots-once", "survey.SurveyRecorded");
  }

  @Test
  void a_statistic_of_more_people_than_consented() {
    store.append(store.answeredWave(8)).append(store.released(9, null));
    store.found("uses-under-consent", "survey.ResultReleased");
  }

  /** Nine consented; one of them answered no item of the scale. */
  @Test
  void a_statistic_of_more_people_than_have_a_score() {
    List<JournalEvent> events = store.answeredWave(8);
    events.add(events.size() - 1, store.ballot(9, ballotName(9), Map.of()));
    events.add(events.size() - 1, store.consents(9));
    store.append(events).append(store.released(9, null));
    store.found("uses-under-consent", "survey.ResultReleased");
  }

  @Test
  void a_statistic_of_somebody_who_withdrew_before_the_close() {
    List<JournalEvent> events = store.answeredWave(8);
    events.add(
        events.size() - 1,
        new ConsentWithdrawn(circle, store.closing(), Lane.CODE, code(3), Purpose.SURVEYS));
    store.append(events).append(store.released(8, null));
    List<CheckRow> rows = store.run();
    assertThat(row(rows, "uses-under-consent").found()).isEqualTo(1);
    assertThat(row(rows, "answers-under-consent").found()).isEqualTo(1);
  }

  @Test
  void a_statistic_of_a_block_of_more_people_than_it_holds_back() {
    ResultReleased level = store.released(RowKind.WAVE, null, "fewer-than-k", circle);
    CircleId block = Year.circle(51);
    store.append(store.answeredWave(8));
    store.append(glued(level, block));
    store.append(level);
    store.append(store.released(RowKind.WAVE, 8, "rounded-below-2k", block));
    assertThat(row(store.run(), "uses-under-consent").found()).isZero();
    store.append(store.released(RowKind.WAVE, 9, "rounded-below-2k", block));
    assertThat(row(store.run(), "uses-under-consent").found()).isEqualTo(1);
  }

  @Test
  void a_statistic_of_a_block_of_a_circle_that_shows_it_alone() {
    CircleId block = Year.circle(51);
    ResultReleased level = store.released(RowKind.WAVE, 8, "rounded-below-2k", circle);
    store.append(store.answeredWave(8)).append(level);
    store.append(glued(level, block));
    store.append(store.released(RowKind.WAVE, 8, "rounded-below-2k", block));
    store.found("uses-under-consent", block.value());
  }

  // --- disclosures
  // ----------------------------------------------------------------------------------

  @Test
  void an_export_of_those_who_consent() {
    for (int person = 1; person <= 8; person++) {
      store.append(store.research(person));
    }
    store.append(store.disclosed(8, DataLane.PARTICIPATION, Purpose.RESEARCH_PARTICIPATION));
    List<CheckRow> rows = store.run();
    assertThat(row(rows, "disclosures-under-consent").checked()).isEqualTo(1);
    assertThat(rows).allSatisfy(row -> assertThat(row.findings()).as(row.check()).isEmpty());
  }

  @Test
  void an_export_after_a_withdrawal_of_as_many_as_before() {
    for (int person = 1; person <= 8; person++) {
      store.append(store.research(person));
    }
    store.append(
        new ConsentWithdrawn(
            circle, store.closing(), Lane.MEMBER, Store.member(3), Purpose.RESEARCH_PARTICIPATION));
    store.append(store.disclosed(8, DataLane.PARTICIPATION, Purpose.RESEARCH_PARTICIPATION));
    store.found("disclosures-under-consent", "consent.DataDisclosed");
  }

  @Test
  void an_export_of_answers_of_people_who_only_take_part_in_surveys() {
    store.append(store.answeredWave(8));
    store.append(store.disclosed(8, DataLane.ANSWERS, Purpose.SURVEYS, Purpose.RESEARCH_ANSWERS));
    store.found("disclosures-under-consent", "consent.DataDisclosed");
  }

  @Test
  void an_export_under_another_consent_than_its_lane_asks_for() {
    for (int person = 1; person <= 8; person++) {
      store.append(store.research(person));
    }
    store.append(store.disclosed(8, DataLane.PARTICIPATION, Purpose.TAKE_PART));
    store.found("disclosures-under-consent", "consent.DataDisclosed");
  }

  private CirclesGlued glued(ResultReleased level, CircleId block) {
    return new CirclesGlued(
        Publisher.gluingOf(level),
        store.closing(),
        Wave.BASELINE,
        level.instrument(),
        level.fingerprint(),
        level.scale(),
        block,
        "CLINIC-A",
        List.of(circle));
  }

  @Test
  void figures_of_too_few() {
    store.append(store.answeredWave(8)).append(store.released(5, null));
    store.found("releases-keep-rules", "survey.ResultReleased");
  }

  @Test
  void an_exact_figure_below_two_k() {
    store.append(store.answeredWave(8)).append(store.released(8, 3.1));
    store.found("releases-keep-rules", "survey.ResultReleased");
  }

  @Test
  void a_figure_off_the_grid() {
    store.append(store.answeredWave(8)).append(store.released(RowKind.WAVE, 8, 42.05, null, 5));
    store.found("releases-keep-rules", "survey.ResultReleased");
  }

  @Test
  void pulses_of_too_few_off_the_grid_or_with_an_interval_below_two_k() {
    store.append(store.answeredWave(8));
    store.append(List.of(pulses(6, 7.5, null), pulses(10, 5.7, -1.8), pulses(null, null, null)));
    assertThat(row(store.run(), "releases-keep-rules").found()).isZero();
    store.append(pulses(5, 7.5, null));
    store.append(pulses(6, 7.4, null));
    store.append(pulses(9, 7.5, -1.8));
    store.append(pulses(null, 7.5, null));
    CheckRow row = row(store.run(), "releases-keep-rules");
    assertThat(row.found()).isEqualTo(4);
    assertThat(row.findings()).allSatisfy(f -> assertThat(f).contains("session.PulseReleased"));
  }

  private PulseReleased pulses(
      @Nullable Integer n, @Nullable Double arriving, @Nullable Double low) {
    return new PulseReleased(
        circle,
        store.closing(),
        3,
        null,
        n,
        arriving,
        null,
        null,
        low,
        null,
        null,
        "0123456789abcdef0123456789abcdef",
        5,
        n == null ? "fewer-than-k" : null);
  }

  @Test
  void a_statistic_that_names_a_smaller_k() {
    store.append(store.answeredWave(8)).append(store.released(RowKind.WAVE, 3, 42.0, null, 1));
    store.found("releases-keep-rules", "survey.ResultReleased");
  }

  @Test
  void a_count_of_a_few_people() {
    store.append(store.answeredWave(12));
    store.append(store.released(RowKind.CONTRAST, 12, 2.0, 3.1, 5, 5, null));
    assertThat(row(store.run(), "releases-keep-rules").found()).isZero();
    store.append(store.released(RowKind.CONTRAST, 12, 2.0, 3.1, 5, 2, null));
    store.found("releases-keep-rules", "survey.ResultReleased");
  }

  @Test
  void a_level_beside_a_contrast_of_a_few_less_in_either_order() {
    store.append(store.answeredWave(8));
    store.append(
        List.of(
            store.released(RowKind.CONTRAST, 7, 2.0, null, 5),
            store.released(RowKind.WAVE, 8, 42.0, null, 5),
            store.released(RowKind.CONTRAST, 6, 2.0, null, 5)));
    assertThat(row(store.run(), "releases-keep-rules").found()).isEqualTo(2);
  }

  // --- what is sealed, and what is text
  // -----------------------------------------------------------

  @Test
  void a_ballot_that_was_altered_is_no_destroyed_key() {
    List<JournalEvent> events = store.answeredWave(8);
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof SurveyRecorded e && e.ballot().equals(ballotName(3))) {
        events.set(i, with(e, new Sealed(e.answers().key(), altered(e.answers().box()))));
      }
    }
    store.append(events);
    store.found("answers-under-consent", "survey.SurveyRecorded");
  }

  private SurveyRecorded with(SurveyRecorded e, Sealed answers) {
    return new SurveyRecorded(circle, e.at(), e.wave(), e.instrument(), e.ballot(), answers);
  }

  private static String altered(String box) {
    int at = box.length() - 2;
    return box.substring(0, at) + (box.charAt(at) == 'A' ? 'B' : 'A') + box.substring(at + 1);
  }

  @Test
  void a_text_that_is_not_sealed() {
    year.starts(1).add(issue(new ThemeId("i1"), new Sealed(A_KEY, "nights-always-ours")));
    store.append(year.events());
    store.found("sealed-where-due", "theme.IssueNoted");
  }

  @Test
  void a_text_in_clear_without_blanks_where_an_id_should_be() {
    String box = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[92]);
    year.starts(1).add(issue(new ThemeId("nights-always-ours"), new Sealed(A_KEY, box)));
    store.append(year.events());
    store.found("sealed-where-due", "theme.IssueNoted");
  }

  private IssueNoted issue(ThemeId theme, Sealed text) {
    return new IssueNoted(circle, year.now(), 1, theme, Area.FAIRNESS, text);
  }

  @Test
  void a_text_in_clear_where_a_code_should_be() {
    store.append(year.events());
    store.append(consent(1, new Notice("1", "I am so tired", "ab".repeat(32))));
    store.found("sealed-where-due", "consent.ConsentGiven");
  }

  private ConsentGiven consent(int member, Notice notice) {
    return new ConsentGiven(
        circle, year.now(), Lane.MEMBER, "m-" + member, Purpose.TAKE_PART, notice);
  }

  @Test
  void a_data_key_that_seals_two_things() {
    String box = java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[92]);
    year.starts(1)
        .add(issue(new ThemeId("i1"), new Sealed(A_KEY, box)))
        .add(issue(new ThemeId("i2"), new Sealed(A_KEY, box)));
    store.append(year.events());
    store.found("sealed-where-due", "theme.IssueNoted");
  }

  // --- the circle's life
  // --------------------------------------------------------------------------

  @Test
  void an_event_after_the_close() {
    closed();
    year.add(new QuestionAsked(circle, year.now(), 1));
    store.append(year.events());
    store.found("within-the-year", "session.QuestionAsked");
  }

  @Test
  void a_consent_after_the_sealing() {
    closed().add(new CircleSealed(circle, year.now())).add(consent(1, Store.NOTICE));
    store.append(year.events());
    store.found("within-the-year", "consent.ConsentGiven");
  }

  @Test
  void a_withdrawal_after_the_erasure_of_the_circle() {
    closed()
        .add(new CircleSealed(circle, year.now()))
        .add(new CircleErased(circle, year.now(), ErasureReason.RETENTION))
        .add(new ConsentWithdrawn(circle, year.now(), Lane.MEMBER, "m-1", Purpose.TAKE_PART));
    store.append(year.events());
    store.found("within-the-year", "consent.ConsentWithdrawn");
  }

  @Test
  void a_close_after_the_sealing_opens_nothing_again() {
    closed()
        .add(new CircleSealed(circle, year.now()))
        .add(new CircleClosed(circle, year.now(), ClosureReason.DISSOLVED))
        .add(consent(1, Store.NOTICE));
    store.append(year.events());
    assertThat(row(store.run(), "within-the-year").findings())
        .satisfiesExactly(
            first -> assertThat(first).contains("circle.CircleClosed"),
            second -> assertThat(second).contains("consent.ConsentGiven"));
  }

  private Year closed() {
    year.starts(1).closes(1);
    return year.add(new CircleClosed(circle, year.now(), ClosureReason.DISSOLVED));
  }

  @Test
  void a_gap() {
    store.append(year.events());
    store.plant(store.next() + 1, "session.QuestionAsked", QUESTION, "{}");
    store.found("within-the-year", "session.QuestionAsked");
  }

  @Test
  void a_recording_time_that_falls() {
    year.starts(1).add(new QuestionAsked(circle, year.now().minus(Duration.ofSeconds(59)), 1));
    store.append(year.events());
    assertThat(row(store.run(), "within-the-year").found()).isZero();
    store.append(new QuestionAsked(circle, year.now().minus(Duration.ofSeconds(61)), 1));
    store.found("within-the-year", "session.QuestionAsked");
  }

  @Test
  void an_event_of_another_circle_in_the_stream() {
    store.append(year.events());
    String another = QUESTION.formatted(Year.circle(2).value());
    store.plant(store.next(), "session.QuestionAsked", another, "{}");
    store.found("within-the-year", "session.QuestionAsked");
  }

  @Test
  void torn_bytes_do_not_stop_the_walk() {
    store.append(year.events());
    store.plant(store.next(), "session.QuestionAsked", "{\"circleId\":\"%s\",", "{}");
    store.found("events-readable", "session.QuestionAsked");
    assertThat(row(store.run(), "events-readable").checked()).isEqualTo(store.next() + 1);
  }

  @Test
  void a_name_that_is_not_on_the_list() {
    store.append(year.events());
    store.plant(store.next(), "session.WhoWasAbsent", QUESTION, "{}");
    store.found("events-readable", "session.WhoWasAbsent");
  }

  @Test
  void of_many_findings_a_hundred_are_listed_and_all_are_counted() {
    store.append(year.events());
    store.world.database.execute(
        """
        insert into journal.domain_event_entry
          (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
           payload_type, payload_revision, payload, meta_data)
        select '%s', %d + n, 'Circle', gen_random_uuid(), '2027-06-01T10:00:00Z',
               'session.QuestionAsked', '1', '{'::bytea, '{}'::bytea
          from generate_series(0, 122) n
        """
            .formatted(circle, store.next()));
    CheckRow row = row(store.run(), "events-readable");
    assertThat(row.found()).isEqualTo(123);
    assertThat(row.findings()).hasSize(Check.MOST).doesNotHaveDuplicates();
    assertThat(row.findings().get(0)).contains("number " + store.next() + ",");
  }

  // --- the log
  // ------------------------------------------------------------------------------------

  @Test
  void an_event_that_was_altered_under_the_stored_checkpoint() {
    store.append(year.events());
    AuditLog log = new AuditLog(store.world.pool(), store.world.journal(), store.world.secrets);
    try (Sealer sealer =
        new Sealer(
            store.world.journal(),
            store.world.database.dataSource(),
            store.world.pool(),
            store.world.secrets,
            InstantSource.fixed(Instant.parse("2026-06-01T10:00:00Z")),
            "node",
            () -> true)) {
      sealer.start();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                Checkpoint latest = log.latest();
                return latest != null && latest.size() == store.next();
              });
    }
    CheckRow before = row(store.run(), "checkpoint-stands");
    assertThat(before.found()).isZero();
    assertThat(before.checked()).isEqualTo(store.next());
    store.world.database.execute("alter table journal.domain_event_entry disable trigger all");
    store.world.database.execute(
        """
        update journal.domain_event_entry set time_stamp = time_stamp + interval '1 millisecond'
         where sequence_number = 4
        """);
    store.found("checkpoint-stands", "have another root than the checkpoint");
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
    leaves.forEach(leaf -> check.see(new Seen(leaf.sequence(), leaf, null, List.of())));
    check.end(List.of());
    return check.row(leaves.size());
  }
}
