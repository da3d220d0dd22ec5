package org.circlejournal.events.journal;

import java.util.ArrayList;
import java.util.List;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/**
 * What a command stores beside its events. Enlisted works are carried out when the current unit of
 * work commits, whether or not it published events; if one throws, nothing of the command is
 * stored.
 *
 * <p>On PostgreSQL, works and events are one transaction. With Axon Server they cannot be: the
 * {@code before} works are committed first, then the events are appended, then the {@code after}
 * works are committed. So put into {@code before} what must not be missing once the events are
 * there, and make it harmless if they never come.
 */
public final class Works {

  private static final String KEY = Works.class.getName();

  private final GroupCommit writer;
  private final boolean together;

  /**
   * @param together whether events are rows of the same database
   */
  Works(GroupCommit writer, boolean together) {
    this.writer = writer;
    this.together = together;
  }

  /**
   * Carries out {@code work} before the events of the current unit of work are appended.
   *
   * @throws IllegalStateException outside of a unit of work
   */
  public void enlist(Work work) {
    pending().before.add(work);
  }

  /**
   * Carries out {@code work} after the events of the current unit of work were appended.
   *
   * @throws IllegalStateException outside of a unit of work
   */
  public void enlistAfter(Work work) {
    pending().after.add(work);
  }

  /** Whether the current unit of work has anything to store yet. */
  public static boolean enlisted() {
    return CurrentUnitOfWork.get().root().resources().containsKey(KEY);
  }

  /** Whether works and events of a command are one transaction. */
  public boolean together() {
    return together;
  }

  /** Carries out {@code work} now, in a transaction shared with whoever writes at the moment. */
  public void now(Work work) {
    writer.submit(List.of(), List.of(work), List.of());
  }

  /** Appends now, or with the current unit of work if there is one. */
  void append(List<StoredRow> rows) {
    if (CurrentUnitOfWork.isStarted()) {
      pending().rows.addAll(rows);
    } else {
      writer.submit(rows, List.of(), List.of());
    }
  }

  private Pending pending() {
    UnitOfWork<?> root = CurrentUnitOfWork.get().root();
    return root.getOrComputeResource(
        KEY,
        key -> {
          Pending pending = new Pending();
          if (together) {
            root.onCommit(u -> writer.submit(pending.rows, pending.before, pending.after));
          } else {
            root.onPrepareCommit(u -> writer.submit(List.of(), pending.before, List.of()));
            root.afterCommit(u -> writer.submit(List.of(), List.of(), pending.after));
          }
          return pending;
        });
  }

  private static final class Pending {
    private final List<StoredRow> rows = new ArrayList<>();
    private final List<Work> before = new ArrayList<>();
    private final List<Work> after = new ArrayList<>();
  }
}
