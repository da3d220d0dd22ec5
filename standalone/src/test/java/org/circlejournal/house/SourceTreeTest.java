package org.circlejournal.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.Test;

/** What lies in the source tree, and what must never lie there. */
class SourceTreeTest {

  private static final Set<String> TOP_LEVEL =
      Set.of(
          "pom.xml",
          "shared-events",
          "command-side",
          "query-side",
          "docker-compose.yml",
          "README.md",
          "standalone",
          "benchmarks",
          "docs");

  /** At least so many words make a sentence. */
  private static final Pattern SENTENCE = Pattern.compile("(?s)/\\*\\*\\s+(.*?)\\*/");

  private static final Pattern TEST_METHOD =
      Pattern.compile(
          "(?s)@(?:[\\w.]+\\.)?(?:Test|Property|Example|ParameterizedTest)\\b"
              + ".{0,500}?\\bvoid (\\w+)\\(");

  /** The marks of unfinished work, written so that this file does not hold them. */
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  /** Hosts of package registries, with a gap so that this file does not hold them. */
  private static final List<String> REGISTRIES =
      Stream.of(
              "repo ~maven.apache.org",
              "repo1 ~maven.org",
              "central ~sonatype",
              "oss ~sonatype.org",
              "registry ~npmjs",
              "deb ~debian.org",
              "archive ~ubuntu.com",
              "pypi ~org",
              "files ~pythonhosted",
              "plugins ~gradle.org",
              "proxy ~golang.org",
              "crates ~io",
              "jitpack ~io",
              "registry-1 ~docker.io",
              "ghcr ~io",
              "quay ~io",
              "repo ~spring.io")
          .map(host -> host.replace(" ~", "."))
          .toList();

  /** Every key that an instrument may have. None of them is a question's wording. */
  private static final Set<String> INSTRUMENT_KEYS =
      Set.of(
          "id",
          "edition",
          "language",
          "itemIds",
          "keyCitation",
          "licence",
          "normSets",
          "citation",
          "n",
          "population",
          "scales",
          "mean",
          "meanHigh",
          "meanLow",
          "sd",
          "standing",
          "unit",
          "options",
          "anchor",
          "value",
          "reliability",
          "kind",
          "values",
          "direction",
          "items",
          "missing",
          "leastAnswered",
          "method",
          "reversed",
          "validation");

  @Test
  void the_root_holds_the_modules_and_little_else() {
    List<String> strange =
        SourceTree.topLevel().stream()
            .filter(name -> !TOP_LEVEL.contains(name) && !name.startsWith("."))
            .toList();
    assertThat(strange).isEmpty();
    assertThat(Pom.of("").modules())
        .containsExactly("shared-events", "command-side", "query-side", "standalone", "benchmarks");
  }

  @Test
  void every_library_in_the_root_pom_has_a_user() {
    Set<String> unused = Pom.of("").managed();
    Pom.of("").modules().forEach(module -> unused.removeAll(Pom.of(module).used()));
    assertThat(unused).isEmpty();
  }

