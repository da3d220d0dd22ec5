package org.circlejournal.query.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.session.SessionEvent.Retractable;
import org.circlejournal.events.theme.ThemeEvent.TextRedacted;
import org.jspecify.annotations.Nullable;

/**
 * A read model as a value: what a circle's state is at first, how each event changes it, and which
 * rows it shows. From it follow the event types, the sequencing (by circle), the generation, every
 * runner, the tests and the documentation. A fold is pure: no clock, no random source, no SQL, no
 * key.
 *
 * <p>A definition that leaves an event of the journal unmentioned, or reads a retractable event
 * without undoing it, cannot be built.
 *
 * @param <S> state of one circle: a record that {@code Json.mapper()} writes and reads back, always
 *     to the same bytes (sorted maps, lists; no hash maps)
 */
public final class ViewDefinition<S> {

  /** From state and event to state. */
  @FunctionalInterface
  public interface Fold<S, E> {
    S apply(S state, E event, Recorded recorded);
  }

  /** What takes back people or words: its effect is felt at every point of the past. */
  public static final Set<Class<? extends JournalEvent>> TAKING_BACK =
      Set.of(ErasureRequested.class, TextRedacted.class);

  private final String name;
  private final int version;
  private final Class<S> stateType;
  private final Function<CircleId, S> initial;
  private final Map<Class<?>, Fold<S, JournalEvent>> folds;
  private final Map<Class<?>, Fold<S, JournalEvent>> undoings;
  private final @Nullable Fold<S, JournalEvent> every;
  private final List<Sheet<S, ?>> sheets;

  private ViewDefinition(Builder<S> b) {
    this.name = b.name;
    this.version = b.version;
    this.stateType = b.stateType;
    this.initial = b.initial;
    this.folds = Map.copyOf(b.folds);
    this.undoings = Map.copyOf(b.undoings);
    this.every = b.every;
    this.sheets = List.copyOf(b.sheets);
  }

  /**
   * @param name as in a URL: {@code theme-usage}
   * @param version raised with every change of fold, state, rows or {@code schema.sql}: it makes a
   *     new generation, built from the start of the journal
   * @param stateType its folder also holds {@code schema.sql}
   */
  public static <S extends Record> Builder<S> named(
      String name, int version, Class<S> stateType, Function<CircleId, S> initial) {
    return new Builder<>(name, version, stateType, initial);
  }

  public String name() {
    return name;
  }

  public int version() {
    return version;
  }

  /** Name of the view in this version, as a schema and as a processor: {@code theme_usage_v1}. */
  public String generation() {
    return name.replace('-', '_') + "_v" + version;
  }

  public Class<S> stateType() {
    return stateType;
  }

  public List<Sheet<S, ?>> sheets() {
    return sheets;
  }

