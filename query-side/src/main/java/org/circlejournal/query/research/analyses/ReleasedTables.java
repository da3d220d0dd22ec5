package org.circlejournal.query.research.analyses;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Chunks;
import org.circlejournal.events.journal.Chunks.Chunk;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.journal.RawEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.query.view.Columns;
import org.circlejournal.query.view.Folded;
import org.circlejournal.query.view.OpenSheet;
import org.circlejournal.query.view.Recorded;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * What outsiders may read of all circles, as tables of a DuckDB: folded from the journal up to a
 * position by the views themselves, so that it is what a read model showed then, and no key is
 * needed. A result over these tables tells nothing that has not left: it is arithmetic over what
 * the same reader may fetch row by row.
 *
 * <p>Each table has the columns of its read model, in snake_case, after {@code circle}, which is a
 * circle's id; in {@code burnout_trend} and {@code blocks} it may be a block's. Times are in UTC.
 */
public final class ReleasedTables {

  private static final String CIRCLES = "circles";
  private static final String BLOCKS = "blocks";

  private final Journal journal;
  private final Map<String, OpenSheet<?, ?>> sheets = new TreeMap<>();

  /**
   * @param sheets {@code circles} and {@code blocks} are among them: they say whose rows are whose
   */
  public ReleasedTables(Journal journal, Collection<OpenSheet<?, ?>> sheets) {
    this.journal = journal;
    sheets.forEach(sheet -> this.sheets.put(sheet.name(), sheet));
    if (!names().containsAll(Set.of(CIRCLES, BLOCKS))) {
      throw new IllegalArgumentException("no circles or blocks among " + names());
    }
  }

  /** Which tables there are. */
  public Set<String> names() {
    return sheets.keySet();
  }

  /** Called now and then, to stop a long pass by an exception. */
  @FunctionalInterface
  public interface Watch {
    void check() throws InterruptedException;
  }

  /**
   * Makes these tables, and fills them.
   *
   * @param duck a DuckDB without such tables
   * @param upTo a position that the journal has reached
   * @param workplaces of the circles that the reader may know; null for all
   */
  public void fill(
      Connection duck, Set<String> tables, long upTo, @Nullable Set<String> workplaces, Watch watch)
      throws SQLException, InterruptedException {
    Set<String> needed = new LinkedHashSet<>(List.of(CIRCLES, BLOCKS));
    needed.addAll(tables);
    Map<ViewDefinition<?>, Fold<?>> folds = new LinkedHashMap<>();
    for (String table : needed) {
      folds.computeIfAbsent(sheet(table).view(), Fold::new);
    }
    fold(folds.values(), upTo, watch);
    Map<String, Map<CircleId, List<Record>>> shown = new LinkedHashMap<>();
    for (String table : needed) {
      Fold<?> fold = Objects.requireNonNull(folds.get(sheet(table).view()));
      shown.put(table, fold.shown(sheet(table)));
    }
    shown.put(BLOCKS, byBlock(Objects.requireNonNull(shown.get(BLOCKS))));
    Set<CircleId> known = new HashSet<>();
    for (String table : List.of(CIRCLES, BLOCKS)) {
      Objects.requireNonNull(shown.get(table))
          .forEach(
              (id, rows) -> {
                if (isKnown(sheet(table), rows, workplaces)) {
                  known.add(id);
                }
              });
    }
    for (String table : needed) {
      write(duck, sheet(table), Objects.requireNonNull(shown.get(table)), known);
    }
  }

  private OpenSheet<?, ?> sheet(String table) {
    OpenSheet<?, ?> sheet = sheets.get(table);
    if (sheet == null) {
      throw new IllegalArgumentException("no table " + table + " among " + names());
    }
    return sheet;
  }

  // --- folding --------------------------------------------------------------------------------

  /** One view over all circles. */
  private static final class Fold<S> {
    private final ViewDefinition<S> view;
    private final Map<CircleId, Folded<S>> circles =
        new TreeMap<>(Comparator.comparing(CircleId::value));

    Fold(ViewDefinition<S> view) {
      this.view = view;
    }

    void step(CircleId circle, JournalEvent event, Recorded recorded) {
      if (view.readsType(event.getClass())) {
        Folded<S> before = circles.computeIfAbsent(circle, id -> Folded.initial(view, id));
        circles.put(circle, before.after(view, event, recorded));
      }
    }

