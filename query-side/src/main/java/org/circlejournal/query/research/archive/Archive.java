package org.circlejournal.query.research.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.journal.Chunks;
import org.circlejournal.events.journal.Chunks.Chunk;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.RawEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.sealing.Cipher;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.NightRequest;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Withdrawals;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consented history under pseudonyms, in files of ranges of the journal. {@link #use} brings it
 * to the journal's end and lends it: what was taken back by then is in it no more. Each time
 * somebody takes something back, the whole is deleted with its key, and written anew under another;
 * who consents later is added.
 *
 * <p>Its key lies beside it, wrapped under the epoch key of research. An erasure ends that epoch:
 * then every archive and export is unreadable at once, on whatever disk or backup.
 */
public final class Archive implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Archive.class);

  /** Of the tables; to be raised when columns, rows or words change. */
  static final int FORM = 1;

  static final List<EventTable> TABLES =
      Stream.concat(EventTables.all().stream(), AnswerTables.ALL.stream()).toList();

  /** Of the events that are read. */
  static final List<String> NAMES =
      Stream.concat(
              EventTables.names().stream(),
              Stream.of(
                  EventNames.nameOf(SurveyRecorded.class),
                  EventNames.nameOf(ReflectionRecorded.class)))
          .toList();

  private static final Set<Class<? extends JournalEvent>> TAKING_BACK =
      Set.of(ConsentWithdrawn.class, ErasureRequested.class, CircleErased.class);

  /** So many events are worth files of their own. */
  private static final long FAR_BEHIND = 20_000;

  private static final String GENERATION = "archive-";

  /** Rows that a lane keeps in memory. */
  private static final long PAGE = 1_000_000;

  /** More files than that are written anew as fewer. */
  private static final int MOST_PARTS = 4_000;

  /** Somebody works with it. */
  public static final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Busy(String message) {
      super(message);
    }
  }

  private final Journal journal;
  private final Unsealer unsealer;
  private final Withdrawals withdrawals;
  private final EpochKeys epochs;
  private final Holding holding;
  private final Path folder;
  private final RandomGenerator random;
  private final int lanes;
  private final Instruments instruments;
  private final ReentrantLock turn = new ReentrantLock();
  private Standing standing = new Standing();
  private Set<String> covered = Set.of();
  private volatile @Nullable Open current;
  private volatile int waited;
  private @Nullable FileChannel lock;
  private String name = "";
  private volatile @Nullable Using using;

  /**
   * Somebody at work.
   *
   * @param epoch of the key when it began
   */
  private record Using(Progress progress, int epoch) {}

  /** What is open of it. */
  private record Open(Path folder, Index index, SealedFiles files, Pseudonyms names) {}

  /**
   * @param database where it is said what lies in the folder
   * @param folder its own; nobody else's files
   * @param random cryptographic
   * @param lanes threads that write it
   */
  public Archive(
      Journal journal,
      Unsealer unsealer,
      Withdrawals withdrawals,
      EpochKeys epochs,
      Instruments instruments,
      DataSource database,
      Path folder,
      RandomGenerator random,
      int lanes) {
    this.journal = journal;
    this.unsealer = unsealer;
    this.withdrawals = withdrawals;
    this.epochs = epochs;
    this.holding = new Holding(database);
    this.folder = folder;
    this.random = random;
    this.lanes = lanes;
    this.instruments = instruments;
  }

  /** The archive as it stands at the journal's end, for as long as it is lent. */
  final class Lent {
    private final Open open;
    private final Standing standing;
    private final Set<String> covered;

    Lent(Open open, Standing standing, Set<String> covered) {
      this.open = open;
      this.standing = standing;
      this.covered = covered;
    }

    long position() {
      return open.index().position();
    }

    Standing standing() {
      return standing;
    }

    Set<String> covered() {
      return covered;
    }

    Pseudonyms names() {
      return open.names();
    }

    int epoch() {
      return open.index().epoch();
    }

    /** For long work with it: an erasure calls it off. */
    Progress progress() {
      return Objects.requireNonNull(using).progress();
    }

    /**
     * @throws Progress.CalledOff if an erasure has ended its key
     */
    void requireKey() {
      Archive.this.requireKey(open.index().epoch());
    }

    List<Index.Part> parts(EventTable table) {
      return open.index().parts().stream()
          .filter(part -> part.table().equals(table.name()))
          .toList();
    }

    /** A part's Parquet file, in the clear. */
    void open(Index.Part part, Path plain) throws IOException {
      requireKey();
      open.files().open(open.folder().resolve(part.file()), plain);
    }
  }

  /** Something done with the archive. */
  @FunctionalInterface
  interface Use<T> {
    T with(Lent lent) throws IOException, SQLException, InterruptedException;
  }

  /**
   * Brings it to the journal's end and lends it; one after the other.
   *
   * @throws Busy if another process has its folder
   */
  <T> T use(Progress progress, Use<T> use) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      epochs.refresh();
      using = new Using(progress, epochs.newest(Purpose.RESEARCH));
      return use.with(new Lent(atHead(progress), standing, covered));
    } catch (IOException e) {
      throw new UncheckedIOException("the archive", e);
    } catch (SQLException | DoesNotOpen e) {
      progress.check(); // an interrupted statement says so; a key that is gone was there before
      throw new IllegalStateException("the archive: " + e.getMessage(), e);
    } finally {
      using = null;
      turn.unlock();
    }
  }

  /** Calls off what is being done with it, if an erasure has ended its key meanwhile. */
  void yieldToErasure() {
    Using now = using;
    if (now != null && !epochs.has(Purpose.RESEARCH, now.epoch())) {
      now.progress().erase();
    }
  }

  /**
   * Lends the archive as it would stand at an earlier position, of those whose consent of then
   * still stands at the head: read from the journal anew, and gone when it is given back.
   */
  <T> T useUpTo(long position, Progress progress, Use<T> use) throws InterruptedException {
    return use(
        progress,
        lent -> {
          if (position >= lent.position()) {
            return use.with(lent);
          }
          Standing then = new Standing();
          then.advance(journal, position);
          Set<String> still = then.covered(List.of());
          still.retainAll(lent.covered());
          try (Workroom room = Workroom.open()) {
            Open fresh = begun(room.folder());
            Open past = written(fresh, then, position, Map.of(), Set.of(), still, false, progress);
            return use.with(new Lent(past, then, still));
          }
        });
  }

  /** Whether somebody has begun one here; before that, nobody keeps it behind the journal. */
  boolean isBegun() {
    return !generations().isEmpty();
  }

  /** Follows the journal, and lets go of what was taken back. */
  void follow(Progress progress) throws InterruptedException {
    use(progress, lent -> lent.position());
  }

  /** To be asked before more of it is laid open, or given away. */
  private void requireKey(int epoch) {
    if (!epochs.has(Purpose.RESEARCH, epoch)) {
      yieldToErasure();
      throw new Progress.CalledOff(); // an erasure has just ended it
    }
  }

  // --- at the head ----------------------------------------------------------------------------

  private Open atHead(Progress progress) throws IOException, SQLException, InterruptedException {
    takeFolder();
    boolean done = false;
    try {
      Open open = broughtToHead(progress);
      done = true;
      return open;
    } finally {
      if (!done) { // what was read is ahead of what was written: begin with what is on disk
        current = null;
        standing = new Standing();
        covered = Set.of();
      }
    }
  }

  private Open broughtToHead(Progress progress)
      throws IOException, SQLException, InterruptedException {
    // Asked before the journal is read: what the night journals in between is seen twice.
    List<NightRequest> waiting = withdrawals.waiting();
    long head = journal.lastPosition();
    Open open = current == null ? reopened() : current;
    if (open != null && !isReadable(open.index())) {
      open = null;
    }
    Map<String, Long> until = standing.sequences();
    standing.advance(journal, head);
    Set<String> now = standing.covered(waiting);
    boolean whole = waiting.isEmpty();
    if (open == null || !now.containsAll(covered) || open.index().parts().size() > MOST_PARTS) {
      LOG.info("the archive is written anew, up to position {}", head);
      open = null;
      forget();
      open = written(begun(folder), standing, head, Map.of(), Set.of(), now, whole, progress);
    } else if (open.index().position() < head || !now.equals(covered)) {
      boolean all = whole && open.index().whole();
      open = written(open, standing, head, until, covered, now, all, progress);
    }
    current = open;
    covered = now;
    waited = waiting.size();
    return open;
  }

  private boolean isReadable(Index index) {
    epochs.refresh();
    return index.form() == FORM
        && index.epoch() == epochs.newest(Purpose.RESEARCH)
        && epochs.has(Purpose.RESEARCH, index.epoch());
  }

  /** One process writes here. */
  private void takeFolder() throws IOException {
    if (lock != null) {
      return;
    }
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("in-use"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    FileLock taken;
    try {
      taken = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      taken = null; // this very process has it
    }
    if (taken == null) {
      channel.close();
      throw new Busy("another process has the folder of the archive");
    }
    name = nameOf(channel);
    lock = channel;
  }

  /** The folder's name, at random, which it keeps. */
  private String nameOf(FileChannel channel) throws IOException {
    ByteBuffer kept = ByteBuffer.allocate(32);
    if (channel.read(kept, 0) < kept.capacity()) {
      byte[] fresh = new byte[16];
      random.nextBytes(fresh);
      kept = ByteBuffer.wrap(HexFormat.of().formatHex(fresh).getBytes(StandardCharsets.US_ASCII));
      channel.write(kept, 0);
      channel.force(true);
    }
    return new String(kept.array(), StandardCharsets.US_ASCII);
  }

  private List<Path> generations() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().startsWith(GENERATION))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What an earlier process has left, if it is whole and can be gone on with. */
  private @Nullable Open reopened() throws IOException, SQLException, InterruptedException {
    for (Path generation : generations()) {
      Index index = Index.read(generation);
      if (index != null
          && index.whole()
          && isReadable(index)
          && index.position() <= journal.lastPosition()) {
        hold(index.epoch());
        standing = new Standing();
        standing.advance(journal, index.position());
        covered = standing.covered(List.of());
        byte[] key =
            epochs.unwrap(
                Purpose.RESEARCH,
                index.epoch(),
                generation.getFileName().toString(),
                index.wrapped());
        return open(generation, index, key);
      }
    }
    return null;
  }

  /** Deletes all there is, and its key with it. */
  private void forget() {
    current = null;
    generations().forEach(Workroom::delete);
    Workroom.delete(exports()); // they hold the same people
    Workroom.sweep(); // of those before us who died
    covered = Set.of();
  }

  /** Where exports are kept, for as long as what is in them may be used. */
  Path exports() {
    return folder.resolve("exports");
  }

  Path folder() {
    return folder;
  }

  /**
   * Whether something was taken back, or much has happened, since it was brought to the journal's
   * end; asks little.
   */
  boolean isBehind() {
    epochs.refresh();
    Open open = current;
    if (open == null || !isReadable(open.index())) {
      return true;
    }
    long position = open.index().position();
    return journal.lastPosition() - position >= FAR_BEHIND
        || withdrawals.waiting().size() != waited
        || !journal.touched(TAKING_BACK, position).streams().isEmpty();
  }

  /** Said first, looked up then: an erasure in between sees us, or we see it. */
  private void hold(int epoch) throws SQLException {
    holding.say(name, epoch);
    requireKey(epoch);
  }

  private Open begun(Path parent) throws IOException, SQLException {
    byte[] name = new byte[8];
    byte[] key = new byte[Cipher.KEY_BYTES];
    random.nextBytes(name);
    random.nextBytes(key);
    Path generation = parent.resolve(GENERATION + HexFormat.of().formatHex(name));
    int epoch = epochs.newest(Purpose.RESEARCH);
    hold(epoch);
    Files.createDirectory(generation);
    String wrapped = epochs.wrap(Purpose.RESEARCH, epoch, generation.getFileName().toString(), key);
    Index index = new Index(StoredEvents.BEGINNING, FORM, epoch, wrapped, true, List.of());
    return open(generation, index, key);
  }

  private static Open open(Path generation, Index index, byte[] key) {
    return new Open(
        generation,
        index,
        new SealedFiles(Cipher.derive(key, "archive-files/v1")),
        new Pseudonyms(Cipher.derive(key, "archive-names/v1")));
  }

  // --- writing --------------------------------------------------------------------------------

  /** What was added since: events behind its position, and earlier ones of who is covered now. */
  private Open written(
      Open open,
      Standing standing,
      long head,
      Map<String, Long> until,
      Set<String> before,
      Set<String> now,
      boolean whole,
      Progress progress)
      throws IOException, SQLException, InterruptedException {
    long after = open.index().position();
    List<Index.Part> parts = new ArrayList<>(open.index().parts());
    progress.more(head - after);
    try (Workroom room = Workroom.open()) {
      addLate(open, standing, until, before, now, room, parts);
      try (Chunks chunks = journal.chunks(after, head, NAMES)) {
        onLanes(
            lane -> write(open, standing, chunks, after, head, now, lane, room, parts, progress));
      }
    }
    Index index = new Index(head, FORM, open.index().epoch(), open.index().wrapped(), whole, parts);
    index.write(open.folder());
    return new Open(open.folder(), index, open.files(), open.names());
  }

  /** One thread's share of the work. */
  @FunctionalInterface
  private interface Work {
    void on(int lane) throws IOException, SQLException, InterruptedException;
  }

  private void onLanes(Work work) throws IOException, SQLException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(lanes);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < lanes; i++) {
        int lane = i;
        all.add(
            threads.submit(
                () -> {
                  work.on(lane);
                  return true;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      if (cause instanceof IOException io) {
        throw io;
      } else if (cause instanceof SQLException sql) {
        throw sql;
      } else if (cause instanceof InterruptedException interrupted) {
        throw interrupted;
      } else if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IllegalStateException(cause);
    } finally {
      threads.shutdownNow();
    }
  }

  private void write(
      Open open,
      Standing standing,
      Chunks chunks,
      long after,
      long upTo,
      Set<String> now,
      int lane,
      Workroom room,
      List<Index.Part> parts,
      Progress progress)
      throws IOException, SQLException, InterruptedException {
    Path work = Files.createDirectory(room.file("lane-" + lane));
    try (Scribe scribe = new Scribe(open.names(), unsealer, instruments::require, work)) {
      for (Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
        for (RawEvent raw : chunk.events()) {
          Standing.Circle circle = standing.circle(raw.stream());
          if (raw.isFetched() && circle != null) {
            scribe.take(journal.decoder().decode(raw), circle, raw.sequence(), now);
          }
        }
        scribe.unseal(now);
        progress.did(chunk.events().size());
        if (scribe.rows() >= PAGE) {
          bind(open, scribe, work, after, upTo, parts);
        }
      }
      bind(open, scribe, work, after, upTo, parts);
    }
  }

  private static void bind(
      Open open, Scribe scribe, Path work, long after, long upTo, List<Index.Part> parts)
      throws IOException, SQLException {
    scribe.leave(
        work,
        (table, parquet, rows) -> {
          String file;
          synchronized (parts) {
            file = "%s-%06d.parquet.sealed".formatted(table.name(), parts.size());
            parts.add(new Index.Part(table.name(), file, after, upTo, rows));
          }
          open.files().seal(parquet, open.folder().resolve(file));
        });
  }

  /** Events that are behind it, of people who consented only now: from their circles' streams. */
  private void addLate(
      Open open,
      Standing standing,
      Map<String, Long> until,
      Set<String> before,
      Set<String> now,
      Workroom room,
      List<Index.Part> parts)
      throws IOException, SQLException {
    Set<String> fresh = new HashSet<>(now);
    fresh.removeAll(before);
    List<Standing.Circle> circles =
        standing.circles().stream()
            .filter(circle -> until.containsKey(circle.id()) && concerns(circle, fresh))
            .toList();
    if (circles.isEmpty()) {
      return;
    }
    long after = open.index().position();
    Path work = Files.createDirectory(room.file("late"));
    try (Scribe scribe = new Scribe(open.names(), unsealer, instruments::require, work)) {
      for (Standing.Circle circle : circles) {
        long last = until.getOrDefault(circle.id(), -1L);
        DomainEventStream stream = journal.readStream(circle.id(), 0);
        for (long sequence = 0; sequence <= last && stream.hasNext(); sequence++) {
          JournalEvent event = (JournalEvent) stream.next().getPayload();
          scribe.takeLate(event, circle, sequence, before, now);
        }
        scribe.unseal(fresh);
        if (scribe.rows() >= PAGE) {
          bind(open, scribe, work, StoredEvents.BEGINNING, after, parts);
        }
      }
      bind(open, scribe, work, StoredEvents.BEGINNING, after, parts);
    }
  }

  private static boolean concerns(Standing.Circle circle, Set<String> fresh) {
    return circle.members().stream().anyMatch(one -> fresh.contains(Standing.ofMember(one)))
        || circle.codes().stream()
            .anyMatch(
                one ->
                    fresh.contains(Standing.ofCode(one)) || fresh.contains(Standing.ofQuote(one)));
  }

  @Override
  public void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
