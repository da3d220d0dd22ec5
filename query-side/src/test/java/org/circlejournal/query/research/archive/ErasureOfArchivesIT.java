package org.circlejournal.query.research.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.circlejournal.query.research.archive.Programme.circle;
import static org.circlejournal.query.research.archive.Programme.code;
import static org.circlejournal.query.research.archive.Programme.given;
import static org.circlejournal.query.research.archive.Programme.rows;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An erasure comes while somebody works with the archive. */
class ErasureOfArchivesIT {

  private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
  private static final CircleId CIRCLE = circle(1);
  private static final Study QUOTING =
      new Study("TEST-1", DataLane.ANSWERS, true, true, null, new byte[32]);

  @TempDir Path folder;
  private final String words = "erased-" + UUID.randomUUID();
  private Programme programme = new Programme(Path.of("unused"));
  private final ExecutorService researcher = Executors.newSingleThreadExecutor();

  @BeforeEach
  void open() {
    programme.close();
    programme = new Programme(folder.resolve("research"));
    programme.append(List.of((CircleFounded) Year.of(CIRCLE, "CLINIC-A", 0).events().get(0)));
    programme.wave(CIRCLE, Wave.ENDPOINT, START, 1, 2, 3, 4, 5, 6, 7);
    Instant closing = START.plus(Duration.ofDays(14));
    programme.words(CIRCLE, closing, 1, words);
    programme.append(List.of(given(CIRCLE, closing, code(CIRCLE, 1), Purpose.QUOTE)));
  }

  @AfterEach
  void close() {
    researcher.shutdownNow();
    programme.close();
  }

  @Test
  void a_running_export_is_called_off_and_the_folder_is_held_until_its_files_are_gone()
      throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    CountDownLatch erased = new CountDownLatch(1);
    Progress progress = new Progress();
    Future<?> export =
        researcher.submit(
            () -> programme.export(QUOTING, frame(), waiting(open, erased), progress));
    open.await(); // the words lie open in a file, in the middle of the export
    List<Path> sealed = sealed();
    assertThat(held()).containsExactly(1);

    endEpoch(1);
    programme.archive().yieldToErasure();
    assertThat(openly()).isNotEmpty();
    assertThat(held()).as("what the eraser waits for").containsExactly(1);
    erased.countDown();

    assertThatThrownBy(export::get).hasCauseInstanceOf(Progress.CalledOff.class);
    assertThat(progress.isErased()).isTrue();
    assertThat(openly()).isEmpty();
    programme.archive().follow(new Progress());
    assertThat(held()).as("nothing of before").containsExactly(2);
    assertThat(sealed).isNotEmpty().allMatch(Files::notExists);
    assertThat(rows(programme.export(QUOTING), "answers")).hasSize(6 * 19);
    assertThat(programme.export(QUOTING).toString()).doesNotContain(words);
  }

  @Test
  void what_begins_while_the_key_is_ended_holds_nothing() {
    programme.export(QUOTING);
    endEpoch(1);
    programme.reopen();
    assertThat(programme.archive().isBehind()).isTrue();
    assertThat(held()).containsExactly(1);
    assertThat(programme.export(QUOTING).toString()).doesNotContain(words);
    assertThat(held()).containsExactly(2);
  }

  @Test
  void what_a_dead_process_has_left_open_is_swept() throws Exception {
    Path door;
    Path room;
    try (Workroom mine = Workroom.open()) {
      Path parent = mine.folder().getParent();
      door = Files.createTempFile(parent, "circle-research-", ".door"); // nobody locks it
      room = door.resolveSibling(door.getFileName().toString().replace(".door", ""));
      Files.writeString(Files.createDirectory(room).resolve("answers.parquet"), words);
      Workroom.sweep();
      assertThat(mine.folder()).isDirectory();
    }
    assertThat(openly()).isEmpty();
    assertThat(room).doesNotExist();
    assertThat(door).doesNotExist();
  }

  /** As the command side erases; it has told the journal why. */
  private void endEpoch(int epoch) {
    programme.append(
        List.of(
            new ErasureRequested(
                CIRCLE, START.plus(Duration.ofDays(20)), Lane.CODE, code(CIRCLE, 1).value())));
    programme.keys.mint(EpochKeys.Purpose.RESEARCH, epoch + 1, new SecureRandom());
    programme.keys.destroy(EpochKeys.Purpose.RESEARCH, epoch);
  }

  private static StudyExport.Frame frame() {
    return new StudyExport.Frame("test", "to test", START, null);
  }

  /** Who fetches waits with the words before the eyes. */
  private OutputStream waiting(CountDownLatch open, CountDownLatch erased) {
    return new OutputStream() {
      @Override
      public void write(int one) {
        write(new byte[1], 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        if (open.getCount() > 0 && !openly().isEmpty()) {
          open.countDown();
          try {
            erased.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }
      }
    };
  }

  private List<Integer> held() {
    List<Integer> held = new ArrayList<>();
    try (var connection = programme.world.pool().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select epoch from views.research_folder")) {
      while (rows.next()) {
        held.add(rows.getInt(1));
      }
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
    return held;
  }

  private List<Path> sealed() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(".sealed")).toList();
    }
  }

  /** Files of rooms, anybody's, that hold the words. */
  private List<Path> openly() {
    List<Path> holding = new ArrayList<>();
    for (String parent : List.of("/dev/shm", System.getProperty("java.io.tmpdir"))) {
      try (Stream<Path> all = Files.list(Path.of(parent))) {
        for (Path room : all.filter(ErasureOfArchivesIT::isRoom).toList()) {
          holding.addAll(holding(room));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return holding;
  }

  private static boolean isRoom(Path path) {
    return path.getFileName().toString().startsWith("circle-research-") && Files.isDirectory(path);
  }

  private List<Path> holding(Path room) throws IOException {
    List<Path> holding = new ArrayList<>();
    try (Stream<Path> all = Files.list(room)) { // of others, too, who delete them meanwhile
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), ISO_8859_1).contains(words)) {
          holding.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      return holding;
    }
    return holding;
  }
}
