package org.circlejournal.command.circle;

import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import org.circlejournal.command.Desk;
import org.circlejournal.command.circle.CircleCommand.FoundCircle;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.jspecify.annotations.Nullable;

/** The terms of a year, from what was asked for and what is usual. */
final class Founding {

  private static final int RHYTHM_DAYS = 14;
  private static final int SESSIONS = 26;
  private static final int SESSION_MINUTES = 90;
  private static final int JOINING_UNTIL_SESSION = 5;
  private static final int K = 5;
  private static final int RETENTION_MONTHS = 60;

  private Founding() {}

  static CircleFounded terms(FoundCircle command, Desk desk) {
    int rhythm = or(command.rhythmDays(), RHYTHM_DAYS);
    int sessions = or(command.sessions(), SESSIONS);
    return new CircleFounded(
        desk.circleId(),
        desk.at(),
        command.name(),
        command.workplace(),
        command.timeZone(),
        planned(command.firstMeeting(), rhythm, sessions),
        rhythm,
        or(command.sessionMinutes(), SESSION_MINUTES),
        command.capacity(),
        or(command.joiningUntilSession(), JOINING_UNTIL_SESSION),
        or(command.k(), K),
        or(command.retentionMonths(), RETENTION_MONTHS),
        command.frameVersion(),
        command.continues(),
        desk.imported());
  }

  /** Local dates: the clock on the wall of the room does not move with daylight saving. */
  private static List<LocalDateTime> planned(LocalDateTime first, int rhythm, int sessions) {
    return IntStream.range(0, sessions)
        .mapToObj(session -> first.plusDays((long) session * rhythm))
        .toList();
  }

  /** What the founder should know before others join. */
  static void advise(CircleFounded terms, Desk desk) {
    int k = terms.k();
    int capacity = terms.capacity();
    desk.advice("The circle's name is shown outside: let it name nobody.");
    if (capacity <= k) {
      desk.advice(
          ("At most %d members and k = %d: no result of a questionnaire will ever be shown, because"
                  + " %d people must have answered.")
              .formatted(capacity, k, k + 1));
    } else if (capacity < 2 * k) {
      desk.advice(
          ("At most %d members and k = %d: results are shown once %d people have answered, as"
                  + " rounded means only; intervals and effect sizes need %d.")
              .formatted(capacity, k, k + 1, 2 * k));
    }
  }

  private static int or(@Nullable Integer asked, int usual) {
    return asked == null ? usual : asked;
  }
}
