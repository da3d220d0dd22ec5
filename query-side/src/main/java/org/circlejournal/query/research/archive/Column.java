package org.circlejournal.query.research.archive;

import java.util.List;

/**
 * A variable.
 *
 * @param name as it stands in files
 * @param type as DuckDB calls it
 * @param kind what is to be done with its values before somebody sees them
 * @param unit empty where there is none
 * @param values all there can be, in their order; empty where they are not a closed list
 * @param description for the codebook
 */
record Column(
    String name, String type, Kind kind, String unit, List<String> values, String description) {

  static final String INTEGER = "INTEGER";
  static final String BIGINT = "BIGINT";
  static final String DOUBLE = "DOUBLE";
  static final String BOOLEAN = "BOOLEAN";
  static final String TEXT = "VARCHAR";

  /** What a value is. */
  enum Kind {
    /** Shown as it is. */
    PLAIN,
    /** A circle's pseudonym. */
    CIRCLE,
    /** A workplace's pseudonym. */
    WORKPLACE,
    /** A member's pseudonym. */
    MEMBER,
    /** A survey code's pseudonym. */
    CODE,
    /** Never leaves the archive: an event's number tells what else happened. */
    INTERNAL
  }

  static Column of(String name, String type, String description) {
    return new Column(name, type, Kind.PLAIN, "", List.of(), description);
  }

  static Column of(String name, Kind kind, String description) {
    return new Column(name, BIGINT, kind, "", List.of(), description);
  }

  Column in(String unit) {
    return new Column(name, type, kind, unit, values, description);
  }

  Column oneOf(List<String> values) {
    return new Column(name, type, kind, unit, List.copyOf(values), description);
  }
}
