package org.circlejournal.standalone.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What happens in one session, minute by minute. */
final class SimulatedSession {

  private static final List<String> AREAS =
      List.of("workload", "control", "reward", "community", "fairness", "values");
  private static final List<String> TOOLS =
      List.of(
          "stillness",
          "breathing",
          "belief-challenge",
          "role-play",
          "values-conversation",
          "limit-setting");
  private static final List<String> PERSPECTIVES =
      List.of("own-feeling", "as-presenter", "as-client", "as-colleague");
  private static final List<String> SLIPS = List.of("advice", "fixing", "not-first-person");
  private static final List<String> RIPPLES =
      List.of("asked-for-help", "offered-help", "set-a-limit", "said-no", "collaborated");
  private static final List<String> APOLOGIES =
      List.of("service-pressure", "service-pressure", "on-call", "private");

  private final Profile profile;
  private final Lines lines;
  private final Random random;
  private final Map<String, Double> diligence = new LinkedHashMap<>();
  private final List<String> board = new ArrayList<>();

  SimulatedSession(Profile profile, Lines lines, Random random) {
    this.profile = profile;
    this.lines = lines;
    this.random = random;
  }

  /** Members who come this time, in random order; three at the least. */
  List<String> whoComes(List<String> members) {
    List<String> present = new ArrayList<>();
    for (String member : members) {
      double own =
          diligence.computeIfAbsent(
              member, m -> profile.attendance() + (random.nextDouble() - 0.5) * 0.2);
      if (random.nextDouble() < own) {
        present.add(member);
      }
    }
    for (String member : members) {
      if (present.size() < 3 && !present.contains(member)) {
        present.add(member);
      }
    }
    Collections.shuffle(present, random);
    return present;
  }

  void first(Instant at, List<String> members, List<String> present, Runnable openWave) {
    arrive(1, at, members, present);
    phase(1, "introductions", at, 6);
    phase(1, "mapping", at, 30);
    for (int i = 0; i < 9; i++) {
      String text = "Synthetic: what hurts, number " + (i + 1) + ".";
      note("note-issue", "i", text, present, at, 32 + i);
    }
    for (int i = 0; i < 5; i++) {
      note(
          "note-goal",
          "g",
          "Synthetic: what we want, number " + (i + 1) + ".",
          present,
          at,
          45 + i);
    }
    for (int i = 0; i < 5; i++) {
      lines
          .line("draw-path", any(present), after(at, 55 + i))
          .with("issue", board.get(i))
          .with("goal", board.get(9 + i))
          .with("text", "Synthetic: a way, number " + (i + 1) + ".")
          .send();
      board.add("p" + (board.size() + 1));
    }
    phase(1, "surveys", at, 70);
    openWave.run();
    pulses(1, at, present, List.of());
    end(1, at, present);
  }

  void last(Instant at, List<String> members, List<String> present, Runnable openWave) {
    int session = Profile.SESSIONS;
    arrive(session, at, members, present);
    phase(session, "stillness", at, 5);
    phase(session, "looking-back", at, 15);
    phase(session, "surveys", at, 60);
    openWave.run();
    pulses(session, at, present, List.of());
    end(session, at, present);
  }

  void regular(int session, Instant at, List<String> members, List<String> present) {
    arrive(session, at, members, present);
    phase(session, "stillness", at, 4);
    phase(session, "presentation", at, 14);
    String presenter = present.get(0);
    boolean told = random.nextDouble() < 0.92;
    String theme = any(themes());
    if (told) {
      lines
          .line("present-case", presenter, after(at, 15))
          .with("session", session)
          .with("member", presenter)
          .with("themes", random.nextDouble() < 0.4 ? two(theme) : List.of(theme))
          .send();
    }
    phase(session, "clarifying", at, 26);
    for (int i = 0; i < 2 + random.nextInt(5); i++) {
      lines.line("ask-question", any(present), after(at, 27 + i)).with("session", session).send();
    }
    phase(session, "reflection", at, 38);
    for (int i = 0; i < 3 + random.nextInt(6); i++) {
      String speaker = any(told ? present.subList(1, present.size()) : present);
      lines
          .line("share-reflection", speaker, after(at, 39 + 2 * i))
          .with("session", session)
          .with("member", speaker)
          .with("perspective", any(PERSPECTIVES))
          .send();
    }
    // The rhythm is learnt: slips grow rarer over the year.
    if (random.nextDouble() < 0.5 - 0.012 * session) {
      lines
          .line("name-frame-slip", any(present), after(at, 56))
          .with("session", session)
          .with("kind", any(SLIPS))
          .send();
    }
    if (random.nextDouble() < 0.15) {
      lines
          .line("interrupt-session", any(present), after(at, 57))
          .with("session", session)
          .with("cause", "page")
          .with("minutes", 2 + random.nextInt(8))
          .send();
    }
    phase(session, "return", at, 62);
    if (random.nextDouble() < 0.5) {
      lines
          .line("explore-theme", any(present), after(at, 64))
          .with("session", session)
          .with("theme", any(board))
          .send();
    }
    List<String> tried = new ArrayList<>();
    if (random.nextDouble() < 0.45) {
      String tool = any(TOOLS);
      tried.add(tool);
      lines
          .line("try-tool", any(present), after(at, 66))
          .with("session", session)
          .with("tool", tool)
          .with("theme", theme)
          .send();
    }
    if (random.nextDouble() < 0.35) {
      lines.line("note-ripple", any(present), after(at, 72)).with("ripple", any(RIPPLES)).send();
    }
    phase(session, "closing", at, 76);
    pulses(session, at, present, tried);
    end(session, at, present);
  }

