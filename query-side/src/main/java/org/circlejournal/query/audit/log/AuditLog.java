package org.circlejournal.query.audit.log;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.events.log.LogKeys;
import org.circlejournal.events.log.LogProof;
import org.circlejournal.events.log.Note;
import org.circlejournal.events.log.Tile;
import org.circlejournal.events.log.Tree;
import org.circlejournal.query.audit.log.AuditStore.Daily;
import org.circlejournal.query.audit.log.AuditStore.Signing;
import org.jspecify.annotations.Nullable;

/** What may be asked of the log. Answers are null as long as there is nothing to answer. */
public final class AuditLog {

  /**
   * No such schema or table, or they are not ours yet: no sealer was there, or it is making them.
   * If nobody gives us the right to them, the sealer's health says so.
   */
  private static final Set<String> NO_TABLES = Set.of("3F000", "42P01", "42501");

  private final DataSource dataSource;
  private final Journal journal;
  private final Signer signer;

  /**
   * @param dataSource one connection for each question
   * @param secrets folder with the log's key
   */
  public AuditLog(DataSource dataSource, Journal journal, Path secrets) {
    this.dataSource = dataSource;
    this.journal = journal;
    this.signer = new Signer(secrets);
  }

  /** For health: the newest log's origin, and why it was begun. */
  public record State(String origin, String begun, long size) {}

  public @Nullable State state() {
    return answer((store, head) -> new State(head.origin(), head.begun(), head.size()));
  }

  /** The log as it is now. */
  public @Nullable Checkpoint latest() {
    return answer((store, head) -> head.checkpoint());
  }

  /** The checkpoint for anyone, as signed. */
  public @Nullable String daily() {
    return answer(
        (store, head) -> {
          Daily daily = store.daily(head.log());
          return daily == null ? null : daily.note();
        });
  }

  /** The log as it is now, signed. */
  public @Nullable String live() {
    return answer((store, head) -> sign(store, head).written());
  }

  private Note sign(AuditStore store, Head head) throws SQLException {
    return signer.sign(store, head.log(), head.checkpoint());
  }

  /** The keys of the log as {@link LogKeys} writes them. */
  public @Nullable String keys() {
    return answer(
        (store, head) -> {
          List<Signing> keys = store.keys(head.log());
          return keys.isEmpty()
              ? null
              : LogKeys.written(
                  keys.get(0).vkey(),
                  keys.stream()
                      .flatMap(key -> java.util.stream.Stream.ofNullable(key.handOver()))
                      .toList());
        });
  }

  /**
   * Hashes of a tile.
   *
   * @param live whether as of now; else as of the daily checkpoint
   * @return null if a tree of that size has no such tile
   */
  public byte @Nullable [] tile(Tile tile, boolean live) {
    return answer(
        (store, head) -> {
          Daily daily = live ? null : store.daily(head.log());
          long size = live ? head.size() : daily == null ? 0 : daily.size();
          return tile.isWithin(size) ? store.tiles(head.log()).read(tile) : null;
        });
  }

  /** The proof of an entry at the live checkpoint; null if there is no such entry yet. */
  public @Nullable String proof(long index) {
    return answer(
        (store, head) ->
            index < head.size() ? prove(store, head, sign(store, head), index).written() : null);
  }

  private static LogProof prove(AuditStore store, Head head, Note note, long index) {
    Tree tree = new Tree(head.size(), store.tiles(head.log()));
    return new LogProof(index, tree.inclusion(index), note);
  }

  /** An event as it is stored; null if the stream has none of that number. */
  public @Nullable Leaf leaf(String stream, long sequence) {
    return journal.stored(stream, sequence);
  }

  /** Where in the log an event stands; null if it is not sealed yet. */
  public @Nullable Long index(Leaf leaf) {
    return answer(
        (store, head) -> {
          long index = store.find(head.log(), leaf.recordedMicros(), leaf.hash());
          return index < 0 ? null : index;
        });
  }

  /**
   * Leaves and their proofs at one checkpoint.
   *
   * @param note the checkpoint, signed
   * @param proofs of those leaves that it includes
   */
  record Proven(String note, List<ProvenLeaf> proofs) {}

  /** An event and the proof that it stands in the log. */
  record ProvenLeaf(Leaf leaf, LogProof proof) {}

  /** All of them at one checkpoint. */
  @Nullable Proven prove(List<Leaf> leaves) {
    return answer(
        (store, head) -> {
          Note note = sign(store, head);
          List<ProvenLeaf> proofs = new java.util.ArrayList<>();
          for (Leaf leaf : leaves) {
            long index = store.find(head.log(), leaf.recordedMicros(), leaf.hash());
            if (index >= 0 && index < head.size()) {
              proofs.add(new ProvenLeaf(leaf, prove(store, head, note, index)));
            }
          }
          return new Proven(note.written(), proofs);
        });
  }

  @FunctionalInterface
  private interface Question<T> {
    @Nullable T ask(AuditStore store, Head head) throws SQLException;
  }

  private <T> @Nullable T answer(Question<T> question) {
    try (Connection c = dataSource.getConnection()) {
      AuditStore store = new AuditStore(c);
      Head head = store.head();
      return head == null ? null : question.ask(store, head);
    } catch (SQLException e) {
      if (NO_TABLES.contains(e.getSQLState())) {
        return null;
      }
      throw new IllegalStateException("the audit log cannot be read", e);
    }
  }
}
