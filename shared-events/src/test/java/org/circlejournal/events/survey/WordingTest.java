package org.circlejournal.events.survey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No wording that others wrote is in this repository. The check knows no wording itself: it looks
 * for any text of several words that stands beside the id of an item of theirs.
 */
class WordingTest {

  private static final Set<String> FOLDERS_PASSED_OVER =
      Set.of("target", ".git", "data", "secrets");
  private static final String THEIRS =
      "(?:mbi|cbi|olbi|bat|aws|proqol)[-_ ]?(?:hss[-_ ])?[0-9]{1,2}";

  /** The id of an item and then four words or more, in whatever notation. */
  private static final Pattern BESIDE_AN_ITEM =
      Pattern.compile(
          "(?i)\\b"
              + THEIRS
              + "\\b[\"'`]?\\s*(?:[:=,;|]|->|=>|\\t)\\s*[\"'`]?(\\p{L}[\\p{L}’']*(?: \\p{L}[\\p{L}’']*,?){3,})");

  private static final Pattern OURS = Pattern.compile("relational-climate\\.[a-z]{2}\\.json");

  private static List<String> wording(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean passed = false;
        for (Path part : root.relativize(file)) {
          passed |= FOLDERS_PASSED_OVER.contains(part.toString());
        }
        if (!passed && Files.size(file) < 4 << 20) {
          find(file, found);
        }
      }
    }
    return found;
  }

  private static void find(Path file, List<String> found) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (MalformedInputException e) {
      return; // no text
    }
    Matcher beside = BESIDE_AN_ITEM.matcher(text);
    while (beside.find()) {
      found.add(file + ": " + beside.group());
    }
    if (file.toString().endsWith(".json") && text.contains("\"items\"")) {
      bundle(file, text, found);
    }
  }

  /** A bundle of texts for an instrument of somebody else, whatever its items are called. */
  private static void bundle(Path file, String text, List<String> found) {
    try {
      JsonNode tree = Json.mapper().readTree(text);
      if (tree.path("items").isObject()
          && tree.has("instrument")
          && !OURS.matcher(file.getFileName().toString()).matches()) {
        found.add(file + ": texts of " + tree.path("instrument").asText());
      }
    } catch (JsonProcessingException e) {
      found.add(file + ": no JSON"); // what cannot be read cannot be cleared
    }
  }

  @Test
  void no_wording_of_others_is_in_the_repository() throws IOException {
    Path here = Path.of("").toAbsolutePath(); // the module's folder
    Path root = here.resolve("docs/decisions.md").toFile().exists() ? here : here.resolve("..");
    assertThat(root.resolve("docs/decisions.md")).exists();
    assertThat(wording(root)).isEmpty();
  }

  @Test
  void wording_would_be_found_in_whatever_notation(@TempDir Path folder) throws IOException {
    String sentence = "some words of a statement";
    for (String line :
        List.of(
            "\"cbi-01\": \"" + sentence + "\"",
            "MBI 3; " + sentence,
            "| bat_12 | " + sentence + " |",
            "olbi-4 = '" + sentence + "'")) {
      Path file = Files.writeString(folder.resolve("found.txt"), line);
      assertThat(wording(folder)).as(line).hasSize(1);
      Files.delete(file);
    }
    Files.writeString(
        folder.resolve("x.en.json"), "{\"instrument\": \"x\", \"items\": {\"1\": \"…\"}}");
    assertThat(wording(folder)).hasSize(1);
  }
}
