package org.circlejournal.command.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.command.door.App.Answered;
import org.circlejournal.command.vault.Eraser;
import org.circlejournal.command.vault.Eraser.Step;
import org.circlejournal.command.vault.Members;
import org.circlejournal.events.DiskSearch;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.sealing.DataKey;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.SurveyCode;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Erasure as a thief of database, backups and secrets folder meets it, and as the person does. What
 * one person answered is known by its bytes, which are searched for everywhere.
 *
 * <p>With {@code AXON_SERVER=host:port} all but the backup is of a journal there, where erasures of
 * other tests' circles are carried out as well, and with {@code AXON_SERVER_EVENTS} the folder of
 * its segments, to be searched.
 */
class ErasureIT {

  private static final long DAY = 24 * 60;

  /** One of each member: answers, closing words; and an issue on the board. */
  private static final int MEMBERS = Step.values().length + 2;

  private record Person(int number, MemberId member, SurveyCode code, String token) {
    String words() {
      return "closing-words-of-" + number + "-marked";
    }
  }

  /** A circle with a closed wave, and the people who answered. */
  private record Written(
      TestPostgres.Database database, Path secrets, CircleId circle, List<Person> people) {

    Erasing open() {
      return new Erasing(database.url(), secrets, false, step -> {});
    }
  }

  private static Story story(App app) {
    Story story = new Story(app, MEMBERS).session(1, DAY, 1, 2);
    story.line(DAY, 1, "note-issue", "'text':'issue-marked-one','area':'fairness'");
    story.line(DAY, 1, "note-issue", "'text':'issue-marked-two','area':'reward'");
    String wave = "'wave':'endpoint','instruments':['cbi'],'closesAt':'";
    story.line(DAY, 1, "open-survey-wave", wave + story.at(20 * DAY) + "'");
    String notice = story.notice("answers");
    for (int m = 1; m <= MEMBERS; m++) {
      story.line(2 * DAY, m, "record-survey", ballot("endpoint", m, notice));
      String words = "'question':'change','text':'closing-words-of-" + m + "-marked'";
      story.line(2 * DAY, m, "record-reflection", words);
    }
    return story;
  }

  private static String ballot(String wave, int person, String notice) {
    Random options = new Random(person);
    StringBuilder answers = new StringBuilder();
    for (int item = 1; item <= 19; item++) {
      answers.append(item == 1 ? "" : ",");
      answers.append("'cbi-%02d':%d".formatted(item, 25 * options.nextInt(5)));
    }
    return "'wave':'"
        + wave
        + "','instrument':'cbi','answers':{"
        + answers
        + "},'choices':{'surveys':true,'researchAnswers':false,'quote':false,'link':true},"
        + "'notice':"
        + notice;
  }

  /** Written through the doors, which are closed then. */
  private static Written written() {
    try (App app = App.start()) {
      Story story = story(app).line(21 * DAY, 1, "extend-joining", "'untilSession':6").written();
      return new Written(
          app.database(), app.secrets(), new CircleId(story.id()), people(app, story));
    }
  }

  private static List<Person> people(App app, Story story) {
    List<Person> people = new ArrayList<>();
    for (int m = 1; m <= MEMBERS; m++) {
      MemberId member = new MemberId(story.memberId(m));
      CircleId circle = new CircleId(story.id());
      SurveyCode code = app.bean(Members.class).code(circle, member, story.token(m));
      people.add(new Person(m, member, code, story.token(m)));
    }
    return people;
  }

  /** The plaintext of everything by a person, by the id of the key that opened it. */
  private static Map<String, byte[]> own(Map<String, byte[]> opened, Person person) {
    Map<String, byte[]> own = new HashMap<>();
    byte[] raw = HexFormat.of().parseHex(person.code().value());
    opened.forEach(
        (key, bytes) -> {
          String text = new String(bytes, ISO_8859_1);
          if (text.contains(new String(raw, ISO_8859_1)) || text.contains(person.code().value())) {
            own.put(key, bytes);
          }
        });
    return own;
  }

