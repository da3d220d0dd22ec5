package org.circlejournal.standalone.sample;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;

/** One circle's year from founding to the last questionnaire, line by line. */
final class SimulatedYear {

  private static final List<String> INSTRUMENTS = List.of("mbi-hss", "cbi");
  private static final Instruments KEYS = Instruments.shipped();
  private static final String NORMS = "manual-3-overall";

  private final Profile profile;
  private final long seed;
  private final Random random;
  private final Lines lines;
  private final SampleNotices notices;
  private final List<String> members = new ArrayList<>();
  private final Map<String, Double> leaning = new LinkedHashMap<>();
  private final SimulatedSession sessions;
  private final Set<String> answered = new HashSet<>();

  /**
   * @param notices what consents are given on
   */
  SimulatedYear(Profile profile, long seed, SampleNotices notices, Consumer<ObjectNode> out) {
    this.profile = profile;
    this.seed = seed;
    this.random = new Random(seed ^ profile.alias().hashCode());
    this.notices = notices;
    this.lines = new Lines(profile.alias(), out);
    this.sessions = new SimulatedSession(profile, lines, random);
  }

  /**
   * The token of a member, made by the client: the same for the same seed. Synthetic, no secret.
   */
  static String token(long seed, String circle, String member) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  ("synthetic/" + seed + "/" + circle + "/" + member)
                      .getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  void play() {
    found();
    for (int session = 1; session <= Profile.SESSIONS; session++) {
      join(session);
      hold(session);
    }
    close();
    followUp();
  }

  private void found() {
    Instant at = planned(1).minus(Duration.ofDays(21));
    lines
        .line("found-circle", "m1", at)
        .with("name", profile.name())
        .with("workplace", profile.workplace())
        .with("timeZone", profile.zone().getId())
        .with("firstMeeting", profile.firstMeeting().toString())
        .with("rhythmDays", Profile.RHYTHM_DAYS)
        .with("sessions", Profile.SESSIONS)
        .with("sessionMinutes", Profile.MINUTES)
        .with("capacity", 15)
        .with("joiningUntilSession", Profile.JOINING_UNTIL)
        .with("k", 5)
        .with("frameVersion", "1")
        .with("retentionMonths", 60)
        .with("memberToken", token(seed, profile.alias(), "m1"))
        .send();
    welcome("m1");
  }

  /** Some before the first session, the rest one by one until session 5. */
  private void join(int session) {
    int wanted =
        session == 1
            ? profile.founders()
            : profile.founders()
                + (profile.members() - profile.founders())
                    * (Math.min(session, Profile.JOINING_UNTIL) - 1)
                    / (Profile.JOINING_UNTIL - 1);
    while (members.size() < wanted) {
      String member = "m" + (members.size() + 1);
      lines
          .line("join-circle", member, planned(session).minus(Duration.ofDays(3)))
          .with("memberToken", token(seed, profile.alias(), member))
          .send();
      welcome(member);
    }
  }

  private void welcome(String member) {
    members.add(member);
    leaning.put(member, Answers.leaning(random));
    Instant at = lines.latest().plusSeconds(600);
    lines.line("agree-frame", member, at).with("frameVersion", "1").send();
    consent(member, "take-part");
    if (random.nextDouble() < 0.85) {
      consent(member, "research-participation");
    }
  }

  private void consent(String member, String purpose) {
    lines
        .line("give-consent", member, lines.latest().plusSeconds(30))
        .with("purpose", purpose)
        .withTree("notice", notices.takingPart())
        .send();
  }

  private void hold(int session) {
    Instant at = planned(session);
    if (profile.cancelled().contains(session)) {
      lines
          .line("cancel-session", members.get(1), at.minus(Duration.ofHours(20)))
          .with("session", session)
          .with("reason", "service-pressure")
          .with("decidedBy", "service")
          .send();
      return;
    }
    if (profile.moved().contains(session)) {
      LocalDateTime to = local(session).plusDays(7);
      lines
          .line("postpone-session", members.get(0), at.minus(Duration.ofHours(30)))
          .with("session", session)
          .with("to", to.toString())
          .with("reason", "service-pressure")
          .with("decidedBy", "service")
          .send();
      at = to.atZone(profile.zone()).toInstant();
    }
    List<String> present = sessions.whoComes(members);
    if (session == 1) {
      sessions.first(at, members, present, () -> openWave("baseline"));
      answers("baseline", 0, Duration.ofDays(profile.founders() < members.size() ? 2 : 1));
    } else if (session == Profile.SESSIONS) {
      sessions.last(at, members, present, () -> openWave("endpoint"));
      closingWords(present);
      answers("endpoint", 1, Duration.ofHours(1));
    } else if (session == profile.writtenUp()) {
      sessions.writtenUp(session, at, members, present);
    } else {
      sessions.regular(session, at, members, present);
    }
    if (session == Profile.JOINING_UNTIL) {
      // Whoever joined after the first session answers the baseline now.
      answers("baseline", 0, Duration.ofHours(3));
    }
  }

