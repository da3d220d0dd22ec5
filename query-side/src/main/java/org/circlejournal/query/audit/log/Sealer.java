package org.circlejournal.query.audit.log;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.StoredEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.log.Growth;
import org.circlejournal.events.log.Hash;
import org.circlejournal.query.audit.log.AuditStore.Leaves;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the journal in the order of positions and grows the log, in batches: hashes, head and
 * position in one transaction. Of several query sides one seals; another takes over when it has
 * been silent. Each transaction moves the head only from where this sealer left it, so that a late
 * one changes nothing.
 *
 * <p>Where the journal is no longer the one that was sealed, a new log is begun under a new name:
 * the old one's checkpoints stay true of what they signed.
 */
public final class Sealer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

  /** A sealer that was silent for so long has lost its place. */
  private static final long SILENCE_MILLIS = 4_000;

  private static final int BATCH = 20_000;
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final int RETRY_MILLIS = 1_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Journal journal;
  private final DataSource owner;
  private final DataSource dataSource;
  private final Signer signer;
  private final InstantSource clock;
  private final String node;
  private final BooleanSupplier ready;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "audit-sealer");
  private boolean migrated;
  private @Nullable Sealing sealing;
  private volatile @Nullable String failure;

  /**
   * @param owner may create the schema
   * @param dataSource two connections
   * @param secrets folder with the log's key
   * @param node name of this process
   * @param ready whether the journal is there
   */
  public Sealer(
      Journal journal,
      DataSource owner,
      DataSource dataSource,
      Path secrets,
      InstantSource clock,
      String node,
      BooleanSupplier ready) {
    this.journal = journal;
    this.owner = owner;
    this.dataSource = dataSource;
    this.signer = new Signer(secrets);
    this.clock = clock;
    this.node = node;
    this.ready = ready;
  }

  /** Returns at once; it seals as soon as it can. */
  public void start() {
    thread.start();
  }

  /** Why nothing can be sealed on this process; null if it can, or another one does. */
  public @Nullable String failure() {
    return failure;
  }

  private void run() {
    try {
      while (closing.getCount() > 0) {
        try {
          boolean mine = step();
          failure = null;
          if (!mine) {
            closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
          }
        } catch (SQLException | RuntimeException e) {
          tell(e);
          stop();
          closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop();
  }

  private void tell(Exception e) {
    String why =
        e instanceof SQLException sql ? "PostgreSQL (" + sql.getSQLState() + ")" : words(e);
    if (!why.equals(failure)) {
      LOG.warn("the audit log is not sealed: {}", why);
    }
    failure = why;
  }

  /** Our own words name files and states; others might name anything. */
  private static String words(Exception e) {
    return e instanceof IllegalStateException && e.getMessage() != null
        ? e.getMessage()
        : e.getClass().getSimpleName();
  }

  /** Seals what there is, or waits a moment for it; false if there is nothing to do here. */
  private boolean step() throws SQLException, InterruptedException {
    if (!ready.getAsBoolean()) {
      return false;
    }
    if (!migrated) {
      AuditTables.migrate(owner);
      migrated = true;
    }
    Sealing current = sealing;
    if (current == null) {
      current = begin();
      if (current == null) {
        return false;
      }
      sealing = current;
    }
    List<StoredEvent> events = current.events.next(BATCH, WAIT);
    if (!seal(current, events)) {
      stop();
      return false;
    }
    return true;
  }

  // --- taking over ----------------------------------------------------------------------------

  /** What the one who seals holds between batches. */
  private static final class Sealing {
    private final StoredEvents events;
    private Head head;
    private Growth growth;
    private @Nullable Leaves leaves;
    private @Nullable LocalDate signed;
    private final Finished finished;

    Sealing(Head head, List<byte[]> edge, @Nullable Leaves leaves, StoredEvents events) {
      this.head = head;
      this.leaves = leaves;
      this.events = events;
      this.finished = new Finished();
      this.growth = new Growth(head.size(), edge, finished);
    }
  }

  private @Nullable Sealing begin() throws SQLException, InterruptedException {
    Head head = claimed();
    if (head == null) {
      return null;
    }
    String because = changed(head);
    if (because != null) {
      LOG.warn("the journal is not the one that was sealed ({}): a new log is begun", because);
      head = beginAgain(head, because);
    }
    try (Connection c = dataSource.getConnection()) {
      AuditStore store = new AuditStore(c);
      signer.introduce(store, head);
      Sealing begun =
          new Sealing(
              head,
              store.edge(head.log()),
              store.edgeLeaves(head.log()),
              journal.stored(head.position()));
      LOG.info("sealing {} from entry {}", head.origin(), head.size());
      return begun;
    }
  }

  private @Nullable Head claimed() throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      AuditStore store = new AuditStore(c);
      if (store.head() == null) {
        inTransaction(c, () -> beginFirst(store));
      }
      Head head = store.head();
      return head != null && store.claim(head.log(), node, SILENCE_MILLIS) ? store.head() : null;
    }
  }

  private void beginFirst(AuditStore store) throws SQLException {
    store.lockLogs();
    if (store.head() == null) {
      begin(store, 1, "first");
    }
  }

  /** A log has a key from its first moment on: what is read of it is signed. */
  private Head begin(AuditStore store, int number, String because) throws SQLException {
    store.begin(number, origin(), clock.instant(), because, store.cluster(), NOTHING);
    Head head = store.head();
    if (head == null) {
      throw new IllegalStateException("the log that was just begun is not there");
    }
    signer.introduce(store, head);
    return head;
  }

  private Head beginAgain(Head old, String because) throws SQLException {
    try (Connection c = dataSource.getConnection()) {
      AuditStore store = new AuditStore(c);
      Head[] begun = new Head[1];
      inTransaction(
          c,
          () -> {
            store.lockLogs();
            begun[0] = begin(store, old.log() + 1, because);
            store.claim(begun[0].log(), node, SILENCE_MILLIS);
          });
      return begun[0];
    }
  }

  private static final Hash NOTHING = new Growth(0, List.of(), (l, i, h) -> {}).root();

  /** No two logs have one name, whatever was restored in between. */
  private String origin() {
    return "circle-journal/%s/%s".formatted(signer.fingerprint(), TIME.format(clock.instant()));
  }

  /** Why the journal is no longer the one that was sealed; null if it is. */
  private @Nullable String changed(Head head) throws SQLException, InterruptedException {
    try (Connection c = dataSource.getConnection()) {
      if (!new AuditStore(c).cluster().equals(head.cluster())) {
        return "restored";
      }
    }
    if (head.size() == 0) {
      return null;
    }
    if (journal.lastPosition() < head.position()) {
      return "journal-shorter";
    }
    try (StoredEvents events = journal.stored(head.position() - 1)) {
      List<StoredEvent> last = events.next(1, Duration.ofSeconds(5));
      if (last.isEmpty()) {
        throw new IllegalStateException("the journal does not answer");
      }
      StoredEvent event = last.get(0);
      boolean same =
          event.position() == head.position()
              && Objects.equals(event.leaf().hash(), head.lastLeaf());
      return same ? null : "journal-differs";
    }
  }

  // --- sealing --------------------------------------------------------------------------------

  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  private record Full(int level, long index, byte[] hashes, @Nullable Leaves leaves) {}

  /** Collects the tiles that a batch fills. */
  private static final class Finished implements Growth.Finished {
    private final java.util.ArrayList<Full> tiles = new java.util.ArrayList<>();
    private @Nullable Leaves leaves;

    @Override
    public void tile(int level, long index, byte[] hashes) {
      tiles.add(new Full(level, index, hashes, level == 0 ? leaves : null));
      if (level == 0) {
        leaves = null;
      }
    }
  }

  /** Whether this sealer still was the one that seals. */
  private boolean seal(Sealing current, List<StoredEvent> events) throws SQLException {
    Finished finished = current.finished;
    finished.leaves = current.leaves;
    for (StoredEvent event : events) {
      finished.leaves = with(finished.leaves, event);
      current.growth.add(event.leaf());
    }
    try (Connection c = dataSource.getConnection()) {
      AuditStore store = new AuditStore(c);
      if (events.isEmpty()) {
        return store.claim(current.head.log(), node, SILENCE_MILLIS) && signToday(store, current);
      }
      StoredEvent last = events.get(events.size() - 1);
      Hash root = current.growth.root();
      Hash lastLeaf = last.leaf().hash();
      long size = current.growth.size();
      boolean[] moved = {false};
      inTransaction(
          c,
          () -> {
            moved[0] = store.move(current.head, node, size, last.position(), root, lastLeaf);
            if (moved[0]) {
              write(store, current);
            }
          });
      if (!moved[0]) {
        return false;
      }
      Head head = current.head;
      current.leaves = finished.leaves;
      finished.tiles.clear();
      current.head =
          new Head(
              head.log(),
              head.origin(),
              head.begun(),
              head.cluster(),
              size,
              last.position(),
              root,
              lastLeaf);
      return true;
    }
  }

  private static Leaves with(@Nullable Leaves leaves, StoredEvent event) {
    long at = event.leaf().recordedMicros();
    return leaves == null
        ? new Leaves(event.position(), at, at)
        : new Leaves(
            leaves.firstPosition(), Math.min(leaves.from(), at), Math.max(leaves.to(), at));
  }

  private static void write(AuditStore store, Sealing current) throws SQLException {
    int log = current.head.log();
    try (AuditStore.Writing writing = store.new Writing(log)) {
      for (Full tile : current.finished.tiles) {
        writing.full(tile.level(), tile.index(), tile.hashes(), tile.leaves());
      }
      writing.flush();
    }
    List<byte[]> edge = current.growth.edge();
    for (int level = 0; level < edge.size(); level++) {
      store.edge(log, level, edge.get(level), level == 0 ? current.finished.leaves : null);
    }
  }

  /** Once a day, when all that was there is sealed. */
  private boolean signToday(AuditStore store, Sealing current) throws SQLException {
    Instant now = clock.instant();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Head head = current.head;
    if (head.size() == 0 || today.equals(current.signed)) {
      return true;
    }
    if (!store.hasDaily(head.log(), today)) {
      store.daily(
          head.log(), today, head.size(), signer.sign(store, head.log(), head.checkpoint()));
    }
    current.signed = today;
    return true;
  }

  @FunctionalInterface
  private interface Task {
    void run() throws SQLException;
  }

  private static void inTransaction(Connection c, Task task) throws SQLException {
    c.setAutoCommit(false);
    try {
      task.run();
      c.commit();
    } catch (SQLException | RuntimeException e) {
      c.rollback();
      throw e;
    } finally {
      c.setAutoCommit(true);
    }
  }

  /** Forgets what it held: from here on the tables are right, and it begins from them. */
  private void stop() {
    Sealing current = sealing;
    sealing = null;
    if (current == null) {
      return;
    }
    current.events.close();
    try (Connection c = dataSource.getConnection()) {
      new AuditStore(c).release(current.head.log(), node);
    } catch (SQLException e) {
      LOG.debug("the place of the sealer could not be given back: {}", e.getSQLState());
    }
  }

  /** Gives its place to whoever is there. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(SILENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
