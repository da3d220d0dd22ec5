package org.circlejournal.query.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;

/**
 * What a view showed of a circle when it stood at a point of the journal: its own events up to
 * there, folded at once by the view as it is now. What was erased or redacted since is shown no
 * more.
 */
public final class AsOf {

  /** Circles whose years are in memory together. */
  private static final int AT_ONCE = 25;

  private final Journal journal;

  public AsOf(Journal journal) {
    this.journal = journal;
  }

  /** Up to where. What it comes to never changes once the point is past. */
  public sealed interface Point {}

  /** All events up to this position. */
  public record Position(long position) implements Point {}

  /**
   * All events, in the order of positions, up to the circle's last one that was recorded at this
   * time or before. An event can be recorded some milliseconds before the one at the position
   * before it, where several processes write: it takes that one along.
   */
  public record Moment(Instant time) implements Point {}

  /**
   * What was shown.
   *
   * @param latest by sheet: how far what others see of it has come by the end of the journal
   */
  public record Then(ViewReader.Shown shown, Map<Sheet<?, ?>, Mark> latest) {}

  /** Nothing folded if the circle was not there yet. */
  public <S> Then of(ViewDefinition<S> view, CircleId circle, Point point) {
    return of(view, circle, point, journal.eventsOf(Recorded.streamsOf(circle)));
  }

  /** Of each circle what was shown of it, read from the journal some circles at a time. */
  public <S> Map<CircleId, Then> of(
      ViewDefinition<S> view, Collection<CircleId> circles, Point point) {
    Map<CircleId, Then> found = new LinkedHashMap<>();
    List<CircleId> all = List.copyOf(circles);
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<CircleId> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      Map<CircleId, List<TrackedEventMessage<?>>> events = new HashMap<>();
      for (TrackedEventMessage<?> event :
          journal.eventsOf(
              some.stream().flatMap(circle -> Recorded.streamsOf(circle).stream()).toList())) {
        CircleId of = Recorded.circleOf(Stored.recorded(event).stream());
        events.computeIfAbsent(of, c -> new ArrayList<>()).add(event);
      }
      for (CircleId circle : some) {
        found.put(circle, of(view, circle, point, events.getOrDefault(circle, List.of())));
      }
    }
    return found;
  }

  static <S> Then of(
      ViewDefinition<S> view,
      CircleId circle,
      Point point,
      List<? extends TrackedEventMessage<?>> events) {
    int end = end(events, point);
    Folded<S> then = Folded.initial(view, circle);
    for (TrackedEventMessage<?> event : events.subList(0, end)) {
      then = step(view, then, event);
    }
    S state = then.state();
    Folded<S> now = then;
    for (TrackedEventMessage<?> event : events.subList(end, events.size())) {
      now = step(view, now, event);
      if (takesBack(event) && view.readsType(type(event))) {
        Stored stored = Stored.of(event);
        state = view.forgetting(state, stored.event(), stored.recorded());
      }
    }
    Map<Sheet<?, ?>, List<? extends Record>> rows = new HashMap<>();
    Map<Sheet<?, ?>, Mark> released = new HashMap<>();
    Map<Sheet<?, ?>, Mark> latest = new HashMap<>();
    for (Sheet<S, ?> sheet : view.sheets()) {
      rows.put(sheet, sheet.rows().apply(state));
      released.put(sheet, then.released(sheet));
      latest.put(sheet, now.released(sheet));
    }
    return new Then(
        new ViewReader.Shown(view.generation(), rows, then.folded(), then.read(), released),
        latest);
  }

  private static int end(List<? extends TrackedEventMessage<?>> events, Point point) {
    int end = events.size();
    while (end > 0 && !reaches(point, Stored.recorded(events.get(end - 1)))) {
      end--;
    }
    return end;
  }

  private static boolean reaches(Point point, Recorded event) {
    return point instanceof Moment moment
        ? !event.recordedAt().isAfter(moment.time())
        : event.position() <= ((Position) point).position();
  }

  private static <S> Folded<S> step(
      ViewDefinition<S> view, Folded<S> folded, TrackedEventMessage<?> event) {
    if (!view.readsType(type(event))) {
      return folded.past(Stored.recorded(event));
    }
    Stored stored = Stored.of(event);
    return folded.after(view, stored.event(), stored.recorded());
  }

  /** Of people or of words; a wrong entry that was taken back was shown nevertheless. */
  private static boolean takesBack(TrackedEventMessage<?> event) {
    return ViewDefinition.TAKING_BACK.contains(event.getPayloadType());
  }

  private static Class<? extends JournalEvent> type(TrackedEventMessage<?> event) {
    return event.getPayloadType().asSubclass(JournalEvent.class);
  }
}
