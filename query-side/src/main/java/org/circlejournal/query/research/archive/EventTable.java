package org.circlejournal.query.research.archive;

import java.util.List;
import java.util.Set;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.query.research.archive.Column.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A table of the archive.
 *
 * @param lanes in which studies it is
 * @param columns in their order
 * @param retractable whether its rows may be taken back
 */
record EventTable(
    String name,
    Set<DataLane> lanes,
    List<Column> columns,
    boolean retractable,
    String description) {

  EventTable(String name, Set<DataLane> lanes, List<Column> columns, String description) {
    this(name, lanes, columns, false, description);
  }

  /** A column's value of an event. */
  @FunctionalInterface
  interface Reader {
    @Nullable Object of(JournalEvent event, Standing.Circle circle, long sequence);
  }

  /** What a study may show of it. */
  List<Column> shown() {
    return columns.stream().filter(column -> column.kind() != Kind.INTERNAL).toList();
  }

  String ddl() {
    StringBuilder ddl = new StringBuilder("create table ").append(name).append(" (");
    String separator = "";
    for (Column column : columns) {
      ddl.append(separator).append('"').append(column.name()).append("\" ").append(column.type());
      separator = ", ";
    }
    return ddl.append(')').toString();
  }
}
