package org.circlejournal.query.research.archive;

import java.time.Instant;
import java.util.Set;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.jspecify.annotations.Nullable;

/**
 * An export as it stands.
 *
 * @param id to ask for it again; also of its entry in the ledger of disclosures
 * @param study its code
 * @param lane whose data
 * @param purpose as it was stated
 * @param quote whether words of people who may be quoted are in it
 * @param rare whether people with a rare pattern of presence are in it
 * @param workplaces whose circles are in it; null for all
 * @param state running, complete, failed or cancelled
 * @param done steps: events read, and tables written
 * @param of steps that there are, as far as is known
 * @param position up to which the journal is in it; null until it is complete
 * @param bytes of the zip
 * @param manifest SHA-256 of its manifest, as the journal has it
 * @param error why it failed
 */
public record ExportRow(
    String id,
    String study,
    DataLane lane,
    String purpose,
    boolean quote,
    boolean rare,
    @Nullable Set<String> workplaces,
    String state,
    long done,
    long of,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Long position,
    @Nullable Long circles,
    @Nullable Long people,
    @Nullable Long rows,
    @Nullable Long bytes,
    @Nullable String manifest,
    @Nullable String error) {

  static ExportRow begun(String id, Exports.Order order, Instant at) {
    return of(id, order, at, "running", 0, 0, null, null, null, null);
  }

  ExportRow at(long steps, long all) {
    return of(id, order(), startedAt, state, steps, all, endedAt, made(), bytes, error);
  }

  ExportRow ended(String how, Instant at, @Nullable String why) {
    return of(id, order(), startedAt, how, done, of, at, made(), bytes, why);
  }

  ExportRow complete(StudyExport.Made made, long size, Instant at) {
    return of(id, order(), startedAt, "complete", done, of, at, made, size, null);
  }

  private Exports.Order order() {
    return new Exports.Order(study, lane, purpose, quote, rare, workplaces, null);
  }

  private StudyExport.@Nullable Made made() {
    return position == null || circles == null || people == null || rows == null || manifest == null
        ? null
        : new StudyExport.Made(position, circles, people, rows, manifest);
  }

  private static ExportRow of(
      String id,
      Exports.Order order,
      Instant startedAt,
      String state,
      long done,
      long of,
      @Nullable Instant endedAt,
      StudyExport.@Nullable Made made,
      @Nullable Long bytes,
      @Nullable String error) {
    return new ExportRow(
        id,
        order.study(),
        order.lane(),
        order.purpose(),
        order.quote(),
        order.rare(),
        order.workplaces(),
        state,
        done,
        of,
        startedAt,
        endedAt,
        made == null ? null : (Long) made.position(),
        made == null ? null : (Long) made.circles(),
        made == null ? null : (Long) made.people(),
        made == null ? null : (Long) made.rows(),
        bytes,
        made == null ? null : made.manifest(),
        error);
  }
}
