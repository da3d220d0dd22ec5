package org.circlejournal.query;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.closing.ClosingEvent.*;
import org.circlejournal.events.consent.ConsentEvent.*;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.survey.SurveyEvent.*;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.events.theme.ThemeEvent.*;
import org.circlejournal.events.theme.ThemeId;
import org.jspecify.annotations.Nullable;

/**
 * Random circle-years, seeded: every event of the journal occurs in some of them, in an order that
 * the rules allow or nearly so. Folds must stand whatever was journaled.
 */
public final class Histories {

  private final Random random;
  private final Year year;
  private final List<ThemeId> board = new ArrayList<>();
  private final int members;

  private Histories(long seed, CircleId circle) {
    this.random = new Random(seed);
    this.members = 5 + random.nextInt(8);
    this.year = Year.of(circle, random.nextBoolean() ? "CLINIC-A" : "CLINIC-B", members);
  }

  public static List<JournalEvent> of(long seed) {
    return of(seed, Year.circle(seed & 0xffffffL));
  }

  public static List<JournalEvent> of(long seed, CircleId circle) {
    return new Histories(seed, circle).write();
  }

  private List<JournalEvent> write() {
    CircleId id = year.id;
    for (int i = 1; i <= members; i++) {
      year.add(new FrameAgreed(id, year.now(), Year.member(i), "1"));
      year.add(
          new ConsentGiven(
              id,
              year.now(),
              Lane.MEMBER,
              Year.member(i).value(),
              Purpose.TAKE_PART,
              new Notice("1", "en", "00")));
    }
    int sessions = 1 + random.nextInt(26);
    for (int session = 1; session <= sessions; session++) {
      before(session);
      if (random.nextInt(8) != 0) {
        session(session);
      }
      between();
    }
    year.add(
        new SurveyWaveOpened(
            id,
            year.now(),
            Wave.ENDPOINT,
            List.of(), // no instruments: nothing for the publisher, who would move positions
            year.now().plus(Duration.ofDays(14)),
            Publish.AT_CLOSE,
            new Declared(List.of("baseline-endpoint"), null, null),
            5));
    year.add(new SurveyRecorded(id, year.now(), Wave.ENDPOINT, "cbi", "b1", sealed()));
    year.add(new SurveyWaveClosed(id, year.now(), Wave.ENDPOINT));
    year.add(released(Wave.ENDPOINT));
    if (random.nextBoolean()) {
      year.add(new ReflectionRecorded(id, year.now(), Question.MEANING, sealed()));
      year.add(new CircleClosed(id, year.now(), any(ClosureReason.values())));
      year.later(Duration.ofDays(400)).add(new CircleSealed(id, year.now()));
      year.add(new CircleErased(id, year.now(), ErasureReason.REQUEST));
    }
    return year.events();
  }

  private void before(int session) {
    CircleId id = year.id;
    Instant at = Year.planned(session).minus(random.nextInt(200), ChronoUnit.HOURS);
    year.at(at.isBefore(year.now()) ? year.now() : at);
    LocalDateTime from = Year.date(session);
    switch (random.nextInt(8)) {
      case 0 -> {
        LocalDateTime to = random.nextBoolean() ? null : from.plusDays(3);
        year.add(
            new SessionPostponed(
                id, year.now(), session, from, to, reason(), any(DecidedBy.values())));
      }
      case 1 ->
          year.add(
              new SessionCancelled(
                  id, year.now(), session, from, reason(), any(DecidedBy.values())));
      case 2 ->
          year.add(
              new SessionsReplanned(
                  id,
                  year.now(),
                  session,
                  IntStream.rangeClosed(session, 26)
                      .mapToObj(s -> Year.date(s).plusDays(1))
                      .toList(),
                  any(ReplanReason.values())));
      default -> year.add(new JoiningExtended(id, year.now(), 6));
    }
  }

  private void session(int session) {
    CircleId id = year.id;
    Instant start = Year.planned(session);
    year.at(start.isBefore(year.now()) ? year.now() : start);
    year.add(new SessionStarted(id, year.now(), session));
    for (int i = 1; i <= members; i++) {
      if (random.nextInt(4) != 0) {
        entry(new MemberCheckedIn(id, year.now(), session, Year.member(i), any(Presence.values())));
      } else if (random.nextBoolean()) {
        entry(new ApologiesSent(id, year.now(), session, any(ApologyReason.values())));
      }
    }
    year.add(new PhaseEntered(id, year.now(), session, any(Phase.values())));
    board(session);
    for (int i = random.nextInt(6); i > 0; i--) {
      year.later(Duration.ofMinutes(random.nextInt(12)));
      entry(anything(session));
    }
    // Before the pulses: nothing is left to do for their publisher, who would move positions.
    year.add(pulse(session, null));
    if (random.nextInt(3) == 0) {
      year.add(pulse(session, any(Tool.values())));
    }
    year.add(new PulsesRecorded(id, year.now(), session, List.of(List.of(7, 4)), new TreeMap<>()));
    year.add(new SessionClosed(id, year.now(), session, random.nextInt(5) == 0 ? reason() : null));
  }

