package org.circlejournal.standalone.research;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.CutOffSet;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.file.AnswerFile.Form;
import org.circlejournal.events.survey.file.AnswerFile.Problem;
import org.circlejournal.query.research.scoring.ScaleSummary;
import org.circlejournal.query.research.scoring.ScoreCsv;
import org.circlejournal.query.research.scoring.ScoreJson;
import org.circlejournal.query.research.scoring.Scoring;
import org.circlejournal.query.research.scoring.Summary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores one file. Scores go to standard output or a file, all else to standard error. */
@Command(
    name = "score",
    description = {
      "Scores a CSV file of answers: a column id, a column for each item.",
      "A row with a problem is told by line and reason, and not scored; nothing is clamped."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every row was scored",
      "1:nothing was scored, or a file cannot be read or written",
      "2:the command was not understood",
      "3:scored, but for the rows that were told"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class ScoreFile implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int SCORED_IN_PART = 3;

  @Option(names = "--instrument", required = true, description = "whose key; e.g. cbi")
  private String instrument = "";

  @Option(
      names = "--missing",
      split = ",",
      description = "what stands for missing beside a blank cell; e.g. 99,MANQ")
  private List<String> missing = List.of();

  @Option(
      names = "--id",
      defaultValue = "id",
      description = "column that tells people apart (default: ${DEFAULT-VALUE})")
  private String id = "id";

  @Option(names = "--cut-offs", description = "names scores by this set of the instrument")
  private @Nullable String cutOffs;

  @Option(names = "--json", description = "JSON: scores, problems and summary")
  private boolean json;

  @Option(names = "--out", description = "file for the scores instead of standard output")
  private @Nullable Path out;

  @Option(
      names = "--data",
      defaultValue = "data",
      description = "folder whose instruments/ holds definitions of yours (default: data)")
  private Path data = Path.of("data");

  @Parameters(paramLabel = "FILE", description = "the answers, UTF-8")
  private Path file = Path.of("");

  @Spec private CommandSpec spec;

  ScoreFile() {
    this.spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Instrument key = key();
    CutOffSet set = set(key);
    Form form = form(key);
    try {
      long size = Files.size(file);
      try (InputStream in = new Watched(Files.newInputStream(file), size, bar(err))) {
        Path to = out;
        Summary summary;
        if (to == null) {
          summary = score(in, System.out, form, set, err);
        } else {
          try (OutputStream written = Files.newOutputStream(to)) {
            summary = score(in, written, form, set, err);
          }
        }
        if (!json || to != null) {
          tell(err, summary);
        }
        err.flush();
        return summary.rows() == 0 ? FAILED : summary.refused() > 0 ? SCORED_IN_PART : 0;
      }
    } catch (IOException e) {
      err.println("It cannot be read or written: " + e.getMessage() + ".");
      err.flush();
      return FAILED;
    }
  }

  private Instrument key() {
    Instruments all = Instruments.in(data.resolve("instruments"));
    return all.byId(instrument)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "There is no instrument "
                        + instrument
                        + "; there are "
                        + all.all().stream()
                            .map(Instrument::id)
                            .distinct()
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private @Nullable CutOffSet set(Instrument key) {
    if (cutOffs == null) {
      return null;
    }
    return key.cutOffSet(cutOffs)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), key.id() + " has no cut-off set " + cutOffs + "."));
  }

  private Form form(Instrument key) {
    try {
      return new Form(key, id, new LinkedHashSet<>(missing), List.of());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage() + ".", e);
    }
  }

  private @Nullable PrintWriter bar(PrintWriter err) {
    return Ansi.AUTO.enabled() ? err : null;
  }

  private Summary score(
      InputStream in, OutputStream to, Form form, @Nullable CutOffSet set, PrintWriter err)
      throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(to, 1 << 16);
    if (json) {
      ScoreJson scores = new ScoreJson(buffered, set);
      Summary summary =
          Scoring.score(
              in,
              form,
              set,
              scores,
              problem -> {
                scores.problem(problem);
                tell(err, problem);
              });
      scores.end(summary);
      buffered.write('\n');
      buffered.flush();
      return summary;
    }
    OutputStreamWriter text = new OutputStreamWriter(buffered, StandardCharsets.UTF_8);
    ScoreCsv scores = new ScoreCsv(text, form.instrument(), set);
    Summary summary = Scoring.score(in, form, set, scores, problem -> tell(err, problem));
    scores.flush();
    return summary;
  }

  private void tell(PrintWriter err, Problem problem) {
    err.println(
        file
            + ":"
            + problem.line()
            + ": "
            + (problem.column() == null ? "" : problem.column() + ": ")
            + problem.reason());
  }

  private static void tell(PrintWriter err, Summary summary) {
    err.printf(
        "%s, %s%s%n%d scored, %d refused%n",
        summary.instrument(),
        summary.edition(),
        summary.validation() == null ? "" : " (not validated)",
        summary.rows(),
        summary.refused());
    err.printf("%-26s %9s %9s %9s %9s %9s%n", "scale", "n", "prorated", "mean", "sd", "alpha");
    for (ScaleSummary scale : summary.scales()) {
      err.printf(
          "%-26s %9d %9d %9s %9s %9s%n",
          scale.scale(),
          scale.n(),
          scale.prorated(),
          figure(scale.mean()),
          figure(scale.sd()),
          figure(scale.alpha()));
    }
  }

  private static String figure(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.3f", value);
  }
}
