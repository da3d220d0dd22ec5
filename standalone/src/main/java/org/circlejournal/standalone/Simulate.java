package org.circlejournal.standalone;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.circlejournal.standalone.sample.SimulatedCircle;
import org.circlejournal.standalone.sample.Simulator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes synthetic circles as lines for {@code POST /imports}. */
@Command(
    name = "simulate",
    description = "Writes the synthetic sample year, or a programme, as NDJSON to standard output.",
    mixinStandardHelpOptions = true)
final class Simulate implements Callable<Integer> {

  @Option(
      names = "--circles",
      defaultValue = "0",
      description = "a programme of so many circles with varied starts; 0: the sample year")
  int circles;

  @Option(
      names = "--seed",
      defaultValue = "20250113",
      description = "the same seed gives the same lines (default: ${DEFAULT-VALUE})")
  long seed;

  @Override
  public Integer call() throws IOException {
    List<SimulatedCircle> simulated =
        circles > 0 ? Simulator.programme(circles, seed) : Simulator.sample(seed);
    for (SimulatedCircle circle : simulated) {
      System.out.write(circle.lines());
    }
    System.out.flush();
    return 0;
  }
}
