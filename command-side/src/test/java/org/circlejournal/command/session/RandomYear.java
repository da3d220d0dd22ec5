package org.circlejournal.command.session;

import static org.circlejournal.command.CircleFixture.*;
import static org.circlejournal.command.session.Held.I1;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.circlejournal.command.CircleFixture;
import org.circlejournal.command.Order;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.WatchedVault;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.circle.OpenDesk;
import org.circlejournal.command.session.SessionCommand.*;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.theme.ThemeId;
import org.jspecify.annotations.Nullable;

/**
 * A year of a circle of eight in which people ask for anything at any time, sensible or not: what
 * was accepted is in {@link #events}, what was refused is handed to the test.
 */
final class RandomYear {

  /** Takes what was refused. */
  interface Refusals {
    void refused(SessionCommand command, Refusal refusal);
  }

  private final SplittableRandom random;
  private final List<JournalEvent> events = new ArrayList<>();
  private final WatchedVault vault = new WatchedVault();
  private CircleYear year = new CircleYear();
  private Instant now = session(1);

  RandomYear(long seed) {
    random = new SplittableRandom(seed);
    events.addAll(founded(8));
    events.add(Held.issue(1, I1));
    events.add(Held.issue(1, new ThemeId("i2")));
    events.add(Held.retired(1, new ThemeId("i2")));
    year = loaded();
  }

  List<JournalEvent> events() {
    return events;
  }

  CircleYear year() {
    return year;
  }

  /** What a fresh year knows of the same events. */
  CircleYear loaded() {
    CircleYear loaded = new CircleYear();
    for (int version = 0; version < events.size(); version++) {
      loaded.evolve(events.get(version), version);
    }
    return loaded;
  }

  void live(int commands, Refusals refusals) {
    for (int i = 0; i < commands; i++) {
      now = now.plus(Duration.ofMinutes(random.nextInt(100) == 0 ? 20_000 : random.nextInt(5)));
      SessionCommand command = command();
      Instant at = now.minus(Duration.ofMinutes(random.nextInt(4) == 0 ? random.nextInt(200) : 0));
      Order order = new Order(CIRCLE, actor(1 + random.nextInt(9)), at, now, command, null);
      int before = events.size();
      OpenDesk desk = new OpenDesk(order, vault, random, PAPERS, false, before - 1L, this::journal);
      try {
        year.decide(command, desk);
      } catch (Refused e) {
        refusals.refused(command, e.refusal());
        if (events.size() > before) {
          events.subList(before, events.size()).clear();
          year = loaded();
        }
      }
    }
  }

  private void journal(JournalEvent event) {
    events.add(event);
    year.evolve(event, events.size() - 1L);
  }

  private SessionCommand command() {
    int open = year.session().open();
    int last = year.session().lastHeld();
    int n = random.nextInt(8) == 0 ? random.nextInt(28) : Math.max(1, open != 0 ? open : last);
    return switch (random.nextInt(22)) {
      case 0 -> new StartSession(random.nextInt(4) == 0 ? n : last + 1 + random.nextInt(2));
      case 1 -> new CloseSession(n, random.nextBoolean() ? any(MoveReason.values()) : null);
      case 2, 3, 4, 5 -> new CheckIn(n, member(), any(Presence.values()));
      case 6 -> new SendApologies(n, any(ApologyReason.values()));
      case 7, 8, 9 -> new AdvancePhase(n, any(Phase.values()));
      case 10 -> new PresentCase(n, member(), random.nextBoolean() ? List.of() : List.of(theme()));
      case 11 -> new AskQuestion(n);
      case 12 -> new ShareReflection(n, member(), any(Perspective.values()));
      case 13 -> new NameFrameSlip(n, any(SlipKind.values()));
      case 14 -> new ExploreTheme(n, theme());
      case 15 -> new TryTool(n, any(Tool.values()), random.nextBoolean() ? theme() : null);
      case 16 -> new RecordPulse(n, 5, 3, Map.of(any(Tool.values()), 4));
      case 17 -> new InterruptSession(n, any(InterruptionCause.values()), random.nextInt(9));
      case 18 ->
          new RetractEntry(
              n,
              events.size() - 1 - random.nextInt(events.size() > 30 ? 30 : 1),
              RetractionReason.MISTAKE);
      case 19 -> new PostponeSession(n + 1, date(), any(MoveReason.values()), DecidedBy.OTHER);
      case 20 -> new CancelSession(n + 1, any(MoveReason.values()), DecidedBy.CIRCLE);
      default -> writeUp(random.nextBoolean() ? last - 1 : last + 1 + random.nextInt(2));
    };
  }

  private WriteUpSession writeUp(int n) {
    List<Attendee> present =
        IntStream.rangeClosed(1, random.nextInt(9))
            .mapToObj(i -> new Attendee(CircleFixture.member(i), any(Presence.values())))
            .toList();
    return new WriteUpSession(
        n,
        now.minus(Duration.ofMinutes(100)),
        present,
        random.nextBoolean() ? List.of(ApologyReason.ON_CALL) : null,
        random.nextInt(3) == 0 ? Map.of(any(Phase.values()), 10) : WriteUpTest.PHASES,
        random.nextInt(3) == 0 ? List.of(new SessionCommand.Case(member(), List.of())) : null,
        random.nextInt(3) == 0 ? 2 : null,
        random.nextInt(3) == 0 ? Map.of(Perspective.AS_CLIENT, 2) : null,
        null,
        random.nextInt(3) == 0 ? List.of(theme()) : null,
        List.of(new ToolUse(any(Tool.values()), null, List.of(3))),
        List.of(List.of(4, 2)),
        null,
        random.nextBoolean() ? any(MoveReason.values()) : null);
  }

  private MemberId member() {
    return CircleFixture.member(1 + random.nextInt(9));
  }

  private ThemeId theme() {
    return new ThemeId("i" + (random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1));
  }

  private @Nullable LocalDateTime date() {
    return random.nextInt(3) == 0
        ? null
        : LocalDateTime.ofInstant(now, ZONE).plusDays(random.nextInt(20));
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
