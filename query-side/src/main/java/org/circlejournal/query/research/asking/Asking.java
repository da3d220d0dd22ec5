package org.circlejournal.query.research.asking;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.query.research.analyses.ReleasedTables;
import org.circlejournal.query.research.analyses.Steps;
import org.circlejournal.query.research.analyses.Table;
import org.circlejournal.query.research.archive.Exports.Order;
import org.circlejournal.query.research.archive.Readings;
import org.circlejournal.query.research.asking.Analysis.Source;
import org.circlejournal.query.research.asking.NotAnswered.Reason;
import org.circlejournal.query.research.asking.Sandbox.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions, each with its receipt. What comes from a study's tables is journaled as a
 * disclosure before it is given; what comes from released figures is not.
 */
public final class Asking {

  /** Cells of an answer, roughly in bytes. */
  private static final long MOST_BYTES = 64L << 20;

  private final Analyses analyses;
  private final Readings readings;
  private final ReleasedTables released;
  private final Journal journal;
  private final KeptReceipts receipts;
  private final LatestCheckpoint checkpoint;
  private final Map<String, String> versions;
  private final Supplier<String> ids;
  private final InstantSource clock;
  private final Limits limits;

  /**
   * @param tables of the read models' database
   * @param versions of whatever an answer depends on, by name
   * @param ids random UUIDs
   */
  public Asking(
      Analyses analyses,
      Readings readings,
      ReleasedTables released,
      Journal journal,
      DataSource tables,
      Map<String, String> versions,
      Supplier<String> ids,
      InstantSource clock,
      Allowance allowance) {
    this.analyses = analyses;
    this.readings = readings;
    this.released = released;
    this.journal = journal;
    this.receipts = new KeptReceipts(tables);
    this.checkpoint = new LatestCheckpoint(tables);
    this.versions = Map.copyOf(versions);
    this.ids = ids;
    this.clock = clock;
    this.limits = new Limits(allowance.time(), allowance.megabytes(), allowance.rows());
  }

  /**
   * What one question may take.
   *
   * @param megabytes of memory
   * @param rows of the answer
   */
  public record Allowance(java.time.Duration time, int megabytes, int rows) {}

  /**
   * An answer.
   *
   * @param id of its receipt
   * @param receipt JSON
   * @param analysis null for free SQL
   */
  public record Answer(Result result, String id, JsonNode receipt, @Nullable Analysis analysis) {}

  /** Whether an answer comes out the same again. */
  public enum Outcome {
    SAME,
    DIFFERS,
    NO_LONGER_REPRODUCIBLE
  }

  /**
   * What came of computing an answer again.
   *
   * @param where the first difference, never where somebody took something back; null if none
   * @param changed names of versions that are other ones now
   */
  public record Reproduction(
      String receipt, Outcome outcome, @Nullable String where, List<String> changed) {}

  /**
   * What is to be computed.
   *
   * @param order null for what may leave
   * @param gone whether who asked is not there any more
   */
  private record Task(
      @Nullable Analysis analysis,
      String sql,
      Map<String, Object> values,
      @Nullable Order order,
      @Nullable Set<String> workplaces,
      @Nullable Long upTo,
      BooleanSupplier gone) {

    /** Before something long is begun. */
    void requireAsker() {
      if (gone.getAsBoolean()) {
        throw NotAnswered.calledOff();
      }
    }

    List<Object> bound() {
      List<Object> bound = new ArrayList<>();
      if (analysis != null) {
        analysis.bound().forEach(name -> bound.add(Objects.requireNonNull(values.get(name))));
      }
      return bound;
    }
  }

  /** What came out, whichever way. */
  private record Run(
      Map<String, String> versions,
      long position,
      @Nullable String consents,
      @Nullable Integer epoch,
      @Nullable Result result,
      @Nullable NotAnswered failure,
      @Nullable Fingerprint output) {}

  /** Uses a run before what it was made of is let go. */
  @FunctionalInterface
  private interface Then<T> {
    T with(Run run, Readings.@Nullable State state);
  }

  public Analyses analyses() {
    return analyses;
  }

  /** Tables that free SQL may read, and their columns. */
  public static Map<String, List<String>> tables(DataLane lane, boolean quote) {
    return Readings.tables(lane, quote);
  }

  /**
   * Answers free SQL.
   *
   * @param upTo a position of the journal; null for its end
   * @param gone whether who asked is not there any more; asked by one thread at a time
   * @throws NotAnswered if it is not answered
   */
  public Answer query(String sql, Order order, @Nullable Long upTo, BooleanSupplier gone)
      throws InterruptedException {
    return answer(new Task(null, sql, Map.of(), order, order.workplaces(), upTo, gone));
  }

