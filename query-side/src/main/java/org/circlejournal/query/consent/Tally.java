package org.circlejournal.query.consent;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;
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
    TreeMap<String, Integer> ways = new TreeMap<>();
    for (String person : people) {
      String way = now(person, given) + "<" + before(person);
      ways.merge(way, 1, Integer::sum);
    }
    int yes = (int) people.stream().filter(given::contains).count();
    boolean moved = ways.keySet().stream().anyMatch(Tally::isChange);
    boolean few =
        ways.entrySet().stream().anyMatch(way -> isChange(way.getKey()) && way.getValue() < k);
    if (!moved || few || !ReleaseRules.LAW.countMayLeave(yes, people.size(), k)) {
      return this;
    }
    String month = at.atZone(ZoneOffset.UTC).toString().substring(0, 7);
    return new Tally(
        purpose,
        given,
        List.copyOf(people),
        people.stream().filter(given::contains).toList(),
        Lists.plus(rows, new CountRow(purpose, month, yes, people.size() - yes, null)));
  }

  /** What was shown, or that nothing could be. */
  List<CountRow> shown() {
    return rows.isEmpty()
        ? List.of(new CountRow(purpose, null, null, null, ReleaseRules.FEWER_THAN_K))
        : rows;
  }

  private static String now(String person, List<String> given) {
    return given.contains(person) ? "yes" : "no";
  }

  private String before(String person) {
    return shownPeople.contains(person) ? now(person, shownGiven) : "absent";
  }

  private static boolean isChange(String way) {
    return !way.equals("yes<yes") && !way.equals("no<no");
  }
}
