package org.circlejournal.query.replay;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.StoredEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.query.view.Atomically;
import org.circlejournal.query.view.Failure;
import org.circlejournal.query.view.Generation;
import org.circlejournal.query.view.LiveView;
import org.circlejournal.query.view.LiveViews;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewFailure;
import org.circlejournal.query.view.ViewTables;
import org.jspecify.annotations.Nullable;

/** How each view stands, for those who run it: figures of its shown generation, and no content. */
public final class ViewsStatus {

  /** How a view does. */
  public enum State {
    /** It shows all there is, but for the last seconds. */
    LIVE,
    /** It follows, and has not come to the end yet. */
    BEHIND,
    /** It stands still on this process. */
    FAILED,
    /** What this version of its code shows is not there yet. */
    BUILDING
  }

  /**
   * One view.
   *
   * @param view name as in a URL
   * @param generation that everybody reads; null before the first
   * @param version of the code that made it; null before the first
   * @param position of the last event that it has folded, all of its segments; −1 before the first
   * @param lagMillis since the first event that it has not folded was recorded; 0 if there is none
   * @param checksum as receipts show it, keyed; null unless all of it stands at one position
   * @param error why it stands still, or cannot be built; null if all is well
   */
  public record Row(
      String view,
      @Nullable String generation,
      @Nullable Integer version,
      long position,
      @Nullable Long lagMillis,
      @Nullable String checksum,
      State state,
      @Nullable String error) {}

  /** A segment to which nothing happens tells only every other second how far it is. */
  private static final long LIVE_MILLIS = 3_000;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private record Known(long position, String checksum) {}

  private final List<ViewDefinition<?>> views;
  private final Journal journal;
  private final LiveViews live;
  private final Replays replays;
  private final DataSource tables;
  private final Supplier<byte[]> key;
  private final InstantSource clock;
  private final Map<String, Known> known = new HashMap<>();

  /**
   * @param tables may read all generations
   * @param key from which that of the checksums follows
   */
  public ViewsStatus(
      List<ViewDefinition<?>> views,
      Journal journal,
      LiveViews live,
      Replays replays,
      DataSource tables,
      Supplier<byte[]> key,
      InstantSource clock) {
    this.views = List.copyOf(views);
    this.journal = journal;
    this.live = live;
    this.replays = replays;
    this.tables = tables;
    this.key = key;
    this.clock = clock;
  }

  /** Position of the journal's last event. */
  public long head() {
    return journal.lastPosition();
  }

  /** One row for each view, in their order. */
  public List<Row> rows() {
    return rows(views, true);
  }

  /** The same without checksums, each of which reads a whole generation. */
  public List<Row> withoutChecksums() {
    return rows(views, false);
  }

  /** The row of one view. */
  public Row row(ViewDefinition<?> view) {
    return rows(List.of(view), true).get(0);
  }

  /** One at a time: a checksum reads a whole generation. */
  private synchronized List<Row> rows(List<ViewDefinition<?>> asked, boolean checksums) {
    long head = head();
    Map<Long, Long> lags = new HashMap<>();
    List<Row> rows = new ArrayList<>();
    try {
      Atomically.read( // tables and tokens agree
          tables,
          c -> {
            for (ViewDefinition<?> view : asked) {
              Generation shown = ViewTables.shown(c, view.name());
              rows.add(shown == null ? absent(view) : row(c, view, shown, head, lags, checksums));
            }
            Set<String> there =
                ViewTables.generations(c).stream()
                    .map(Generation::schema)
                    .collect(Collectors.toSet());
            return known.keySet().retainAll(there);
          });
    } catch (SQLException e) {
      throw new ViewFailure("the status of views cannot be read", e);
    }
    return rows;
  }

  private Row absent(ViewDefinition<?> view) {
    return new Row(view.name(), null, null, -1, null, null, State.BUILDING, replays.stuck());
  }

  private Row row(
      Connection c,
      ViewDefinition<?> view,
      Generation shown,
      long head,
      Map<Long, Long> lags,
      boolean checksums)
      throws SQLException {
    long position = LiveView.position(c, shown.schema());
    Long lag = position >= head ? Long.valueOf(0) : lags.computeIfAbsent(position, this::lag);
    boolean ours = shown.version() == view.version();
    String error = ours ? error(shown) : replays.stuck();
    State state =
        !ours
            ? State.BUILDING
            : error != null
                ? State.FAILED
                : lag != null && lag <= LIVE_MILLIS ? State.LIVE : State.BEHIND;
    return new Row(
        view.name(),
        shown.schema(),
        shown.version(),
        position,
        lag,
        ours && checksums ? checksum(c, view, shown, position) : null,
        state,
        error);
  }

  /** Null if the event does not come from the store in time. */
  private @Nullable Long lag(long position) {
    try (StoredEvents events = journal.stored(position)) {
      List<StoredEvent> next = events.next(1, PATIENCE);
      if (next.isEmpty()) {
        return null;
      }
      Instant recorded = Instant.EPOCH.plus(next.get(0).leaf().recordedMicros(), ChronoUnit.MICROS);
      return Math.max(0, Duration.between(recorded, clock.instant()).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private @Nullable String error(Generation shown) {
    List<Failure> failures =
        live.failures().stream().filter(one -> one.generation().equals(shown.schema())).toList();
    return failures.isEmpty()
        ? null
        : failures.stream()
            .map(one -> "%s at %d: %s".formatted(one.event(), one.position(), one.reason()))
            .distinct()
            .collect(Collectors.joining("; "));
  }

  /** While its segments stand at different places there is nothing to compare it with. */
  private @Nullable String checksum(
      Connection c, ViewDefinition<?> view, Generation shown, long position) throws SQLException {
    if (position != furthest(c, shown)) {
      return null;
    }
    Known before = known.get(shown.schema());
    if (before == null || before.position() != position) {
      before =
          new Known(
              position,
              Checksums.shown(
                  Checksums.key(key.get()), view, Checksums.of(c, view, shown.schema())));
      known.put(shown.schema(), before);
    }
    return before.checksum();
  }

  private static long furthest(Connection c, Generation shown) throws SQLException {
    return LiveView.positions(c, shown.schema()).stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(-1);
  }
}