  /**
   * Answers one of the analyses.
   *
   * @param parameters null for defaults
   * @param order of a study of its lane; null for an analysis of what was released
   * @param workplaces whose circles who asks may know; null for all
   * @param gone whether who asked is not there any more; asked by one thread at a time
   * @throws NotAnswered if it is not answered
   */
  public Answer analysis(
      String name,
      @Nullable JsonNode parameters,
      @Nullable Order order,
      @Nullable Set<String> workplaces,
      @Nullable Long upTo,
      BooleanSupplier gone)
      throws InterruptedException {
    Analysis analysis = analyses.find(name);
    Map<String, Object> values = analysis.values(parameters);
    return answer(
        new Task(
            analysis,
            analysis.sql(),
            values,
            analysis.mayLeave() ? null : Objects.requireNonNull(order),
            workplaces,
            upTo,
            gone));
  }

  private Answer answer(Task task) throws InterruptedException {
    String id = ids.get();
    Instant at = clock.instant();
    return run(
        task,
        (run, state) -> {
          Receipt receipt = receipt(id, at, task, run);
          String json = receipt.json();
          receipts.keep(id, at, task.workplaces(), json);
          if (state != null) {
            readings.disclose(
                id, Objects.requireNonNull(task.order()), state, Digests.sha256(json));
          }
          if (run.failure() != null) {
            throw run.failure();
          }
          return new Answer(
              Objects.requireNonNull(run.result()), id, Receipt.node(receipt), task.analysis());
        });
  }

  private Receipt receipt(String id, Instant at, Task task, Run run) {
    @Nullable Analysis analysis = task.analysis();
    Map<String, String> values = new LinkedHashMap<>();
    task.values().forEach((name, value) -> values.put(name, value.toString()));
    return new Receipt(
        id,
        at,
        analysis == null ? null : analysis.name(),
        analysis == null ? task.sql() : null,
        analysis == null ? Digests.sha256(task.sql()) : analysis.sha256(),
        values,
        task.order() == null ? null : Receipt.OfStudy.of(task.order()),
        task.workplaces(),
        task.order() == null,
        run.position(),
        Receipt.Witness.of(checkpoint.find()),
        run.consents(),
        run.epoch(),
        run.versions(),
        run.output(),
        run.failure() == null ? null : Json.kebab(run.failure().reason()));
  }

  // --- running --------------------------------------------------------------------------------

  private <T> T run(Task task, Then<T> then) throws InterruptedException {
    try {
      return task.order() == null ? overReleased(task, then) : overStudy(task, task.order(), then);
    } catch (SQLException e) {
      throw new IllegalStateException("a question: " + e.getMessage(), e);
    }
  }

  private <T> T overStudy(Task task, Order order, Then<T> then)
      throws InterruptedException, SQLException {
    Set<String> tables = parsed(task, Readings.tables(order.lane(), order.quote()).keySet());
    return readings.read(
        order,
        task.upTo(),
        tables,
        task::requireAsker,
        (state, database, key) -> {
          try (Sandbox box = Sandbox.over(database, limits)) {
            Run run = run(task, box, state.position(), state.consents(), state.epoch(), key);
            return then.with(run, state);
          }
        });
  }

  private <T> T overReleased(Task task, Then<T> then) throws InterruptedException, SQLException {
    Set<String> tables = parsed(task, released.names());
    long head = journal.lastPosition();
    long position = task.upTo() == null ? head : Math.min(head, task.upTo());
    try (Sandbox box =
        Sandbox.filled(
            duck ->
                released.fill(duck, tables, position, task.workplaces(), () -> requireWanted(task)),
            limits)) {
      return then.with(run(task, box, position, null, null, null), null);
    }
  }

