package org.circlejournal.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/new-read-model.md shows of the code is the code. */
class NewReadModelTest {

  private static final Document GUIDE =
      new Document(SourceTree.ROOT.resolve("docs/new-read-model.md"));

  @Test
  void each_piece_of_code_is_in_a_file_that_was_linked_before_it() {
    List<String> code = new ArrayList<>();
    List<String> sources = new ArrayList<>();
    String fence = "";
    int pieces = 0;
    for (String line : GUIDE.lines()) {
      if (line.startsWith("```") && fence.isEmpty()) {
        fence = line.substring(3);
        code.clear();
      } else if (line.equals("```")) {
        if (!fence.equals("sh")) {
          String piece = String.join("\n", code);
          assertThat(sources)
              .as("none of the files linked so far has:%n%s", piece)
              .anyMatch(source -> source.contains(piece));
          pieces++;
        }
        fence = "";
      } else if (!fence.isEmpty()) {
        code.add(line);
      } else {
        sources.addAll(linkedFrom(line));
      }
    }
    assertThat(pieces).isGreaterThan(10);
  }

  private static List<String> linkedFrom(String line) {
    List<String> sources = new ArrayList<>();
    for (Path link : GUIDE.links()) {
      String name = link.getFileName().toString();
      if (line.contains("/" + name + ")") && name.matches(".*\\.(java|sql)")) {
        sources.add(String.join("\n", SourceTree.lines(link.normalize())));
      }
    }
    return sources;
  }
}