  private void openWave(String wave) {
    Instant closes =
        switch (wave) {
          case "baseline" -> planned(Profile.JOINING_UNTIL).plus(Duration.ofDays(7));
          default -> lines.latest().plus(Duration.ofDays(21));
        };
    Map<String, Object> declared = new LinkedHashMap<>();
    declared.put("contrasts", List.of("baseline-endpoint", "baseline-follow-up"));
    declared.put("reliability", "alpha");
    declared.put("normSet", NORMS);
    lines
        .line("open-survey-wave", members.get(0), lines.latest().plusSeconds(60))
        .with("wave", wave)
        .with("instruments", INSTRUMENTS)
        .with("closesAt", closes.toString())
        .with("publish", "at-close")
        .withTree("declared", declared)
        .send();
  }

  /** Everybody who answers at all and has not yet answered this wave does so now. */
  private void answers(String wave, int number, Duration after) {
    Instant at = lines.latest().plus(after);
    int silent = profile.silent() + (number > 0 ? profile.silentAtEnd() : 0);
    for (String member : members.subList(0, Math.max(0, members.size() - silentAmong(silent)))) {
      if (answered.add(wave + "/" + member)) {
        for (String instrument : INSTRUMENTS) {
          record(wave, number, member, instrument, at);
        }
      }
    }
  }

  /** The silent ones are the last to join, so that they are the same in every wave. */
  private int silentAmong(int silent) {
    int missing = profile.members() - members.size();
    return Math.max(0, silent - missing);
  }

  private void record(String wave, int number, String member, String instrument, Instant at) {
    Instrument key = KEYS.byId(instrument).orElseThrow();
    Map<String, Object> choices = new LinkedHashMap<>();
    Random own = new Random(seed ^ (profile.alias() + member).hashCode());
    choices.put("surveys", true);
    choices.put("researchAnswers", own.nextDouble() < 0.85);
    choices.put("quote", own.nextDouble() < 0.4);
    lines
        .line("record-survey", member, at)
        .with("wave", wave)
        .with("instrument", instrument)
        .withTree("answers", Answers.of(key, number, leaning.getOrDefault(member, 0.0), random))
        .withTree("choices", choices)
        .withTree("notice", notices.answers())
        .send();
  }

  private void closingWords(List<String> present) {
    for (String member : present.subList(0, Math.min(4, present.size()))) {
      lines
          .line("record-reflection", member, lines.latest().plusSeconds(120))
          .with("question", "carry-forward")
          .with("text", "Synthetic: I ask sooner when it gets too much.")
          .send();
    }
  }

  private void close() {
    Instant at = lines.latest().plus(Duration.ofDays(1));
    for (String member : members.subList(0, 2)) {
      lines.line("close-circle", member, at).with("reason", "completed").send();
    }
  }

  private void followUp() {
    lines
        .line("note-ripple", members.get(1), lines.latest().plus(Duration.ofDays(60)))
        .with("ripple", "set-a-limit")
        .send();
    Instant at = planned(Profile.SESSIONS).plus(Duration.ofDays(120));
    lines.line("note-ripple", members.get(2), at).with("ripple", "asked-for-help").send();
    openWave("follow-up");
    answers("follow-up", 2, Duration.ofDays(2));
    lines
        .line("note-ripple", members.get(0), lines.latest().plus(Duration.ofDays(30)))
        .with("ripple", "spoke-up")
        .send();
  }

  private LocalDateTime local(int session) {
    return profile.firstMeeting().plusDays((long) Profile.RHYTHM_DAYS * (session - 1));
  }

  private Instant planned(int session) {
    return local(session).atZone(profile.zone()).toInstant();
  }
}
