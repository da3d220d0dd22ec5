package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.circlejournal.standalone.sample.SimulatedCircle;
import org.circlejournal.standalone.sample.Simulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** Every step of {@code docs/for-dashboards.md}, against both sides and the sample year. */
class ForDashboardsIT {

  private static final Path PAGE = Path.of("..", "docs", "for-dashboards.md");
  private static final Path GENERATOR = Path.of("target", "tools", "openapi-generator-cli.jar");
  private static final String SHOWN_HOST = "http://127.0.0.1:8081";
  private static final String SHOWN_CIRCLE = "3b4ce95f";
  private static final Pattern CURL =
      Pattern.compile("curl -H @secrets/(\\S+)\\.header(?: -H '(\\S+): (\\S+)')? '?(http[^' ]+)'?");

  private static final BothDoors DOORS = BothDoors.start();
  private static String circle = "";

  @TempDir Path folder;

  @BeforeAll
  static void the_sample_year_is_there() {
    StringBuilder lines = new StringBuilder();
    for (SimulatedCircle one : Simulator.sample(1)) {
      lines.append(new String(one.lines(), StandardCharsets.UTF_8));
    }
    HttpResponse<String> imported =
        DOORS.send(
            DOORS.command(),
            "POST",
            "/imports?allowAnswers=true",
            List.of("Authorization", "Bearer " + DOORS.staff("steward")),
            lines.toString(),
            "application/x-ndjson");
    JsonNode answer = BothDoors.json(imported.body());
    assertThat(answer.path("refused")).isEmpty();
    circle = answer.path("circles").path(0).path("circleId").textValue();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> get("/circles/" + circle + "/burnout-trend").body().contains("endpoint"));
  }

  @AfterAll
  static void close() {
    DOORS.close();
  }

  @Test
  void every_request_answers_with_a_flat_table() throws IOException {
    int requests = 0;
    for (String line : Files.readAllLines(PAGE)) {
      Matcher curl = CURL.matcher(line);
      if (!curl.find()) {
        continue;
      }
      requests++;
      List<String> headers =
          new ArrayList<>(List.of("Authorization", "Bearer " + DOORS.staff(curl.group(1))));
      if (curl.group(2) != null) {
        headers.addAll(List.of(curl.group(2), curl.group(3)));
      }
      String path = curl.group(4).replace(SHOWN_HOST, "").replace(SHOWN_CIRCLE, circle);
      HttpResponse<String> answer = DOORS.send(DOORS.query(), "GET", path, headers, "");
      assertThat(answer.statusCode()).as(line).isEqualTo(200);
      if (path.equals("/circles")) {
        assertThat(answer.body()).contains("SYNTHETIC 14");
      } else if (curl.group(2) == null) {
        assertFlat(line, BothDoors.json(answer.body()));
      } else {
        assertThat(answer.body().split("\r\n")).as(line).hasSizeGreaterThan(1);
      }
    }
    assertThat(requests).isGreaterThan(10);
  }

  private static void assertFlat(String line, JsonNode rows) {
    assertThat(rows.isArray()).as(line).isTrue();
    assertThat(rows).as(line).isNotEmpty();
    for (JsonNode row : rows) {
      assertThat(row).as(line).allMatch(JsonNode::isValueNode);
      assertThat(row.fieldNames()).toIterable().containsExactlyElementsOf(names(rows.get(0)));
    }
  }

  private static List<String> names(JsonNode row) {
    List<String> names = new ArrayList<>();
    row.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void python_reads_it_with_nothing_installed() throws Exception {
    assertCounts("python", "python3", "-");
  }

  @Test
  void r_reads_it_with_nothing_installed() throws Exception {
    assertCounts("r", "Rscript", "-");
  }

  /** Both circles of the sample year are counted by the page's program. */
  private void assertCounts(String language, String... command) throws Exception {
    assumeTrue(isHere(command[0]), command[0] + " is not installed: its step is skipped");
    Path secrets = Files.createDirectory(folder.resolve("secrets"));
    Files.writeString(
        secrets.resolve("dashboard.header"),
        "Authorization: Bearer " + DOORS.staff("dashboard") + "\n");
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    try (var out = process.outputWriter()) {
      out.write(block(language).replace(SHOWN_HOST, url(DOORS.query())));
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed.strip()).matches("(\\[1\\] )?2");
  }

  private static boolean isHere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }

  @Test
  void a_linter_finds_nothing_in_the_description_of_either_side() throws Exception {
    for (ConfigurableApplicationContext side : List.of(DOORS.command(), DOORS.query())) {
      String said = generator("validate", "--recommend", "-i", description(side).toString());
      assertThat(said).contains("No validation issues detected.");
    }
  }

  @Test
  void a_client_is_generated_and_reads_what_the_page_says() throws Exception {
    Path client = folder.resolve("client");
    List<String> arguments = new ArrayList<>();
    for (String word : block("text").replace("\n", " ").split(" +")) {
      arguments.add(
          word.equals("openapi.json")
              ? description(DOORS.query()).toString()
              : word.equals("client") ? client.toString() : word);
    }
    assertThat(arguments.remove(0)).isEqualTo("openapi-generator-cli");
    generator(arguments.toArray(String[]::new));
    Path program = folder.resolve("Minutes.java");
    Files.writeString(program, block("java"));
    Path classes = Files.createDirectory(folder.resolve("classes"));
    compile(client.resolve("src/main/java"), program, classes);
    String path = classes + ":" + System.getProperty("java.class.path");
    try (Program minutes =
        Program.start(
            folder,
            Map.of(),
            List.of("-cp", path, "Minutes", url(DOORS.query()), DOORS.staff("dashboard")))) {
      assertThat(minutes.awaitEnd()).as(minutes.output()).isZero();
      assertThat(
              minutes.output().lines().filter(line -> line.matches("session \\d+: \\d+ minutes")))
          .hasSize(BothDoors.json(get("/pools/all/protected-space").body()).size())
          .hasSizeGreaterThan(20);
    }
  }

  private static void compile(Path sources, Path program, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Path> files = new ArrayList<>(List.of(program));
    try (Stream<Path> all = Files.walk(sources);
        StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      List<String> options =
          List.of(
              "-d",
              classes.toString(),
              "-proc:none",
              "-nowarn",
              "-cp",
              System.getProperty("java.class.path"));
      boolean compiled =
          compiler
              .getTask(
                  null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertThat(compiled).isTrue();
    }
  }

  private Path description(ConfigurableApplicationContext side) throws IOException {
    String json = DOORS.send(side, "GET", "/openapi.json", List.of(), "").body();
    return Files.writeString(Files.createTempFile(folder, "openapi", ".json"), json);
  }

  private String generator(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-jar", GENERATOR.toAbsolutePath().toString()));
    all.addAll(List.of(arguments));
    try (Program generator = Program.start(folder, Map.of(), all)) {
      assertThat(generator.awaitEnd()).as(generator.output()).isZero();
      return generator.output();
    }
  }

  /** The page's one block of a language. */
  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  private static HttpResponse<String> get(String path) {
    return DOORS.send(DOORS.query(), "GET", path, DOORS.staff("dashboard"), "");
  }

  private static String url(ConfigurableApplicationContext side) {
    return "http://127.0.0.1:" + side.getEnvironment().getProperty("local.server.port");
  }
}
