package org.circlejournal.query.research.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.query.research.archive.Programme.circle;
import static org.circlejournal.query.research.archive.Programme.code;
import static org.circlejournal.query.research.archive.Programme.given;
import static org.circlejournal.query.research.archive.Programme.rows;
import static org.circlejournal.query.research.archive.Programme.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.ErasureReason;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.NightRequest;
import org.circlejournal.events.session.SessionEvent.ApologiesSent;
import org.circlejournal.events.session.SessionEvent.ApologyReason;
import org.circlejournal.events.session.SessionEvent.CasePresented;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.SessionClosed;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveIT {

  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
  private static final Study PARTICIPATION = study(DataLane.PARTICIPATION);
  private static final Study ANSWERS = study(DataLane.ANSWERS);

  @TempDir Path folder;
  private Programme programme = new Programme(Path.of("unused"));

  @BeforeEach
  void open() {
    programme.close();
    programme = new Programme(folder.resolve("research"));
  }

  @AfterEach
  void close() {
    programme.close();
  }

  // --- the member's lane ----------------------------------------------------------------------

  @Test
  void a_study_shows_days_and_pseudonyms_and_nobody_who_did_not_consent() {
    CircleId circle = circle(1);
    programme.append(year(circle, 6)).append(consents(circle, 1, 2, 3, 4, 5));

    SortedMap<String, String> export = programme.export(PARTICIPATION);

    List<String> checkIns = rows(export, "member_checked_in");
    assertThat(checkIns)
        .hasSize(10)
        .allMatch(
            row ->
                row.matches(
                    "c-[0-9a-f]{16},(7|21),[0-9]+,[12],p-[0-9a-f]{16},in-person,(true|false)"));
    assertThat(checkIns.stream().map(row -> row.split(",")[4]).distinct()).hasSize(5);
    assertThat(rows(export, "circle_founded"))
        .singleElement()
        .asString()
        .doesNotContain("NORTH")
        .doesNotContain("CLINIC")
        .doesNotContain("2026")
        .contains(",7;21;35;");
    String all = String.join("\n", export.values());
    assertThat(all).doesNotContain(circle.value()).doesNotContain("m-1").doesNotContain("2026-");
    assertThat(rows(export, "attendance")).hasSize(10);
    assertThat(rows(export, "sessions").get(0)).contains(",1,7,90,,0,0,0,4,1,1,0,0,0,0");
  }

  @Test
  void an_entry_that_was_taken_back_says_so_and_does_not_count() {
    CircleId circle = circle(1);
    programme.append(year(circle, 6)).append(consents(circle, 1, 2, 3, 4, 5, 6));
    SortedMap<String, String> export = programme.export(PARTICIPATION);
    assertThat(rows(export, "member_checked_in").stream().filter(row -> row.endsWith(",true")))
        .hasSize(1);
    assertThat(rows(export, "attendance").stream().filter(row -> row.endsWith(",not-present")))
        .hasSize(1);
  }

  @Test
  void pulses_speak_of_everybody_and_are_shown_only_where_all_consent() {
    CircleId some = circle(1);
    CircleId all = circle(2);
    programme.append(year(some, 6)).append(consents(some, 1, 2, 3, 4, 5));
    programme.append(year(all, 6)).append(consents(all, 1, 2, 3, 4, 5, 6));
    assertThat(rows(programme.export(PARTICIPATION), "pulses_recorded")).hasSize(2);
    programme.append(consents(some, 6));
    assertThat(rows(programme.export(PARTICIPATION), "pulses_recorded")).hasSize(4);
  }

  @Test
  void the_same_journal_gives_the_same_files_whether_written_at_once_or_piece_by_piece()
      throws Exception {
    List<JournalEvent> events = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      List<JournalEvent> year = year(circle(i), 6);
      events.addAll(year.subList(0, 12));
      events.addAll(consents(circle(i), 2, 4)); // the others come later
      events.addAll(year.subList(12, year.size()));
    }
    for (int i = 1; i <= 3; i++) {
      events.addAll(consents(circle(i), 1, 3, 5, 6));
    }
    for (int i = 0; i < events.size(); i += 7) {
      programme.append(events.subList(i, Math.min(events.size(), i + 7)));
      if (i % 3 == 0) {
        programme.reopen();
      }
      programme.archive().follow(new Progress());
    }
    programme.wave(circle(1), Wave.BASELINE, START.plus(Duration.ofDays(60)), 1, 2, 3, 4, 5, 6);
    Map<String, String> pieces = tables(PARTICIPATION);
    Map<String, String> answers = tables(ANSWERS);
    assertThat(rows(pieces, "member_checked_in")).hasSize(3 * 12);
    assertThat(rows(answers, "answers")).hasSize(6 * 19);

    programme.close();
    Programme once = new Programme(folder.resolve("once"));
    programme = once;
    once.append(events);
    once.wave(circle(1), Wave.BASELINE, START.plus(Duration.ofDays(60)), 1, 2, 3, 4, 5, 6);
    assertThat(tables(PARTICIPATION)).isEqualTo(pieces);
    assertThat(tables(ANSWERS)).isEqualTo(answers);
  }

  private Map<String, String> tables(Study study) {
    Map<String, String> tables = new TreeMap<>(programme.export(study));
    tables.keySet().removeIf(path -> !path.endsWith(".csv"));
    return tables;
  }

  @Test
  void another_study_has_other_pseudonyms() {
    programme.append(year(circle(1), 6)).append(consents(circle(1), 1, 2, 3, 4, 5));
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) 7);
    Study other = new Study("TEST-2", DataLane.PARTICIPATION, false, false, null, key);
    List<String> people = people(rows(programme.export(PARTICIPATION), "member_joined"));
    assertThat(people(rows(programme.export(PARTICIPATION), "member_joined"))).isEqualTo(people);
    assertThat(people(rows(programme.export(other), "member_joined")))
        .hasSameSizeAs(people)
        .doesNotContainAnyElementsOf(people);
  }

  @Test
  void a_researcher_of_some_workplaces_gets_their_circles_and_people_only() {
    programme.append(year(circle(1), 6)).append(consents(circle(1), 1, 2, 3, 4, 5, 6));
    programme.append(elsewhere(year(circle(2), 7))).append(consents(circle(2), 1, 2, 3, 4));
    assertThat(rows(programme.export(PARTICIPATION), "circle_founded")).hasSize(2);
    SortedMap<String, String> own = programme.export(of(Set.of("CLINIC-B", "CLINIC-C")));
    assertThat(rows(own, "circle_founded")).hasSize(1);
    assertThat(rows(own, "member_joined")).hasSize(4);
    assertThat(rows(own, "member_checked_in")).hasSize(8);
    assertThat(own.get("manifest.json")).contains("\"workplaces\" : \"some\"");
    assertThat(rows(programme.export(of(Set.of())), "session_started")).isEmpty();
  }

  private static Study of(Set<String> workplaces) {
    return new Study(
        "TEST-1", DataLane.PARTICIPATION, false, false, workplaces, PARTICIPATION.key());
  }

  private static List<JournalEvent> elsewhere(List<JournalEvent> events) {
    try {
      List<JournalEvent> moved = new ArrayList<>(events);
      String json = Json.mapper().writeValueAsString(events.get(0)).replace("CLINIC-A", "CLINIC-B");
      moved.set(0, Json.mapper().readValue(json, CircleFounded.class));
      return moved;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> people(List<String> joined) {
    return joined.stream().map(row -> row.split(",")[2]).toList();
  }

  // --- taking back ----------------------------------------------------------------------------

  @Test
  void who_withdraws_is_gone_from_the_next_answer_and_from_the_disk() throws Exception {
    CircleId circle = circle(1);
    programme.append(year(circle, 6)).append(consents(circle, 1, 2, 3, 4, 5, 6));
    assertThat(rows(programme.export(PARTICIPATION), "member_joined")).hasSize(6);
    List<Path> before = files();

    programme.append(
        List.of(
            new ConsentWithdrawn(
                circle,
                START.plus(Duration.ofDays(50)),
                Lane.MEMBER,
                Programme.member(circle, 3),
                Purpose.RESEARCH_PARTICIPATION)));

    SortedMap<String, String> after = programme.export(PARTICIPATION);
    assertThat(rows(after, "member_joined")).hasSize(5);
    assertThat(rows(after, "member_checked_in")).hasSize(10);
    assertThat(rows(after, "case_presented")).isEmpty(); // it was that member's
    assertThat(files()).doesNotContainAnyElementsOf(before);
  }

  @Test
  void a_request_of_the_code_lane_counts_before_the_night_has_journaled_it() {
    CircleId circle = circle(1);
    programme.append(year(circle, 6));
    programme.wave(circle, Wave.BASELINE, START, 1, 2, 3, 4, 5, 6, 7);
    assertThat(rows(programme.export(ANSWERS), "answers")).hasSize(7 * 19);
    programme.waits(
        NightRequest.withdrawal(circle.value(), code(circle, 2).value(), "RESEARCH_ANSWERS"));
    assertThat(rows(programme.export(ANSWERS), "answers")).hasSize(6 * 19);
    programme.waits(NightRequest.erasure(circle.value(), code(circle, 3).value()));
    assertThat(rows(programme.export(ANSWERS), "answers")).hasSize(5 * 19);
  }

  @Test
  void an_erasure_ends_the_key_and_nothing_that_was_written_before_opens() throws Exception {
    CircleId circle = circle(1);
    programme.append(year(circle, 6)).append(consents(circle, 1, 2, 3, 4, 5, 6));
    programme.export(PARTICIPATION);
    List<Path> before = files();
    programme.append(
        List.of(
            new ErasureRequested(
                circle,
                START.plus(Duration.ofDays(50)),
                Lane.MEMBER,
                Programme.member(circle, 3))));
    programme.keys.mint(EpochKeys.Purpose.RESEARCH, 2, new java.security.SecureRandom());
    programme.keys.destroy(EpochKeys.Purpose.RESEARCH, 1);

    programme.reopen();
    assertThat(rows(programme.export(PARTICIPATION), "member_joined")).hasSize(5);
    assertThat(files()).doesNotContainAnyElementsOf(before);
  }

  @Test
  void an_erased_circle_is_in_no_study() {
    programme.append(year(circle(1), 6)).append(consents(circle(1), 1, 2, 3, 4, 5, 6));
    programme.append(year(circle(2), 6)).append(consents(circle(2), 1, 2, 3, 4, 5, 6));
    assertThat(rows(programme.export(PARTICIPATION), "circle_founded")).hasSize(2);
    programme.append(
        List.of(
            new CircleErased(circle(1), START.plus(Duration.ofDays(500)), ErasureReason.REQUEST)));
    SortedMap<String, String> export = programme.export(PARTICIPATION);
    assertThat(rows(export, "circle_founded")).hasSize(1);
    assertThat(rows(export, "session_started")).hasSize(2);
  }

  // --- the code's lane ------------------------------------------------------------------------

  @Test
  void answers_and_scores_are_by_code_and_never_beside_members() {
    CircleId circle = circle(1);
    programme.append(year(circle, 6)).append(consents(circle, 1, 2, 3, 4, 5, 6));
    programme.wave(circle, Wave.BASELINE, START, 1, 2, 3, 4, 5, 6);

    SortedMap<String, String> answers = programme.export(ANSWERS);
    assertThat(rows(answers, "answers")).hasSize(6 * 19);
    assertThat(rows(answers, "scores")).hasSize(6 * 3);
    assertThat(rows(answers, "scores"))
        .anyMatch(row -> row.contains(",cbi,") && row.contains(",personal,25.0,"));
    assertThat(answers.keySet()).noneMatch(path -> path.contains("member"));
    SortedMap<String, String> participation = programme.export(PARTICIPATION);
    assertThat(participation.keySet())
        .noneMatch(path -> path.contains("answers") || path.contains("data/code"));
  }

  @Test
  void who_has_a_pattern_of_presence_that_few_share_is_left_out() {
    CircleId circle = circle(1);
    programme.append(year(circle, 12));
    programme.wave(circle, Wave.BASELINE, START, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    programme.wave(
        circle, Wave.ENDPOINT, START.plus(Duration.ofDays(350)), 1, 2, 3, 4, 5, 6, 7, 10);
    SortedMap<String, String> export = programme.export(ANSWERS);
    // Seven were there twice; two at the baseline only, and one at the end: three people.
    assertThat(rows(export, "answers")).hasSize(14 * 19);
    assertThat(export.get("manifest.json"))
        .contains("\"patternsLeftOut\" : 2")
        .contains("\"peopleLeftOut\" : 3");
    Study rare = new Study("TEST-1", DataLane.ANSWERS, false, true, null, ANSWERS.key());
    assertThat(rows(programme.export(rare), "answers")).hasSize(17 * 19);
  }

  @Test
  void words_are_shown_only_of_who_may_be_quoted_and_only_if_asked_for() {
    CircleId circle = circle(1);
    programme.append(year(circle, 6));
    programme.wave(circle, Wave.ENDPOINT, START, 1, 2, 3, 4, 5, 6);
    programme.words(circle, START.plus(Duration.ofDays(14)), 1, "I sleep again");
    programme.words(circle, START.plus(Duration.ofDays(14)), 2, "never to be read");
    programme.append(
        List.of(given(circle, START.plus(Duration.ofDays(14)), code(circle, 1), Purpose.QUOTE)));
    assertThat(programme.export(ANSWERS).keySet()).doesNotContain("data/closing_words.csv");
    Study quoting = new Study("TEST-1", DataLane.ANSWERS, true, false, null, ANSWERS.key());
    assertThat(rows(programme.export(quoting), "closing_words"))
        .singleElement()
        .asString()
        .endsWith(",14,change,I sleep again");
  }

  @Test
  void both_lanes_meet_only_for_who_linked_them_and_not_where_a_few_are_left_over() {
    CircleId whole = circle(1);
    CircleId few = circle(2);
    for (CircleId circle : List.of(whole, few)) {
      programme.append(named(circle, 7));
      programme.wave(circle, Wave.BASELINE, START, 1, 2, 3, 4, 5, 6, 7);
    }
    for (int person = 1; person <= 7; person++) {
      programme.link(whole, START.plus(Duration.ofDays(14)), person);
      if (person <= 5) {
        programme.link(few, START.plus(Duration.ofDays(14)), person);
      }
    }
    SortedMap<String, String> export = programme.export(study(DataLane.LINKED));
    List<String> joined = people(rows(export, "member_joined"));
    assertThat(joined).hasSize(7);
    assertThat(rows(export, "scores").stream().map(row -> row.split(",")[1]).distinct())
        .containsExactlyInAnyOrderElementsOf(joined);
    assertThat(export.get("manifest.json")).contains("\"circlesWhoseLinksAreNotUsed\" : 1");
  }

  // --- at rest --------------------------------------------------------------------------------

  @Test
  void nothing_lies_open_on_the_disk() throws Exception {
    CircleId circle = circle(1);
    programme.append(year(circle, 6)).append(consents(circle, 1, 2, 3, 4, 5, 6));
    programme.wave(circle, Wave.ENDPOINT, START, 1, 2, 3, 4, 5, 6);
    programme.append(
        List.of(given(circle, START.plus(Duration.ofDays(14)), code(circle, 1), Purpose.QUOTE)));
    programme.words(circle, START.plus(Duration.ofDays(14)), 1, "words-that-are-marked");
    programme.export(PARTICIPATION);
    Path planted = Files.writeString(folder.resolve("planted"), "and words-that-are-marked");
    assertThat(holding("words-that-are-marked")).containsExactly(planted);
    assertThat(holding("in-person")).isEmpty();
    assertThat(holding("PAR1")).isEmpty(); // how every Parquet file begins and ends
    assertThat(files()).anyMatch(file -> file.toString().contains("closing_words"));
  }

  private List<Path> holding(String text) throws Exception {
    List<Path> holding = new ArrayList<>();
    for (Path file : files()) {
      if (new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains(
              new String(text.getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1))) {
        holding.add(file);
      }
    }
    return holding;
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().equals("in-use"))
          .toList();
    }
  }

  // --- years ----------------------------------------------------------------------------------

  /** Two sessions of everybody, of which one check-in is taken back; the third presents a case. */
  private static List<JournalEvent> year(CircleId id, int members) {
    Year year = Year.of(id, "CLINIC-A", members);
    int[] all = java.util.stream.IntStream.rangeClosed(1, members).toArray();
    year.starts(1).here(1, all);
    year.retracts(new MemberCheckedIn(id, year.now(), 1, Year.member(2), Presence.IN_PERSON));
    year.add(new ApologiesSent(id, year.now(), 1, ApologyReason.ON_CALL));
    year.add(new CasePresented(id, year.now(), 1, Year.member(3), List.of(new ThemeId("i1"))));
    year.closes(1);
    year.add(new PulsesRecorded(id, year.now(), 1, List.of(List.of(7, 4)), new TreeMap<>()));
    year.held(2, all);
    year.add(new PulsesRecorded(id, year.now(), 2, List.of(List.of(6, 2)), new TreeMap<>()));
    return own(id, year.events());
  }

  /** A member's id is another in each circle. */
  private static List<JournalEvent> own(CircleId id, List<JournalEvent> events) {
    List<JournalEvent> own = new ArrayList<>();
    for (JournalEvent event : events) {
      try {
        String json = Json.mapper().writeValueAsString(event);
        for (int i = 12; i >= 1; i--) {
          json = json.replace("\"m-" + i + '"', '"' + Programme.member(id, i) + '"');
        }
        own.add(Json.mapper().readValue(json, event.getClass()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return own;
  }

  private static List<JournalEvent> consents(CircleId circle, int... members) {
    return Arrays.stream(members)
        .mapToObj(i -> (JournalEvent) given(circle, START, Programme.member(circle, i)))
        .toList();
  }

  /** Members with ids of their own, as in life. */
  private static List<JournalEvent> named(CircleId id, int members) {
    List<JournalEvent> events = new ArrayList<>();
    CircleFounded founded = (CircleFounded) Year.of(id, "CLINIC-A", 0).events().get(0);
    events.add(founded);
    for (int i = 1; i <= members; i++) {
      String member = Programme.member(id, i);
      events.add(new MemberJoined(id, START, new MemberId(member)));
      events.add(given(id, START, member));
    }
    Instant planned = Year.planned(1);
    events.add(new SessionStarted(id, planned, 1));
    events.add(
        new MemberCheckedIn(
            id, planned, 1, new MemberId(Programme.member(id, 1)), Presence.REMOTE));
    events.add(new SessionClosed(id, planned.plus(Duration.ofMinutes(90)), 1, null));
    return events;
  }
}
