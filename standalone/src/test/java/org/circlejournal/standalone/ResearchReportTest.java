package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code research report} as a process of its own. */
class ResearchReportTest {

  private static final String SCORES =
      """
      id,wave,scale,value
      a,baseline,exhaustion,31
      a,endpoint,exhaustion,25
      b,baseline,exhaustion,24
      b,endpoint,exhaustion,20
      """;

  @TempDir Path folder;

  private record Ended(int status, String out, String errors) {}

  @Test
  void a_file_of_scores_gives_words_and_cautions() throws Exception {
    Ended ended = run(Files.writeString(folder.resolve("scores.csv"), SCORES).toString());
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.status()).isZero();
    assertThat(ended.out())
        .contains("baseline-endpoint")
        .contains("change -5.000")
        .contains("What may not be concluded:")
        .contains("no comparison group");
  }

  @Test
  void a_column_of_circles_compares_them() throws Exception {
    StringBuilder scores = new StringBuilder("circle,id,wave,scale,value\n");
    for (int circle = 1; circle <= 3; circle++) {
      for (int person = 1; person <= 4; person++) {
        scores.append("c%d,p%d,baseline,x,%d\n".formatted(circle, person, 20 + person));
        int later = 20 + person - circle * (person % 2 + 1);
        scores.append("c%d,p%d,endpoint,x,%d\n".formatted(circle, person, later));
      }
    }
    Ended ended = run(Files.writeString(folder.resolve("scores.csv"), scores).toString());
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.out())
        .contains("c2           n   4  change -3.000")
        .contains("all          k   3  change")
        .contains("There are 3 circles to pool");
  }

  @Test
  void everything_is_there_as_json_and_by_plan() throws Exception {
    Path scores = Files.writeString(folder.resolve("scores.csv"), SCORES);
    Path plan =
        Files.writeString(
            folder.resolve("plan.json"),
            """
            {"waves": ["baseline", "endpoint"],
             "contrasts": [{"from": "baseline", "to": "endpoint", "declared": true}],
             "scales": [{"id": "exhaustion", "better": "low"}],
             "omnibus": "mixed-model", "zeros": "pratt", "seed": 1}
            """);
    Ended ended = run("--json", "--plan=" + plan, scores.toString());
    assertThat(ended.status()).as(ended.errors()).isZero();
    assertThat(Json.mapper().readTree(ended.out()).at("/family").intValue()).isEqualTo(1);
  }

  @Test
  void a_file_that_is_not_understood_says_where() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong.csv"), SCORES + "c,endpoint,x,MANQ\n");
    Ended ended = run(wrong.toString());
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors()).contains("line 6: no number: MANQ");
    assertThat(run(folder.resolve("none.csv").toString()).errors()).contains("no such file");
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Standalone.class.getName(),
                "research",
                "report"));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Path errors = folder.resolve("errors.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    int status = process.waitFor();
    return new Ended(status, text(out), text(errors));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