  /** Held without a screen; written the next day, and one entry of it taken back. */
  void writtenUp(int session, Instant at, List<String> members, List<String> present) {
    Instant next = at.plus(Duration.ofHours(20));
    Map<String, Integer> phases = new LinkedHashMap<>();
    phases.put("stillness", 10);
    phases.put("presentation", 14);
    phases.put("clarifying", 12);
    phases.put("reflection", 26);
    phases.put("return", 14);
    phases.put("closing", 12);
    List<List<Integer>> pulses = new ArrayList<>();
    present.forEach(member -> pulses.add(pulse()));
    lines
        .line("write-up-session", present.get(0), next)
        .with("session", session)
        .with("startedAt", at.toString())
        .with("present", present)
        .with("apologies", members.size() > present.size() ? List.of("on-call") : List.of())
        .withTree("phases", phases)
        .withTree(
            "cases", List.of(ordered("member", present.get(0), "themes", List.of(any(themes())))))
        .with("questions", 4)
        .withTree("reflections", ordered("own-feeling", 2, "as-client", 1))
        .withTree("slips", Map.of("advice", 1))
        .with("explored", List.of(any(board)))
        .withTree("tools", List.of(ordered("tool", "breathing", "ratings", List.of(3, 4, 4))))
        .withTree("pulses", pulses)
        .send();
    // A question was counted twice.
    lines
        .line("retract-entry", present.get(1), next.plusSeconds(3600))
        .with("session", session)
        .with("retract", "session.QuestionAsked")
        .with("reason", "mistake")
        .send();
  }

  private void arrive(int session, Instant at, List<String> members, List<String> present) {
    lines.line("start-session", present.get(0), at).with("session", session).send();
    for (String member : present) {
      lines
          .line("check-in", member, at.plusSeconds(20L + random.nextInt(60)))
          .with("session", session)
          .with("member", member)
          .with("mode", random.nextDouble() < 0.08 ? "remote" : "in-person")
          .send();
    }
    for (int i = present.size(); i < members.size(); i++) {
      if (random.nextDouble() < 0.6) {
        lines
            .line("send-apologies", present.get(0), after(at, 3))
            .with("session", session)
            .with("reason", any(APOLOGIES))
            .send();
      }
    }
  }

  private void note(
      String command, String kind, String text, List<String> present, Instant at, int minute) {
    lines
        .line(command, any(present), after(at, minute))
        .with("text", text)
        .with("area", any(AREAS))
        .send();
    board.add(kind + (board.size() + 1));
  }

  private void phase(int session, String phase, Instant at, int minute) {
    lines
        .line("advance-phase", "m1", after(at, minute))
        .with("session", session)
        .with("phase", phase)
        .send();
  }

  private void pulses(int session, Instant at, List<String> present, List<String> tried) {
    for (String member : present) {
      if (random.nextDouble() < 0.85) {
        List<Integer> pulse = pulse();
        Lines.Line line =
            lines
                .line("record-pulse", member, after(at, 86))
                .with("session", session)
                .with("arriving", pulse.get(0))
                .with("leaving", pulse.get(1));
        if (!tried.isEmpty()) {
          line.withTree("tools", Map.of(tried.get(0), 2 + random.nextInt(4)));
        }
        line.send();
      }
    }
  }

  /** Arriving around 6 of 10, leaving about 1.6 lighter. */
  private List<Integer> pulse() {
    int arriving = clamp((int) Math.round(6 + 1.6 * random.nextGaussian()));
    int leaving = clamp((int) Math.round(arriving - 1.6 + 1.1 * random.nextGaussian()));
    return List.of(arriving, leaving);
  }

  /** In the order given: {@code Map.of} has another one in each process. */
  private static Map<String, Object> ordered(
      String first, Object value, String second, Object other) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(first, value);
    map.put(second, other);
    return map;
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(10, value));
  }

  private void end(int session, Instant at, List<String> present) {
    lines
        .line("close-session", present.get(0), after(at, 87 + random.nextInt(5)))
        .with("session", session)
        .send();
  }

  /** Issues and goals; paths are walked by exploring only. */
  private List<String> themes() {
    return board.stream().filter(theme -> !theme.startsWith("p")).toList();
  }

  private List<String> two(String theme) {
    String other = any(themes());
    return other.equals(theme) ? List.of(theme) : List.of(theme, other);
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static Instant after(Instant at, int minutes) {
    return at.plus(Duration.ofMinutes(minutes));
  }
}
