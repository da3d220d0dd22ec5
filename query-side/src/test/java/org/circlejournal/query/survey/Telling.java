package org.circlejournal.query.survey;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.survey.Attacker.Figure;
import org.circlejournal.query.survey.Attacker.Group;
import org.circlejournal.query.survey.Programme.Scoring;

/**
 * Tells the attacker what an answer says: row by row which figures are in it, and over whom, which
 * the answer itself does not say.
 */
final class Telling {

  private static final List<String> DETAILS =
      List.of(
          "sd",
          "low",
          "high",
          "p",
          "dz",
          "dzLow",
          "dzHigh",
          "dav",
          "improved",
          "unchanged",
          "worsened",
          "prorated");

  private final Scoring scoring;
  private final Behind behind;
  private final Attacker attacker;

  Telling(Scoring scoring, Behind behind, Attacker attacker) {
    this.scoring = scoring;
    this.behind = behind;
    this.attacker = attacker;
  }

  /**
   * @param rows as they were answered
   * @param of the circle whose rows they are, or the parts of a pool, and the last position at
   *     which something of each is in the answer
   * @return how many figures were told
   */
  int of(JsonNode rows, Map<CircleId, Long> of) {
    int before = attacker.heard();
    for (JsonNode row : rows) {
      if (!row.path("n").isNull()) {
        tell(row, of);
      }
    }
    return attacker.heard() - before;
  }

  /** The same of a pool, where recorded and imported circles have rows of their own. */
  int ofPool(JsonNode rows, Map<CircleId, Long> recorded, Map<CircleId, Long> imported) {
    int before = attacker.heard();
    for (JsonNode row : rows) {
      if (!row.path("n").isNull()) {
        tell(row, row.path("imported").booleanValue() ? imported : recorded);
      }
    }
    return attacker.heard() - before;
  }

  private void tell(JsonNode row, Map<CircleId, Long> of) {
    if (row.has("setId")) {
      attacker.hearsCount(row.path("n").intValue(), row.path("k").intValue(), row);
    } else if (row.has("wave")) {
      trend(row, of);
    } else if (row.has("tool")) {
      tool(row, of);
    } else if (row.has("arriving")) {
      session(row, of);
    } else {
      throw new AssertionError("nobody told the attacker what this is: " + row);
    }
  }

  // --- burnout trend -----------------------------------------------------------------------------

  private void trend(JsonNode row, Map<CircleId, Long> of) {
    String from = row.path("fromWave").textValue();
    String subject = Readers.subject(row.path("wave").textValue(), from);
    List<Group> groups = groups(of, (id, upTo) -> behind.latest(id, subject, upTo));
    requirePeople(row, groups);
    boolean detail = DETAILS.stream().anyMatch(d -> !row.path(d).isNull());
    boolean change = from != null;
    double mean = row.path("mean").doubleValue();
    double ofSum = row.path("sum").doubleValue() / scoring.items();
    if (!row.path("sum").isNull() && Math.abs(ofSum - mean) > Equations.NOISE) {
      // Two figures on two grids: the sum as it is, and the mean as that of scales without sums.
      attacker.hears(new Figure(subject, groups, ofSum, change, detail, row));
      List<Group> finely = groups.stream().map(g -> new Group(g.cells(), g.k(), 0.025)).toList();
      attacker.hears(new Figure(subject, finely, mean, change, detail, row));
    } else {
      attacker.hears(new Figure(subject, groups, mean, change, detail, row));
    }
  }

  // --- lightness ---------------------------------------------------------------------------------

  private void session(JsonNode row, Map<CircleId, Long> of) {
    String session = Readers.subject(row.path("session").intValue());
    boolean detail = !row.path("low").isNull() || !row.path("high").isNull();
    for (String figure : List.of("arriving", "leaving", "change")) {
      String subject = session + " " + figure;
      List<Group> groups = groups(of, (id, upTo) -> behind.latest(id, subject, upTo));
      requirePeople(row, groups);
      attacker.hears(
          new Figure(
              subject,
              groups,
              row.path(figure).doubleValue(),
              figure.equals("change"),
              detail,
              row));
    }
  }

  private void tool(JsonNode row, Map<CircleId, Long> of) {
    String tool = row.path("tool").textValue().toUpperCase(Locale.ROOT).replace('-', '_');
    List<Group> groups = groups(of, (id, upTo) -> behind.all(id, tool, upTo));
    requirePeople(row, groups);
    attacker.hears(
        new Figure(tool, groups, row.path("helpfulness").doubleValue(), false, false, row));
  }

  // --- whose it is -------------------------------------------------------------------------------

  private static List<Group> groups(
      Map<CircleId, Long> of, BiFunction<CircleId, Long, List<Group>> behind) {
    List<Group> groups = new ArrayList<>();
    of.forEach((id, upTo) -> groups.addAll(behind.apply(id, upTo)));
    return groups;
  }

  private static void requirePeople(JsonNode row, List<Group> groups) {
    if (row.path("n").intValue() != groups.stream().mapToLong(Group::answers).sum()) {
      throw new AssertionError("not of " + groups.size() + " groups: " + row);
    }
  }
}
