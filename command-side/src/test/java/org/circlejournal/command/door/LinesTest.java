package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

  private static List<String> read(String text, int longest) throws IOException {
    Lines lines =
        new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), longest);
    List<String> read = new ArrayList<>();
    while (lines.next()) {
      String content = new String(lines.bytes(), 0, lines.length(), StandardCharsets.UTF_8);
      read.add(lines.number() + (lines.tooLong() ? "!" : ":") + content);
    }
    return read;
  }

  @Test
  void lines_are_numbered_and_the_last_needs_no_end() throws IOException {
    assertThat(read("a\n\nb", 10)).containsExactly("1:a", "2:", "3:b");
    assertThat(read("a\n", 10)).containsExactly("1:a");
    assertThat(read("", 10)).isEmpty();
  }

  @Test
  void a_line_longer_than_the_buffer_is_whole() throws IOException {
    String line = "x".repeat(100_000);
    assertThat(read(line + "\ny", 100_000)).containsExactly("1:" + line, "2:y");
  }

  @Test
  void a_line_that_is_too_long_is_passed_over() throws IOException {
    assertThat(read("x".repeat(11) + "\ny", 10)).containsExactly("1!" + "x".repeat(10), "2:y");
  }
}