  @Test
  void killed_at_each_boundary_it_converges_and_then_no_key_opens_what_is_found()
      throws IOException {
    Written written = written();
    Map<String, byte[]> before;
    try (Erasing erasing = written.open()) {
      before = erasing.opened(written.circle());
    }
    assertThat(before).hasSize(2 * MEMBERS + 2);
    List<Person> erased = new ArrayList<>();
    for (Step step : Step.values()) {
      Person person = written.people().get(erased.size());
      erased.add(person);
      try (Erasing erasing = written.open()) {
        assertThat(own(erasing.opened(written.circle()), person)).hasSize(2);
        erasing.request(written.circle(), person.member(), person.code(), Instant.now());
      }
      die(written, step);
      try (Erasing restarted = written.open()) {
        restarted.erase(Instant.now());
        Map<String, byte[]> opened = restarted.opened(written.circle());
        assertThat(restarted.completions(written.circle(), person.code().value()))
            .as("after %s", step)
            .isEqualTo(1);
        assertThat(opened).as("after %s", step).hasSize(before.size() - 2 * erased.size());
        erased.forEach(each -> assertThat(own(opened, each)).isEmpty());
        int events = restarted.events(written.circle()).size();
        restarted.erase(Instant.now());
        assertThat(restarted.events(written.circle())).hasSize(events);
      }
    }
    Set<String> gone = new TreeSet<>();
    List<byte[]> marked = new ArrayList<>();
    for (Person person : erased) {
      own(before, person).forEach((key, bytes) -> gone.add(key));
      marked.add(person.words().getBytes(UTF_8));
      own(before, person).values().stream()
          .filter(bytes -> bytes.length < 64)
          .forEach(bytes -> marked.add(AnswerSheet.of(bytes).itemBytes()));
    }
    assertThat(marked).hasSize(2 * erased.size());
    assertNothingIsFound(written, marked);
    assertOpensWhateverIsFound(written, gone, before.size() - gone.size());
  }

