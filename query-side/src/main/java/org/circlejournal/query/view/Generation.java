package org.circlejournal.query.view;

/**
 * One build of a view: tables in a schema of its own, made by one version of the view's code.
 *
 * @param schema its name, which is also that of its processor
 * @param view name as in a URL
 * @param version of the view's code
 */
public record Generation(String schema, String view, int version, State state) {

  /** What a generation is good for. */
  public enum State {
    /** A replay is writing it. */
    BUILDING,
    /** Whole, and followed live; nobody reads it yet. */
    FOLLOWING,
    /** Read by everybody, and followed live. One of each view. */
    SHOWN,
    /** Shown before; still followed live, for a rollback. */
    KEPT,
    /** Stands at a date or position, or holds what a purpose lets in; never shown. */
    BOUNDED,
    /** No longer wanted; dropped as soon as no process writes to it. */
    DOOMED;

    /** Whether the live runner keeps it up to date. */
    public boolean isFollowed() {
      return this == FOLLOWING || this == SHOWN || this == KEPT;
    }

    String sql() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static State of(String sql) {
      return valueOf(sql.toUpperCase(java.util.Locale.ROOT));
    }
  }

  boolean isOf(ViewDefinition<?> definition) {
    return view.equals(definition.name()) && version == definition.version();
  }
}
