package org.circlejournal.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.circlejournal.events.journal.Json;

/**
 * From a command's answer to the row that shows it, at 50 commands per second: the read asks for
 * the command's version and is answered as soon as it is visible, so the read itself is included.
 */
final class LagBenchmark {

  private static final double PER_SECOND = 50;
  private static final int CIRCLES = 20;

  private final Benchmarks.Options options;

  LagBenchmark(Benchmarks.Options options) {
    this.options = options;
  }

  Report run() throws IOException {
    Report report = new Report("lag");
    try (Ours ours = Ours.start()) {
      report.add(row("lag-postgres", ours));
    }
    String axonServer = System.getenv("AXON_SERVER");
    if (axonServer == null) {
      report.add(
          Report.Row.skipped(
              "lag-axon-server", "no Axon Server: AXON_SERVER=host:port is not set"));
    } else {
      try (Ours ours = Ours.startOnAxonServer(axonServer)) {
        report.add(row("lag-axon-server", ours));
      }
    }
    return report;
  }

  private Report.Row row(String name, Ours ours) throws IOException {
    List<Ours.Circle> circles = ours.circles(CIRCLES, 100);
    System.err.println("warm-up " + name);
    measure(ours, circles, options.warmUp);
    List<Load.Result> rounds = new ArrayList<>();
    for (int round = 1; round <= 2; round++) {
      System.err.println("round " + round + " " + name);
      rounds.add(measure(ours, circles, options.seconds));
    }
    return Report.Row.of(name, "commands/s", rounds);
  }

  private static Load.Result measure(Ours ours, List<Ours.Circle> circles, double seconds)
      throws IOException {
    Histogram lags = new Histogram(3);
    try (Load.Connection commands = new Load.Connection(ours.commandPort());
        Load.Connection queries = new Load.Connection(ours.queryPort())) {
      long start = System.nanoTime();
      long due = start;
      for (int i = 0; due < start + seconds * 1e9; i++) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        lags.recordValue(lag(commands, queries, circles.get(i % circles.size())));
        due += (long) (TimeUnit.SECONDS.toNanos(1) / PER_SECOND);
      }
    }
    return new Load.Result(
        lags.getTotalCount() / seconds,
        lags.getValueAtPercentile(50) / 1e6,
        lags.getValueAtPercentile(99) / 1e6);
  }

  private static long lag(Load.Connection commands, Load.Connection queries, Ours.Circle circle)
      throws IOException {
    String token = "Authorization: Bearer " + circle.token() + "\r\n";
    String path = "/circles/" + circle.id();
    int status =
        commands.send(Load.request("POST", path + "/ask-question", token, "{\"session\":2}"));
    long answered = System.nanoTime();
    JsonNode answer = Json.mapper().readTree(commands.body());
    if (status != 200) {
      throw new IOException("status " + status + ": " + commands.body());
    }
    String minVersion = "/attendance?minVersion=" + answer.path("version").longValue();
    status = queries.send(Load.request("GET", path + minVersion, token, ""));
    if (status != 200) {
      throw new IOException("status " + status + ": " + queries.body());
    }
    return System.nanoTime() - answered;
  }
}
