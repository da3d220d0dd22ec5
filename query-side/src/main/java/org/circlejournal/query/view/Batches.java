package org.circlejournal.query.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.view.FoldedTables.Step;

/** Folds events of many circles in memory, and remembers where each began. */
final class Batches<S> {

  private final ViewDefinition<S> view;
  private final Map<CircleId, Folded<S>> known;
  private final Map<CircleId, Step<S>> steps = new LinkedHashMap<>();

  /**
   * @param known states of circles that have one
   */
  Batches(ViewDefinition<S> view, Map<CircleId, Folded<S>> known) {
    this.view = view;
    this.known = known;
  }

  void fold(Stored stored) {
    Step<S> step = steps.computeIfAbsent(stored.circle(), this::begin);
    Folded<S> after = step.after().after(view, stored.event(), stored.recorded());
    steps.put(step.circle(), new Step<>(step.circle(), step.before(), after));
  }

  private Step<S> begin(CircleId circle) {
    Folded<S> before = known.get(circle);
    Folded<S> first = before == null ? Folded.initial(view, circle) : before;
    return new Step<>(circle, first, first);
  }

  List<Step<S>> steps() {
    return List.copyOf(steps.values());
  }
}
