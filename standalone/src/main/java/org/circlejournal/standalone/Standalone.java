package org.circlejournal.standalone;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.circlejournal.standalone.research.Research;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Circle Journal on one machine: {@code java -jar standalone.jar [--data=…] [--secrets=…] …}.
 * Starts PostgreSQL and both sides, imports the sample year once, and says what runs where.
 */
@Command(
    name = "circle-journal",
    description = "Runs Circle Journal on one machine.",
    subcommands = {Simulate.class, Replay.class, Research.class},
    sortOptions = false,
    mixinStandardHelpOptions = true)
public final class Standalone implements Callable<Integer> {

  /** What can be chosen at the start. */
  static final class Options {
    @Option(
        names = "--data",
        defaultValue = "data",
        description = "folder of the database; made when missing (default: ${DEFAULT-VALUE})")
    Path data = Path.of("data");

    @Option(
        names = "--secrets",
        defaultValue = "secrets",
        description = "folder of keys and tokens, not inside --data (default: ${DEFAULT-VALUE})")
    Path secrets = Path.of("secrets");

    @Option(
        names = "--sample",
        arity = "1",
        defaultValue = "true",
        description = "import the synthetic sample year once (default: ${DEFAULT-VALUE})")
    boolean sample = true;

    @Option(
        names = "--circles",
        defaultValue = "0",
        description = "import a synthetic programme of so many circles instead of the sample year")
    int circles;

    @Option(
        names = "--seed",
        defaultValue = "20250113",
        description = "of the synthetic circles (default: ${DEFAULT-VALUE})")
    long seed = 20250113;

    @Option(
        names = "--server.command.port",
        defaultValue = "8080",
        description = "port of the command side (default: ${DEFAULT-VALUE})")
    int commandPort = 8080;

    @Option(
        names = "--server.query.port",
        defaultValue = "8081",
        description = "port of the query side (default: ${DEFAULT-VALUE})")
    int queryPort = 8081;

    @Option(
        names = "--server.address",
        defaultValue = "127.0.0.1",
        description = "address both listen on (default: ${DEFAULT-VALUE}, this machine only)")
    String address = "127.0.0.1";
  }

  @CommandLine.Mixin private final Options options = new Options();

  private Standalone() {}

  /** Starts, and stays until the process is told to stop. */
  public static void main(String[] arguments) {
    int status =
        new CommandLine(new Standalone())
            .setExecutionExceptionHandler(
                (e, commandLine, parsed) -> {
                  if (e instanceof StartFailed) {
                    System.err.println(e.getMessage());
                    return 1;
                  }
                  throw e;
                })
            .execute(arguments);
    System.exit(status);
  }

  @Override
  public Integer call() throws Exception {
    long started = System.nanoTime();
    BothSides running = BothSides.start(options, new SecureRandom());
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  running.close();
                  stopped.countDown();
                },
                "stop"));
    new SampleYear(options, running).importOnce();
    Welcome.print(System.out, options, running, (System.nanoTime() - started) / 1e9);
    stopped.await();
    return 0;
  }
}
