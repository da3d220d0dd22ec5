package org.circlejournal.query.research.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.DataDisclosed;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.events.sealing.Cipher;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes exports of studies, one after the other, and keeps them sealed until somebody takes
 * something back. Each is journaled as a disclosure before anybody can have it. Beside that it
 * keeps an archive that was begun behind the journal.
 */
public final class Exports implements AutoCloseable {

  /** Why something cannot be done; the door has codes for it. */
  public static final class NotNow extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Reason reason;

    NotNow(Reason reason) {
      super(reason.name());
      this.reason = reason;
    }

    public Reason reason() {
      return reason;
    }
  }

  /** Kinds of {@link NotNow}. */
  public enum Reason {
    UNKNOWN,
    STUDY_UNKNOWN,
    NOT_COMPLETE
  }

  /**
   * What is asked for.
   *
   * @param study a code; the same has the same pseudonyms
   * @param purpose stated by who asks
   * @param workplaces whose circles may be known to who asks; null for all
   * @param researcher who asks, by name; null where a token is a role's
   */
  public record Order(
      String study,
      DataLane lane,
      String purpose,
      boolean quote,
      boolean rare,
      @Nullable Set<String> workplaces,
      @Nullable String researcher) {}

  /** A complete one, as it lies on the disk. */
  private record Kept(ExportRow row, int epoch, String wrapped) {}

  private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
  private static final String SEALED = ".zip.sealed";
  private static final String KEPT = ".json";
  private static final int LOOK_MILLIS = 2_000;
  private static final int ERASURE_MILLIS = 250;

  private final Archive archive;
  private final Studies studies;
  private final Journal journal;
  private final Unsealer unsealer;
  private final EpochKeys epochs;
  private final LatestCheckpoint checkpoint;
  private final RandomGenerator random;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final BooleanSupplier ready;
  private final int threads;
  private final Map<String, ExportRow> rows = new ConcurrentHashMap<>();
  private final Map<String, Progress> running = new ConcurrentHashMap<>();
  private final ExecutorService worker = Executors.newSingleThreadExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread follower = new Thread(this::follow, "archive");
  private final Thread yielding = new Thread(this::yieldToErasures, "archive-erasures");

  /**
   * @param random cryptographic
   * @param ids random UUIDs
   * @param ready whether the tables are there
   * @param threads of DuckDB
   */
  public Exports(
      Archive archive,
      Journal journal,
      Unsealer unsealer,
      EpochKeys epochs,
      LatestCheckpoint checkpoint,
      RandomGenerator random,
      Supplier<String> ids,
      InstantSource clock,
      BooleanSupplier ready,
      int threads) {
    this.archive = archive;
    this.studies = new Studies(archive.folder().resolve("studies"), epochs, random);
    this.journal = journal;
    this.unsealer = unsealer;
    this.epochs = epochs;
    this.checkpoint = checkpoint;
    this.random = random;
    this.ids = ids;
    this.clock = clock;
    this.ready = ready;
    this.threads = threads;
  }

  /** Returns at once. */
  public void start() {
    follower.start();
    yielding.start();
  }

  // --- orders ---------------------------------------------------------------------------------

  /** Begins one, and returns its id. */
  public String order(Order order) {
    String id = ids.get();
    Progress progress = new Progress();
    rows.put(id, ExportRow.begun(id, order, clock.instant()));
    running.put(id, progress);
    worker.execute(() -> run(id, order, progress));
    return id;
  }

  /**
   * @throws NotNow if it is not known, or gone with what was taken back
   */
  public ExportRow find(String id) {
    ExportRow row = rows.get(id);
    Progress progress = running.get(id);
    if (row != null) {
      return progress == null ? row : row.at(progress.done(), progress.of());
    }
    return kept(id).row();
  }

  /** The latest first. */
  public List<ExportRow> list() {
    List<ExportRow> all = new ArrayList<>();
    rows.keySet().forEach(id -> all.add(find(id)));
    for (Path file : files()) {
      String id = file.getFileName().toString().replace(KEPT, "");
      if (!rows.containsKey(id)) {
        all.add(kept(id).row());
      }
    }
    all.sort(Comparator.comparing(ExportRow::startedAt).reversed());
    return all;
  }

  private List<Path> files() {
    if (!Files.isDirectory(archive.exports())) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(archive.exports())) {
      return all.filter(file -> file.getFileName().toString().endsWith(KEPT)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Kept kept(String id) {
    try {
      Path file = archive.exports().resolve(id + KEPT);
      return Json.mapper().readValue(Files.readAllBytes(file), Kept.class);
    } catch (NoSuchFileException e) {
      throw new NotNow(Reason.UNKNOWN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Calls it off, or deletes what it has made; what was disclosed stays in the journal.
   *
   * @throws NotNow if it is not known
   */
  public ExportRow cancel(String id) {
    ExportRow row = find(id);
    Progress progress = running.get(id);
    if (progress != null) {
      progress.callOff();
      return row;
    }
    rows.remove(id);
    delete(id);
    return row.ended("cancelled", clock.instant(), null);
  }

  private void delete(String id) {
    try {
      Files.deleteIfExists(archive.exports().resolve(id + KEPT));
      Files.deleteIfExists(archive.exports().resolve(id + SEALED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The zip of a complete one, if all that is in it may still be used.
   *
   * @throws NotNow if it is not known, gone, or not complete
   * @throws Archive.Busy if another process has the archive
   */
  public InputStream open(String id) throws InterruptedException {
    if (!find(id).state().equals("complete")) {
      throw new NotNow(Reason.NOT_COMPLETE);
    }
    archive.follow(new Progress()); // whatever was taken back goes with its exports
    Kept kept = kept(id);
    byte[] key = epochs.unwrap(Purpose.RESEARCH, kept.epoch(), bound(id), kept.wrapped());
    try {
      InputStream zip = new SealedFiles(key).opening(archive.exports().resolve(id + SEALED));
      return new Revocable(zip, () -> epochs.has(Purpose.RESEARCH, kept.epoch()));
    } catch (NoSuchFileException e) {
      throw new NotNow(Reason.UNKNOWN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Ends a study: its key is gone, and with it the way from its pseudonyms to anybody.
   *
   * @throws NotNow if there is none of this name
   */
  public void end(String study) {
    try {
      if (!studies.end(study)) {
        throw new NotNow(Reason.STUDY_UNKNOWN);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // --- one export -----------------------------------------------------------------------------

  private void run(String id, Order order, Progress progress) {
    try {
      do {
        tryOnce(id, order, progress);
      } while (rows.containsKey(id) && progress.again());
    } catch (Progress.CalledOff e) {
      abandon(id, "cancelled", null);
    } catch (InterruptedException e) {
      abandon(id, "cancelled", null);
    } catch (RuntimeException e) {
      LOG.error("an export failed: {}", e.toString());
      String why = e instanceof Archive.Busy ? e.getMessage() : e.getClass().getSimpleName();
      abandon(id, "failed", why);
    } finally {
      running.remove(id);
    }
  }

  /** If an erasure comes in between, what was made is deleted. */
  private void tryOnce(String id, Order order, Progress progress) throws InterruptedException {
    try {
      progress.check();
      archive.use(
          progress,
          lent -> {
            try {
              make(id, order, lent, progress);
            } catch (IOException | SQLException | RuntimeException e) {
              delete(id); // while it is our turn: the eraser waits for that
              throw e;
            }
            return id;
          });
      rows.remove(id); // from now on it stands on the disk, or not at all
    } catch (Progress.CalledOff e) {
      if (!progress.isErased()) {
        throw e;
      }
    }
  }

  private void abandon(String id, String how, @Nullable String why) {
    delete(id);
    rows.computeIfPresent(id, (same, row) -> row.ended(how, clock.instant(), why));
  }

  private void make(String id, Order order, Archive.Lent lent, Progress progress)
      throws IOException, SQLException, InterruptedException {
    byte[] key = new byte[Cipher.KEY_BYTES];
    random.nextBytes(key);
    Study study =
        new Study(
            order.study(),
            order.lane(),
            order.quote(),
            order.rare(),
            order.workplaces(),
            studies.key(order.study(), order.lane()));
    Links links =
        order.lane() == DataLane.LINKED
            ? Links.read(journal, unsealer, lent.standing(), lent.covered(), lent.position())
            : Links.NONE;
    StudyExport.Frame frame =
        new StudyExport.Frame(id, order.purpose(), clock.instant(), checkpoint.find());
    Files.createDirectories(archive.exports());
    Path file = archive.exports().resolve(id + SEALED);
    StudyExport.Made made;
    try (OutputStream out = new SealedFiles(key).sealing(file)) {
      made = StudyExport.write(lent, study, links, frame, threads, out, progress);
    }
    lent.requireKey();
    disclose(id, study, order, made);
    ExportRow row = find(id).complete(made, Files.size(file), clock.instant());
    String wrapped = epochs.wrap(Purpose.RESEARCH, lent.epoch(), bound(id), key);
    Files.write(
        archive.exports().resolve(id + KEPT),
        Json.mapper().writeValueAsBytes(new Kept(row, lent.epoch(), wrapped)));
  }

  private void disclose(String id, Study study, Order order, StudyExport.Made made) {
    CircleId disclosure = new CircleId(id);
    journal.append(
        Recorded.ledgerOf(disclosure),
        0,
        new DataDisclosed(
            disclosure,
            clock.instant(),
            order.study(),
            order.lane(),
            StudyExport.sha256(order.purpose().getBytes(StandardCharsets.UTF_8)),
            StudyTables.scope(study),
            made.position(),
            (int) made.circles(),
            (int) made.people(),
            made.manifest()),
        clock.instant(),
        Map.of());
  }

  private static String bound(String id) {
    return "export\n" + id;
  }

  // --- beside ---------------------------------------------------------------------------------

  /** Where an archive was begun it is kept behind the journal, and lets go of what must go. */
  private void follow() {
    try {
      while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          if (ready.getAsBoolean() && archive.isBegun() && archive.isBehind()) {
            archive.follow(new Progress());
          }
        } catch (Archive.Busy e) {
          LOG.debug("another process keeps the archive of this folder");
        } catch (RuntimeException e) {
          LOG.warn("the archive does not follow the journal: {}", e.toString());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void yieldToErasures() {
    try {
      while (!closing.await(ERASURE_MILLIS, TimeUnit.MILLISECONDS)) {
        archive.yieldToErasure();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Calls off what runs, and waits until it has cleaned up. */
  @Override
  public void close() throws IOException {
    closing.countDown();
    running.values().forEach(Progress::callOff);
    worker.shutdownNow();
    follower.interrupt();
    try {
      worker.awaitTermination(10, TimeUnit.SECONDS);
      follower.join(10_000);
      yielding.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    archive.close();
  }
}
