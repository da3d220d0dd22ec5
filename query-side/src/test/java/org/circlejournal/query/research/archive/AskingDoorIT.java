package org.circlejournal.query.research.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.circlejournal.query.research.archive.Programme.circle;
import static org.circlejournal.query.research.archive.Programme.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
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
import org.circlejournal.query.Year;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Questions over HTTP: answered, journaled, computed again, taken back. */
class AskingDoorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Programme PROGRAMME = new Programme(Path.of("unused"));
  private static final String SQL = "select member, day from member_joined order by member";

  /** Of a few people each with each, ten times over. */
  private static final String LONG =
      IntStream.range(0, 12).mapToObj(i -> "member_joined m" + i).collect(Collectors.joining(", "));

  @TempDir static Path folder;
  private static @Nullable ConfigurableApplicationContext side;

  @BeforeAll
  static void start() {
    PROGRAMME.append(year(circle(1), 6));
    List<String> arguments = new ArrayList<>(PROGRAMME.world.arguments());
    arguments.add("--circle.research=" + folder.resolve("research"));
    side = QuerySide.application().run(arguments.toArray(String[]::new));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(get("/research/analyses").statusCode()).isEqualTo(200));
  }

  @AfterAll
  static void close() {
    Objects.requireNonNull(side).close();
    PROGRAMME.close();
  }

  @Test
  void sql_over_a_study_is_answered_and_the_journal_says_so_with_the_hash_of_its_receipt()
      throws Exception {
    HttpResponse<byte[]> response = post("/research/queries", query("ASK-1", SQL));
    JsonNode answer = json(response);
    assertThat(answer.path("rows")).hasSizeGreaterThanOrEqualTo(5);
    assertThat(answer.path("rows").get(0).path("member").asText()).startsWith("p-");
    assertThat(answer.path("forResearcherOnly").booleanValue()).isTrue();
    String id = response.headers().firstValue("Receipt").orElseThrow();
    byte[] receipt = get("/research/receipts/" + id).body();
    assertThat(Json.mapper().readTree(receipt)).isEqualTo(answer.path("receipt"));
    assertThat(disclosed(id).manifestSha256()).isEqualTo(StudyExport.sha256(receipt));
    assertThat(disclosed(id).study()).isEqualTo("ASK-1");
    assertThat(answer.at("/receipt/study").has("researcher")).as("a role's token").isFalse();
    assertThat(disclosed(id).people()).isEqualTo(answer.path("rows").size());
    assertThat(new String(receipt, StandardCharsets.UTF_8))
        .as("what is guessed from a hash, or names somebody")
        .doesNotContain("p-", "who stays to the end");
  }

  @Test
  void an_answer_comes_out_the_same_again_and_after_a_withdrawal_it_can_no_longer()
      throws Exception {
    PROGRAMME.append(year(circle(2), 7));
    JsonNode first = json(post("/research/queries", query("AGAIN-1", SQL))).path("receipt");
    JsonNode count =
        json(post("/research/queries", query("AGAIN-2", "select count(*) as n from member_joined")))
            .path("receipt");
    assertThat(again(first)).contains("\"outcome\":\"same\"");

    PROGRAMME.append(year(circle(3), 8)); // the journal goes on, and more people consent
    assertThat(again(first)).contains("\"outcome\":\"same\"");
    assertThat(again(count)).contains("\"outcome\":\"same\"");

    ObjectNode forged = first.deepCopy();
    forged.put("sql", "select 1");
    assertThat(again(forged)).contains("receipt-unknown");

    PROGRAMME.append(
        List.of(
            new ConsentWithdrawn(
                circle(2),
                START.plus(Duration.ofDays(9)),
                Lane.MEMBER,
                Programme.member(circle(2), 2),
                Purpose.RESEARCH_PARTICIPATION)));
    for (JsonNode receipt : List.of(first, count)) {
      assertThat(again(receipt))
          .contains("\"outcome\":\"no-longer-reproducible\"", "\"changed\":[]")
          .doesNotContain("where");
    }
  }

  /** As if an earlier version had computed it wrongly. */
  @Test
  void what_comes_out_otherwise_is_told_with_its_place_and_no_figure() throws Exception {
    JsonNode given = json(post("/research/queries", query("OTHER-1", SQL))).path("receipt");
    ObjectNode other = given.deepCopy();
    String wrong = "0".repeat(64);
    ((ObjectNode) other.path("output")).put("hash", wrong);
    ((ObjectNode) other.at("/output/columns/1")).put("hash", wrong);
    ((ArrayNode) other.at("/output/blocks")).set(0, wrong);
    assertThat(again(other)).contains("receipt-unknown");

    PROGRAMME.world.rows(
        "update views.research_receipt set receipt = '%s' where id = '%s' returning id"
            .formatted(other, given.path("id").asText()));
    assertThat(again(other))
        .contains("\"outcome\":\"differs\"", "\"where\":\"column day, rows 1 to 1000\"");
    assertThat(again(given)).contains("receipt-unknown");
  }

  @Test
  void a_question_whose_asker_has_gone_is_called_off() throws Exception {
    String body = query("GONE-1", "select count(*) as n from " + LONG);
    String request =
        """
        POST /research/queries HTTP/1.1\r
        Host: 127.0.0.1\r
        Authorization: Bearer %s\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s"""
            .formatted(PROGRAMME.world.staff(Role.RESEARCHER), body.length(), body);
    try (Socket asker = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port()))) {
      asker.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      await().atMost(PATIENCE).until(AskingDoorIT::isRunning);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        PROGRAMME.world.rows(
                            "select receipt::json ->> 'failure' from views.research_receipt"
                                + " where receipt::json #>> '{study,name}' = 'GONE-1'"))
                    .containsExactly(List.of("called-off")));
    assertThat(isRunning()).isFalse();
  }

  private static boolean isRunning() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(frame -> frame.getMethodName().equals("carryOut"));
  }

  @Test
  void a_study_that_has_ended_is_no_longer_reproducible() throws Exception {
    JsonNode receipt = json(post("/research/queries", query("ENDS-1", SQL))).path("receipt");
    assertThat(send("DELETE", "/research/studies/ENDS-1", "").statusCode()).isEqualTo(204);
    assertThat(again(receipt)).contains("no-longer-reproducible");
    json(post("/research/queries", query("ENDS-1", SQL)));
    assertThat(again(receipt)).as("begun anew under another key").contains("no-longer-repro");
  }

  @Test
  void an_analysis_of_what_has_left_needs_no_study_and_is_no_disclosure() throws Exception {
    JsonNode list = Json.mapper().readTree(get("/research/analyses").body());
    assertThat(list).hasSizeGreaterThanOrEqualTo(10);
    assertThat(list.get(0).path("parameters").isArray()).isTrue();
    HttpResponse<byte[]> response =
        post("/research/analyses/themes-by-area", "{\"parameters\":{\"sessions\":6}}");
    JsonNode answer = json(response);
    assertThat(answer.path("mayLeave").booleanValue()).isTrue();
    assertThat(answer.path("receipt").path("study").isNull()).isTrue();
    assertThat(again(answer.path("receipt"))).contains("\"outcome\":\"same\"");
    String id = response.headers().firstValue("Receipt").orElseThrow();
    assertThat(PROGRAMME.world.journal().readStream("ledger-" + id, 0).hasNext()).isFalse();
  }

  @Test
  void an_analysis_of_a_study_needs_one_and_is_journaled() throws Exception {
    assertRefused("/research/analyses/retention", "{}", 400, "missing-field");
    HttpResponse<byte[]> response =
        post(
            "/research/analyses/retention",
            "{\"study\":\"KEEP-1\",\"purpose\":\"who stays to the end\"}");
    JsonNode answer = json(response);
    assertThat(answer.path("forResearcherOnly").booleanValue()).isTrue();
    assertThat(answer.path("receipt").path("analysis").asText()).isEqualTo("retention");
    String id = response.headers().firstValue("Receipt").orElseThrow();
    assertThat(disclosed(id).study()).isEqualTo("KEEP-1");
    assertThat(again(answer.path("receipt"))).contains("\"outcome\":\"same\"");
  }

  @Test
  void the_same_rows_come_as_csv_arrow_and_parquet() throws Exception {
    String sql =
        "select * from (values (1, 1.5::double, 'a,b', true), (null, null, null, null)) v(i, d, t, b)";
    String body = query("FORM-1", sql);
    assertThat(text(post("/research/queries?format=csv", body)))
        .isEqualTo("i,d,t,b\r\n1,1.5,\"a,b\",true\r\n,,,\r\n");
    HttpResponse<byte[]> arrow = post("/research/queries?format=arrow", body);
    assertThat(arrow.headers().firstValue("Content-Type"))
        .contains("application/vnd.apache.arrow.stream");
    assertThat(readByArrow(arrow.body()))
        .isEqualTo(
            "i: Int(64, true), d: FloatingPoint(DOUBLE), t: Utf8, b: Bool\n1, 1.5, a,b, true\nnull, null, null, null\n");
    Path file = folder.resolve("answer.parquet");
    Files.write(file, post("/research/queries?format=parquet", body).body());
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet row = statement.executeQuery("select * from '" + file + "'")) {
      row.next();
      assertThat(List.of(row.getLong(1), row.getDouble(2), row.getString(3), row.getBoolean(4)))
          .isEqualTo(List.of(1L, 1.5, "a,b", true));
      row.next();
      assertThat(row.getObject(1)).isNull();
    }
    assertRefused("/research/queries?format=xlsx", body, 400, "invalid-value");
  }

  /** What the library of Arrow itself makes of it, which has nothing in common with our writer. */
  private static String readByArrow(byte[] stream) throws IOException {
    StringBuilder read = new StringBuilder();
    try (RootAllocator memory = new RootAllocator();
        ArrowStreamReader reader =
            new ArrowStreamReader(new ByteArrayInputStream(stream), memory)) {
      VectorSchemaRoot root = reader.getVectorSchemaRoot();
      read.append(
          root.getSchema().getFields().stream()
              .map(field -> field.getName() + ": " + field.getType())
              .collect(Collectors.joining(", ", "", "\n")));
      while (reader.loadNextBatch()) {
        for (int row = 0; row < root.getRowCount(); row++) {
          int at = row;
          read.append(
              root.getFieldVectors().stream()
                  .map(vector -> String.valueOf(vector.getObject(at)))
                  .collect(Collectors.joining(", ", "", "\n")));
        }
      }
    }
    return read.toString();
  }

  @Test
  void a_question_may_end_at_an_earlier_position() throws Exception {
    JsonNode now = json(post("/research/queries", query("PAST-1", SQL)));
    long position = now.path("receipt").path("position").longValue();
    PROGRAMME.append(year(circle(4), 5));
    String then = query("PAST-1", SQL).replace("{", "{\"upTo\":" + position + ",");
    JsonNode past = json(post("/research/queries", then));
    assertThat(past.path("rows")).isEqualTo(now.path("rows"));
    assertThat(json(post("/research/queries", query("PAST-1", SQL))).path("rows"))
        .hasSize(now.path("rows").size() + 5);
    assertRefused(
        "/research/queries",
        query("PAST-1", SQL).replace("{", "{\"upTo\":\"soon\","),
        400,
        "invalid-value");
  }

  @Test
  void what_is_not_answered_has_a_code_and_without_a_purpose_nothing_is() {
    assertRefused("/research/queries", query("NOT-1", "selec 1"), 400, "sql-invalid");
    assertRefused("/research/queries", query("NOT-1", "select * from answers"), 400, "sql-invalid");
    assertRefused(
        "/research/queries",
        query("NOT-1", "select * from read_text('/etc/passwd')"),
        422,
        "statement-not-allowed");
    assertRefused(
        "/research/queries",
        query("NOT-1", "select * from range(200000)"),
        413,
        "result-too-large");
    assertRefused(
        "/research/queries",
        query("NOT-1", SQL).replace("who stays to the end", "because"),
        400,
        "invalid-value");
    assertRefused("/research/analyses/nobody", "{}", 404, "analysis-unknown");
    assertRefused(
        "/research/reproductions", "{\"receipt\":{\"id\":\"x\"}}", 404, "receipt-unknown");
  }

  // --- requests -------------------------------------------------------------------------------

  private static DataDisclosed disclosed(String id) {
    return (DataDisclosed)
        PROGRAMME.world.journal().readStream("ledger-" + id, 0).next().getPayload();
  }

  private static String query(String study, String sql) {
    return Json.mapper()
        .createObjectNode()
        .put("study", study)
        .put("lane", "participation")
        .put("purpose", "who stays to the end")
        .put("sql", sql)
        .toString();
  }

  private static String again(JsonNode receipt) {
    ObjectNode body = Json.mapper().createObjectNode();
    body.set("receipt", receipt);
    return text(post("/research/reproductions", body.toString()));
  }

  private static void assertRefused(String path, String body, int status, String code) {
    HttpResponse<byte[]> response = post(path, body);
    assertThat(text(response)).contains("\"code\":\"" + code + "\"");
    assertThat(response.statusCode()).isEqualTo(status);
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws Exception {
    assertThat(response.statusCode()).as(text(response)).isEqualTo(200);
    return Json.mapper().readTree(response.body());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static HttpResponse<byte[]> get(String path) {
    return send("GET", path, "");
  }

  private static HttpResponse<byte[]> post(String path, String body) {
    return send("POST", path, body);
  }

  private static String port() {
    return Objects.requireNonNull(
        Objects.requireNonNull(side).getEnvironment().getProperty("local.server.port"));
  }

  private static HttpResponse<byte[]> send(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .header("Authorization", "Bearer " + PROGRAMME.world.staff(Role.RESEARCHER))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      return HTTP.send(request, BodyHandlers.ofByteArray());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
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