  @Test
  void every_package_is_null_marked_and_says_what_it_is_for() {
    Set<Path> packages = new TreeSet<>();
    SourceTree.mainFiles().forEach(file -> packages.add(file.getParent()));
    assertThat(packages).isNotEmpty();
    List<String> violations = new ArrayList<>();
    for (Path folder : packages) {
      Path info = folder.resolve("package-info.java");
      String text = Files.exists(info) ? SourceTree.text(info) : "";
      Matcher sentence = SENTENCE.matcher(text);
      if (!text.contains("@NullMarked")
          || !sentence.find()
          || sentence.group(1).split("\\s+").length < 6
          || !sentence.group(1).contains(".")) {
        violations.add(SourceTree.name(folder));
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void nothing_is_left_unfinished() {
    assertThat(matches(SourceTree.files(), UNFINISHED)).isEmpty();
  }

  @Test
  void tests_wait_for_what_happens_and_never_just_sleep() {
    Pattern sleep = Pattern.compile("\\.(sl" + "eep|sleepUninter" + "ruptibly)\\(");
    assertThat(matches(SourceTree.testFiles(), sleep)).isEmpty();
  }

  @Test
  void tests_use_no_mocks_and_are_not_run_again_until_green() {
    Pattern forbidden =
        Pattern.compile(
            "import (static )?(org\\.mocki"
                + "to|org\\.easymo"
                + "ck|org\\.h2)|@([\\w.]+\\.)?(Disab"
                + "led|Ret"
                + "ry)\\b");
    assertThat(matches(SourceTree.testFiles(), forbidden)).isEmpty();
    assertThat(SourceTree.text(SourceTree.ROOT.resolve("pom.xml")))
        .doesNotContain("rerunFailing" + "TestsCount");
  }

  @Test
  void tests_are_sentences_in_classes_named_test_or_it() {
    List<String> violations = new ArrayList<>();
    for (Path file : SourceTree.testFiles()) {
      Matcher test = TEST_METHOD.matcher(SourceTree.text(file));
      while (test.find()) {
        if (!test.group(1).contains("_")) {
          violations.add(SourceTree.name(file) + ": " + test.group(1));
        }
        if (!file.toString().matches(".*(Test|IT)\\.java")) {
          violations.add(SourceTree.name(file) + " holds tests");
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void no_registry_is_named() {
    Pattern registry =
        Pattern.compile(
            String.join("|", REGISTRIES.stream().map(Pattern::quote).toList()),
            Pattern.CASE_INSENSITIVE);
    assertThat(matches(SourceTree.files(), registry)).isEmpty();
  }

  @Test
  void nothing_points_out_of_the_project() {
    Pattern outside = Pattern.compile("/wo" + "rk/|/tmp/(plan|axon)|/ro" + "ot/");
    assertThat(matches(SourceTree.files(), outside)).isEmpty();
  }

  @Test
  void sql_is_not_written_in_rooms_but_in_endpoints() {
    Pattern sql = Pattern.compile("\"\\s*(select|insert into|update|delete from|create table) ", 2);
    List<Path> rooms =
        SourceTree.mainFiles().stream()
            .filter(
                file ->
                    SourceTree.name(file)
                        .matches(
                            ".*/(command|query|events)/(circle|session|theme|survey|consent|closing)/.*"))
            .filter(file -> !file.toString().endsWith("Endpoint.java"))
            .toList();
    assertThat(rooms).isNotEmpty();
    assertThat(matches(rooms, sql)).isEmpty();
  }

  @Test
  void instruments_are_keys_without_the_wording_of_questions() throws IOException {
    List<Path> instruments =
        SourceTree.files().stream()
            .filter(
                file ->
                    SourceTree.name(file)
                        .matches(".*/main/resources/instruments/[a-z0-9-]+\\.json"))
            .toList();
    assertThat(instruments).isNotEmpty();
    for (Path instrument : instruments) {
      JsonNode key = Json.mapper().readTree(instrument.toFile());
      Set<String> scales = new TreeSet<>();
      key.path("scales").forEach(scale -> scales.add(scale.path("id").asText()));
      Set<String> names = new TreeSet<>();
      collect(key, names);
      names.removeAll(scales);
      names.removeAll(INSTRUMENT_KEYS);
      assertThat(names).as(SourceTree.name(instrument)).isEmpty();
      assertThat(key.path("itemIds")).allMatch(id -> id.asText().matches("[a-z0-9]+-\\d{2}"));
    }
  }

  private static void collect(JsonNode node, Set<String> names) {
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> collect(child, names));
  }

  /** {@code file:line} of every match. */
  private static List<String> matches(List<Path> files, Pattern pattern) {
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      List<String> lines = SourceTree.lines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (pattern.matcher(lines.get(i)).find()) {
          found.add(SourceTree.name(file) + ":" + (i + 1) + " " + lines.get(i).strip());
        }
      }
    }
    return found;
  }
}
