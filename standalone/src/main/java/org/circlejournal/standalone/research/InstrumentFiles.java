package org.circlejournal.standalone.research;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.circlejournal.events.survey.InstrumentCheck;
import org.circlejournal.events.survey.InstrumentCheck.Flaw;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is wrong with definitions of instruments, and where. */
@Command(
    name = "instrument-check",
    description = "Says what is wrong with definitions for data/instruments, and where.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are good", "1:at least one is not, or cannot be read"},
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class InstrumentFiles implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "definitions, {id}.json")
  private List<Path> files = List.of();

  @Spec private CommandSpec spec;

  InstrumentFiles() {
    this.spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    boolean good = true;
    for (Path file : files) {
      try {
        List<Flaw> flaws =
            InstrumentCheck.flaws(Files.readAllBytes(file), String.valueOf(file.getFileName()));
        flaws.forEach(flaw -> out.println(file + flaw.sentence()));
        good &= flaws.isEmpty();
        if (flaws.isEmpty()) {
          out.println(file + ": good");
        }
      } catch (IOException e) {
        out.println(file + ": cannot be read");
        good = false;
      }
    }
    out.flush();
    return good ? 0 : 1;
  }
}
