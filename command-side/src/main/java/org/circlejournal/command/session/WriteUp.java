package org.circlejournal.command.session;

import static org.circlejournal.command.Refusal.CORRECTION_WINDOW_OVER;
import static org.circlejournal.command.Refusal.NOT_PRESENT;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.session.SessionCommand.*;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.jspecify.annotations.Nullable;

/**
 * A whole session that was held without a screen, played through the rules of the live one: start,
 * who was there, the phases with what belongs to each, and at the close what belongs to none.
 */
final class WriteUp {

  private final CircleYear year;
  private final Sessions sessions;
  private final Guards guards;
  private final Course course;
  private final Attending attending;
  private final Telling telling;
  private final Noting noting;
  private final Pulses pulses;

  WriteUp(
      CircleYear year,
      Sessions sessions,
      Guards guards,
      Course course,
      Attending attending,
      Telling telling,
      Noting noting,
      Pulses pulses) {
    this.year = year;
    this.sessions = sessions;
    this.guards = guards;
    this.course = course;
    this.attending = attending;
    this.telling = telling;
    this.noting = noting;
    this.pulses = pulses;
  }

  void writeUp(WriteUpSession c, Moment moment) {
    requireAllKnown(c);
    guards.requireActor(moment);
    guards.requireNotHeld(c.session());
    requireInTime(c.session(), moment);
    Instant end = c.startedAt().plus(minutes(c));
    CircleYear.requireNotInFuture(end, moment.desk());

    course.begin(c.session(), moment.at(c.startedAt()));
    who(c, moment.at(c.startedAt()));
    phases(c, moment);
    beside(c, moment.at(end));
    close(c, moment.at(end));
  }

  private void requireAllKnown(WriteUpSession c) {
    guards.requirePlanned(c.session());
    c.present().forEach(attendee -> guards.requireKnown(attendee.member()));
    for (Case told : orNone(c.cases())) {
      guards.requireKnown(told.member());
      guards.requireOnBoard(told.themes());
    }
    guards.requireOnBoard(c.explored());
    orNone(c.tools()).forEach(use -> guards.requireOnBoard(use.theme()));
  }

  /** Above the last held one at any time; one that was jumped over until 28 days after its date. */
  private void requireInTime(int session, Moment moment) {
    if (session > sessions.lastHeld()) {
      return;
    }
    LocalDateTime date = sessions.plan().latest(session);
    Instant until = date.atZone(year.circle().zone()).toInstant().plus(HeldSession.CORRECTIONS);
    if (moment.desk().now().isAfter(until)) {
      throw new Refused(
          CORRECTION_WINDOW_OVER,
          "a later session was held, and its own date was "
              + date
              + " (expected: at most "
              + HeldSession.CORRECTIONS.toDays()
              + " days ago)");
    }
  }

  private void who(WriteUpSession c, Moment moment) {
    for (Attendee attendee : c.present()) {
      attending.checkIn(new CheckIn(c.session(), attendee.member(), attendee.mode()), moment);
    }
    for (var reason : orNone(c.apologies())) {
      attending.apologies(new SendApologies(c.session(), reason), moment);
    }
  }

  /**
   * What belongs to a phase is told as it begins. If the session did not have that phase, it is
   * told after the last one, and refused by the phase's own rule.
   */
  private void phases(WriteUpSession c, Moment moment) {
    Instant at = c.startedAt();
    List<Phase> order = guards.requireOpen(c.session()).rhythm().phases();
    List<Phase> phases = new ArrayList<>(c.phases().keySet());
    phases.sort(Comparator.comparing(order::indexOf));
    for (Phase phase : phases) {
      course.advance(new AdvancePhase(c.session(), phase), moment.at(at));
      within(phase, c, moment.at(at));
      at = at.plus(Duration.ofMinutes(c.phases().getOrDefault(phase, 0)));
    }
    for (Phase phase : List.of(Phase.PRESENTATION, Phase.CLARIFYING, Phase.REFLECTION)) {
      if (!c.phases().containsKey(phase)) {
        within(phase, c, moment.at(at));
      }
    }
  }

  private void within(Phase phase, WriteUpSession c, Moment moment) {
    if (phase == Phase.PRESENTATION) {
      for (Case told : orNone(c.cases())) {
        telling.present(new PresentCase(c.session(), told.member(), told.themes()), moment);
      }
    } else if (phase == Phase.CLARIFYING && c.questions() != null) {
      for (int i = 0; i < c.questions(); i++) {
        telling.ask(new AskQuestion(c.session()), moment);
      }
    } else if (phase == Phase.REFLECTION) {
      HeldSession held = guards.requireOpen(c.session());
      times(
          c.reflections(),
          perspective -> telling.shareUnnamed(c.session(), perspective, held, moment));
    }
  }

  private void beside(WriteUpSession c, Moment moment) {
    for (var theme : orNone(c.explored())) {
      noting.explore(new ExploreTheme(c.session(), theme), moment);
    }
    for (ToolUse use : orNone(c.tools())) {
      noting.tryTool(new TryTool(c.session(), use.tool(), use.theme()), moment);
    }
    times(c.slips(), kind -> noting.slip(new NameFrameSlip(c.session(), kind), moment));
    for (Interruption i : orNone(c.interruptions())) {
      noting.interrupt(new InterruptSession(c.session(), i.cause(), i.minutes()), moment);
    }
  }

  private void close(WriteUpSession c, Moment moment) {
    HeldSession held = guards.requireOpen(c.session());
    List<List<Integer>> pairs = orNone(c.pulses());
    Map<Tool, List<Integer>> ratings = new TreeMap<>();
    for (ToolUse use : orNone(c.tools())) {
      ratings.computeIfAbsent(use.tool(), t -> new ArrayList<>()).addAll(orNone(use.ratings()));
    }
    requireOnePerPresent("pulses", pairs.size(), held);
    ratings.forEach((tool, values) -> requireOnePerPresent("ratings", values.size(), held));
    course.requireReason(held, c.reason());
    pulses.journal(c.session(), pairs, ratings, moment);
    course.end(c.session(), c.reason(), moment);
  }

  private static void requireOnePerPresent(String what, int met, HeldSession held) {
    if (met > held.present().size()) {
      throw new Refused(
          NOT_PRESENT,
          what + ": " + met + " (expected: at most one for each of " + held.present().size() + ")");
    }
  }

  private static Duration minutes(WriteUpSession c) {
    return Duration.ofMinutes(c.phases().values().stream().mapToLong(Integer::longValue).sum());
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  private static <T extends Enum<T>> void times(
      @Nullable Map<T, Integer> counts, Consumer<T> each) {
    if (counts == null) {
      return;
    }
    // in the enumeration's order: the body's says nothing
    new TreeMap<>(counts)
        .forEach(
            (kind, count) -> {
              for (int i = 0; i < count; i++) {
                each.accept(kind);
              }
            });
  }
}
