package org.circlejournal.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.circlejournal.events.journal.Json;

/** Our application as it is shipped, and circles in it to work on. */
final class Ours implements AutoCloseable {

  /**
   * @param id the circle
   * @param token of its founder
   */
  record Circle(String id, String token) {}

  /** Of the founders' tokens: the same in every run, and another for every circle of a run. */
  private final Random random = new Random(1);

  private final Server server;
  private final int commandPort;
  private final int queryPort;
  private final String steward;
  private final String dashboard;
  private final String researcher;

  private Ours(Server server, int commandPort, int queryPort) throws IOException {
    this.server = server;
    this.commandPort = commandPort;
    this.queryPort = queryPort;
    JsonNode tokens =
        Json.mapper().readTree(server.folder().resolve("secrets/tokens.json").toFile());
    this.steward = tokens.path("steward").textValue();
    this.dashboard = tokens.path("dashboard").textValue();
    this.researcher = tokens.path("researcher").textValue();
  }

  /** Starts the standalone application on an empty folder, without the sample year. */
  static Ours start() throws IOException {
    return start("--sample=false");
  }

  /** The same with the sample year, all of which is shown. */
  static Ours startWithSample() throws IOException {
    Ours ours = start("--sample=true");
    while (!Files.exists(ours.server.folder().resolve("secrets/sample-tokens.json"))) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    byte[] trend =
        Load.request(
            "GET",
            "/circles/" + ours.sampleCircle() + "/burnout-trend",
            "Authorization: Bearer " + ours.dashboard + "\r\n",
            "");
    try (Load.Connection connection = new Load.Connection(ours.queryPort)) {
      while (connection.send(trend) != 200 || !connection.body().contains("follow-up")) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
    return ours;
  }

  private static Ours start(String sample) throws IOException {
    Path folder = Files.createTempDirectory("circle-journal-benchmark");
    int command = Server.freePort();
    int query = Server.freePort();
    Server server =
        Server.start(
            "ours",
            folder,
            List.of(
                sample,
                "--data=" + folder.resolve("data"),
                "--secrets=" + folder.resolve("secrets"),
                "--server.command.port=" + command,
                "--server.query.port=" + query),
            command,
            query);
    return new Ours(server, command, query);
  }

  /** Starts the command side alone, on an empty folder. */
  static Ours startCommandSide() throws IOException {
    Path folder = Files.createTempDirectory("circle-journal-benchmark");
    int port = Server.freePort();
    List<String> arguments = List.of(folder.toString(), Integer.toString(port));
    return new Ours(Server.start("command-side", folder, arguments, port), port, 0);
  }

  /**
   * Starts both sides on an empty folder and on this Axon Server, whose journal must be empty: what
   * others left there may need keys that this folder does not have.
   */
  static Ours startOnAxonServer(String server) throws IOException {
    Path folder = Files.createTempDirectory("circle-journal-benchmark");
    int command = Server.freePort();
    int query = Server.freePort();
    List<String> arguments =
        List.of(server, folder.toString(), Integer.toString(command), Integer.toString(query));
    return new Ours(
        Server.start("both-on-axon-server", folder, arguments, command, query), command, query);
  }

  int commandPort() {
    return commandPort;
  }

  /** 0 where there is no query side. */
  int queryPort() {
    return queryPort;
  }

  /** The sample year's first circle. */
  String sampleCircle() throws IOException {
    return sample().path("circleId").textValue();
  }

  /** A token of one of its members. */
  String sampleMember() throws IOException {
    return sample().path("members").path("m1").textValue();
  }

  private JsonNode sample() throws IOException {
    return Json.mapper().readTree(server.folder().resolve("secrets/sample-tokens.json").toFile());
  }

  String dashboard() {
    return dashboard;
  }

  String researcher() {
    return researcher;
  }

  /**
   * Imports circles whose second session is open in its clarifying phase, so that questions can be
   * asked for ever.
   *
   * @param events of each circle
   */
  List<Circle> circles(int number, int events) throws IOException {
    Instant start = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
    List<String> tokens = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < number; i++) {
      byte[] token = new byte[32];
      random.nextBytes(token);
      tokens.add(Base64.getUrlEncoder().withoutPadding().encodeToString(token));
      lines(lines, "c" + i, tokens.get(i), start, events);
    }
    byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
    String head =
        "POST /imports HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
            + steward
            + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    byte[] request = new byte[head.length() + body.length];
    System.arraycopy(head.getBytes(StandardCharsets.UTF_8), 0, request, 0, head.length());
    System.arraycopy(body, 0, request, head.length(), body.length);
    try (Load.Connection connection = new Load.Connection(commandPort)) {
      int status = connection.send(request);
      JsonNode answer = Json.mapper().readTree(connection.body());
      if (status != 200 || answer.path("circles").size() != number) {
        throw new IOException("import: status " + status + ": " + connection.body());
      }
      List<Circle> circles = new ArrayList<>();
      for (JsonNode circle : answer.path("circles")) {
        int alias = Integer.parseInt(circle.path("alias").textValue().substring(1));
        circles.add(new Circle(circle.path("circleId").textValue(), tokens.get(alias)));
      }
      return circles;
    }
  }

  private static void lines(
      StringBuilder lines, String alias, String token, Instant start, int events) {
    LocalDateTime first = LocalDateTime.ofInstant(start, ZoneOffset.UTC).minusDays(14);
    String head = "{\"circle\":\"" + alias + "\",\"as\":\"m1\",\"at\":\"";
    Instant joined = start.minus(Duration.ofDays(20));
    lines
        .append(head + joined + "\",\"command\":\"found-circle\",\"name\":\"BENCH\",")
        .append("\"workplace\":\"BENCH\",\"timeZone\":\"UTC\",\"firstMeeting\":\"" + first)
        .append("\",\"capacity\":12,\"frameVersion\":\"1\",\"memberToken\":\"" + token + "\"}\n");
    // Found and joined, agreed, started, entered the phase: five events before the questions.
    lines.append(head + joined + "\",\"command\":\"agree-frame\",\"frameVersion\":\"1\"}\n");
    lines.append(head + start + "\",\"command\":\"start-session\",\"session\":2}\n");
    lines.append(
        head
            + start
            + "\",\"command\":\"advance-phase\",\"session\":2,\"phase\":\"clarifying\"}\n");
    for (int i = 5; i < events; i++) {
      lines.append(head + start + "\",\"command\":\"ask-question\",\"session\":2}\n");
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
