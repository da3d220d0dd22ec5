package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.circlejournal.command.door.App.Answered;

/**
 * A circle for tests, founded forty days ago and written through the import door: members m1, m2 …
 * who agreed to the frame and consented, and whatever lines follow. Its tokens are known.
 */
final class Story {

  private static final Random TOKENS = new Random(20_261_122);

  private final App app;
  private final Instant start =
      Instant.now().minus(Duration.ofDays(40)).truncatedTo(ChronoUnit.HOURS);
  private final StringBuilder lines = new StringBuilder();
  private final List<String> tokens = new ArrayList<>();
  private String circleId = "";

  Story(App app, int members) {
    this(app, members, "12");
  }

  Story(App app, int members, String capacity) {
    this.app = app;
    LocalDateTime first = LocalDateTime.ofInstant(start, ZoneOffset.UTC).plusDays(1);
    line(
        0,
        1,
        "found-circle",
        "'name':'TEST','workplace':'CLINIC-A','timeZone':'UTC','firstMeeting':'"
            + first
            + "','frameVersion':'1','capacity':"
            + capacity
            + ",'memberToken':'"
            + token()
            + "'");
    for (int m = 2; m <= members; m++) {
      line(0, m, "join-circle", "'memberToken':'" + token() + "'");
    }
    for (int m = 1; m <= members; m++) {
      line(0, m, "agree-frame", "'frameVersion':'1'");
      line(0, m, "give-consent", "'purpose':'take-part','notice':" + notice("taking-part"));
    }
  }

  private static synchronized String token() {
    byte[] bytes = new byte[32];
    TOKENS.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private String token(String made) {
    tokens.add(made);
    return made;
  }

  /** The time so many minutes after the founding. */
  Instant at(long minutes) {
    return start.plus(Duration.ofMinutes(minutes));
  }

  /** One more line of the import, by member m{@code member}. */
  Story line(long minutes, int member, String command, String fields) {
    String own = fields;
    int token = fields.indexOf("'memberToken':'");
    if (token >= 0) {
      token(fields.substring(token + 15, token + 58));
    }
    lines
        .append("{'circle':'c','command':'")
        .append(command)
        .append("','as':'m")
        .append(member)
        .append("','at':'")
        .append(at(minutes))
        .append(own.isEmpty() ? "'" : "',")
        .append(own)
        .append("}\n");
    return this;
  }

  /** A session with these members checked in, at the start of its first day and minute. */
  Story session(int number, long minutes, int... present) {
    line(minutes, 1, "start-session", "'session':" + number);
    for (int member : present) {
      line(
          minutes,
          1,
          "check-in",
          "'session':" + number + ",'member':'m" + member + "','mode':'in-person'");
    }
    return this;
  }

  String lines() {
    return lines.toString();
  }

  /** Sends the import. */
  Story written() {
    Answered answer = app.imports("?allowAnswers=true", app.staff("steward"), lines());
    assertThat(answer.json().path("refused")).as(answer.toString()).isEmpty();
    circleId = answer.json().path("circles").get(0).path("circleId").asText();
    return this;
  }

  String id() {
    return circleId;
  }

  String path() {
    return "/circles/" + circleId;
  }

  String token(int member) {
    return tokens.get(member - 1);
  }

  String memberId(int member) {
    return app.get(path() + "/me", token(member)).text("memberId");
  }

  Answered post(int member, String command, String body) {
    return app.post(path() + "/" + command, token(member), body);
  }

  Story done(int member, String command, String body) {
    Answered answer = post(member, command, body);
    assertThat(answer.status()).as(command + ": " + answer).isEqualTo(200);
    return this;
  }

  String invitation() {
    return app.post(path() + "/invitations", token(1), "").text("invitation");
  }

  Answered join(String invitation) {
    return app.post(path() + "/join-circle", invitation, "{}");
  }

  String notice(String name) {
    for (JsonNode notice : app.get("/notices", null).json()) {
      if (notice.path("notice").asText().equals(name)) {
        return "{'version':'%s','language':'%s','sha256':'%s'}"
            .formatted(
                notice.path("version").asText(),
                notice.path("language").asText(),
                notice.path("sha256").asText());
      }
    }
    throw new AssertionError(name);
  }
}