  private static void requireWanted(Task task) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    task.requireAsker();
  }

  private static Set<String> parsed(Task task, Set<String> known)
      throws InterruptedException, SQLException {
    try (Sandbox box = Sandbox.empty()) {
      return Grammar.tables(box.connection(), task.sql(), known, task.analysis() != null);
    }
  }

  private Run run(
      Task task,
      Sandbox box,
      long position,
      @Nullable String consents,
      @Nullable Integer epoch,
      byte @Nullable [] key)
      throws SQLException {
    box.requireBindable(task.sql());
    Map<String, String> versions = new TreeMap<>(this.versions);
    versions.put("duckdb", box.connection().getMetaData().getDatabaseProductVersion());
    try {
      Result result = stepped(task, box.run(task.sql(), task.bound(), task.gone()));
      requireSmall(result);
      Fingerprint output = Fingerprint.of(result, key);
      return new Run(versions, position, consents, epoch, result, null, output);
    } catch (NotAnswered e) {
      return new Run(versions, position, consents, epoch, null, e, null);
    }
  }

  private static Result stepped(Task task, Result selected) {
    @Nullable String step = task.analysis() == null ? null : task.analysis().step();
    if (step == null) {
      return selected;
    }
    List<String> names = selected.columns().stream().map(Result.Column::name).toList();
    Table made =
        Objects.requireNonNull(Steps.ALL.get(step), step)
            .of(new Table(names, selected.rows()), task.values());
    return Result.of(made.columns(), made.rows());
  }

  private static void requireSmall(Result result) {
    long bytes = 0;
    for (List<@Nullable Object> row : result.rows()) {
      for (@Nullable Object value : row) {
        bytes += value instanceof String text ? text.length() : Long.BYTES;
      }
    }
    if (bytes > MOST_BYTES) {
      throw new NotAnswered(
          Reason.RESULT_TOO_LARGE, "sql", "more than %d bytes".formatted(MOST_BYTES));
    }
  }

  // --- once more ------------------------------------------------------------------------------

  /**
   * A receipt, as it was given.
   *
   * @param own workplaces that the reader may know; null for all
   * @throws NotAnswered if there is none
   */
  public String receipt(String id, @Nullable Set<String> own) {
    return receipts.find(id, own);
  }

  /**
   * Computes an answer again, from the journal up to the receipt's position, and tells whether it
   * is the same; tells no figure.
   *
   * @param given the receipt, which must be one that was given
   * @param own workplaces that the reader may know; null for all
   * @param gone whether who asked is not there any more; asked by one thread at a time
   * @throws NotAnswered if it was not given, or not like this
   */
  public Reproduction reproduce(JsonNode given, @Nullable Set<String> own, BooleanSupplier gone)
      throws InterruptedException {
    String kept = receipts.find(given.path("id").asText(), own);
    Receipt receipt = Receipt.of(kept);
    if (!given.equals(Receipt.node(receipt)) && !given.toString().equals(kept)) {
      throw new NotAnswered(
          Reason.RECEIPT_UNKNOWN, "the receipt of this id was given, but not like this");
    }
    @Nullable Task task = task(receipt, gone);
    Receipt.@Nullable OfStudy study = receipt.study();
    if (task == null || (study != null && !readings.has(study.name()))) {
      return new Reproduction(receipt.id(), Outcome.NO_LONGER_REPRODUCIBLE, null, List.of());
    }
    return run(task, (run, state) -> compared(receipt, task, run));
  }

  /** Null if its analysis is there no more. */
  private @Nullable Task task(Receipt receipt, BooleanSupplier gone) {
    Receipt.@Nullable OfStudy study = receipt.study();
    @Nullable Order order =
        study == null
            ? null
            : new Order(
                study.name(),
                study.lane(),
                "computed again",
                study.quote(),
                study.rare(),
                receipt.workplaces(),
                study.researcher());
    if (receipt.analysis() == null) {
      String sql = Objects.requireNonNull(receipt.sql());
      return new Task(null, sql, Map.of(), order, receipt.workplaces(), receipt.position(), gone);
    }
    try {
      Analysis analysis = analyses.find(receipt.analysis());
      JsonNode values = analysis.again(receipt.parameters());
      return new Task(
          analysis,
          analysis.sql(),
          analysis.values(values),
          analysis.source() == Source.RELEASED ? null : order,
          receipt.workplaces(),
          receipt.position(),
          gone);
    } catch (NotAnswered e) {
      return null;
    }
  }

  private Reproduction compared(Receipt receipt, Task task, Run run) {
    List<String> changed = new ArrayList<>(receipt.changed(run.versions()));
    if (task.analysis() != null && !task.analysis().sha256().equals(receipt.sqlSha256())) {
      changed.add("analysis");
    }
    if (!Objects.equals(receipt.consents(), run.consents())) {
      return new Reproduction(receipt.id(), Outcome.NO_LONGER_REPRODUCIBLE, null, List.of());
    }
    if (receipt.output() == null || run.output() == null) {
      @Nullable String now = run.failure() == null ? null : Json.kebab(run.failure().reason());
      boolean same = Objects.equals(receipt.failure(), now);
      return new Reproduction(
          receipt.id(),
          same ? Outcome.SAME : Outcome.DIFFERS,
          same ? null : "it " + (now == null ? "is answered now" : "fails now: " + now),
          changed);
    }
    @Nullable String where = receipt.output().difference(run.output());
    return new Reproduction(
        receipt.id(), where == null ? Outcome.SAME : Outcome.DIFFERS, where, changed);
  }
}
