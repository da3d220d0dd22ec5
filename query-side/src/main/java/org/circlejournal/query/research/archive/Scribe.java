package org.circlejournal.query.research.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.closing.ClosingWords;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.Scale;
import org.circlejournal.events.survey.Score;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.query.research.archive.Column.Kind;
import org.circlejournal.query.research.archive.EventTables.Source;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as rows, as far as they are covered. Rows wait in memory until they are taken away
 * as Parquet files. For one thread.
 */
final class Scribe implements AutoCloseable {

  private record Ballot(SurveyRecorded event, Standing.Circle circle) {}

  private record Words(ReflectionRecorded event, Standing.Circle circle) {}

  /** Rows of one table that wait. */
  private static final class Page {
    private final EventTable table;
    private @Nullable DuckDBAppender appender;
    private long rows;

    Page(EventTable table) {
      this.table = table;
    }
  }

  private final Pseudonyms names;
  private final Unsealer unsealer;
  private final Function<InstrumentKey, Instrument> keys;
  private final Duck duck;
  private final Map<String, Page> pages = new LinkedHashMap<>();
  private final Map<Kind, Map<String, Long>> numbers = new EnumMap<>(Kind.class);
  private final List<Ballot> ballots = new ArrayList<>();
  private final List<Words> words = new ArrayList<>();
  private long rows;

  /**
   * @param keys finds an instrument's key by id and fingerprint; throws if it is not here, because
   *     an archive without these answers would look whole
   * @param work where files are written
   */
  Scribe(Pseudonyms names, Unsealer unsealer, Function<InstrumentKey, Instrument> keys, Path work)
      throws SQLException {
    this.names = names;
    this.unsealer = unsealer;
    this.keys = keys;
    this.duck = new Duck(work, 1);
    for (EventTable table : Archive.TABLES) {
      duck.execute(table.ddl());
      pages.put(table.name(), new Page(table));
    }
    for (Kind kind : Kind.values()) {
      numbers.put(kind, new HashMap<>());
    }
  }

  /** Rows that wait. */
  long rows() {
    return rows;
  }

  /**
   * Writes an event, if all whom it may speak of are covered.
   *
   * @param covered as {@link Standing#covered} says
   */
  void take(JournalEvent event, Standing.Circle circle, long sequence, Set<String> covered)
      throws SQLException {
    if (!covered.contains(Standing.ofCircle(circle.id()))) {
      return;
    }
    if (event instanceof SurveyRecorded e) {
      ballots.add(new Ballot(e, circle));
      return;
    } else if (event instanceof ReflectionRecorded e) {
      words.add(new Words(e, circle));
      return;
    }
    Source source = EventTables.of(event);
    if (source == null || !covers(event, source, circle, sequence, covered)) {
      return;
    }
    @Nullable Object[] values = new @Nullable Object[source.readers().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = source.readers().get(i).of(event, circle, sequence);
    }
    append(source.table(), values);
  }

  /** Writes an event of before, if it is covered now and was not then. */
  void takeLate(
      JournalEvent event,
      Standing.Circle circle,
      long sequence,
      Set<String> before,
      Set<String> now)
      throws SQLException {
    Source source = EventTables.of(event);
    if (source == null || !covers(event, source, circle, sequence, before)) {
      take(event, circle, sequence, now);
    }
  }

  /** Whether everybody whom an event names, or may speak of, is covered. */
  static boolean covers(
      JournalEvent event,
      Source source,
      Standing.Circle circle,
      long sequence,
      Set<String> covered) {
    if (event instanceof PulsesRecorded && !circle.allCovered(sequence, covered)) {
      return false;
    }
    if (event instanceof EntryRetracted retraction) {
      JournalEvent entry = retraction.entry();
      Source taken = EventTables.of(entry);
      return taken == null || covers(entry, taken, circle, sequence, covered);
    }
    List<Column> columns = source.table().columns();
    for (int i = 0; i < columns.size(); i++) {
      Kind kind = columns.get(i).kind();
      if ((kind == Kind.MEMBER || kind == Kind.CODE)
          && source.readers().get(i).of(event, circle, sequence) instanceof String id
          && !covered.contains(EventTables.covered(kind, id))) {
        return false;
      }
    }
    return true;
  }

