package org.circlejournal.command.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.circlejournal.events.session.SessionEvent.Phase.PRESENTATION;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refuses;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.session.SessionEvent;
import org.circlejournal.events.session.SessionEvent.*;
import org.junit.jupiter.api.Test;

/**
 * Whatever people ask for, what is journaled keeps the rules; held against a slow, obvious twin.
 */
class RandomYearTest {

  private static final int YEARS = 6;
  private static final int COMMANDS = 1_200;

  @Test
  void what_is_journaled_keeps_the_rules_of_each_session() {
    int sessions = 0;
    for (int seed = 1; seed <= YEARS; seed++) {
      RandomYear year = new RandomYear(seed);
      year.live(COMMANDS, (command, refusal) -> {});
      Map<Integer, Map<Long, SessionEvent>> standing = standing(year.events());
      standing.values().forEach(RandomYearTest::assertSession);
      assertOneOpenAtATime(year.events());
      sessions += standing.size();
    }
    assertThat(sessions).as("sessions that were held").isGreaterThan(5 * YEARS);
  }

  @Test
  void what_was_decided_is_what_is_loaded() {
    for (int seed = 1; seed <= YEARS; seed++) {
      RandomYear year = new RandomYear(seed);
      year.live(COMMANDS, (command, refusal) -> {});
      assertThat(year.loaded().session())
          .usingRecursiveComparison()
          .ignoringFields("year")
          .ignoringFieldsOfTypes(Cases.class)
          .isEqualTo(year.year().session());
    }
  }

  @Test
  void a_command_is_refused_only_for_what_it_says_it_may_be() {
    Map<Class<?>, Set<Refusal>> met = new HashMap<>();
    for (int seed = 1; seed <= YEARS; seed++) {
      new RandomYear(seed)
          .live(
              COMMANDS,
              (command, refusal) ->
                  met.computeIfAbsent(command.getClass(), c -> EnumSet.noneOf(Refusal.class))
                      .add(refusal));
    }
    met.forEach(
        (type, refusals) -> {
          refusals.removeIf(refusal -> refusal.status() == 400);
          assertThat(type.getAnnotation(Refuses.class).value())
              .as(type.getSimpleName())
              .containsAll(refusals);
        });
    assertThat(met).hasSize(SessionCommand.class.getPermittedSubclasses().length);
  }

  @Test
  void every_command_says_what_it_may_be_refused_for_and_names_nothing_twice() {
    for (Class<?> type : SessionCommand.class.getPermittedSubclasses()) {
      assertThat(type.getAnnotation(Refuses.class).value())
          .as(type.getSimpleName())
          .contains(Refusal.SESSION_UNKNOWN, Refusal.NOT_A_MEMBER, Refusal.CIRCLE_CLOSED)
          .doesNotHaveDuplicates();
    }
  }

  // --- the twin: looks at all events of a session at once -------------------------------------

  /** Events of each held session that were not retracted, by version. */
  private static Map<Integer, Map<Long, SessionEvent>> standing(List<JournalEvent> events) {
    Map<Integer, Map<Long, SessionEvent>> standing = new TreeMap<>();
    for (int version = 0; version < events.size(); version++) {
      if (events.get(version) instanceof EntryRetracted e) {
        assertThat(events.get((int) e.version())).isEqualTo(e.entry());
        assertThat(standing.getOrDefault(e.session(), Map.of()).remove(e.version())).isNotNull();
      } else if (events.get(version) instanceof SessionEvent e
          && !(e instanceof SessionPostponed)
          && !(e instanceof SessionCancelled)) {
        standing.computeIfAbsent(e.session(), n -> new TreeMap<>()).put((long) version, e);
      }
    }
    return standing;
  }

  private static void assertSession(Map<Long, SessionEvent> standing) {
    List<SessionEvent> events = List.copyOf(standing.values());
    assertThat(events.get(0)).isInstanceOf(SessionStarted.class);
    assertThat(count(events, SessionStarted.class::isInstance)).isOne();
    assertThat(count(events, SessionClosed.class::isInstance)).isLessThanOrEqualTo(1);
    Set<Object> present = new HashSet<>();
    of(events, MemberCheckedIn.class).forEach(e -> assertThat(present.add(e.member())).isTrue());
    assertThat(of(events, CasePresented.class)).allMatch(e -> present.contains(e.member()));
    assertThat(of(events, CasePresented.class).size())
        .isLessThanOrEqualTo(
            count(events, e -> e instanceof PhaseEntered p && p.phase() == PRESENTATION));
    assertThat(of(events, ApologiesSent.class).size()).isLessThanOrEqualTo(8 - present.size());
    List<PhaseEntered> phases = of(events, PhaseEntered.class);
    assertThat(phases).extracting(PhaseEntered::at).isSorted();
    assertTimes(events);
  }

  private static void assertTimes(List<SessionEvent> events) {
    for (SessionEvent event : events) {
      assertThat(event.at()).isAfterOrEqualTo(events.get(0).at().minusSeconds(3_600));
      of(events, SessionClosed.class)
          .forEach(
              closed -> {
                if (event instanceof PhaseEntered
                    || events.indexOf(event) > events.indexOf(closed)) {
                  assertThat(event.at()).isBeforeOrEqualTo(closed.at());
                }
              });
    }
  }

  private static void assertOneOpenAtATime(List<JournalEvent> events) {
    int open = 0;
    for (JournalEvent event : events) {
      if (event instanceof SessionStarted e) {
        assertThat(open).isZero();
        open = e.session();
      } else if (event instanceof SessionClosed e) {
        assertThat(open).isEqualTo(e.session());
        open = 0;
      }
    }
  }

  private static int count(List<SessionEvent> events, Predicate<SessionEvent> of) {
    return (int) events.stream().filter(of).count();
  }

  private static <T> List<T> of(List<SessionEvent> events, Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