  private PulseReleased pulse(int session, @Nullable Tool tool) {
    boolean few = tool == null && random.nextBoolean();
    Double figure = few ? null : (Double) (random.nextInt(8) * 0.5);
    return new PulseReleased(
        year.id,
        year.now(),
        session,
        tool,
        few ? null : (Integer) (6 + random.nextInt(4)),
        tool == null ? figure : null,
        tool == null ? figure : null,
        tool == null ? figure : null,
        null,
        null,
        tool == null ? null : figure,
        "set-" + random.nextInt(1000),
        5,
        few ? "fewer-than-k" : "rounded-below-2k");
  }

  private void board(int session) {
    CircleId id = year.id;
    int number = board.size() + 1;
    if (random.nextInt(3) == 0 || number < 3) {
      ThemeId theme = new ThemeId((number % 2 == 1 ? "i" : "g") + number);
      Area area = any(Area.values());
      year.add(
          number % 2 == 1
              ? new IssueNoted(id, year.now(), session, theme, area, sealed())
              : new GoalNoted(id, year.now(), session, theme, area, sealed()));
      board.add(theme);
    } else if (random.nextInt(3) == 0) {
      ThemeId path = new ThemeId("p" + number);
      year.add(
          new PathDrawn(
              id, year.now(), session, path, new ThemeId("i1"), new ThemeId("g2"), sealed()));
      board.add(path);
    } else if (random.nextInt(6) == 0) {
      year.add(new ThemeRetired(id, year.now(), any()));
      year.add(new TextRedacted(id, year.now(), any()));
    }
  }

  private Retractable anything(int session) {
    CircleId id = year.id;
    Instant now = year.now();
    if (board.isEmpty()) {
      return new QuestionAsked(id, now, session);
    }
    return switch (random.nextInt(7)) {
      case 0 -> new CasePresented(id, now, session, Year.member(1), List.of(any(), any()));
      case 1 -> new QuestionAsked(id, now, session);
      case 2 -> new ReflectionShared(id, now, session, any(Perspective.values()));
      case 3 -> new FrameSlipNamed(id, now, session, any(SlipKind.values()));
      case 4 -> new ThemeExplored(id, now, session, any());
      case 5 -> new ToolTried(id, now, session, any(Tool.values()), any());
      default ->
          new SessionInterrupted(
              id, now, session, any(InterruptionCause.values()), 1 + random.nextInt(20));
    };
  }

  /** Some entries are taken back at once. */
  private void entry(Retractable entry) {
    year.add(entry);
    if (random.nextInt(10) == 0) {
      year.retracts(entry);
    }
  }

  private void between() {
    CircleId id = year.id;
    year.later(Duration.ofDays(1));
    String somebody = Year.member(1 + random.nextInt(members)).value();
    switch (random.nextInt(10)) {
      case 0 -> year.add(new MemberLeft(id, year.now(), Year.member(members)));
      case 1 -> year.add(new MemberReturned(id, year.now(), Year.member(members)));
      case 2 -> year.add(new RippleNoted(id, year.now(), any(Ripple.values())));
      case 3 ->
          year.add(new ConsentWithdrawn(id, year.now(), Lane.MEMBER, somebody, Purpose.TAKE_PART));
      case 4 -> {
        year.add(new ErasureRequested(id, year.now(), Lane.MEMBER, somebody));
        year.add(
            new ErasureCompleted(
                id, year.now(), Lane.MEMBER, somebody, List.of(), List.of(), year.now()));
      }
      case 5 -> year.add(new SurveyCodeLinked(id, year.now(), sealed()));
      case 6 ->
          year.add(
              new ClosingProposed(id, year.now(), Year.member(1), "close-circle", "completed"));
      case 7 -> {
        glued();
        year.add(
            new DataDisclosed(
                id,
                year.now(),
                "STUDY-1",
                DataLane.PARTICIPATION,
                "0".repeat(64),
                List.of(Purpose.RESEARCH_PARTICIPATION),
                7,
                1,
                members,
                "0".repeat(64)));
      }
      default -> year.add(released(Wave.BASELINE));
    }
  }

  /** As if the circle's id were that of a scale's ledger: a fold must stand that. */
  private void glued() {
    CircleId id = year.id;
    CircleId other = Year.circle(random.nextInt(1000));
    year.add(
        new LevelHeldBack(
            id, year.now(), Wave.BASELINE, "cbi", "00", "personal", other, "CLINIC-A", 5));
    year.add(
        new CirclesGlued(
            id,
            year.now(),
            Wave.BASELINE,
            "cbi",
            "00",
            "personal",
            Year.circle(2000 + random.nextInt(1000)),
            random.nextBoolean() ? "CLINIC-A" : null,
            List.of(other, id)));
  }

  private ResultReleased released(Wave wave) {
    int n = random.nextInt(14);
    return new ResultReleased(
        year.id,
        year.now(),
        wave,
        year.now(),
        "cbi",
        "00",
        "personal",
        RowKind.WAVE,
        null,
        n,
        random.nextInt(50) * 2.0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        null,
        "set-" + random.nextInt(1000),
        5,
        n < 10 ? "rounded-below-2k" : null);
  }

  private MoveReason reason() {
    return random.nextBoolean() ? MoveReason.SERVICE_PRESSURE : any(MoveReason.values());
  }

  private Sealed sealed() {
    return new Sealed("key-" + random.nextInt(1_000_000), "AAAA");
  }

  private ThemeId any() {
    return board.get(random.nextInt(board.size()));
  }

  private <T> T any(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
