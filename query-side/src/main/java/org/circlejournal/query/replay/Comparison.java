package org.circlejournal.query.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.view.Atomically;
import org.circlejournal.query.view.Folded;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.Stored;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewReader;
import org.jspecify.annotations.Nullable;

/**
 * Whether two generations of a view are one: circle by circle, at the same position of each. What
 * moves meanwhile is looked at again. Replay is truth: where they differ, the first difference is
 * told by circle, sheet and line, with the event that last changed that line.
 */
final class Comparison {

  private final Journal journal;
  private final DataSource tables;
  private final ViewDefinition<?> view;
  private final String shown;
  private final String replayed;
  private final Set<String> same = new HashSet<>();
  private final Set<String> moving = new TreeSet<>();
  private @Nullable ObjectNode difference;

  /**
   * @param shown schema of one generation
   * @param replayed schema of the other
   */
  Comparison(
      Journal journal, DataSource tables, ViewDefinition<?> view, String shown, String replayed) {
    this.journal = journal;
    this.tables = tables;
    this.view = view;
    this.shown = shown;
    this.replayed = replayed;
  }

  /** Whether every circle was compared, or a difference was found. */
  boolean isDone() {
    return difference != null || moving.isEmpty();
  }

  boolean isSame() {
    return difference == null && moving.isEmpty();
  }

  /** Looks at what is shown, when the other's digests are known. */
  void look(Map<String, Checksums.Circle> known) throws SQLException {
    Atomically.read(tables, c -> compare(c, Checksums.of(c, view, shown), known));
  }

  /** Looks at both, in one moment. */
  void look() throws SQLException {
    Atomically.read(
        tables, c -> compare(c, Checksums.of(c, view, shown), Checksums.of(c, view, replayed)));
  }

  private boolean compare(
      Connection c, Map<String, Checksums.Circle> live, Map<String, Checksums.Circle> anew)
      throws SQLException {
    Set<String> all = new TreeSet<>(live.keySet());
    all.addAll(anew.keySet());
    all.removeAll(same);
    moving.clear();
    for (String id : all) {
      Checksums.Circle one = live.get(id);
      Checksums.Circle other = anew.get(id);
      if (one == null || other == null || one.position() != other.position()) {
        moving.add(id);
      } else if (one.isSame(other)) {
        same.add(id);
      } else {
        difference = difference(c, view, new CircleId(id), one.position());
        return false;
      }
    }
    return true;
  }

  private <S> ObjectNode difference(
      Connection c, ViewDefinition<S> view, CircleId circle, long position) throws SQLException {
    ObjectNode node = Json.mapper().createObjectNode().put("circleId", circle.value());
    for (Sheet<S, ?> sheet : view.sheets()) {
      List<? extends Record> one = ViewReader.rows(c, sheet, shown, circle);
      List<? extends Record> other = ViewReader.rows(c, sheet, replayed, circle);
      for (int line = 0; line < Math.max(one.size(), other.size()); line++) {
        if (line >= one.size() || line >= other.size() || !one.get(line).equals(other.get(line))) {
          node.put("sheet", sheet.table()).put("line", line);
          return event(node, view, sheet, circle, line, position);
        }
      }
    }
    return node.put("sheet", "state"); // rows are alike, and what they were made from is not
  }

  /** Folds the circle again, and sees which event last changed the line. */
  private <S> ObjectNode event(
      ObjectNode node,
      ViewDefinition<S> view,
      Sheet<S, ?> sheet,
      CircleId circle,
      int line,
      long position) {
    Folded<S> folded = Folded.initial(view, circle);
    @Nullable Record before = null;
    for (Stored stored : Stored.ofCircle(journal, circle, position)) {
      folded = folded.after(view, stored.event(), stored.recorded());
      List<? extends Record> rows = sheet.rows().apply(folded.state());
      Record now = line < rows.size() ? rows.get(line) : null;
      if (!Objects.equals(before, now)) {
        node.put("position", stored.recorded().position())
            .put("event", EventNames.nameOf(stored.event().getClass()));
        before = now;
      }
    }
    return node;
  }

  /** As it stands in the receipt. */
  ObjectNode report() {
    ObjectNode node = Json.mapper().createObjectNode().put("with", shown);
    node.put("same", isSame());
    node.put("circles", same.size()).put("moving", moving.size());
    if (difference != null) {
      node.set("difference", difference);
    }
    return node;
  }
}
