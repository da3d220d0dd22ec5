package org.circlejournal.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.circlejournal.benchmarks.plain.Peers;

/**
 * Durable commands per second, whole path: token, validation, idempotency, rules, commit. Beside it
 * plain Axon, as its starter sets it up and without its timeouts, and one durable insert behind the
 * same kind of endpoint.
 */
final class CommandsBenchmark {

  private static final int ROUNDS = 2;
  private static final int FULL_YEAR = 1_700;
  private static final String FOUND =
      "{\"name\":\"BENCH\",\"workplace\":\"BENCH\",\"timeZone\":\"Europe/Berlin\","
          + "\"firstMeeting\":\"2027-01-11T17:00\",\"rhythmDays\":14,\"sessions\":26,"
          + "\"sessionMinutes\":90,\"capacity\":12,\"joiningUntilSession\":5,\"k\":5,"
          + "\"frameVersion\":\"1\",\"retentionMonths\":60}";
  private static final String ASK = "{\"session\":2}";

  private final Benchmarks.Options options;
  private final List<String> rows;
  private final AtomicLong keys = new AtomicLong();

  /**
   * @param rows names of those to measure; empty for all
   */
  CommandsBenchmark(Benchmarks.Options options, List<String> rows) {
    this.options = options;
    this.rows = rows;
  }

  private record Measured(String row, int port, int connections, IntFunction<Load.Requests> lane) {
    List<Load.Requests> lanes() {
      List<Load.Requests> lanes = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        lanes.add(lane.apply(i));
      }
      return lanes;
    }
  }

  @SuppressWarnings("try") // the peers only have to be there
  Report run() throws IOException, InterruptedException {
    int peersPort = Server.freePort();
    int plainPort = Server.freePort();
    try (Ours ours = Ours.startCommandSide();
        Server peers = peers(peersPort, false);
        Server plain = peers(plainPort, true)) {
      List<Ours.Circle> circles = ours.circles(Peers.PRELOADED_CIRCLES, Peers.PRELOADED_EVENTS);
      Ours.Circle year = ours.circles(1, FULL_YEAR).get(0);
      List<Measured> measured =
          List.of(
              new Measured("ours-cold-load-1", ours.commandPort(), 1, lane -> loadFrom(year)),
              new Measured("ours-create-64", ours.commandPort(), 64, lane -> this::found),
              new Measured("plain-create-64", plainPort, 64, lane -> this::plainFound),
              new Measured(
                  "plain-without-timeouts-create-64", peersPort, 64, lane -> this::plainFound),
              new Measured("ours-existing-16", ours.commandPort(), 16, lane -> ask(circles, lane)),
              new Measured("plain-existing-16", plainPort, 16, this::plainAsk),
              new Measured("plain-without-timeouts-existing-16", peersPort, 16, this::plainAsk),
              new Measured("ours-existing-64", ours.commandPort(), 64, lane -> ask(circles, lane)),
              new Measured("plain-existing-64", plainPort, 64, this::plainAsk),
              new Measured("plain-without-timeouts-existing-64", peersPort, 64, this::plainAsk),
              new Measured("insert-over-http-64", peersPort, 64, lane -> this::insert));
      return measure(
          measured.stream().filter(m -> rows.isEmpty() || rows.contains(m.row())).toList());
    }
  }

  private static Server peers(int port, boolean timeouts) throws IOException {
    Path folder = Files.createTempDirectory("circle-journal-peers");
    return Server.start(
        "peers",
        folder,
        List.of(
            "--server.port=" + port,
            "--data=" + folder.resolve("postgres"),
            "--axon.timeout.enabled=" + timeouts),
        port);
  }

  /** Every row is warmed up, then all rows in turn, and again. */
  private Report measure(List<Measured> measured) throws InterruptedException {
    Map<String, List<Load.Result>> results = new LinkedHashMap<>();
    for (Measured m : measured) {
      System.err.println("warm-up " + m.row());
      Load.closed(m.port(), m.connections(), options.warmUp, m.lanes());
    }
    for (int round = 1; round <= ROUNDS; round++) {
      for (Measured m : measured) {
        System.err.println("round " + round + " " + m.row());
        results
            .computeIfAbsent(m.row(), row -> new ArrayList<>())
            .add(Load.closed(m.port(), m.connections(), options.seconds, m.lanes()));
      }
    }
    Report report = new Report("commands");
    results.forEach((row, rounds) -> report.add(Report.Row.of(row, "commands/s", rounds)));
    report.ratio("ours-create-64", "plain-create-64");
    report.ratio("ours-existing-16", "plain-existing-16");
    report.ratio("ours-existing-64", "plain-existing-64");
    report.ratio("ours-create-64", "plain-without-timeouts-create-64");
    report.ratio("ours-existing-16", "plain-without-timeouts-existing-16");
    report.ratio("ours-existing-64", "plain-without-timeouts-existing-64");
    report.ratio("ours-create-64", "insert-over-http-64");
    report.ratio("ours-existing-64", "insert-over-http-64");
    return report;
  }

  private String key() {
    return "Idempotency-Key: benchmark-" + keys.incrementAndGet() + "\r\n";
  }

  private Load.Request found() {
    return new Load.Request(Load.request("POST", "/circles", key(), FOUND), 201);
  }

  private Load.Requests ask(List<Ours.Circle> circles, int lane) {
    int[] next = {lane};
    return () -> {
      Ours.Circle circle = circles.get(next[0]++ % circles.size());
      String headers = "Authorization: Bearer " + circle.token() + "\r\n" + key();
      return new Load.Request(
          Load.request("POST", "/circles/" + circle.id() + "/ask-question", headers, ASK), 200);
    };
  }

  /** What goes into a box is decided on the circle as the journal has it, loaded anew each time. */
  private static Load.Requests loadFrom(Ours.Circle circle) {
    Load.Request request =
        new Load.Request(
            Load.request(
                "POST",
                "/circles/" + circle.id() + "/take-ballot-back",
                "Authorization: Bearer " + circle.token() + "\r\n",
                "{\"wave\":\"baseline\",\"instrument\":\"cbi\"}"),
            404);
    return () -> request;
  }

  private Load.Request plainFound() {
    String body =
        "{\"name\":\"BENCH\",\"planned\":["
            + "\"2027-01-11T17:00\",".repeat(25)
            + "\"2027-12-27T17:00\"]}";
    return new Load.Request(Load.request("POST", "/plain/circles", "", body), 200);
  }

  private Load.Requests plainAsk(int lane) {
    int[] next = {lane};
    return () -> {
      String circle = Peers.preloadedCircle(next[0]++ % Peers.PRELOADED_CIRCLES);
      return new Load.Request(
          Load.request("POST", "/plain/circles/" + circle + "/ask-question", "", ASK), 200);
    };
  }

  private Load.Request insert() {
    return new Load.Request(Load.request("POST", "/insert", "", ASK), 200);
  }
}