  /** The view's tables, as SQL without schema names. */
  public String schemaSql() {
    try (InputStream in = stateType.getResourceAsStream("schema.sql")) {
      if (in == null) {
        throw new IllegalStateException("no schema.sql beside " + stateType.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public S initial(CircleId circle) {
    return initial.apply(circle);
  }

  /** Whether the event can change the state; others only move the version. */
  public boolean reads(JournalEvent event) {
    if (every != null) {
      return true;
    }
    return event instanceof EntryRetracted retraction
        ? undoings.containsKey(retraction.entry().getClass())
        : folds.containsKey(event.getClass());
  }

  /** Whether events of this type may be read: what a replay decodes, by name. */
  public boolean readsType(Class<? extends JournalEvent> type) {
    return every != null
        || folds.containsKey(type)
        || (type == EntryRetracted.class && !undoings.isEmpty());
  }

  public S fold(S state, JournalEvent event, Recorded recorded) {
    S next = every == null ? state : every.apply(state, event, recorded);
    Fold<S, JournalEvent> fold = folds.get(event.getClass());
    if (fold != null) {
      next = fold.apply(next, event, recorded);
    }
    if (event instanceof EntryRetracted retraction) {
      Fold<S, JournalEvent> undo = undoings.get(retraction.entry().getClass());
      next = undo == null ? next : undo.apply(next, retraction.entry(), recorded);
    }
    return next;
  }

  /**
   * What an event that came later takes from a state, and nothing else of it: no time passes, and
   * nothing moves.
   */
  public S forgetting(S state, JournalEvent later, Recorded recorded) {
    Fold<S, JournalEvent> fold = folds.get(later.getClass());
    return fold == null ? state : fold.apply(state, later, recorded);
  }

  @Override
  public String toString() {
    return generation();
  }

  /** Collects a definition; {@link #build()} refuses what is incomplete. */
  public static final class Builder<S> {
    private final String name;
    private final int version;
    private final Class<S> stateType;
    private final Function<CircleId, S> initial;
    private final Map<Class<?>, Fold<S, JournalEvent>> folds = new LinkedHashMap<>();
    private final Map<Class<?>, Fold<S, JournalEvent>> undoings = new LinkedHashMap<>();
    private final Set<Class<?>> ignored = new LinkedHashSet<>();
    private final List<Sheet<S, ?>> sheets = new ArrayList<>();
    private @Nullable Fold<S, JournalEvent> every;

    private Builder(String name, int version, Class<S> stateType, Function<CircleId, S> initial) {
      this.name = name;
      this.version = version;
      this.stateType = stateType;
      this.initial = initial;
    }

    public <E extends JournalEvent> Builder<S> on(Class<E> type, BiFunction<S, E, S> fold) {
      return on(type, (state, event, recorded) -> fold.apply(state, event));
    }

    public <E extends JournalEvent> Builder<S> on(Class<E> type, Fold<S, E> fold) {
      once(
          type, folds.put(type, (s, event, recorded) -> fold.apply(s, type.cast(event), recorded)));
      return this;
    }

    /** How the event is undone when it is taken back. */
    public <E extends JournalEvent & Retractable> Builder<S> onRetracted(
        Class<E> type, BiFunction<S, E, S> undo) {
      once(type, undoings.put(type, (s, event, recorded) -> undo.apply(s, type.cast(event))));
      return this;
    }

    /** What every event of the circle means to the view, before its own fold. */
    public Builder<S> onEvery(Fold<S, JournalEvent> fold) {
      once(JournalEvent.class, every);
      every = fold;
      return this;
    }

    /** Event types, or whole families, that mean nothing to the view. */
    @SafeVarargs
    public final Builder<S> ignores(Class<? extends JournalEvent>... types) {
      for (Class<? extends JournalEvent> type : types) {
        ignored.add(type);
      }
      return this;
    }

    public Builder<S> shows(Sheet<S, ?> sheet) {
      sheets.add(sheet);
      return this;
    }

    /**
     * @throws IllegalStateException if an event is neither read nor ignored, or both, or read and
     *     not undone
     */
    public ViewDefinition<S> build() {
      for (Class<? extends JournalEvent> type : EventNames.types()) {
        boolean read =
            folds.containsKey(type) || (type == EntryRetracted.class && !undoings.isEmpty());
        boolean unread = ignored.stream().anyMatch(i -> i.isAssignableFrom(type));
        require(read || unread, "neither reads nor ignores", type);
        require(!read || !ignored.contains(type), "both reads and ignores", type);
        require(
            !folds.containsKey(type)
                || !Retractable.class.isAssignableFrom(type)
                || undoings.containsKey(type),
            "reads and cannot undo",
            type);
      }
      require(folds.keySet().containsAll(undoings.keySet()), "undoes what it does not read:", name);
      require(!sheets.isEmpty(), "shows no", "sheet");
      return new ViewDefinition<>(this);
    }

    private void once(Class<?> type, @Nullable Object former) {
      require(former == null, "reads twice", type);
    }

    private void require(boolean condition, String problem, Object what) {
      if (!condition) {
        String of = what instanceof Class<?> type ? type.getSimpleName() : what.toString();
        throw new IllegalStateException("view %s %s %s".formatted(name, problem, of));
      }
    }
  }
}