    /** What a sheet of this view shows of each circle. */
    Map<CircleId, List<Record>> shown(OpenSheet<?, ?> open) {
      Sheet<S, ?> sheet =
          view.sheets().stream().filter(one -> one.equals(open.sheet())).findFirst().orElseThrow();
      Map<CircleId, List<Record>> shown = new LinkedHashMap<>();
      circles.forEach(
          (id, folded) ->
              shown.put(id, List.copyOf(open.answers(sheet.rows().apply(folded.state())))));
      return shown;
    }
  }

  private void fold(Collection<Fold<?>> folds, long upTo, Watch watch) throws InterruptedException {
    Set<String> names = new HashSet<>();
    for (Class<? extends JournalEvent> type : EventNames.types()) {
      if (folds.stream().anyMatch(fold -> fold.view.readsType(type))) {
        names.add(EventNames.nameOf(type));
      }
    }
    try (Chunks chunks = journal.chunks(StoredEvents.BEGINNING, upTo, names)) {
      for (Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
        watch.check();
        for (RawEvent raw : chunk.events()) {
          if (raw.isFetched()) {
            JournalEvent event = journal.decoder().decode(raw);
            Recorded recorded = recorded(raw);
            folds.forEach(fold -> fold.step(Recorded.circleOf(raw.stream()), event, recorded));
          }
        }
      }
    }
  }

  private static Recorded recorded(RawEvent raw) {
    Instant at =
        Instant.ofEpochSecond(
            Math.floorDiv(raw.recordedMicros(), 1_000_000L),
            Math.floorMod(raw.recordedMicros(), 1_000_000L) * 1_000L);
    return new Recorded(raw.stream(), raw.sequence(), raw.position(), at);
  }

  // --- tables ---------------------------------------------------------------------------------

  /** Blocks by their own id instead of their scale's. */
  private Map<CircleId, List<Record>> byBlock(Map<CircleId, List<Record>> byScale) {
    Map<CircleId, List<Record>> blocks = new LinkedHashMap<>();
    for (List<Record> rows : byScale.values()) {
      rows.forEach(
          row -> blocks.put(new CircleId(sheet(BLOCKS).answer().text("block", row)), List.of(row)));
    }
    return blocks;
  }

  /** Whether every row is of one of these workplaces: a block's may be of several, and is null. */
  private static boolean isKnown(
      OpenSheet<?, ?> sheet, List<Record> rows, @Nullable Set<String> workplaces) {
    Columns.Column workplace =
        sheet.answer().all().stream()
            .filter(column -> column.name().equals("workplace"))
            .findFirst()
            .orElseThrow();
    return !rows.isEmpty()
        && (workplaces == null
            || rows.stream()
                .map(row -> sheet.answer().value(workplace, row))
                .allMatch(place -> place != null && workplaces.contains(place.toString())));
  }

  private static void write(
      Connection duck, OpenSheet<?, ?> sheet, Map<CircleId, List<Record>> rows, Set<CircleId> known)
      throws SQLException {
    List<Columns.Column> columns = sheet.answer().all();
    String ddl =
        columns.stream()
            .map(column -> '"' + column.name() + "\" " + type(column))
            .collect(
                Collectors.joining(
                    ", ", "create table " + sheet.name() + " (circle varchar, ", ")"));
    try (Statement statement = duck.createStatement()) {
      statement.execute(ddl);
    }
    try (DuckDBAppender to =
        duck.unwrap(DuckDBConnection.class).createAppender("main", sheet.name())) {
      for (Map.Entry<CircleId, List<Record>> one : rows.entrySet()) {
        if (known.contains(one.getKey())) {
          for (Record row : one.getValue()) {
            to.beginRow();
            to.append(one.getKey().value());
            for (Columns.Column column : columns) {
              append(to, column, sheet.answer().value(column, row));
            }
            to.endRow();
          }
        }
      }
    }
  }

  private static String type(Columns.Column column) {
    return column.kind() == Columns.Kind.INSTANT ? "timestamp" : Columns.sqlType(column);
  }

  private static void append(DuckDBAppender to, Columns.Column column, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      to.appendNull();
    } else if (value instanceof Instant at) {
      to.append(LocalDateTime.ofInstant(at, ZoneOffset.UTC));
    } else if (value instanceof Integer number) {
      to.append(number.intValue());
    } else if (value instanceof Long number) {
      to.append(number.longValue());
    } else if (value instanceof Double number) {
      to.append(number.doubleValue());
    } else if (value instanceof Boolean flag) {
      to.append(flag.booleanValue());
    } else {
      to.append(text(column, value));
    }
  }

  private static String text(Columns.Column column, Object value) {
    return switch (column.kind()) {
      case CODE -> Json.mapper().valueToTree(value).asText();
      case JSON -> Json.mapper().valueToTree(value).toString();
      default -> value.toString();
    };
  }
}
