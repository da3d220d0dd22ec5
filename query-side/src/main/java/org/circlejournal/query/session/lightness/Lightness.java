package org.circlejournal.query.session.lightness;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.view.Lists;

/**
 * What left of a circle's pulses and ratings, session by session.
 *
 * @param sessions in the order of leaving
 * @param ratings in the order of leaving
 */
record Lightness(List<SessionRow> sessions, List<Rating> ratings) {

  static final Lightness NONE = new Lightness(List.of(), List.of());

  /** A tool in one session, as it left. */
  record Rating(Tool tool, int n, double helpfulness, boolean rounded) {}

  // --- fold -----------------------------------------------------------------------------------

  Lightness released(PulseReleased e) {
    Tool tool = e.tool();
    if (tool == null) {
      return new Lightness(
          Lists.plus(
              sessions,
              new SessionRow(
                  e.session(),
                  e.n(),
                  e.arriving(),
                  e.leaving(),
                  e.change(),
                  e.low(),
                  e.high(),
                  e.withheld())),
          ratings);
    }
    Rating rating =
        new Rating(
            tool, requireNonNull(e.n()), requireNonNull(e.helpfulness()), e.withheld() != null);
    return new Lightness(sessions, Lists.plus(ratings, rating));
  }

  // --- rows -----------------------------------------------------------------------------------

  List<SessionRow> sessionRows() {
    return sessions.stream().sorted(Comparator.comparing(SessionRow::session)).toList();
  }

  /** Of what left in each session, and not of answers: so a later row tells no more than a part. */
  List<ToolRow> toolRows() {
    List<ToolRow> rows = new ArrayList<>();
    for (Tool tool : sessions.isEmpty() ? new Tool[0] : Tool.values()) {
      List<Rating> of = ratings.stream().filter(rating -> rating.tool() == tool).toList();
      rows.add(
          of.isEmpty() ? new ToolRow(tool, null, null, ReleaseRules.FEWER_THAN_K) : row(tool, of));
    }
    return rows;
  }

  private static ToolRow row(Tool tool, List<Rating> ratings) {
    int n = 0;
    double total = 0;
    for (Rating rating : ratings) {
      n += rating.n();
      total += rating.n() * rating.helpfulness();
    }
    boolean rounded = ratings.stream().anyMatch(Rating::rounded);
    return new ToolRow(tool, n, total / n, rounded ? ReleaseRules.ROUNDED_BELOW_2K : null);
  }
}
