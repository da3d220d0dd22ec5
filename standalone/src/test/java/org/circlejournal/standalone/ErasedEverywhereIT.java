package org.circlejournal.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.circlejournal.command.vault.Eraser;
import org.circlejournal.events.DiskSearch;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Hash;
import org.circlejournal.events.log.Tree;
import org.circlejournal.query.audit.log.AuditLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** One person is erased, with both sides running: what is left on either of them, and on disk. */
class ErasedEverywhereIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int ERASED = 3;

  private static final List<String> READ_MODELS =
      List.of(
          "",
          "/attendance",
          "/theme-usage",
          "/burnout-trend",
          "/protected-space",
          "/frame",
          "/release-ledger");

  @TempDir Path data;

  private final String mark = UUID.randomUUID().toString();

  @Test
  void erased_words_are_nowhere_and_views_rebuilt_from_the_journal_are_as_they_were()
      throws Exception {
    try (BothDoors doors = BothDoors.start("--circle.data=" + data)) {
      MarkedCircle circle = MarkedCircle.imported(doors, mark);
      String path = circle.path();
      await()
          .atMost(PATIENCE)
          .until(
              () -> get(doors, doors.query(), path + "/burnout-trend", circle.token(1)),
              answer -> answer.body().contains("endpoint"));
      String memberId = json(doors, path + "/me", circle.token(ERASED)).path("memberId").asText();
      assertThat(json(doors, path + "/me/export", circle.token(ERASED)).toString())
          .contains(circle.words(ERASED));
      assertThat(exported(doors)).contains(circle.words(ERASED), circle.words(1));
      List<Path> research = research();
      assertThat(research).hasSizeGreaterThan(2); // archive and export, sealed

      erase(doors, circle);

      assertThat(research).allMatch(Files::notExists);
      assertThat(exported(doors)).contains(circle.words(1)).doesNotContain(circle.words(ERASED));

      Map<String, String> before = rows(doors, doors.query(), circle);
      assertThat(before.get("/attendance member"))
          .contains(circle.memberId(1))
          .doesNotContain(memberId);
      doors.query().close();
      doors.database().execute(Views.DROP);
      try (ConfigurableApplicationContext rebuilt = doors.anotherQuerySide()) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(rows(doors, rebuilt, circle)).isEqualTo(before));
        assertPrinted(doors, rebuilt, circle);
        assertNowhere(doors, circle);
      }
    }
  }

  /** All words of a study's zip, made now. */
  private static String exported(BothDoors doors) throws IOException {
    String researcher = doors.staff("researcher");
    String order =
        "{\"study\":\"ERASED-1\",\"lane\":\"answers\",\"purpose\":\"what people write\","
            + "\"quote\":true,\"rare\":true}";
    String id =
        BothDoors.json(
                doors.send(doors.query(), "POST", "/research/exports", researcher, order).body())
            .path("id")
            .asText();
    String path = "/research/exports/" + id;
    await()
        .atMost(PATIENCE)
        .until(() -> get(doors, doors.query(), path, researcher).body().contains("complete"));
    Path zip = Files.createTempFile("study", ".zip");
    try {
      new QuerySideClient(doors.url(doors.query()), doors.secrets())
          .download(path + "/zip", "researcher", zip);
      try (ZipFile files = new ZipFile(zip.toFile());
          InputStream words = files.getInputStream(files.getEntry("data/closing_words.csv"))) {
        return new String(words.readAllBytes(), UTF_8);
      }
    } finally {
      Files.delete(zip);
    }
  }

  /** What the folder of research holds, but for studies' keys, which name nobody. */
  private List<Path> research() throws IOException {
    try (Stream<Path> all = Files.walk(data.resolve("research"))) {
      return all.filter(file -> file.toString().endsWith(".sealed")).toList();
    }
  }

  /** The code's lane with the night, which a second command side finds due; then the member's. */
  private static void erase(BothDoors doors, MarkedCircle circle) {
    circle.done(ERASED, "request-erasure", "{\"lane\":\"code\"}");
    await()
        .atMost(PATIENCE)
        .until(() -> !number(doors, "select count(*) from vault.night").equals("0"));
    doors.database().execute("update vault.night set last = last - 1");
    try (ConfigurableApplicationContext night = doors.anotherCommandSide()) {
      await()
          .atMost(PATIENCE)
          .until(() -> night.isActive() && state(doors, circle, "code").equals("completed"));
    }
    circle.done(ERASED, "request-erasure", "{\"lane\":\"member\"}");
    // As a machine whose query side is not there: what lies in its folder is not deleted.
    doors.database().execute("insert into views.research_folder values ('elsewhere', 1)");
    Eraser eraser = doors.command().getBean(Eraser.class);
    eraser.finish(Instant.ofEpochMilli(System.currentTimeMillis()));
    assertThat(eraser.waits()).isTrue();
    assertThat(state(doors, circle, "member")).isEqualTo("requested");
    doors.database().execute("delete from views.research_folder where folder = 'elsewhere'");
    await().atMost(PATIENCE).until(() -> state(doors, circle, "member").equals("completed"));
    assertThat(number(doors, "select min(epoch) from views.research_folder"))
        .isEqualTo(number(doors, "select max(epoch) from vault.epoch where purpose = 'RESEARCH'"));
  }

  private static String state(BothDoors doors, MarkedCircle circle, String lane) {
    JsonNode report = json(doors, circle.path() + "/me/erasure", circle.token(ERASED));
    for (JsonNode each : report.path("lanes")) {
      if (each.path("lane").asText().equals(lane)) {
        return each.path("state").asText();
      }
    }
    throw new AssertionError(report);
  }

  /** Every read model as a member and as staff see it, at the journal's end. */
  private static Map<String, String> rows(
      BothDoors doors, ConfigurableApplicationContext side, MarkedCircle circle) {
    String version =
        number(
            doors,
            "select max(sequence_number) from journal.domain_event_entry"
                + " where aggregate_identifier = '"
                + circle.path().replace("/circles/", "")
                + "'");
    Map<String, String> rows = new TreeMap<>();
    for (String model : READ_MODELS) {
      for (String token : List.of(circle.token(1), doors.staff("dashboard"))) {
        boolean inside = token.equals(circle.token(1));
        String asked = inside ? "?minVersion=" + version + by(model) : "";
        HttpResponse<String> answer = get(doors, side, circle.path() + model + asked, token);
        String who = inside ? "member" : "dashboard";
        rows.put(model + " " + who, answer.statusCode() + answer.body());
      }
    }
    String consents = "/audit" + circle.path() + "/consents";
    rows.put(consents, get(doors, side, consents, doors.staff("auditor")).body());
    return rows;
  }

  private static String by(String model) {
    return model.equals("/attendance") ? "&by=member" : "";
  }

  /** Report and export show a checkpoint of which the log of today is a continuation. */
  private static void assertPrinted(
      BothDoors doors, ConfigurableApplicationContext query, MarkedCircle circle) throws Exception {
    AuditLog log = query.getBean(AuditLog.class);
    for (JsonNode printing :
        List.of(
            json(doors, circle.path() + "/me/erasure", circle.token(ERASED)),
            json(doors, circle.path() + "/me/export", circle.token(1)))) {
      JsonNode printed = printing.path("checkpoint");
      assertThat(printing.path("checkpointMeaning").asText()).contains("Keep it");
      long size = printed.path("size").asLong();
      assertThat(size).isPositive();
      circle.done(2, "note-issue", "{\"text\":\"later\",\"area\":\"reward\"}");
      Checkpoint now =
          await()
              .atMost(PATIENCE)
              .until(() -> Objects.requireNonNull(log.latest()), c -> c.size() > size);
      assertThat(now.origin()).isEqualTo(printed.path("origin").asText());
      Tree tree = new Tree(now.size(), tile -> Objects.requireNonNull(log.tile(tile, true)));
      Tree.requireConsistent(
          size,
          Hash.parse(printed.path("root").asText(), "the printed root"),
          now.size(),
          now.root(),
          tree.consistency(size));
    }
  }

  /** In no file, table or folder; and what is planted in each of them is found. */
  private void assertNowhere(BothDoors doors, MarkedCircle circle) throws Exception {
    String planted = "planted-" + UUID.randomUUID();
    doors.database().execute("create table public.planted as select '" + planted + "' as text");
    doors.database().execute("delete from public.planted");
    Path file = Files.writeString(data.resolve("planted.txt"), "and " + planted + " as well");
    DiskSearch search = DiskSearch.of(doors.database(), data, doors.secrets());
    assertThat(search.find(planted.getBytes(UTF_8)))
        .contains("pg_wal", file.toString())
        .anyMatch(place -> place.contains("/base/"));
    assertThat(search.find(circle.words(ERASED).getBytes(UTF_8))).isEmpty();
    assertThat(search.find(circle.words(1).getBytes(UTF_8))).isEmpty(); // sealed, not erased
    assertThat(json(doors, circle.path() + "/me/export", circle.token(1)).toString())
        .contains(circle.words(1));
  }

  private static HttpResponse<String> get(
      BothDoors doors, ConfigurableApplicationContext side, String path, String token) {
    return doors.send(side, "GET", path, token, "");
  }

  private static JsonNode json(BothDoors doors, String path, String token) {
    HttpResponse<String> answer = get(doors, doors.command(), path, token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return BothDoors.json(answer.body());
  }

  private static String number(BothDoors doors, String sql) {
    try (Connection c = doors.database().dataSource().getConnection();
        Statement statement = c.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
