package org.circlejournal.query.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.session.SessionEvent.Retractable;
import org.circlejournal.query.Histories;
import org.circlejournal.query.ReadModels;

/** What every view must keep, whatever it shows. */
class ViewContractTest {

  @Property(tries = 60)
  void a_fold_is_the_same_every_time(@ForAll("views") ViewDefinition<?> view, @ForAll long seed) {
    assertThat(rows(view, Histories.of(seed))).isEqualTo(rows(view, Histories.of(seed)));
  }

  @Property(tries = 200)
  void a_state_comes_back_from_json_as_it_was_and_to_the_same_bytes(
      @ForAll("views") ViewDefinition<?> view, @ForAll long seed) {
    Object state = ViewKit.fold(view, ViewKit.recorded(Histories.of(seed))).state();
    String json = FoldedTables.encode(state);
    Object back = FoldedTables.decode(view, json);
    assertThat(back).isEqualTo(state);
    assertThat(FoldedTables.encode(back)).isEqualTo(json);
  }

  @Property(tries = 200)
  void batches_of_any_size_come_to_the_same(
      @ForAll("views") ViewDefinition<?> view, @ForAll long seed) {
    List<Stored> all = interleaved(seed);
    assertThat(inBatches(view, all, new Random(seed))).isEqualTo(inBatches(view, all, null));
  }

  @Property(tries = 300)
  void an_entry_that_was_taken_back_never_was(
      @ForAll("views") ViewDefinition<?> view, @ForAll long seed) {
    List<Stored> history = ViewKit.recorded(Histories.of(seed));
    List<Stored> without = new ArrayList<>(history); // at the places that they have
    for (Stored stored : history) {
      if (stored.event() instanceof EntryRetracted retraction) {
        without.remove(stored);
        without.remove(
            without.stream()
                .filter(one -> one.event().equals(retraction.entry()))
                .findFirst()
                .orElseThrow());
      }
    }
    // The last event is in both, so that both have seen the same time pass.
    assertThat(rowsOf(view, history)).isEqualTo(rowsOf(view, without));
  }

  @Property(tries = 1)
  void histories_know_every_event_and_every_retraction() {
    Set<Class<?>> seen = new HashSet<>();
    Set<Class<?>> retracted = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      for (JournalEvent event : Histories.of(seed)) {
        seen.add(event.getClass());
        if (event instanceof EntryRetracted retraction) {
          retracted.add(retraction.entry().getClass());
        }
      }
    }
    assertThat(seen).containsAll(EventNames.types());
    assertThat(retracted)
        .containsAll(
            EventNames.types().stream().filter(Retractable.class::isAssignableFrom).toList());
  }

  @Provide
  Arbitrary<ViewDefinition<?>> views() {
    return Arbitraries.of(ReadModels.views());
  }

  private static <S> List<List<? extends Record>> rows(
      ViewDefinition<S> view, List<JournalEvent> history) {
    return rowsOf(view, ViewKit.recorded(history));
  }

  private static <S> List<List<? extends Record>> rowsOf(
      ViewDefinition<S> view, List<Stored> history) {
    S state = ViewKit.fold(view, history).state();
    List<List<? extends Record>> rows = new ArrayList<>();
    for (Sheet<S, ?> sheet : view.sheets()) {
      rows.add(sheet.rows().apply(state));
    }
    return rows;
  }

  /** Three circles, their events mixed as a journal mixes them. */
  static List<Stored> interleaved(long seed) {
    List<List<Stored>> circles =
        new ArrayList<>(
            Stream.of(1L, 2L, 3L)
                .map(i -> ViewKit.recorded(Histories.of(seed + i, new CircleId(uuid(i)))))
                .toList());
    int[] next = new int[circles.size()];
    Random random = new Random(seed);
    List<Stored> all = new ArrayList<>();
    while (!circles.isEmpty()) {
      int i = random.nextInt(circles.size());
      Stored event = circles.get(i).get(next[i]++);
      Recorded at = event.recorded();
      all.add(
          new Stored(
              event.event(),
              new Recorded(at.stream(), at.sequence(), all.size() + 1L, at.recordedAt())));
      if (next[i] == circles.get(i).size()) {
        circles.remove(i);
        System.arraycopy(next, i + 1, next, i, next.length - i - 1);
      }
    }
    return all;
  }

  private static String uuid(long i) {
    return "00000000-0000-4000-8000-00000000000" + i;
  }

  private static <S> Map<CircleId, Folded<S>> inBatches(
      ViewDefinition<S> view, List<Stored> all, @org.jspecify.annotations.Nullable Random random) {
    Map<CircleId, Folded<S>> states = new java.util.HashMap<>();
    int from = 0;
    while (from < all.size()) {
      int to = Math.min(all.size(), from + (random == null ? 1 : 1 + random.nextInt(200)));
      Batches<S> batch = new Batches<>(view, Collections.unmodifiableMap(states));
      all.subList(from, to).forEach(batch::fold);
      batch.steps().forEach(step -> states.put(step.circle(), step.after()));
      from = to;
    }
    return states;
  }
}
