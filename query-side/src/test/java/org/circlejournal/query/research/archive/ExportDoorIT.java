package org.circlejournal.query.research.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.circlejournal.query.research.archive.Programme.circle;
import static org.circlejournal.query.research.archive.Programme.given;
import static org.circlejournal.query.research.archive.Programme.rows;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.DataDisclosed;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.QuerySide;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A study over HTTP: ordered, fetched, journaled, taken back. */
class ExportDoorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
  private static final String ORDER =
      "{\"study\":\"ETHICS-7\",\"lane\":\"participation\",\"purpose\":\"who stays to the end\"}";

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path folder;
  private final Programme programme = new Programme(Path.of("unused"));
  private @Nullable ConfigurableApplicationContext side;

  @BeforeEach
  void start() {
    programme.append(year(circle(1), 6));
    side = QuerySide.application().run(arguments(programme.world, folder));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(send("GET", "/research/exports", "")).startsWith("200"));
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(side).close();
    programme.close();
  }

  private static String[] arguments(World world, Path folder) {
    List<String> arguments = new ArrayList<>(world.arguments());
    arguments.add("--circle.research=" + folder.resolve("research"));
    return arguments.toArray(String[]::new);
  }

  @Test
  void a_researcher_gets_a_study_for_a_stated_purpose_and_the_journal_says_so() throws Exception {
    JsonNode row = complete(order(ORDER));
    assertThat(row.path("people").intValue()).isEqualTo(6);

    SortedMap<String, String> files = Programme.unzip(zip(row).body());
    assertThat(rows(files, "member_joined")).hasSize(6);
    assertThat(files.get("manifest.json")).contains("who stays to the end");
    for (JsonNode file : Json.mapper().readTree(files.get("manifest.json")).path("files")) {
      String path = file.path("path").textValue();
      if (!path.endsWith(".parquet")) {
        byte[] bytes = String.valueOf(files.get(path)).getBytes(StandardCharsets.UTF_8);
        assertThat(StudyExport.sha256(bytes)).as(path).isEqualTo(file.path("sha256").textValue());
      }
    }
    List<JournalEvent> ledger = new ArrayList<>();
    programme
        .world
        .journal()
        .readStream("ledger-" + row.path("id").textValue(), 0)
        .forEachRemaining(message -> ledger.add((JournalEvent) message.getPayload()));
    assertThat(ledger)
        .singleElement()
        .isInstanceOfSatisfying(
            DataDisclosed.class,
            disclosed -> {
              assertThat(disclosed.study()).isEqualTo("ETHICS-7");
              assertThat(disclosed.people()).isEqualTo(6);
              assertThat(disclosed.manifestSha256())
                  .isEqualTo(
                      StudyExport.sha256(
                          String.valueOf(files.get("manifest.json"))
                              .getBytes(StandardCharsets.UTF_8)));
            });
    assertThat(open()).isEmpty();
  }

  @Test
  void an_export_is_gone_when_somebody_in_it_withdraws_and_the_next_is_without() throws Exception {
    JsonNode row = complete(order(ORDER));
    programme.append(
        List.of(
            new ConsentWithdrawn(
                circle(1),
                START.plus(Duration.ofDays(9)),
                Lane.MEMBER,
                Programme.member(circle(1), 2),
                Purpose.RESEARCH_PARTICIPATION)));
    assertThat(zip(row).statusCode()).isEqualTo(404);
    JsonNode next = complete(order(ORDER));
    assertThat(next.path("people").intValue()).isEqualTo(5);
    assertThat(rows(Programme.unzip(zip(next).body()), "member_joined")).hasSize(5);
  }

  @Test
  void a_study_that_has_ended_has_other_pseudonyms_when_it_begins_again() throws Exception {
    String first = names(complete(order(ORDER)));
    assertThat(names(complete(order(ORDER)))).isEqualTo(first);
    assertThat(send("DELETE", "/research/studies/ETHICS-7", "")).startsWith("204");
    assertThat(send("DELETE", "/research/studies/ETHICS-7", "")).contains("study-unknown");
    assertThat(names(complete(order(ORDER)))).isNotEqualTo(first);
  }

  @Test
  void without_a_purpose_there_is_nothing() {
    assertThat(send("POST", "/research/exports", "{\"study\":\"A-1\",\"lane\":\"answers\"}"))
        .startsWith("400")
        .contains("missing-field");
    assertThat(
            send(
                "POST",
                "/research/exports",
                ORDER.replace("who stays to the end", "short").replace("ETHICS-7", "E-1")))
        .startsWith("400")
        .contains("invalid-value");
    assertThat(send("POST", "/research/exports", ORDER.replace("participation", "everything")))
        .contains("invalid-value");
    assertThat(send("GET", "/research/exports/" + circle(3), "")).contains("export-unknown");
  }

  @Test
  void an_export_that_is_called_off_leaves_nothing() throws Exception {
    String id = order(ORDER).path("id").textValue();
    assertThat(send("DELETE", "/research/exports/" + id, "")).startsWith("202");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(send("GET", "/research/exports/" + id, ""))
                    .containsAnyOf("cancelled", "complete", "export-unknown"));
    send("DELETE", "/research/exports/" + id, "");
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(file -> file.getFileName().toString().startsWith(id))).isEmpty();
    }
  }

  private String names(JsonNode row) throws Exception {
    return String.valueOf(Programme.unzip(zip(row).body()).get("data/member_joined.csv"));
  }

  private JsonNode order(String body) throws Exception {
    String answer = send("POST", "/research/exports", body);
    assertThat(answer).startsWith("202");
    return Json.mapper().readTree(answer.substring(4));
  }

  private JsonNode complete(JsonNode ordered) throws Exception {
    String path = "/research/exports/" + ordered.path("id").textValue();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(send("GET", path, "")).contains("\"state\":\"complete\""));
    return Json.mapper().readTree(send("GET", path, "").substring(4));
  }

  private HttpResponse<byte[]> zip(JsonNode row) throws Exception {
    String path = "/research/exports/" + row.path("id").textValue() + "/zip";
    return HTTP.send(request("GET", path, ""), BodyHandlers.ofByteArray());
  }

  /** What lies open in the folder: neither a Parquet file nor a zip. */
  private List<Path> open() throws Exception {
    try (Stream<Path> all = Files.walk(folder.resolve("research"))) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".sealed"))
          .filter(file -> !file.toString().endsWith(".json"))
          .filter(file -> !file.getFileName().toString().equals("in-use"))
          .toList();
    }
  }

  private String send(String method, String path, String body) {
    try {
      HttpResponse<String> answer = HTTP.send(request(method, path, body), BodyHandlers.ofString());
      return answer.statusCode() + " " + answer.body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest request(String method, String path, String body) {
    String port = Objects.requireNonNull(side).getEnvironment().getProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header("Authorization", "Bearer " + programme.world.staff(Role.RESEARCHER))
        .header("Content-Type", "application/json")
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
  }

  private static List<JournalEvent> year(CircleId id, int members) {
    List<JournalEvent> events = new ArrayList<>();
    events.add((CircleFounded) Year.of(id, "CLINIC-A", 0).events().get(0));
    for (int i = 1; i <= members; i++) {
      String member = Programme.member(id, i);
      events.add(new MemberJoined(id, START, new MemberId(member)));
      events.add(given(id, START, member));
    }
    return events;
  }
}
