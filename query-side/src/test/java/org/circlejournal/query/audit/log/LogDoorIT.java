package org.circlejournal.query.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.LogKeys;
import org.circlejournal.events.log.LogProof;
import org.circlejournal.events.log.Note;
import org.circlejournal.events.log.NoteKey;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /audit/log/…} by role, under the database roles of production. */
class LogDoorIT {

  private static final CircleId CIRCLE = new CircleId("11111111-1111-4111-8111-111111111111");
  private static final CircleId OTHER = new CircleId("22222222-2222-4222-8222-222222222222");
  private static final World WORLD = World.withRoles();
  private static World.Running query = WORLD.start();

  @TempDir static Path folder;

  @BeforeAll
  static void events() {
    WORLD.append(year(CIRCLE)).append(year(OTHER));
    long sealed = WORLD.version(CIRCLE) + WORLD.version(OTHER) + 2;
    await().atMost(Duration.ofSeconds(60)).until(() -> size(auditor()) >= sealed);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> get("/audit/log/checkpoint", "").statusCode() == 200);
  }

  private static List<JournalEvent> year(CircleId circle) {
    Year year = Year.of(circle, "CLINIC-A", 6);
    for (int i = 1; i <= 3; i++) {
      year.add(
          new ConsentGiven(
              circle,
              year.now(),
              Lane.MEMBER,
              Year.member(i).value(),
              Purpose.TAKE_PART,
              new Notice("1", "en", "00")));
    }
    year.starts(1).here(1, 1, 2, 3);
    year.add(new PulsesRecorded(circle, year.now(), 1, List.of(List.of(7, 4)), new TreeMap<>()));
    year.closes(1);
    year.add(
        new SurveyRecorded(
            circle, year.now(), Wave.BASELINE, "cbi", "b1", new Sealed("key", "box")));
    return year.events();
  }

  @AfterAll
  static void stop() {
    query.close();
    WORLD.close();
  }

  private static String auditor() {
    return WORLD.staff(Role.AUDITOR);
  }

  private static HttpResponse<String> get(String path, String token) {
    return query.get(path, token);
  }

  private static long size(String token) {
    HttpResponse<String> answer = get("/audit/log/checkpoint", token);
    return answer.statusCode() == 200 ? checkpoint(answer.body()).size() : -1;
  }

  private static List<NoteKey> keys() {
    return LogKeys.parse(get("/audit/log/keys", "").body());
  }

  private static Checkpoint checkpoint(String note) {
    return LogProof.requireCheckpoint(Note.parse(note.getBytes(StandardCharsets.UTF_8)), keys());
  }

  private static long version(String name) {
    List<List<String>> rows =
        WORLD.rows(
            "select min(sequence_number) from journal.domain_event_entry where payload_type = '%s'"
                    .formatted(name)
                + " and aggregate_identifier = '%s'".formatted(CIRCLE.value()));
    assertThat(rows.get(0).get(0)).as(name + " in the year").isNotEqualTo("null");
    return Long.parseLong(rows.get(0).get(0));
  }

  private static String leaf(String name) {
    return "/audit/log/leaf?circle=%s&version=%d".formatted(CIRCLE.value(), version(name));
  }

  @Test
  void anyone_gets_a_signed_checkpoint_and_the_tiles_below_it() {
    HttpResponse<String> answer = get("/audit/log/checkpoint", "");
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain;charset=utf-8");
    Checkpoint daily = checkpoint(answer.body());
    assertThat(daily.size()).isPositive();
    long width = Math.min(256, daily.size());
    String tile = width == 256 ? "/audit/log/tile/0/000" : "/audit/log/tile/0/000.p/" + width;
    assertThat(get(tile, "").statusCode()).isEqualTo(200);
    assertThat(get(tile, "").headers().firstValue("Content-Type"))
        .hasValue("application/octet-stream");
    assertThat(get("/audit/log/tile/7/000", "").statusCode()).isEqualTo(404);
    assertThat(get("/audit/log/tile/entries/000", "").body()).contains("tile-unknown");
  }

  @Test
  void a_wrong_token_is_told_so_also_where_none_is_needed() {
    assertThat(get("/audit/log/checkpoint", "nobody").statusCode()).isEqualTo(401);
  }

  @Test
  void members_and_auditors_get_proofs_and_others_do_not() {
    String member = WORLD.member(CIRCLE);
    assertThat(get("/audit/log/proofs/0", member).statusCode()).isEqualTo(200);
    assertThat(get("/audit/log/proofs/0", auditor()).statusCode()).isEqualTo(200);
    assertThat(get("/audit/log/proofs/0", "").statusCode()).isEqualTo(401);
    for (Role role : List.of(Role.STEWARD, Role.DASHBOARD, Role.RESEARCHER, Role.OPERATOR)) {
      assertThat(get("/audit/log/proofs/0", WORLD.staff(role)).statusCode()).isEqualTo(403);
    }
    for (String wrong : List.of("00", "-1", "x", "999999999", "99999999999999999999")) {
      assertThat(get("/audit/log/proofs/" + wrong, member).body()).contains("entry-unknown");
    }
  }

  @Test
  void a_members_event_is_proven_to_stand_in_the_log() {
    String member = WORLD.member(CIRCLE);
    HttpResponse<String> leaf = get(leaf("session.MemberCheckedIn"), member);
    assertThat(leaf.statusCode()).isEqualTo(200);
    String index = leaf.headers().firstValue("Log-Index").orElseThrow();
    String proof = get("/audit/log/proofs/" + index, member).body();
    byte[] data = leaf.body().getBytes(StandardCharsets.UTF_8); // lengths are below 128
    assertThat(data).startsWith("leaf/v1".getBytes(StandardCharsets.UTF_8));
    LogProof parsed = LogProof.parse(proof.getBytes(StandardCharsets.UTF_8));
    assertThat(parsed.index()).isEqualTo(Long.parseLong(index));
  }

  @Test
  void what_may_not_be_seen_and_what_is_not_there_are_the_same_bytes() {
    String member = WORLD.member(CIRCLE);
    HttpResponse<String> missing =
        get("/audit/log/leaf?circle=%s&version=99999".formatted(CIRCLE.value()), member);
    assertThat(missing.statusCode()).isEqualTo(404);
    for (String hidden : List.of("session.PulsesRecorded", "survey.SurveyRecorded")) {
      for (String token : List.of(member, auditor())) {
        HttpResponse<String> answer = get(leaf(hidden), token);
        assertThat(answer.body()).as(hidden).isEqualTo(missing.body());
        assertThat(answer.statusCode()).isEqualTo(404);
      }
    }
    assertThat(get(leaf("session.MemberCheckedIn"), auditor()).body()).isEqualTo(missing.body());
    // Of others' consents a member learns nothing; the token speaks for m-1.
    assertThat(get(leaf("circle.CircleFounded"), auditor()).statusCode()).isEqualTo(200);
  }

  @Test
  void another_circle_and_an_unknown_one_are_the_same_bytes() {
    String stranger = WORLD.member(OTHER);
    String unknown = get("/audit/log/leaf?circle=none&version=0", stranger).body();
    HttpResponse<String> other = get(leaf("circle.CircleFounded"), stranger);
    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(other.body()).isEqualTo(unknown).contains("circle-unknown");
  }

  @Test
  void a_consent_is_shown_to_auditors_and_to_the_person_only() {
    List<List<String>> rows =
        WORLD.rows(
            """
            select sequence_number, convert_from(payload, 'UTF8') from journal.domain_event_entry
             where payload_type = 'consent.ConsentGiven' and aggregate_identifier = '%s'
             order by 1
            """
                .formatted(CIRCLE.value()));
    assertThat(rows).isNotEmpty();
    String member = WORLD.member(CIRCLE); // m-1
    for (List<String> row : rows) {
      String path = "/audit/log/leaf?circle=%s&version=%s".formatted(CIRCLE.value(), row.get(0));
      boolean own = row.get(1).contains("\"principal\":\"m-1\"");
      assertThat(get(path, auditor()).statusCode()).isEqualTo(200);
      assertThat(get(path, member).statusCode()).isEqualTo(own ? 200 : 404);
    }
  }

  @Test
  void what_is_shown_are_events_that_there_are_and_neither_answers_nor_texts() {
    Set<String> known =
        EventNames.types().stream()
            .map(EventNames::nameOf)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(known).containsAll(ShownTo.named());
    assertThat(ShownTo.named())
        .doesNotContain(
            "session.PulsesRecorded",
            "session.ApologiesSent",
            "session.EntryRetracted",
            "survey.SurveyRecorded",
            "closing.ReflectionRecorded",
            "consent.SurveyCodeLinked",
            "theme.IssueNoted",
            "theme.GoalNoted",
            "theme.PathDrawn");
  }

  @Test
  void the_bundle_is_for_auditors() throws Exception {
    String path = "/audit/circles/" + CIRCLE.value() + "/bundle";
    assertThat(get(path, WORLD.member(CIRCLE)).statusCode()).isEqualTo(403);
    byte[] zip = query.bytes(path, auditor());
    Path file = Files.write(folder.resolve("bundle.zip"), zip);
    try (ZipFile bundle = new ZipFile(file.toFile())) {
      assertThat(bundle.getEntry("HOW-TO.txt")).isNotNull();
      assertThat(bundle.stream().filter(e -> e.getName().endsWith(".leaf")).count()).isPositive();
    }
    Path keys = Files.writeString(folder.resolve("keys.txt"), get("/audit/log/keys", "").body());
    assertThat(Verifier.run("bundle", "--key=" + keys, file.toString()))
        .startsWith("0 proven: ")
        .contains(" entries stand in ");
    for (String name : names(file)) {
      for (Corruption corruption : List.<Corruption>of(LogDoorIT::flipped, bytes -> null)) {
        Path torn = rewritten(file, name, corruption);
        assertThat(Verifier.run("bundle", "--key=" + keys, torn.toString()))
            .as(name)
            .startsWith("1 NOT PROVEN: ");
      }
    }
  }

  @FunctionalInterface
  private interface Corruption {
    byte @Nullable [] apply(byte[] bytes);
  }

  private static byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    flipped[flipped.length / 2] ^= 1;
    return flipped;
  }

  private static List<String> names(Path file) throws IOException {
    try (ZipFile bundle = new ZipFile(file.toFile())) {
      return bundle.stream().map(ZipEntry::getName).toList();
    }
  }

  /** The same zip with one file altered or left out. */
  private static Path rewritten(Path file, String altered, Corruption corruption)
      throws IOException {
    Path torn = folder.resolve("torn.zip");
    try (ZipFile bundle = new ZipFile(file.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(torn))) {
      for (ZipEntry entry : Collections.list(bundle.entries())) {
        byte[] bytes = bundle.getInputStream(entry).readAllBytes();
        byte[] written = entry.getName().equals(altered) ? corruption.apply(bytes) : bytes;
        if (written != null) {
          out.putNextEntry(new ZipEntry(entry.getName()));
          out.write(written);
          out.closeEntry();
        }
      }
    }
    return torn;
  }

  @Test
  void health_names_the_log() throws Exception {
    JsonNode health = Json.mapper().readTree(get("/actuator/health", "").body());
    JsonNode log = health.path("components").path("auditLog");
    assertThat(log.path("status").asText()).isEqualTo("UP");
    assertThat(log.path("details").path("origin").asText()).startsWith("circle-journal/");
  }
}