  /** A process erases, and ends without a word right after the step. */
  private static void die(Written written, Step step) {
    List<String> arguments =
        List.of(written.database().url(), written.secrets().toString(), step.name());
    try (Fork fork = Fork.of(Erasing.class, List.of(), arguments)) {
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !fork.alive());
      assertThat(fork.exit()).as("%s: %s", step, fork.output()).isEqualTo(9);
    }
  }

  /**
   * Neither database nor write-ahead log nor secrets folder hold one of these, in whatever writing;
   * and what was planted in each of these places, and deleted from the table since, is found.
   */
  private static void assertNothingIsFound(Written written, List<byte[]> marked)
      throws IOException {
    byte[] planted = "planted-%s-plaintext".formatted(UUID.randomUUID()).getBytes(UTF_8);
    String hex = HexFormat.of().formatHex(planted);
    written
        .database()
        .execute(
            """
            create table planted (as_is bytea, said text);
            insert into planted values ('\\x%s', 'said ' || encode('\\xff%s', 'base64'));
            delete from planted
            """
                .formatted(hex, hex));
    Path file = written.secrets().resolve("planted");
    Files.writeString(file, "{\"said\":\"" + Base64.getEncoder().encodeToString(planted) + "\"}");
    String events = System.getenv("AXON_SERVER_EVENTS"); // the folder of its segments, if at hand
    DiskSearch search =
        events == null
            ? DiskSearch.of(written.database(), written.secrets())
            : DiskSearch.of(written.database(), written.secrets(), Path.of(events));
    if (events != null) {
      assertThat(search.find(written.circle().value().getBytes(UTF_8)))
          .anyMatch(place -> place.startsWith(events));
    }
    Files.delete(file);
    assertThat(search.find(planted))
        .contains("pg_wal", file.toString())
        .anyMatch(place -> place.contains("/base/"));
    for (byte[] each : marked) {
      assertThat(search.find(each)).as(new String(each, ISO_8859_1)).isEmpty();
    }
  }

  /** Tries every key that is there on everything that may be a wrapped key, wherever it lies. */
  private static void assertOpensWhateverIsFound(Written written, Set<String> gone, int others) {
    Pattern long80 = Pattern.compile("(?=([A-Za-z0-9_-]{80}))");
    Set<String> candidates = new TreeSet<>();
    for (String file : files(written).values()) {
      Matcher matcher = Pattern.compile("[A-Za-z0-9_-]{80,400}").matcher(file);
      while (matcher.find()) {
        Matcher inside = long80.matcher(matcher.group());
        while (inside.find()) {
          candidates.add(inside.group(1));
        }
      }
    }
    Set<String> opened = new TreeSet<>();
    try (Erasing erasing = written.open()) {
      for (Unsealer.Item item : erasing.sealed(written.circle())) {
        for (Purpose purpose : List.of(Purpose.ANSWERS, Purpose.TEXTS)) {
          for (int epoch : erasing.keys.epochs(purpose)) {
            if (candidates.stream().anyMatch(c -> opens(erasing, item, purpose, epoch, c))) {
              opened.add(item.sealed().key());
            }
          }
        }
      }
    }
    assertThat(opened).doesNotContainAnyElementsOf(gone).hasSize(others);
  }

  private static boolean opens(
      Erasing erasing, Unsealer.Item item, Purpose purpose, int epoch, String wrapped) {
    String key = item.sealed().key();
    try {
      new DataKey(key, item.associated().circle(), purpose, epoch, wrapped)
          .open(erasing.keys, item.sealed(), item.associated());
      return true;
    } catch (DoesNotOpen | IllegalArgumentException e) {
      return false;
    }
  }

  /** The server's whole folder, checkpointed, and the secrets; by Latin 1, a byte a character. */
  private static Map<Path, String> files(Written written) {
    written.database().execute("checkpoint");
    Map<Path, String> files = new HashMap<>();
    for (Path folder : List.of(Path.of(ask(written, "show data_directory")), written.secrets())) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path file : all.filter(Files::isRegularFile).collect(Collectors.toList())) {
          if (ofThisDatabase(written, folder, file)) {
            files.put(file, new String(Files.readAllBytes(file), ISO_8859_1));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    assertThat(files.keySet()).anyMatch(file -> file.toString().contains("pg_wal"));
    return files;
  }

  /** The server is shared by tests: other databases' heaps are not looked at. */
  private static boolean ofThisDatabase(Written written, Path folder, Path file) {
    Path inside = folder.relativize(file);
    if (!inside.startsWith("base")) {
      return true;
    }
    String oid = ask(written, "select oid from pg_database where datname = current_database()");
    return inside.startsWith(Path.of("base", oid));
  }

  private static String ask(Written written, String sql) {
    try (Connection c = written.database().dataSource().getConnection();
        Statement statement = c.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- backups ---------------------------------------------------------------------------------

  @Test
  void a_backup_taken_before_is_erased_before_the_doors_open_or_cannot_be_read_at_all()
      throws IOException {
    Assumptions.assumeTrue(
        System.getenv("AXON_SERVER") == null, "a copy of the database is none of Axon Server's");
    Written written = written();
    Person person = written.people().get(0);
    try (Erasing erasing = written.open()) {
      erasing.request(written.circle(), person.member(), person.code(), Instant.now());
    }
    TestPostgres.Database backup = written.database().copy();
    TestPostgres.Database another = written.database().copy();
    Path oldSecrets = copy(written.secrets());
    int all;
    int left;
    try (Erasing erasing = written.open()) {
      all = erasing.opened(written.circle()).size();
      erasing.erase(Instant.now());
      left = erasing.opened(written.circle()).size();
    }
    assertThat(left).isEqualTo(all - 2);

    // With the secrets of today: it is refused, and says why and what to do.
    assertThatThrownBy(() -> new Erasing(backup.url(), written.secrets(), false, step -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ANSWERS")
        .hasMessageContaining("restored from a backup")
        .hasMessageContaining("circle.lost-keys=accept");

    // With the newest copy of the key tables beside it: all but the erased opens again.
    another.execute("delete from vault.data_key; delete from vault.epoch");
    for (String table : List.of("epoch", "data_key")) {
      copyTable(written.database(), another, "vault." + table);
    }
    try (Erasing restored = new Erasing(another.url(), written.secrets(), false, step -> {})) {
      restored.erase(Instant.now());
      assertThat(restored.opened(written.circle())).hasSize(left);
      assertThat(restored.completions(written.circle(), person.code().value())).isEqualTo(1);
    }

    // With secrets that should not have been kept: the journaled request is carried out first.
    TestPostgres.Database third = backup.copy();
    try (App app = App.start(third, oldSecrets)) {
      assertThat(app.get("/actuator/health", null).status()).isEqualTo(200);
      Written restored = new Written(third, oldSecrets, written.circle(), written.people());
      try (Erasing erasing = restored.open()) {
        assertThat(erasing.completions(written.circle(), person.code().value())).isEqualTo(1);
        assertThat(erasing.opened(written.circle())).hasSize(left);
      }
    }

    // Without: it goes on without what the destroyed keys sealed, and mints none of them anew.
    try (Erasing given = new Erasing(backup.url(), another(written), true, step -> {})) {
      given.erase(Instant.now());
      assertThat(given.completions(written.circle(), person.code().value())).isEqualTo(1);
      assertThat(given.opened(written.circle())).hasSize(2); // the texts of the board
      assertThat(given.keys.epochs(Purpose.ANSWERS)).hasSize(1).doesNotContain(1, 2);
    }
  }

  /** The secrets folder of today, so that the other one stays as it is. */
  private static Path another(Written written) throws IOException {
    return copy(written.secrets());
  }

  private static Path copy(Path folder) throws IOException {
    Path copy = Files.createTempDirectory("secrets");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.collect(Collectors.toList())) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    return copy;
  }

  private static void copyTable(
      TestPostgres.Database from, TestPostgres.Database to, String table) {
    try (Connection read = from.dataSource().getConnection();
        Connection write = to.dataSource().getConnection()) {
      java.io.StringWriter rows = new java.io.StringWriter();
      read.unwrap(org.postgresql.PGConnection.class)
          .getCopyAPI()
          .copyOut("copy " + table + " to stdout", rows);
      write
          .unwrap(org.postgresql.PGConnection.class)
          .getCopyAPI()
          .copyIn("copy " + table + " from stdin", new java.io.StringReader(rows.toString()));
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  // --- the person ------------------------------------------------------------------------------

  @Test
  void the_person_gets_a_report_in_each_lane_and_the_token_is_good_for_nothing_else() {
    try (App app = App.start()) {
      Story story = story(app).line(21 * DAY, 1, "extend-joining", "'untilSession':6").written();
      List<Person> people = people(app, story);
      CircleId circle = new CircleId(story.id());
      Person person = people.get(2);
      assertThat(lane(app, story, 3, "code").path("state").asText()).isEqualTo("not-requested");

      story.done(3, "request-erasure", "{'lane':'code'}");
      assertThat(lane(app, story, 3, "code").path("state").asText())
          .isEqualTo("waits-for-the-night");
      app.bean(Orders.class)
          .journal(
              new JournalCodeLane(
                  circle,
                  app.clock().instant(),
                  new ArrayList<>(),
                  new ArrayList<>(List.of(person.code()))));
      app.bean(Eraser.class).finish(app.clock().instant());

      JsonNode code = lane(app, story, 3, "code");
      assertThat(code.path("state").asText()).isEqualTo("completed");
      assertThat(code.path("destroyed").findValuesAsText("kind")).contains("answer-keys");
      assertThat(code.path("kept").findValuesAsText("kind")).contains("released-results");
      assertThat(code.path("kept").findValuesAsText("why")).allMatch(why -> why.length() > 20);
      assertThat(Instant.parse(code.path("backupsUntil").asText()))
          .isEqualTo(Instant.parse(code.path("completedAt").asText()).plusSeconds(35 * 86_400));
      JsonNode export = app.get(story.path() + "/me/export", story.token(3)).json();
      assertThat(export.path("answers")).isEmpty();
      assertThat(export.path("closingWords")).isEmpty();
      JsonNode other = app.get(story.path() + "/me/export", story.token(4)).json();
      assertThat(other.path("answers")).hasSize(1);

      Answered asked = story.post(3, "request-erasure", "{'lane':'member'}");
      assertThat(asked.json().path("advice").toString()).contains("code's lane first");
      app.bean(Eraser.class).finish(app.clock().instant());
      Answered report = app.get(story.path() + "/me/erasure", story.token(3));
      assertThat(report.status()).isEqualTo(200);
      assertThat(report.toString())
          .contains("stored-secret", "attendance-counts")
          .contains("\"checkpoint\":null", "log has no entry yet") // no query side ever ran
          .doesNotContain(person.member().value(), person.code().value());
      assertThat(lane(app, story, 3, "member").path("state").asText()).isEqualTo("completed");
      assertThat(lane(app, story, 3, "code").path("state").asText())
          .isEqualTo("unknown-without-the-secret");
      // Another node knows at once; this one within a minute.
      try (App second = app.another()) {
        assertThat(second.get(story.path() + "/me", story.token(3)).code())
            .isEqualTo("token-invalid");
        assertThat(second.get(story.path() + "/me/erasure", story.token(3)).status())
            .isEqualTo(200);
        assertThat(second.get("/circles/none/me/erasure", story.token(3)).code())
            .isEqualTo("token-invalid");
      }
      String checkIn = "{'session':1,'member':'" + person.member() + "','mode':'remote'}";
      assertThat(story.post(1, "check-in", checkIn).code()).isEqualTo("not-a-member");
    }
  }

  @Test
  void a_ballot_in_an_open_box_goes_as_well_and_a_later_answer_has_a_key_of_its_own() {
    try (App app = App.start()) {
      Story story = story(app).written(); // the wave closes when something happens
      CircleId circle = new CircleId(story.id());
      story.done(1, "extend-joining", "{'untilSession':6}");
      String followUp = "{'wave':'follow-up','instruments':['cbi'],'closesAt':'";
      Instant later = app.clock().instant().plusSeconds(70 * 86_400);
      app.clock().set(later);
      story.done(1, "open-survey-wave", followUp + later.plusSeconds(8 * 86_400) + "'}");
      String notice = story.notice("answers");
      Person person = people(app, story).get(0);
      story.done(1, "record-survey", "{" + ballot("follow-up", 1, notice) + "}");
      story.done(2, "record-survey", "{" + ballot("follow-up", 2, notice) + "}");
      assertThat(boxed(app, circle)).isEqualTo(2);

      erase(app, circle, person.code());
      assertThat(boxed(app, circle)).isEqualTo(1);
      // Who answers anew is heard, under another key; the other's ballot opens, sealed anew.
      story.done(1, "record-survey", "{" + ballot("follow-up", 1, notice) + "}");
      app.clock().set(later.plusSeconds(9 * 86_400));
      app.bean(Orders.class).ring(circle, app.clock().instant());
      Written written = new Written(app.database(), app.secrets(), circle, List.of());
      try (Erasing erasing = written.open()) {
        Map<String, byte[]> opened = erasing.opened(circle);
        assertThat(own(opened, person)).hasSize(1);
        // Carried out once more, as after a restore: the later answer is not meant.
        app.database().execute("update vault.eraser set position = -1");
        erasing.erase(app.clock().instant());
        assertThat(erasing.opened(circle).keySet()).isEqualTo(opened.keySet());
      }
    }
  }

  @Test
  void redacted_texts_and_erased_circles_go_the_same_way() {
    try (App app = App.start()) {
      Story story = story(app).written();
      CircleId circle = new CircleId(story.id());
      Written written = new Written(app.database(), app.secrets(), circle, List.of());
      int answers;
      int research;
      int texts;
      try (Erasing erasing =
          written.open()) { // erasures of other tests' circles may have come first
        answers = erasing.keys.newest(Purpose.ANSWERS);
        research = erasing.keys.newest(Purpose.RESEARCH);
        texts = erasing.keys.newest(Purpose.TEXTS);
      }
      story.done(1, "redact-text", "{'theme':'i1'}");
      app.bean(Eraser.class).finish(app.clock().instant());
      Map<String, byte[]> opened;
      try (Erasing erasing = written.open()) {
        opened = erasing.opened(circle);
        assertThat(erasing.keys.epochs(Purpose.TEXTS)).containsExactly(texts + 1);
        assertThat(erasing.keys.epochs(Purpose.ANSWERS)).containsExactly(answers);
        assertThat(erasing.keys.epochs(Purpose.RESEARCH)).containsExactly(research + 1);
      }
      assertThat(opened).hasSize(2 * MEMBERS + 1);
      assertThat(opened.values().stream().map(bytes -> new String(bytes, UTF_8)))
          .anyMatch(text -> text.contains("issue-marked-two"))
          .noneMatch(text -> text.contains("issue-marked-one"));

      story.done(1, "close-session", "{'session':1,'reason':'other'}");
      story.done(1, "seal-circle", "{}").done(2, "seal-circle", "{}");
      story.done(1, "erase-circle", "{}").done(2, "erase-circle", "{}");
      app.bean(Eraser.class).finish(app.clock().instant());
      try (Erasing erasing = written.open()) {
        assertThat(erasing.opened(circle)).isEmpty();
        assertThat(erasing.keys.epochs(Purpose.ANSWERS)).containsExactly(answers + 1);
        assertThat(erasing.keys.epochs(Purpose.RESEARCH))
            .containsExactly(research + 2); // archives, exports
        assertThat(erasing.keys.epochs(Purpose.STUDIES)).containsExactly(1); // names of nobody
      }
      JsonNode report = app.get(story.path() + "/me/erasure", story.token(2)).json();
      assertThat(report.path("circle").path("reason").asText()).isEqualTo("request");
      JsonNode export = app.get(story.path() + "/me/export", story.token(2)).json();
      assertThat(export.path("answers")).isEmpty();
    }
  }

  private static void erase(App app, CircleId circle, SurveyCode code) {
    app.bean(Orders.class)
        .journal(
            new JournalCodeLane(
                circle,
                app.clock().instant(),
                new ArrayList<>(),
                new ArrayList<>(Arrays.asList(code))));
    app.bean(Eraser.class).finish(app.clock().instant());
  }

  private static int boxed(App app, CircleId circle) {
    Written written = new Written(app.database(), app.secrets(), circle, List.of());
    return Integer.parseInt(
        ask(written, "select count(*) from vault.ballot where circle_id = '" + circle + "'"));
  }

  private static JsonNode lane(App app, Story story, int member, String lane) {
    JsonNode report = app.get(story.path() + "/me/erasure", story.token(member)).json();
    for (JsonNode each : report.path("lanes")) {
      if (each.path("lane").asText().equals(lane)) {
        return each;
      }
    }
    throw new AssertionError(report);
  }
}
