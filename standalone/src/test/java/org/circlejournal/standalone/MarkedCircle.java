package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;

/** A circle with a session and a closed wave, whose members' words are known by a mark. */
final class MarkedCircle {

  private static final int MEMBERS = 8;
  private static final int DAY = 24 * 60;

  private final BothDoors doors;
  private final String mark;
  private final Instrument key;
  private final List<String> tokens = new ArrayList<>();
  private final StringBuilder lines = new StringBuilder();
  private final Instant start =
      Instant.ofEpochMilli(System.currentTimeMillis())
          .minus(Duration.ofDays(40))
          .truncatedTo(ChronoUnit.HOURS);
  private String path = "";

  private MarkedCircle(BothDoors doors, String mark, Instrument key) {
    this.doors = doors;
    this.mark = mark;
    this.key = key;
  }

  static MarkedCircle imported(BothDoors doors, String mark) {
    return imported(doors, mark, Instruments.shipped().byId("cbi").orElseThrow());
  }

  /**
   * @param key by which the wave asks
   */
  static MarkedCircle imported(BothDoors doors, String mark, Instrument key) {
    MarkedCircle circle = new MarkedCircle(doors, mark, key);
    circle.write();
    HttpResponse<String> answer =
        doors.send(
            doors.command(),
            "POST",
            "/imports?allowAnswers=true",
            List.of("Authorization", "Bearer " + doors.staff("steward")),
            circle.lines.toString().replace('\'', '"'),
            "application/x-ndjson");
    JsonNode json = BothDoors.json(answer.body());
    assertThat(json.path("refused")).as(answer.body()).isEmpty();
    circle.path = "/circles/" + json.path("circles").get(0).path("circleId").asText();
    return circle;
  }

  private void write() {
    SecureRandom random = new SecureRandom();
    for (int m = 1; m <= MEMBERS; m++) {
      byte[] token = new byte[32];
      random.nextBytes(token);
      tokens.add(Base64.getUrlEncoder().withoutPadding().encodeToString(token));
    }
    String first = LocalDateTime.ofInstant(start, ZoneOffset.UTC).plusDays(1).toString();
    line(
        0,
        1,
        "found-circle",
        "'name':'TEST','workplace':'CLINIC-A','timeZone':'UTC','firstMeeting':'"
            + first
            + "','frameVersion':'1','capacity':12,'memberToken':'"
            + token(1)
            + "'");
    for (int m = 2; m <= MEMBERS; m++) {
      line(0, m, "join-circle", "'memberToken':'" + token(m) + "'");
    }
    for (int m = 1; m <= MEMBERS; m++) {
      line(0, m, "agree-frame", "'frameVersion':'1'");
      for (String purpose : List.of("take-part", "research-participation")) {
        line(0, m, "give-consent", "'purpose':'" + purpose + "','notice':" + notice("taking-part"));
      }
    }
    line(DAY, 1, "start-session", "'session':1");
    for (int m = 1; m <= MEMBERS; m++) {
      line(DAY, 1, "check-in", "'session':1,'member':'m" + m + "','mode':'in-person'");
    }
    line(DAY, 1, "note-issue", "'text':'issue-" + mark + "','area':'fairness'");
    line(
        DAY,
        1,
        "open-survey-wave",
        "'wave':'endpoint','instruments':['" + key.id() + "'],'closesAt':'" + at(20 * DAY) + "'");
    for (int m = 1; m <= MEMBERS; m++) {
      line(2 * DAY, m, "record-survey", ballot(m));
      line(2 * DAY, m, "record-reflection", "'question':'change','text':'" + words(m) + "'");
    }
    line(21 * DAY, 1, "extend-joining", "'untilSession':6"); // the wave has closed by now
  }

  private String ballot(int member) {
    StringBuilder answers = new StringBuilder();
    for (int item = 0; item < key.itemIds().size(); item++) {
      int option = (item + member) % key.options().size();
      answers.append(item == 0 ? "" : ",");
      answers.append(
          "'%s':%d".formatted(key.itemIds().get(item), key.options().get(option).value()));
    }
    return "'wave':'endpoint','instrument':'"
        + key.id()
        + "','answers':{"
        + answers
        + "},'choices':{'surveys':true,'researchAnswers':true,'quote':true,'link':true},'notice':"
        + notice("answers");
  }

  private Instant at(long minutes) {
    return start.plus(Duration.ofMinutes(minutes));
  }

  private void line(long minutes, int member, String command, String fields) {
    lines.append(
        "{'circle':'c','command':'%s','as':'m%d','at':'%s',%s}\n"
            .formatted(command, member, at(minutes), fields));
  }

  private String notice(String name) {
    for (JsonNode notice :
        BothDoors.json(doors.send(doors.command(), "GET", "/notices", List.of(), "").body())) {
      if (notice.path("notice").asText().equals(name)
          && notice.path("language").asText().equals("en")) {
        return "{'version':'%s','language':'en','sha256':'%s'}"
            .formatted(notice.path("version").asText(), notice.path("sha256").asText());
      }
    }
    throw new AssertionError(name);
  }

  String path() {
    return path;
  }

  String token(int member) {
    return tokens.get(member - 1);
  }

  /** Closing words of a member. */
  String words(int member) {
    return "words-" + member + "-" + mark;
  }

  String memberId(int member) {
    return BothDoors.json(
            doors.send(doors.command(), "GET", path + "/me", token(member), "").body())
        .path("memberId")
        .asText();
  }

  /** A command that is done. */
  void done(int member, String command, String body) {
    HttpResponse<String> answer =
        doors.send(doors.command(), "POST", path + "/" + command, token(member), body);
    assertThat(answer.statusCode()).as(command + ": " + answer.body()).isEqualTo(200);
  }
}
