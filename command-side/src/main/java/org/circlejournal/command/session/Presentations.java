package org.circlejournal.command.session;

import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.events.circle.MemberId;
import org.jspecify.annotations.Nullable;

/** How often a session came to its presentation, and whose case was told in which. */
final class Presentations {

  private record Told(int presentation, MemberId presenter) {}

  private int entered;
  private final Map<Long, Told> cases = new TreeMap<>();

  void enter() {
    entered++;
  }

  /** A case told late belongs to the first presentation that has none. */
  void tell(long version, MemberId presenter, boolean late) {
    cases.put(version, new Told(late ? firstFree() : entered, presenter));
  }

  void takeBack(long version) {
    cases.remove(version);
  }

  boolean currentHasCase() {
    return has(entered);
  }

  boolean allHaveCases() {
    return firstFree() > entered;
  }

  /** Who told the case of the current presentation; null if nobody did. */
  @Nullable MemberId presenter() {
    for (Told told : cases.values()) {
      if (told.presentation() == entered) {
        return told.presenter();
      }
    }
    return null;
  }

  boolean anyBy(MemberId member) {
    return cases.values().stream().anyMatch(told -> told.presenter().equals(member));
  }

  /** Whether there was a case, and never another's. */
  boolean onlyBy(MemberId member) {
    return !cases.isEmpty()
        && cases.values().stream().allMatch(told -> told.presenter().equals(member));
  }

  private int firstFree() {
    int free = 1;
    while (has(free)) {
      free++;
    }
    return free;
  }

  private boolean has(int presentation) {
    return cases.values().stream().anyMatch(told -> told.presentation() == presentation);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Presentations that
        && entered == that.entered
        && cases.equals(that.cases);
  }

  @Override
  public int hashCode() {
    return cases.hashCode();
  }
}
