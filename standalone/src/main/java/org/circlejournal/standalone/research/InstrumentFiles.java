package org.circlejournal.standalone.research;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.circlejournal.events.WrongFile;
import org.circlejournal.events.survey.InstrumentCheck;
import org.circlejournal.events.survey.InstrumentCheck.Flaw;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.Wordings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is wrong with definitions of instruments, and where. */
@Command(
    name = "instrument-check",
    description = {
      "Says what is wrong with definitions for data/instruments, and where.",
      "A file in a folder texts is one of words for the definitions beside that folder."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all are good", "1:at least one is not, or cannot be read"},
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class InstrumentFiles implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "definitions, {id}.json; words, texts/{id}.{language}.json")
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
        List<Flaw> flaws = flaws(file);
        flaws.forEach(flaw -> out.println(file + flaw.sentence()));
        good &= flaws.isEmpty();
        if (flaws.isEmpty()) {
          out.println(file + ": good");
        }
      } catch (IOException e) {
        out.println(file + ": cannot be read");
        good = false;
      } catch (WrongFile e) {
        out.println(e.getMessage());
        good = false;
      }
    }
    out.flush();
    return good ? 0 : 1;
  }

  private static List<Flaw> flaws(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String name = String.valueOf(file.getFileName());
    Path folder = file.toAbsolutePath().getParent();
    return folder != null && folder.endsWith("texts")
        ? Wordings.flaws(bytes, name, Instruments.in(folder.resolveSibling("")))
        : InstrumentCheck.flaws(bytes, name);
  }
}
