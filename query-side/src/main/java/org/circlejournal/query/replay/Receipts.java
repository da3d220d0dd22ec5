package org.circlejournal.query.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.events.sealing.Hmac;
import org.circlejournal.query.view.Atomically;
import org.circlejournal.query.view.Generation;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewTables;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a replay has read and built, and that it is what is shown: the proof, on several lanes. */
final class Receipts {

  private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);

  /** Circles that move while they are compared are looked at again so often. */
  private static final int LOOKS = 6;

  private static final int LOOK_MILLIS = 20;

  private final Journal journal;
  private final DataSource tables;
  private final Supplier<byte[]> key;
  private final LatestCheckpoint checkpoint;
  private final Means means;

  /**
   * @param key of the checksums
   */
  Receipts(
      Journal journal,
      DataSource tables,
      Supplier<byte[]> key,
      LatestCheckpoint checkpoint,
      Means means) {
    this.journal = journal;
    this.tables = tables;
    this.key = key;
    this.checkpoint = checkpoint;
    this.means = means;
  }

  /** Of generations to which nobody writes, in their order. */
  List<Map<String, Checksums.Circle>> digests(
      List<ViewDefinition<?>> views, List<Generation> generations)
      throws SQLException, InterruptedException {
    List<Callable<Map<String, Checksums.Circle>>> work = new ArrayList<>();
    for (int i = 0; i < generations.size(); i++) {
      ViewDefinition<?> view = views.get(i);
      String schema = generations.get(i).schema();
      work.add(() -> Atomically.read(tables, c -> Checksums.of(c, view, schema)));
    }
    return onLanes(work);
  }

  /**
   * @param built digests of the generations as the replay has left them
   */
  ObjectNode write(
      ReplayOrder order,
      List<Generation> generations,
      List<Map<String, Checksums.Circle>> built,
      long target,
      Replay replay)
      throws SQLException, InterruptedException {
    ObjectNode receipt = Json.mapper().createObjectNode();
    receipt.put("position", target);
    Checkpoint latest = checkpoint.find();
    if (latest != null) {
      receipt
          .putObject("checkpoint")
          .put("origin", latest.origin())
          .put("size", latest.size())
          .put("root", latest.root().base64());
    }
    receipt.put("events", replay.events()).put("passes", replay.passes());
    receipt.set("revisions", revisions(order.views()));
    List<Callable<@Nullable ObjectNode>> comparisons = new ArrayList<>();
    ArrayNode views = receipt.putArray("views");
    StringBuilder all = new StringBuilder();
    byte[] secret = key.get();
    for (int i = 0; i < generations.size(); i++) {
      ViewDefinition<?> view = order.views().get(i);
      String schema = generations.get(i).schema();
      Map<String, Checksums.Circle> circles = built.get(i);
      String checksum = Checksums.shown(secret, view, circles);
      all.append(checksum);
      views
          .addObject()
          .put("view", view.name())
          .put("version", view.version())
          .put("generation", schema)
          .put("rows", replay.rows(i))
          .put("circles", circles.size())
          .put("checksum", checksum);
      if (order.isComplete()) {
        comparisons.add(() -> compare(view, schema, circles, target));
      }
    }
    List<@Nullable ObjectNode> compared = onLanes(comparisons);
    for (int i = 0; i < compared.size(); i++) {
      ObjectNode comparison = compared.get(i);
      if (comparison != null) {
        ((ObjectNode) views.get(i)).set("comparison", comparison);
      }
    }
    receipt.put(
        "checksum",
        "hmac-sha256:"
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    Hmac.sha256(secret, all.toString().getBytes(StandardCharsets.US_ASCII))));
    return receipt;
  }

  /** Those that are not the first: an upcaster stands between what was written and what is read. */
  private static ObjectNode revisions(List<ViewDefinition<?>> views) {
    ObjectNode revisions = Json.mapper().createObjectNode();
    for (Class<? extends JournalEvent> type : EventNames.types()) {
      if (views.stream().anyMatch(view -> view.readsType(type))
          && !EventNames.revisionOf(type).equals("1")) {
        revisions.put(EventNames.nameOf(type), EventNames.revisionOf(type));
      }
    }
    return revisions;
  }

  /**
   * With what is shown, circle by circle at one position; null if that is of another version, or
   * has yet to come so far.
   */
  private @Nullable ObjectNode compare(
      ViewDefinition<?> view, String schema, Map<String, Checksums.Circle> built, long target)
      throws SQLException, InterruptedException {
    Generation shown;
    try (Connection c = tables.getConnection()) {
      shown = ViewTables.shown(c, view.name());
      if (shown == null
          || shown.version() != view.version()
          || furthest(c, shown.schema()) < target) {
        return null;
      }
    }
    Comparison comparison = new Comparison(journal, tables, view, shown.schema(), schema);
    comparison.look(built);
    for (int looks = 1; looks < LOOKS && !comparison.isDone(); looks++) {
      TimeUnit.MILLISECONDS.sleep((long) LOOK_MILLIS << looks);
      comparison.look();
    }
    ObjectNode report = comparison.report();
    if (!comparison.isSame()) {
      LOG.error("{} and {} are not the same: {}", schema, shown.schema(), report);
    }
    return report;
  }

  /** The last event that any circle has folded: tokens of idle segments are written later. */
  private static long furthest(Connection c, String schema) throws SQLException {
    try (Statement statement = c.createStatement();
        ResultSet result =
            statement.executeQuery(
                "select coalesce(max(position), -1) from " + schema + ".state")) {
      result.next();
      return result.getLong(1);
    }
  }

  /** The results, in the order of the work. */
  private <T> List<T> onLanes(List<Callable<T>> work) throws SQLException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(means.lanesNow());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> one : threads.invokeAll(work)) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failed) {
        throw failed;
      } else if (e.getCause() instanceof RuntimeException failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
