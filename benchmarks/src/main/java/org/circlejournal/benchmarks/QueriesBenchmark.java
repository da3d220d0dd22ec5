package org.circlejournal.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.circlejournal.benchmarks.plain.Peers;

/** {@code GET /circles/{id}/attendance}, whole and with its ETag, beside an empty endpoint. */
final class QueriesBenchmark {

  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = 2;
  private static final double STEADY_RATE = 500;

  private final Benchmarks.Options options;

  QueriesBenchmark(Benchmarks.Options options) {
    this.options = options;
  }

  private record Measured(String row, int port, Load.Request request) {
    List<Load.Requests> lanes() {
      return Collections.nCopies(CONNECTIONS, () -> request);
    }
  }

  @SuppressWarnings("try") // the peers only have to be there
  Report run() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("circle-journal-peers");
    int peersPort = Server.freePort();
    try (Ours ours = Ours.start();
        Server peers =
            Server.start(
                "peers",
                folder,
                List.of(
                    "--server.port=" + peersPort,
                    "--data=" + folder.resolve("postgres"),
                    "--axon.timeout.enabled=false"),
                peersPort)) {
      Ours.Circle circle = ours.circles(1, Peers.PRELOADED_EVENTS).get(0);
      String path = "/circles/" + circle.id() + "/attendance";
      String token = "Authorization: Bearer " + circle.token() + "\r\n";
      String etag = etag(ours.queryPort(), path, token);
      Measured whole =
          new Measured(
              "ours",
              ours.queryPort(),
              new Load.Request(Load.request("GET", path, token, ""), 200));
      Measured unchanged =
          new Measured(
              "ours-304",
              ours.queryPort(),
              new Load.Request(
                  Load.request("GET", path, token + "If-None-Match: " + etag + "\r\n", ""), 304));
      Measured empty =
          new Measured(
              "empty-endpoint",
              peersPort,
              new Load.Request(Load.request("GET", "/empty", "", ""), 200));
      return measure(List.of(whole, unchanged, empty), whole);
    }
  }

  private Report measure(List<Measured> measured, Measured steady) throws InterruptedException {
    List<List<Load.Result>> results = new ArrayList<>();
    for (Measured m : measured) {
      System.err.println("warm-up " + m.row());
      Load.closed(m.port(), CONNECTIONS, options.warmUp, m.lanes());
      results.add(new ArrayList<>());
    }
    List<Load.Result> atRate = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (int i = 0; i < measured.size(); i++) {
        Measured m = measured.get(i);
        System.err.println("round " + round + " " + m.row());
        results.get(i).add(Load.closed(m.port(), CONNECTIONS, options.seconds, m.lanes()));
      }
      System.err.println("round " + round + " at " + STEADY_RATE + "/s");
      atRate.add(
          Load.atRate(steady.port(), CONNECTIONS, options.seconds, STEADY_RATE, steady.lanes()));
    }
    Report report = new Report("queries");
    for (int i = 0; i < measured.size(); i++) {
      report.add(Report.Row.of(measured.get(i).row(), "requests/s", results.get(i)));
    }
    report.add(Report.Row.of("ours-at-500", "requests/s", atRate));
    report.ratio("ours", "empty-endpoint");
    report.ratio("ours-304", "empty-endpoint");
    return report;
  }

  /** The current ETag; waits, bounded by the server, until the whole import is visible. */
  private static String etag(int port, String path, String token)
      throws IOException, InterruptedException {
    for (int tries = 0; tries < 30; tries++) {
      java.net.http.HttpResponse<String> response =
          java.net.http.HttpClient.newHttpClient()
              .send(
                  java.net.http.HttpRequest.newBuilder(
                          java.net.URI.create(
                              "http://127.0.0.1:"
                                  + port
                                  + path
                                  + "?minVersion="
                                  + (Peers.PRELOADED_EVENTS - 1)))
                      .header("Authorization", token.substring(token.indexOf(' ') + 1).strip())
                      .build(),
                  java.net.http.HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        return response.headers().firstValue("ETag").orElseThrow();
      }
    }
    throw new IOException("the imported circle did not become visible");
  }
}