  /** Opens what was sealed among the events taken, many with one query. */
  void unseal(Set<String> covered) throws SQLException {
    List<Unsealer.Item> items = new ArrayList<>();
    for (Ballot each : ballots) {
      items.add(
          new Unsealer.Item(
              each.event().answers(),
              new Associated(
                  each.circle().id(),
                  AnswerSheet.associated(each.event().wave(), each.event().instrument()))));
    }
    for (Words each : words) {
      items.add(
          new Unsealer.Item(
              each.event().text(),
              new Associated(
                  each.circle().id(), ClosingWords.associated(each.event().question()))));
    }
    if (items.isEmpty()) {
      return;
    }
    List<Optional<byte[]>> opened = unsealer.open(items);
    for (int i = 0; i < opened.size(); i++) {
      if (opened.get(i).isPresent()) {
        byte[] plain = opened.get(i).orElseThrow();
        if (i < ballots.size()) {
          answers(ballots.get(i), AnswerSheet.of(plain), covered);
        } else {
          words(words.get(i - ballots.size()), ClosingWords.of(plain), covered);
        }
      }
    }
    ballots.clear();
    words.clear();
  }

  private void answers(Ballot ballot, AnswerSheet sheet, Set<String> covered) throws SQLException {
    String code = sheet.code().value();
    SurveyRecorded event = ballot.event();
    InstrumentKey key =
        ballot.circle().instruments(event.wave()).stream()
            .filter(one -> one.id().equals(event.instrument()))
            .findFirst()
            .orElse(null);
    if (!sheet.surveys() || !covered.contains(Standing.ofCode(code)) || key == null) {
      return;
    }
    Instrument instrument = keys.apply(key);
    String circle = ballot.circle().id();
    String wave = event.wave().value();
    int day = ballot.circle().day(event.at());
    Map<String, Integer> answers = instrument.decode(sheet.itemBytes());
    for (Map.Entry<String, Integer> one : answers.entrySet()) {
      append(AnswerTables.ANSWERS, circle, code, wave, day, key.id(), one.getKey(), one.getValue());
    }
    for (Scale scale : instrument.scales()) {
      Score score = instrument.score(scale.id(), answers);
      append(
          AnswerTables.SCORES,
          circle,
          code,
          wave,
          day,
          key.id(),
          key.fingerprint(),
          scale.id(),
          score.mean(),
          score.sum(),
          score.answered(),
          score.prorated());
    }
  }

  private void words(Words each, ClosingWords said, Set<String> covered) throws SQLException {
    if (covered.contains(Standing.ofQuote(said.code().value()))) {
      append(
          AnswerTables.WORDS,
          each.circle().id(),
          said.code().value(),
          each.circle().day(each.event().at()),
          Json.kebab(said.question()),
          said.text());
    }
  }

  private void append(EventTable table, @Nullable Object... values) throws SQLException {
    Page page = Objects.requireNonNull(pages.get(table.name()));
    DuckDBAppender to = page.appender;
    if (to == null) {
      to = duck.connection().createAppender("main", table.name());
      page.appender = to;
    }
    to.beginRow();
    for (int i = 0; i < values.length; i++) {
      append(to, table.columns().get(i).kind(), values[i]);
    }
    to.endRow();
    page.rows++;
    rows++;
  }

  private void append(DuckDBAppender to, Kind kind, @Nullable Object value) throws SQLException {
    if (value == null) {
      to.appendNull();
    } else if (value instanceof String text) {
      if (kind == Kind.PLAIN) {
        to.append(text);
      } else {
        to.append(
            Objects.requireNonNull(numbers.get(kind))
                .computeIfAbsent(text, id -> names.number(kind, id))
                .longValue());
      }
    } else if (value instanceof Integer number) {
      to.append(number.intValue());
    } else if (value instanceof Long number) {
      to.append(number.longValue());
    } else if (value instanceof Double number) {
      to.append(number.doubleValue());
    } else if (value instanceof Boolean flag) {
      to.append(flag.booleanValue());
    } else {
      throw new IllegalStateException("no column holds " + Arrays.toString(new Object[] {value}));
    }
  }

  /** Where the files of a scribe go. */
  @FunctionalInterface
  interface Binding {
    void bind(EventTable table, Path parquet, long rows) throws IOException;
  }

  /** Hands over all rows that wait, a file for each table that has any. */
  void leave(Path work, Binding binding) throws SQLException, IOException {
    for (Page page : pages.values()) {
      if (page.appender == null) {
        continue;
      }
      page.appender.close();
      page.appender = null;
      Path file = work.resolve(page.table.name() + ".parquet");
      duck.execute(
          "copy %s to '%s' (format parquet, compression zstd)".formatted(page.table.name(), file));
      duck.execute("truncate " + page.table.name());
      binding.bind(page.table, file, page.rows);
      Files.delete(file);
      page.rows = 0;
    }
    rows = 0;
  }

  @Override
  public void close() throws SQLException {
    for (Page page : pages.values()) {
      if (page.appender != null) {
        page.appender.close();
      }
    }
    duck.close();
  }
}
