package org.circlejournal.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.circlejournal.benchmarks.plain.Peers;
import org.circlejournal.standalone.Standalone;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code java -jar benchmarks.jar commands|queries|pages|lag|audit|replay|research [--seconds S]
 * [--json FILE]}.
 */
@Command(
    name = "benchmarks",
    description = "Measures ours, its peers and its limit in one run.",
    subcommands = {
      Benchmarks.Commands.class,
      Benchmarks.Queries.class,
      Benchmarks.Pages.class,
      Benchmarks.Lag.class,
      Benchmarks.Audit.class,
      Benchmarks.Replay.class,
      Benchmarks.Research.class
    },
    mixinStandardHelpOptions = true)
public final class Benchmarks {

  /** What every benchmark may be told. */
  static final class Options {
    @Option(
        names = "--seconds",
        defaultValue = "15",
        description = "length of each of the two rounds of a row (default: ${DEFAULT-VALUE})")
    double seconds;

    @Option(
        names = "--warm-up",
        defaultValue = "30",
        description = "seconds of warm-up for every row (default: ${DEFAULT-VALUE})")
    double warmUp;

    @Option(names = "--json", description = "file for the same figures as JSON")
    @Nullable Path json;
  }

  private static int finish(Report report, Options options) throws Exception {
    report.print(System.out);
    if (options.json != null) {
      report.write(options.json);
    }
    return 0;
  }

  @Command(name = "commands", description = "Durable commands per second over HTTP.")
  static final class Commands implements Callable<Integer> {
    @Mixin Options options = new Options();

    @Option(
        names = "--rows",
        split = ",",
        description = "only these rows, for a quick look (default: all)")
    List<String> rows = List.of();

    @Override
    public Integer call() throws Exception {
      return finish(new CommandsBenchmark(options, rows).run(), options);
    }
  }

  @Command(name = "queries", description = "Reads of one circle's attendance per second.")
  static final class Queries implements Callable<Integer> {
    @Mixin Options options = new Options();

    @Override
    public Integer call() throws Exception {
      return finish(new QueriesBenchmark(options).run(), options);
    }
  }

  @Command(name = "pages", description = "Pages in Chromium, with nothing in its cache.")
  static final class Pages implements Callable<Integer> {
    @Mixin Options options = new Options();

    @Override
    public Integer call() throws Exception {
      return finish(new PagesBenchmark().run(), options);
    }
  }

  @Command(name = "lag", description = "From a command's answer to the visible row.")
  static final class Lag implements Callable<Integer> {
    @Mixin Options options = new Options();

    @Override
    public Integer call() throws Exception {
      return finish(new LagBenchmark(options).run(), options);
    }
  }

  @Command(name = "audit", description = "The audit log: sealing, proofs, and verifying it all.")
  static final class Audit implements Callable<Integer> {
    @Mixin Options options = new Options();

    @Override
    public Integer call() throws Exception {
      return finish(new AuditBenchmark(options).run(), options);
    }
  }

  @Command(name = "replay", description = "A programme's journal, read anew into all views.")
  static final class Replay implements Callable<Integer> {
    @Mixin Options options = new Options();

    @Option(
        names = "--events",
        split = ",",
        defaultValue = "1000000,15000000",
        description = "sizes of the journals (default: ${DEFAULT-VALUE})")
    List<Long> events = List.of();

    @Option(
        names = "--rows",
        split = ",",
        description = "only these rows, for a quick look (default: all)")
    List<String> rows = List.of();

    @Override
    public Integer call() throws Exception {
      return finish(new ReplayBenchmark(options, events, rows).run(), options);
    }
  }

  @Command(name = "research", description = "What a researcher waits for.")
  static final class Research implements Callable<Integer> {
    @Mixin Options options = new Options();

    @Option(
        names = "--events",
        defaultValue = "1000000",
        description =
            "size of the journal; a programme's year has 15000000 (default: ${DEFAULT-VALUE})")
    long events;

    @Option(
        names = "--parts",
        split = ",",
        defaultValue = "statistics,score,archive",
        description = "only these, for a quick look (default: ${DEFAULT-VALUE})")
    List<String> parts = List.of();

    @Override
    public Integer call() throws Exception {
      Report report = new Report("research");
      if (parts.contains("statistics")) {
        new StatisticsBenchmark(options).run(report);
      }
      if (parts.contains("score")) {
        new ScoreBenchmark().run(report);
      }
      if (parts.contains("archive")) {
        new ExportBenchmark(events).run(report);
      }
      return finish(report, options);
    }
  }

  private Benchmarks() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("serve")) {
      serve(arguments);
      return;
    }
    System.exit(new CommandLine(new Benchmarks()).execute(arguments));
  }

  /** One measured application, in the process that {@link Server} starts for it. */
  private static void serve(String[] arguments) throws IOException {
    String[] rest = Arrays.copyOfRange(arguments, 2, arguments.length);
    switch (arguments[1]) {
      case "peers" -> Peers.serve(rest);
      case "command-side" -> CommandSideAlone.serve(Path.of(rest[0]), Integer.parseInt(rest[1]));
      case "both-on-axon-server" -> OnAxonServer.serve(rest);
      default -> Standalone.main(rest);
    }
  }
}
