package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.circlejournal.events.access.MemberSecret;
import org.circlejournal.events.access.Tokens;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.standalone.sample.SimulatedCircle;
import org.circlejournal.standalone.sample.Simulator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A circle's year over HTTP, with everything that goes wrong on the way, and then all that was
 * logged of it: on the levels that are shipped, and ours down to DEBUG.
 */
class LogsIT {

  private static final String TEXT = "The supervisor of ward nine never listens";
  private static final String WORDS = "I found my voice again in this room";
  private static final String CLIENT = "203.0.113.77";

  private static final class Captured extends AppenderBase<ILoggingEvent> {
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      StringBuilder line = new StringBuilder(event.getLoggerName());
      line.append(' ').append(event.getFormattedMessage());
      line.append(' ').append(event.getMDCPropertyMap()).append(event.getKeyValuePairs());
      for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
        line.append(' ').append(t.getClassName()).append(": ").append(t.getMessage());
      }
      lines.add(line.toString());
    }
  }

  private final Set<String> secrets = new TreeSet<>();
  private final Set<String> memberIds = new TreeSet<>();
  private final Set<String> surveyCodes = new TreeSet<>();

  @Test
  void no_log_names_a_token_a_code_a_member_an_answer_a_text_or_an_address() throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Captured captured = new Captured();
    try (BothDoors doors = BothDoors.start("--server.forward-headers-strategy=native")) {
      Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      Logger ours = context.getLogger("org.circlejournal");
      Level before = ours.getLevel();
      captured.setContext(context);
      captured.start();
      root.addAppender(captured);
      ours.setLevel(Level.DEBUG);
      try {
        new Journey(doors).play();
      } finally {
        root.detachAppender(captured);
        ours.setLevel(before);
      }
    }
    List<String> lines = new ArrayList<>(captured.lines);
    assertThat(secrets).hasSizeGreaterThan(30);
    assertThat(surveyCodes).hasSizeGreaterThan(5);
    // The failures that were provoked are told of: else nothing would have been captured here.
    assertThat(lines).anyMatch(line -> line.contains("a request failed"));
    for (String line : lines) {
      assertThat(line).doesNotContain(TEXT, WORDS, CLIENT, "cbi-0", "\"answers\"");
      for (Set<String> hidden : List.of(secrets, memberIds, surveyCodes)) {
        assertThat(hidden.stream().filter(line::contains)).as(line).isEmpty();
      }
    }
  }

  private final class Journey {
    private final BothDoors doors;
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private String circle = "";

    Journey(BothDoors doors) {
      this.doors = doors;
    }

    void play() throws Exception {
      for (String role : List.of("steward", "dashboard", "researcher", "auditor", "operator")) {
        secret(doors.staff(role));
      }
      year();
      JsonNode live = live();
      failures(live);
      imports();
      findCodes();
    }

    private String secret(String secret) {
      secrets.add(secret);
      secrets.add(Tokens.hash(secret));
      return secret;
    }

    private void recoveryCode(JsonNode answer) {
      if (answer.has("recoveryCode")) {
        String code = secret(answer.path("recoveryCode").textValue());
        secret(Tokens.canonicalRecoveryCode(code));
      }
    }

    private HttpResponse<String> send(
        ConfigurableApplicationContext side,
        String method,
        String path,
        @Nullable String token,
        String body) {
      List<String> headers = new ArrayList<>(List.of("X-Forwarded-For", CLIENT));
      if (token != null) {
        headers.addAll(List.of("Authorization", "Bearer " + token));
      }
      return doors.send(side, method, path, headers, body);
    }

    private HttpResponse<String> command(String path, @Nullable String token, String body) {
      return send(doors.command(), "POST", path, token, body);
    }

    private HttpResponse<String> read(String path, @Nullable String token) {
      return send(doors.query(), "GET", path, token, "");
    }

    /** The sample year's lines, each as the command that its member would have sent. */
    private void year() {
      SimulatedCircle sample = Simulator.sample(20250113).get(0);
      sample.tokens().forEach((alias, token) -> tokens.put(alias, secret(token)));
      int done = 0;
      int sent = 0;
      for (String text : new String(sample.lines(), StandardCharsets.UTF_8).split("\n")) {
        ObjectNode line = (ObjectNode) BothDoors.json(text);
        line.remove("circle");
        String name = line.remove("command").textValue();
        JsonNode as = line.remove("as");
        String alias = as == null ? "" : as.textValue();
        String body = withIds(line).toString();
        HttpResponse<String> answer =
            switch (name) {
              case "found-circle" -> command("/circles", null, body);
              case "join-circle" -> command(circle + "/join-circle", invitation("m1"), body);
              case "replan-sessions" -> command(circle + "/" + name, doors.staff("steward"), body);
              default -> command(circle + "/" + name, tokens.get(alias), body);
            };
        JsonNode json = BothDoors.json(answer.body());
        if (json.has("memberId")) {
          ids.put(alias, json.path("memberId").textValue());
          memberIds.add(json.path("memberId").textValue());
          circle = "/circles/" + json.path("circleId").textValue();
          recoveryCode(json);
        }
        sent++;
        done += answer.statusCode() < 300 ? 1 : 0;
      }
      // What the night and closed waves refuse today is refused; most of a year is not.
      assertThat(done).as("of " + sent).isGreaterThan(sent / 2).isGreaterThan(300);
    }

    private String invitation(String alias) {
      return secret(
          BothDoors.json(command(circle + "/invitations", tokens.get(alias), "").body())
              .path("invitation")
              .textValue());
    }

    private JsonNode withIds(JsonNode node) {
      if (node.isTextual() && node.textValue().matches("m[0-9]+")) {
        return TextNode.valueOf(ids.getOrDefault(node.textValue(), node.textValue()));
      }
      if (node instanceof ObjectNode object) {
        object.properties().forEach(field -> field.setValue(withIds(field.getValue())));
      } else if (node instanceof ArrayNode array) {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, withIds(array.get(i)));
        }
      }
      return node;
    }

    /** What needs the present: a wave that is open, texts, recovery, a page's session. */
    private JsonNode live() throws Exception {
      JsonNode founded = doors.found(null, "CLINIC-A");
      String token = secret(founded.path("memberToken").textValue());
      recoveryCode(founded);
      memberIds.add(founded.path("memberId").textValue());
      String path = "/circles/" + founded.path("circleId").textValue();
      ok(command(path + "/agree-frame", token, "{\"frameVersion\":\"1\"}"));
      ok(command(path + "/give-consent", token, consent("take-part", "taking-part")));
      ok(command(path + "/start-session", token, "{\"session\":1}"));
      ok(command(path + "/note-issue", token, "{\"text\":\"" + TEXT + "\",\"area\":\"fairness\"}"));
      String closes = Instant.now().plus(Duration.ofDays(10)).toString();
      ok(
          command(
              path + "/open-survey-wave",
              token,
              """
              {"wave":"baseline","instruments":["cbi"],"closesAt":"%s","publish":"at-close",
               "declared":{"contrasts":["baseline-endpoint"],"reliability":"alpha","normSet":null}}"""
                  .formatted(closes)));
      HttpResponse<String> ballot =
          command(
              path + "/record-survey",
              token,
              """
              {"wave":"baseline","instrument":"cbi","answers":{"cbi-01":75,"cbi-02":50},
               "choices":{"surveys":true,"researchAnswers":true,"quote":false},"notice":%s}"""
                  .formatted(notice("answers")));
      ok(ballot);
      command(
          path + "/record-reflection",
          token,
          "{\"question\":\"meaning\",\"text\":\"" + WORDS + "\"}");
      command(path + "/withdraw-consent", token, "{\"purpose\":\"quote\"}");
      HttpResponse<String> recovered =
          command(
              path + "/recovery",
              null,
              "{\"recoveryCode\":\"" + founded.path("recoveryCode").textValue() + "\"}");
      ok(recovered);
      JsonNode fresh = BothDoors.json(recovered.body());
      secret(fresh.path("memberToken").textValue());
      recoveryCode(fresh);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> read(path, fresh.path("memberToken").textValue()).statusCode() == 200);
      HttpResponse<String> session =
          send(
              doors.query(),
              "POST",
              "/session",
              null,
              "{\"token\":\"" + fresh.path("memberToken").textValue() + "\"}");
      ok(session);
      String cookie = session.headers().firstValue("Set-Cookie").orElseThrow();
      secrets.add(cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';')));
      secrets.add(BothDoors.json(session.body()).path("csrfToken").textValue());
      ok(
          send(
              doors.command(),
              "GET",
              path + "/me/export",
              fresh.path("memberToken").textValue(),
              ""));
      ok(read(path + "/theme-usage", fresh.path("memberToken").textValue()));
      ((ObjectNode) fresh).put("path", path);
      tokens.put(path, fresh.path("memberToken").textValue());
      return fresh;
    }

    private void ok(HttpResponse<String> answer) {
      assertThat(answer.statusCode()).as(answer.uri() + ": " + answer.body()).isBetween(200, 201);
    }

    private String consent(String purpose, String name) {
      return "{\"purpose\":\"" + purpose + "\",\"notice\":" + notice(name) + "}";
    }

    private String notice(String name) {
      for (JsonNode notice :
          BothDoors.json(send(doors.command(), "GET", "/notices", null, "").body())) {
        if (notice.path("notice").asText().equals(name)
            && notice.path("language").asText().equals("en")) {
          return "{\"version\":\"%s\",\"language\":\"en\",\"sha256\":\"%s\"}"
              .formatted(notice.path("version").asText(), notice.path("sha256").asText());
        }
      }
      throw new AssertionError(name);
    }

    /** All that a client, a guesser or a broken database can bring about. */
    private void failures(JsonNode live) {
      String path = live.path("path").textValue();
      String token = live.path("memberToken").textValue();
      List<String> bodies =
          List.of(
              "{\"text\":\"" + TEXT + "\",",
              "{\"text\":{\"x\":\"" + TEXT + "\"},\"area\":\"fairness\"}",
              "{\"text\":\"" + TEXT + "\",\"area\":\"" + TEXT + "\"}",
              "{\"" + TEXT + "\":1}",
              "[\"" + TEXT + "\"]",
              "{\"memberToken\":\"" + token + "\"}",
              "{\"text\":\"" + (TEXT + " ").repeat(30_000) + "\",\"area\":\"fairness\"}",
              "{\"wave\":\"baseline\",\"instrument\":\"cbi\",\"answers\":{\"cbi-01\":\""
                  + WORDS
                  + "\"}}",
              "{\"session\":1,\"member\":\""
                  + live.path("memberId").textValue()
                  + "\",\"mode\":3}");
      for (String body : bodies) {
        for (String name : List.of("note-issue", "record-survey", "check-in", "recovery")) {
          assertThat(command(path + "/" + name, token, body).statusCode()).isBetween(400, 429);
        }
        assertThat(send(doors.query(), "POST", "/session", null, body).statusCode())
            .isBetween(400, 429);
      }
      String wrong = secret("w".repeat(42) + "x");
      String jwt = secret("eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.x");
      for (String bad : List.of(wrong, jwt, "short", token + "x")) {
        command(path + "/leave-circle", bad, "{}");
        read(path, bad);
        send(doors.query(), "POST", "/session", null, "{\"token\":\"" + bad + "\"}");
        command(path + "/recovery", null, "{\"recoveryCode\":\"" + bad + "\"}");
      }
      read(path + "/attendance?token=" + token, token);
      read("/circles/" + live.path("memberId").textValue(), token);
      command("/circles/%00/" + token, token, "{}");
      // The database fails in the middle.
      doors.database().execute("alter table vault.member_secret rename to gone");
      doors.database().execute("alter table views.ended_session rename to gone");
      try {
        assertThat(send(doors.command(), "GET", path + "/me/export", token, "").statusCode())
            .isEqualTo(500);
        assertThat(
                command(
                        path + "/recovery",
                        null,
                        "{\"recoveryCode\":\"" + live.path("recoveryCode").textValue() + "\"}")
                    .statusCode())
            .isEqualTo(500);
        assertThat(
                command(
                        path + "/record-reflection",
                        token,
                        "{\"question\":\"change\",\"text\":\"" + WORDS + "\"}")
                    .statusCode())
            .isEqualTo(500);
        command(path + "/withdraw-consent", token, "{\"purpose\":\"surveys\"}");
        doors.found(null, "CLINIC-C");
      } catch (AssertionError e) {
        assertThat(e).hasMessageContaining("500"); // founding fails without that table, too
      } finally {
        doors.database().execute("alter table vault.gone rename to member_secret");
        doors.database().execute("alter table views.gone rename to ended_session");
      }
    }

    private void imports() {
      String line =
          "{\"circle\":\"c\",\"command\":\"note-issue\",\"as\":\"m1\",\"text\":\"" + TEXT + "\"}\n";
      HttpResponse<String> answer =
          doors.send(
              doors.command(),
              "POST",
              "/imports?allowAnswers=true",
              List.of("Authorization", "Bearer " + doors.staff("steward")),
              line + "{" + WORDS + "\n",
              "application/x-ndjson");
      assertThat(answer.statusCode()).isEqualTo(200);
    }

    /** Every member's survey code, as only their tokens can tell it. */
    private void findCodes() throws Exception {
      try (Connection c = doors.database().dataSource().getConnection();
          Statement statement = c.createStatement();
          ResultSet row =
              statement.executeQuery(
                  """
                  select circle_id, member_id, by_token, encode(hash, 'hex')
                  from vault.member_secret join vault.token using (circle_id, member_id)
                  where kind = 'member'""")) {
        while (row.next()) {
          CircleId id = new CircleId(row.getString(1));
          for (String token : tokens.values()) {
            if (Tokens.hash(token).equals(row.getString(4))) {
              surveyCodes.add(
                  MemberSecret.openByToken(
                          token, row.getString(3), id, new MemberId(row.getString(2)))
                      .code(id)
                      .value());
            }
          }
        }
      }
    }
  }
}
