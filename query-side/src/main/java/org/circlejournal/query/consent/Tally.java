package org.circlejournal.query.consent;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.view.Lists;

/**
 * The counts of one purpose, as far as they may be shown. A new count is shown only when it and its
 * complement are each of nobody or of at least k, and so is every group of people who went the same
 * way since the last one (came and gave, came and did not, gave, withdrew): neither a count nor the
 * difference of two may speak of fewer than k.
 *
 * @param given whose consent stands now, in order of giving
 * @param shownPeople everybody who was counted last; {@code shownGiven} those of them who had given
 * @param rows what was shown, never changed once there
 */
record Tally(
    Purpose purpose,
    List<String> given,
    List<String> shownPeople,
    List<String> shownGiven,
    List<CountRow> rows) {

  private static final int NO = 0;
  private static final int YES = 1;
  private static final int ABSENT = 2;

  static Tally of(Purpose purpose) {
    return new Tally(purpose, List.of(), List.of(), List.of(), List.of());
  }

  Tally given(String id) {
    return given.contains(id) ? this : with(Lists.plus(given, id));
  }

  Tally withdrawn(String id) {
    return with(Lists.minusLast(given, id::equals));
  }

  private Tally with(List<String> next) {
    return new Tally(purpose, next, shownPeople, shownGiven, rows);
  }

  Tally counted(int k, List<String> people, Instant at) {
    Set<String> nowGiven = new HashSet<>(given);
    Set<String> thenGiven = new HashSet<>(shownGiven);
    Set<String> then = new HashSet<>(shownPeople);
    int[][] ways = new int[2][3];
    List<String> yes = new ArrayList<>();
    for (String person : people) {
      boolean gave = nowGiven.contains(person);
      if (gave) {
        yes.add(person);
      }
      int before = !then.contains(person) ? ABSENT : thenGiven.contains(person) ? YES : NO;
      ways[gave ? YES : NO][before]++;
    }
    boolean moved = false;
    boolean few = false;
    for (int[] changed :
        new int[][] {{YES, NO}, {NO, YES}, {YES, ABSENT}, {NO, ABSENT}}) { // now, and then
      int went = ways[changed[0]][changed[1]];
      moved |= went > 0;
      few |= went > 0 && went < k;
    }
    if (!moved || few || !ReleaseRules.LAW.countMayLeave(yes.size(), people.size(), k)) {
      return this;
    }
    String month = at.atZone(ZoneOffset.UTC).toString().substring(0, 7);
    CountRow row = new CountRow(purpose, month, yes.size(), people.size() - yes.size(), null);
    return new Tally(purpose, given, List.copyOf(people), yes, Lists.plus(rows, row));
  }

  /** What was shown, or that nothing could be. */
  List<CountRow> shown() {
    return rows.isEmpty()
        ? List.of(new CountRow(purpose, null, null, null, ReleaseRules.FEWER_THAN_K))
        : rows;
  }
}
