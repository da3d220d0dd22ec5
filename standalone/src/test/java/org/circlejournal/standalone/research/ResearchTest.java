package org.circlejournal.standalone.research;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ResearchTest {

  private static final String HEADER = "id,rc-01,rc-02,rc-03,rc-04,rc-05,rc-06,rc-07,rc-08\n";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path answers = Path.of("");
  private Path scores = Path.of("");

  @BeforeEach
  void files() throws IOException {
    answers = folder.resolve("answers.csv");
    scores = folder.resolve("scores");
    Files.writeString(answers, HEADER + "a,0,1,2,3,4,0,1,2\nb,99,1,2,3,4,0,1,2\n");
  }

  private int run(Object... arguments) {
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return new CommandLine(new Research())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(texts);
  }

  private int score(Object... more) {
    Object[] first = {
      "score", "--instrument", "relational-climate", "--out", scores, "--data=" + folder, answers
    };
    Object[] all = new Object[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return run(all);
  }

  @Test
  void scores_go_to_the_file_and_problems_are_told_with_their_lines() throws IOException {
    assertThat(score()).isEqualTo(3);
    assertThat(Files.readString(scores)).endsWith("a,11111111,4,1.5,false,4,1.75,false\r\n");
    assertThat(err.toString())
        .contains("answers.csv:3: rc-01: \"99\" is none of the answers")
        .contains("(not validated)")
        .contains("1 scored, 1 refused");
  }

  @Test
  void with_the_missing_code_declared_every_row_is_scored() throws IOException {
    assertThat(score("--missing", "99,MANQ", "--json")).isEqualTo(0);
    JsonNode json = Json.mapper().readTree(scores.toFile());
    assertThat(json.at("/scores/1/strain/prorated").booleanValue()).isTrue();
    assertThat(json.at("/problems")).isEmpty();
  }

  @Test
  void what_cannot_be_done_has_an_exit_code_and_a_sentence() throws IOException {
    assertThat(run("score", "--instrument", "mbi", "--data=" + folder, answers)).isEqualTo(2);
    assertThat(err.toString()).contains("There is no instrument mbi; there are mbi-hss, cbi");
    assertThat(score("--missing", "4")).isEqualTo(2);
    assertThat(score("--cut-offs", "x")).isEqualTo(2);
    Files.delete(answers);
    assertThat(score()).isEqualTo(1);
  }

  @Test
  void a_definition_is_checked_and_a_broken_one_is_told_where() throws IOException {
    Path broken = Files.writeString(folder.resolve("mine.json"), "{\n \"id\": 7\n}");
    assertThat(run("instrument-check", broken)).isEqualTo(1);
    assertThat(out.toString()).contains("mine.json:2: /id: ");
  }
}
