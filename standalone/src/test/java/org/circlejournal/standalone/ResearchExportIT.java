package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A researcher follows docs/for-researchers.md, block by block. */
class ResearchExportIT {

  /** All eight were at the one session. */
  private static final String FIGURE = "1 1";

  @TempDir static Path folder;
  private static final Path PAGE = Path.of("../docs/for-researchers.md");
  private static final List<String> OUTPUTS = new ArrayList<>();

  @BeforeAll
  static void a_study_is_ordered_watched_and_fetched() throws Exception {
    try (BothDoors doors = BothDoors.start("--circle.data=" + folder.resolve("data"))) {
      MarkedCircle.imported(doors, UUID.randomUUID().toString());
      String researcher = doors.staff("researcher");
      await()
          .atMost(Duration.ofSeconds(90))
          .until(
              () ->
                  doors.send(doors.query(), "GET", "/research/exports", researcher, "").statusCode()
                      == 200);
      List<String> running =
          List.of("--url=" + doors.url(doors.query()), "--secrets=" + doors.secrets());
      for (String[] command : commands(running)) {
        try (Program program = Program.standalone(folder, command)) {
          assertThat(program.awaitEnd()).as(program.output()).isZero();
          OUTPUTS.add(program.output());
        }
      }
      unpack(folder.resolve("study.zip"));
      assertAnswered(running);
    }
  }

  /** Questions while the query side is there: answered, computed again, refused. */
  private static void assertAnswered(List<String> running) throws Exception {
    String receipt = folder.resolve("receipt.json").toString();
    String sql = "select count(*) as n from sessions";
    List<String> study = List.of("--study=ETHICS-7", "--purpose=who stays to the end");
    assertThat(run(0, running, study, "query", sql, "--receipt=" + receipt))
        .containsPattern("n\\s+[0-9]+");
    assertThat(run(0, running, List.of(), "reproduce", receipt)).contains("same");
    assertThat(run(0, running, List.of(), "analysis")).contains("themes-by-area");
    String json = "--format=json";
    assertThat(run(0, running, List.of(), "analysis", "themes-by-area", json, "--with=sessions=6"))
        .contains("\"mayLeave\":true");
    assertThat(run(1, running, study, "query", "drop table sessions"))
        .contains("statement-not-allowed");
  }

  private static String run(int exit, List<String> running, List<String> study, String... own)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("research"));
    Collections.addAll(arguments, own);
    arguments.addAll(study);
    arguments.addAll(running);
    try (Program program = Program.standalone(folder, arguments.toArray(String[]::new))) {
      assertThat(program.awaitEnd()).as(program.output()).isEqualTo(exit);
      return program.output();
    }
  }

  /** The page's commands, as they are written, but for where things are. */
  private static List<String[]> commands(List<String> here) throws IOException {
    List<String[]> commands = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (!line.startsWith("java -jar ")) {
        continue;
      }
      List<String> words = new ArrayList<>();
      Matcher word = Pattern.compile("(?:\"[^\"]*\"|[^ \"])+").matcher(line);
      while (word.find()) {
        words.add(word.group().replace("\"", ""));
      }
      words.subList(0, 3).clear(); // java -jar standalone…
      words.removeIf(one -> one.startsWith("--url=") || one.startsWith("--secrets="));
      words.addAll(here);
      commands.add(words.toArray(String[]::new));
    }
    return commands;
  }

  /** The first block of a language. */
  private static String block(String language) throws IOException {
    String page = Files.readString(PAGE);
    Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(page);
    assertThat(block.find()).as(language).isTrue();
    return block.group(1);
  }

  private static void unpack(Path zip) throws IOException {
    try (ZipFile files = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : Collections.list(files.entries())) {
        Path file = folder.resolve("study").resolve(entry.getName());
        Files.createDirectories(file.getParent());
        try (InputStream in = files.getInputStream(entry)) {
          Files.copy(in, file);
        }
      }
    }
  }

  @Test
  void the_command_says_what_came_of_it() {
    assertThat(OUTPUTS).hasSize(5);
    assertThat(OUTPUTS.get(0))
        .contains("of 8 people in 1 circles")
        .contains("SHA-256 of its manifest, as the journal has it: ");
    assertThat(folder.resolve("study/manifest.json")).content().contains("who-stays-to-the-end");
  }

  @Test
  void a_question_is_answered_with_a_receipt_that_gives_the_same_again() {
    assertThat(OUTPUTS.get(1)).contains("themes-by-area", "circle-report");
    assertThat(OUTPUTS.get(4)).contains("same");
    assertThat(folder.resolve("receipt.json")).content().contains("position", "checkpoint");
  }

  @Test
  void a_figure_in_python() throws Exception {
    assertThat(run("python3", "-c", block("python"))).isEqualTo("1 1.0");
    assertThat(folder.resolve("study/attendance.svg")).content().contains("height=\"100.0\"");
  }

  @Test
  void a_figure_in_r() throws Exception {
    assertThat(run("Rscript", "-e", block("r"))).isEqualTo(FIGURE);
    assertThat(folder.resolve("study/attendance.pdf")).isNotEmptyFile();
  }

  @Test
  void a_figure_in_a_spreadsheet() throws Exception {
    List<String> lines = Files.readAllLines(folder.resolve("study/data/attendance.csv"));
    assertThat(lines.get(0)).isEqualTo(block("csv").strip());
    Map<String, Integer> pivot = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      pivot.merge(cells[1] + " " + cells[4], 1, Integer::sum);
    }
    assertThat(pivot).isEqualTo(Map.of("1 present", 8));
  }

  /** In the unpacked folder; skipped where the tool is not at hand. */
  private static String run(String... command) throws IOException, InterruptedException {
    boolean here =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, command[0])));
    assumeTrue(here, command[0] + " is not installed: its block is not run");
    Path output = Files.createTempFile(folder, command[0], ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.resolve("study").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output).strip();
  }
}
