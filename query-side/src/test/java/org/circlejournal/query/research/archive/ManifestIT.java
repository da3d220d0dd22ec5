package org.circlejournal.query.research.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.query.research.archive.Programme.circle;
import static org.circlejournal.query.research.archive.Programme.code;
import static org.circlejournal.query.research.archive.Programme.given;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Hash;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an export says of itself is so, and its snippets read it. */
class ManifestIT {

  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
  private static final Checkpoint CHECKPOINT =
      new Checkpoint("journal.example/log", 42, Hash.leaf("root".getBytes(UTF_8)));

  @TempDir static Path folder;
  private static Programme programme = new Programme(Path.of("unused"));
  private static Map<String, byte[]> files = Map.of();
  private static JsonNode manifest = Json.mapper().nullNode();

  /** Seven answered twice, two at the baseline only; nobody consents to be quoted but one. */
  @BeforeAll
  static void export() throws Exception {
    programme.close();
    programme = new Programme(folder.resolve("research"));
    programme.append(List.of(Year.of(circle(1), "CLINIC-A", 0).events().get(0)));
    Instant end = START.plus(Duration.ofDays(350));
    programme.wave(circle(1), Wave.BASELINE, START, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    programme.wave(circle(1), Wave.ENDPOINT, end, 1, 2, 3, 4, 5, 6, 7);
    programme.words(circle(1), end, 1, "I sleep, \"again\";\nand sing");
    programme.append(List.of(given(circle(1), end, code(circle(1), 1), Purpose.QUOTE)));
    Study study = new Study("TEST-1", DataLane.ANSWERS, true, false, null, new byte[32]);
    byte[] zip =
        programme.export(
            study, new StudyExport.Frame("e-1", "who sleeps again", START, CHECKPOINT));
    files = unzip(zip);
    manifest = Json.mapper().readTree(files.get("manifest.json"));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve("study").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  @AfterAll
  static void close() {
    programme.close();
  }

  private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }

  @Test
  void it_names_the_export_its_purpose_the_position_and_the_checkpoint() {
    assertThat(manifest.path("export").asText()).isEqualTo("e-1");
    assertThat(manifest.path("study").asText()).isEqualTo("TEST-1");
    assertThat(manifest.path("lane").asText()).isEqualTo("answers");
    assertThat(manifest.path("purpose").asText()).isEqualTo("who sleeps again");
    assertThat(Instant.parse(manifest.path("madeAt").asText())).isEqualTo(START);
    assertThat(manifest.path("position").longValue())
        .isEqualTo(programme.world.journal().lastPosition());
    JsonNode checkpoint = manifest.path("checkpoint");
    assertThat(checkpoint.path("origin").asText()).isEqualTo(CHECKPOINT.origin());
    assertThat(checkpoint.path("size").longValue()).isEqualTo(42);
    assertThat(checkpoint.path("root").asText()).isEqualTo(CHECKPOINT.root().base64());
  }

  @Test
  void it_names_the_versions_of_its_tables_and_of_the_events_behind_them() {
    JsonNode versions = manifest.path("versions");
    assertThat(versions.path("archive").intValue()).isEqualTo(Archive.FORM);
    assertThat(names(versions.path("views")))
        .containsExactlyInAnyOrderElementsOf(
            files.keySet().stream()
                .filter(path -> path.endsWith(".csv") && path.startsWith("data/"))
                .map(path -> path.replaceAll("data/|\\.csv", ""))
                .toList());
    String ballot = EventNames.nameOf(SurveyRecorded.class);
    assertThat(versions.path("revisions").path(ballot).asText())
        .isEqualTo(EventNames.revisionOf(SurveyRecorded.class));
    assertThat(names(versions.path("revisions")))
        .containsExactlyInAnyOrderElementsOf(Archive.NAMES);
  }

  @Test
  void it_says_under_which_consents_people_are_in_it_and_who_is_left_out() {
    JsonNode consent = manifest.path("consent");
    assertThat(texts(consent.path("purposes")))
        .containsExactly("surveys", "research-answers", "quote");
    assertThat(consent.path("circles").intValue()).isEqualTo(1);
    assertThat(consent.path("people").longValue())
        .isEqualTo(csv("scores").stream().map(row -> row.split(",")[1]).distinct().count())
        .isEqualTo(7);
    JsonNode suppression = manifest.path("suppression");
    assertThat(suppression.path("k").intValue()).isEqualTo(5);
    assertThat(suppression.path("rarePatterns").asText()).isEqualTo("left-out");
    assertThat(suppression.path("patternsLeftOut").intValue()).isEqualTo(1);
    assertThat(suppression.path("peopleLeftOut").intValue()).isEqualTo(2);
    assertThat(suppression.path("circlesWhoseLinksAreNotUsed").intValue()).isZero();
    assertThat(suppression.path("workplaces").asText()).isEqualTo("all");
    assertThat(suppression.path("words").asText()).isEqualTo("of-who-may-be-quoted");
  }

  @Test
  void it_names_every_file_with_its_bytes_rows_and_hash() {
    Map<String, JsonNode> named = new TreeMap<>();
    manifest.path("files").forEach(file -> named.put(file.path("path").asText(), file));
    assertThat(named.keySet())
        .containsExactlyInAnyOrderElementsOf(
            files.keySet().stream().filter(path -> !path.equals("manifest.json")).toList());
    files.forEach(
        (path, bytes) -> {
          JsonNode file = named.getOrDefault(path, Json.mapper().createObjectNode());
          if (!path.equals("manifest.json")) {
            assertThat(file.path("sha256").asText()).as(path).isEqualTo(StudyExport.sha256(bytes));
            assertThat(file.path("bytes").intValue()).as(path).isEqualTo(bytes.length);
          }
          if (path.startsWith("data/answers.")) {
            assertThat(file.path("rows").intValue()).as(path).isEqualTo(14 * 19);
          }
        });
  }

  /** The closing words hold a comma, quotes and a line break. */
  private static final String SEEN = "266 42 7 25.0 I sleep, \"again\";\nand sing";

  @Test
  void python_reads_it() {
    String program =
        """
        from read import study
        personal = [row["mean"] for row in study["scores"] if row["scale"] == "personal"]
        people = {row["code"] for row in study["scores"]}
        print(len(study["answers"]), len(study["scores"]), len(people), sorted(personal)[2],
              study["closing_words"][0]["text"])
        """;
    assertThat(run("python3", "-c", program)).isEqualTo(SEEN);
  }

  @Test
  void r_reads_it() {
    String program =
        """
        source("read.R")
        personal <- study$scores$mean[study$scores$scale == "personal"]
        cat(nrow(study$answers), nrow(study$scores), length(unique(study$scores$code)),
            sprintf("%.1f", sort(personal)[3]), study$closing_words$text[1])
        """;
    assertThat(run("Rscript", "-e", program)).isEqualTo(SEEN);
  }

  /** In the export's folder; skipped where the tool is not at hand. */
  private static String run(String... command) {
    boolean here =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, command[0])));
    assumeTrue(here, command[0] + " is not installed: the snippet is not tried");
    try {
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> csv(String table) {
    String[] lines = new String(files.get("data/" + table + ".csv"), UTF_8).split("\n");
    return Arrays.asList(lines).subList(1, lines.length);
  }

  private static List<String> names(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static List<String> texts(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).map(JsonNode::asText).toList();
  }
}
