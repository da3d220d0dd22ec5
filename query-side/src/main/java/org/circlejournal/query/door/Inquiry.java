package org.circlejournal.query.door;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.view.Columns;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewReader;
import org.jspecify.annotations.Nullable;

/**
 * A question that is no circle's read model, and who may ask it. Declared by a room or the audit,
 * answered by the door: roles, parameters, JSON and CSV, {@code ETag}, OpenAPI.
 *
 * @param path as in a URL; {@code {id}} stands for a circle's id
 * @param question what it answers
 * @param roles who may ask
 * @param answer columns of the rows; null where the answer is a {@link Paper}
 * @param types media types of a paper, the default first; empty for rows
 * @param principal whether it is about a member id or a survey code, which the header {@value
 *     #PRINCIPAL} names because proxies log paths
 * @param pages whether it takes {@code limit} and {@code after}
 * @param past whether it takes {@code asOf}: it is made of a circle's read models
 */
public record Inquiry(
    String path,
    String question,
    Set<Role> roles,
    @Nullable Columns<?> answer,
    List<String> types,
    boolean principal,
    boolean pages,
    boolean past,
    Finding finding) {

  /** Names the person whose data are asked for. */
  public static final String PRINCIPAL = "Principal";

  /** Finds the answer. */
  @FunctionalInterface
  public interface Finding {
    Answer find(Asked asked);
  }

  /** What read models show of a circle; at the point of the past that was asked for, if any was. */
  public interface Showing {
    <R extends Record> List<R> rows(ViewDefinition<?> view, Sheet<?, R> sheet, CircleId circle);

    /** What they show now. */
    static Showing now(ViewReader reader) {
      return new Showing() {
        @Override
        public <R extends Record> List<R> rows(
            ViewDefinition<?> view, Sheet<?, R> sheet, CircleId circle) {
          return reader.rows(sheet, circle);
        }
      };
    }
  }

  /**
   * What was asked.
   *
   * @param role of who asks
   * @param member the asking member's id; null for staff
   * @param circle of the path, known to be there; null if the path names none
   * @param principal of the header; null if the inquiry takes none
   * @param type the media type wanted, one of the inquiry's; null for rows
   * @param showing to read with
   * @param mayKnow whether who asks may know of a circle
   * @param after the row that the page before ended with; null for the first page
   * @param limit most rows of a page
   */
  public record Asked(
      Role role,
      @Nullable String member,
      @Nullable CircleId circle,
      @Nullable String principal,
      @Nullable String type,
      Showing showing,
      Predicate<CircleId> mayKnow,
      @Nullable String after,
      int limit) {}

  /** Rows or a paper. */
  public sealed interface Answer permits Rows, Paper {}

  /**
   * @param rows of the inquiry's record, in their order
   * @param position how far the journal was read; −1 if that is not known
   * @param next what {@code after} must be for the next page; null if this is the last
   */
  public record Rows(List<? extends Record> rows, long position, @Nullable String next)
      implements Answer {

    public Rows(List<? extends Record> rows, long position) {
      this(rows, position, null);
    }
  }

  /**
   * @param bytes not to be changed any more
   * @param file name under which a browser saves it; null if it is shown
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  public record Paper(String type, byte[] bytes, @Nullable String file) implements Answer {}

  /** Rows for these roles. */
  public static Inquiry rows(
      String path, String question, Set<Role> roles, Class<? extends Record> row, Finding finding) {
    return new Inquiry(
        path, question, roles, Columns.of(row), List.of(), false, false, false, finding);
  }

  /** A document for these roles. */
  public static Inquiry paper(
      String path, String question, Set<Role> roles, List<String> types, Finding finding) {
    return new Inquiry(path, question, roles, null, types, false, false, false, finding);
  }

  /** The same about one person. */
  public Inquiry aboutPrincipal() {
    return new Inquiry(path, question, roles, answer, types, true, pages, past, finding);
  }

  /** The same in pages. */
  public Inquiry inPages() {
    return new Inquiry(path, question, roles, answer, types, principal, true, past, finding);
  }

  /** The same, and as it was. */
  public Inquiry withPast() {
    return new Inquiry(path, question, roles, answer, types, principal, pages, true, finding);
  }

  /** Nobody is known by this id; to be thrown by a finding. */
  public static RuntimeException unknownPrincipal() {
    return new Refused(QueryRefusal.MEMBER_UNKNOWN);
  }

  /** What is asked for is not there yet; to be thrown by a finding. */
  public static RuntimeException notYetVisible() {
    return new Refused(QueryRefusal.NOT_YET_VISIBLE);
  }

  boolean ofCircle() {
    return path.contains("{id}");
  }
}
