package org.circlejournal.query.door;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.circlejournal.events.access.Role;
import org.circlejournal.query.view.Columns;
import org.circlejournal.query.view.OpenSheet;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A view as the door shows it, at {@code GET /circles/{id}/{name}}: which sheet the circle's
 * members get and which everybody else. A room declares it; only the door answers with it.
 *
 * <p>Two parameters follow from an answer's columns: {@code from} and {@code to} take a date (of
 * the first column that is a time and is not null, in the circle's zone; of a {@code month}, any
 * day) or a number (of {@code session}, or of {@code fromSession} and {@code toSession}).
 */
public final class ReadModel {

  private final ViewDefinition<?> view;
  private final String question;
  private final Set<Role> outsiders = EnumSet.of(Role.DASHBOARD, Role.RESEARCHER);
  private final List<Shown<?, ?>> shown = new ArrayList<>();
  private @Nullable Pooling<?, ?> pooling;

  private ReadModel(ViewDefinition<?> view, String question) {
    this.view = view;
    this.question = question;
  }

  /**
   * @param question what the view answers, for the API's description
   */
  public static ReadModel of(ViewDefinition<?> view, String question) {
    return new ReadModel(view, question);
  }

  /** For the circle's own members. */
  public <R extends Record> ReadModel inside(Sheet<?, R> sheet) {
    return add(Shown.asItIs(true, null, sheet));
  }

  /** For the circle's own members who ask for {@code ?by=…}. */
  public <R extends Record> ReadModel insideBy(String by, Sheet<?, R> sheet) {
    return add(Shown.asItIs(true, by, sheet));
  }

  /** For the circle's own members, with other columns. */
  public <R extends Record, A extends Record> ReadModel inside(
      Sheet<?, R> sheet, Class<A> answer, Function<R, A> showing) {
    return add(
        new Shown<>(
            true, null, sheet, Columns.of(answer), null, (row, none) -> showing.apply(row)));
  }

  /**
   * For the circle's own members, with texts opened.
   *
   * @param text a row's sealed text; null if it has none
   * @param showing from a row and its text, which is null when its key was destroyed
   */
  public <R extends Record, A extends Record> ReadModel insideWithText(
      Sheet<?, R> sheet,
      Class<A> answer,
      Function<R, @Nullable SealedText> text,
      BiFunction<R, @Nullable String, A> showing) {
    return add(new Shown<>(true, null, sheet, Columns.of(answer), text, showing));
  }

  /** For everybody else who may read read models. What it shows, everybody may know. */
  public <R extends Record> ReadModel outside(Sheet<?, R> sheet) {
    return add(Shown.asItIs(false, null, sheet));
  }

  public <R extends Record> ReadModel outsideBy(String by, Sheet<?, R> sheet) {
    return add(Shown.asItIs(false, by, sheet));
  }

  /** As {@link #outside(Sheet)}, with fewer columns. */
  public <R extends Record, A extends Record> ReadModel outside(
      Sheet<?, R> sheet, Class<A> answer, Function<R, A> showing) {
    return add(
        new Shown<>(
            false, null, sheet, Columns.of(answer), null, (row, none) -> showing.apply(row)));
  }

  /**
   * At {@code GET /pools/{workplace or all}/{name}}: the same over circles and blocks, made of
   * nothing but what outsiders may read of each.
   *
   * @param outside what outsiders see of one
   * @param together the pool's rows; pure
   */
  public <A extends Record, P extends Record> ReadModel inPools(
      Class<A> outside, Class<P> answer, Function<List<PoolPart<A>>, List<P>> together) {
    Shown<?, ?> seen = shown(false, null);
    if (seen == null || seen.answer().row() != outside) {
      throw new IllegalStateException("%s shows outsiders something else".formatted(view));
    }
    pooling = new Pooling<>(outside, Columns.of(answer), together, null, null);
    return this;
  }

  /**
   * As {@link #inPools}, where not only circles are part of pools.
   *
   * @param gluing the view that knows which circles are glued
   * @param blocks its sheet; a row tells id, workplace and how many they are
   */
  public <A extends Record, P extends Record> ReadModel inPoolsWithBlocks(
      ViewDefinition<?> gluing,
      Sheet<?, ?> blocks,
      Class<A> outside,
      Class<P> answer,
      Function<List<PoolPart<A>>, List<P>> together) {
    inPools(outside, answer, together);
    pooling = new Pooling<>(outside, Columns.of(answer), together, gluing, blocks);
    return this;
  }

  /**
   * What outsiders see of a circle, or of a block of glued circles.
   *
   * @param imported whether it came through the import door
   * @param circles how many they are
   */
  public record PoolPart<A extends Record>(boolean imported, int circles, List<A> rows) {}

  /** How a pool's rows come from those of its parts. */
  record Pooling<A extends Record, P extends Record>(
      Class<A> outside,
      Columns<P> answer,
      Function<List<PoolPart<A>>, List<P>> together,
      @Nullable ViewDefinition<?> gluing,
      @Nullable Sheet<?, ?> blocks) {

    List<P> rows(List<PoolPart<?>> parts) {
      List<PoolPart<A>> typed = new ArrayList<>();
      for (PoolPart<?> part : parts) {
        List<A> rows = part.rows().stream().map(outside::cast).toList();
        typed.add(new PoolPart<>(part.imported(), part.circles(), rows));
      }
      return together.apply(typed);
    }
  }

  /** Nobody reads it from outside but in a list over all circles. */
  public ReadModel outsideOnlyInLists() {
    outsiders.clear();
    return this;
  }

  /** Lets another role read it from outside, beside dashboards and researchers. */
  public ReadModel alsoFor(Role role) {
    outsiders.add(role);
    return this;
  }

  public ViewDefinition<?> view() {
    return view;
  }

  /** What researchers may read of every circle they may know, and of blocks; nothing else. */
  public List<OpenSheet<?, ?>> open() {
    List<OpenSheet<?, ?>> open = new ArrayList<>();
    if (outsiders.contains(Role.RESEARCHER)) {
      shown.stream().filter(one -> !one.inside()).forEach(one -> open.add(open(one)));
    }
    return open;
  }

  private <R extends Record, A extends Record> OpenSheet<R, A> open(Shown<R, A> one) {
    String name = view.name().replace('-', '_') + (one.by() == null ? "" : "_by_" + one.by());
    return new OpenSheet<>(name, view, one.sheet(), one.answer(), one::answers);
  }

  String question() {
    return question;
  }

  Set<Role> outsiders() {
    return outsiders;
  }

  /** Null if there is nothing of it in pools. */
  @Nullable Pooling<?, ?> pooling() {
    return pooling;
  }

  List<Shown<?, ?>> shown() {
    return shown;
  }

  /** What to show, or null if there is nothing of that kind. */
  @Nullable Shown<?, ?> shown(boolean inside, @Nullable String by) {
    for (Shown<?, ?> one : shown) {
      if (one.inside() == inside && Objects.equals(one.by(), by)) {
        return one;
      }
    }
    return null;
  }

  private ReadModel add(Shown<?, ?> one) {
    if (!view.sheets().contains(one.sheet())) {
      throw new IllegalStateException(
          "%s does not show the sheet %s".formatted(view, one.sheet().table()));
    }
    if (shown(one.inside(), one.by()) != null) {
      throw new IllegalStateException("%s shows two things to one reader".formatted(view));
    }
    shown.add(one);
    return this;
  }
}
