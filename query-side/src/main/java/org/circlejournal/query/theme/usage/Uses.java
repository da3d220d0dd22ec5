package org.circlejournal.query.theme.usage;

import java.util.ArrayList;
import java.util.List;

/**
 * How often something was taken up in one session.
 *
 * @param walked of a path, or of a path's end
 */
record Uses(int session, int presented, int explored, int toolsTried, int walked) {

  static Uses presented(int session, int times) {
    return new Uses(session, times, 0, 0, 0);
  }

  static Uses explored(int session, int times) {
    return new Uses(session, 0, times, 0, 0);
  }

  static Uses tried(int session, int times) {
    return new Uses(session, 0, 0, times, 0);
  }

  static Uses walked(int session, int times) {
    return new Uses(session, 0, 0, 0, times);
  }

  /** With more, or less, in order of sessions; what comes to nothing leaves no trace. */
  static List<Uses> plus(List<Uses> uses, Uses more) {
    List<Uses> next = new ArrayList<>(uses.size() + 1);
    Uses sum = more;
    for (Uses one : uses) {
      if (one.session == more.session) {
        sum = one.plus(more);
      } else {
        next.add(one);
      }
    }
    if (!sum.isNothing()) {
      int at = 0;
      while (at < next.size() && next.get(at).session < sum.session) {
        at++;
      }
      next.add(at, sum);
    }
    return next;
  }

  private Uses plus(Uses more) {
    return new Uses(
        session,
        presented + more.presented,
        explored + more.explored,
        toolsTried + more.toolsTried,
        walked + more.walked);
  }

  private boolean isNothing() {
    return presented == 0 && explored == 0 && toolsTried == 0 && walked == 0;
  }
}
