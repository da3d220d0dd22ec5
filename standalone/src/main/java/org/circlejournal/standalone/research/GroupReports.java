package org.circlejournal.standalone.research;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.research.AnalysisPlan;
import org.circlejournal.query.research.Caution;
import org.circlejournal.query.research.GroupReport;
import org.circlejournal.query.research.GroupReport.Contrast;
import org.circlejournal.query.research.GroupReport.Level;
import org.circlejournal.query.research.GroupReport.ScaleReport;
import org.circlejournal.query.research.Interval;
import org.circlejournal.query.research.PairedChange;
import org.circlejournal.query.research.Sample;
import org.circlejournal.query.research.ScoresCsv;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Statistics of a file of scores, without a journal and without anything that runs. */
@Command(
    name = "report",
    description = "Statistics of one group's scores, and what may not be concluded from them.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nStatus:%n",
    exitCodeList = {"0:done", "1:the file or the plan is not understood", "2:wrong use"})
final class GroupReports implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE.csv",
      description = "head line with id, wave, scale, value and perhaps prorated; one score a line")
  private Path scores = Path.of("scores.csv");

  @Option(
      names = "--plan",
      description = "JSON of what was declared; without it nothing counts as declared")
  @Nullable Path plan;

  @Option(names = "--json", description = "prints everything, as JSON")
  boolean json;

  private final PrintStream out = System.out;

  @Override
  public Integer call() throws IOException {
    if (!Files.isReadable(scores) || (plan != null && !Files.isReadable(plan))) {
      System.err.println("There is no such file.");
      return 1;
    }
    ScoresCsv read = ScoresCsv.read(Files.readString(scores));
    if (!read.problems().isEmpty()) {
      read.problems().forEach(problem -> System.err.println(scores + ", " + problem));
      return 1;
    }
    GroupReport report;
    try {
      report = GroupReport.of(planned(read), read.observations());
    } catch (JsonProcessingException e) {
      System.err.println(plan + ": " + e.getOriginalMessage());
      return 1;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 1;
    }
    if (json) {
      out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
    } else {
      print(report);
    }
    return 0;
  }

  private AnalysisPlan planned(ScoresCsv read) throws IOException {
    return plan == null
        ? AnalysisPlan.undeclared(read.observations())
        : Json.events().readValue(plan.toFile(), AnalysisPlan.class);
  }

  private void print(GroupReport report) {
    for (ScaleReport scale : report.scales()) {
      out.println(scale.scale());
      for (Level level : scale.levels()) {
        Sample sample = level.sample();
        if (sample != null) {
          out.printf(
              Locale.ROOT,
              "  %-24s n %3d  mean %8.3f  SD %s%n",
              level.wave(),
              sample.n(),
              sample.mean(),
              figure(sample.sd()));
        }
      }
      scale.contrasts().forEach(this::print);
    }
    out.println("What may not be concluded:");
    for (Caution caution : report.cautions()) {
      String about = caution.scale() == null ? "" : caution.scale() + ": ";
      String of = caution.contrast() == null ? "" : caution.contrast() + ": ";
      out.println("  - " + about + of + caution.text());
    }
  }

  private void print(Contrast contrast) {
    PairedChange change = contrast.change();
    if (change == null || contrast.test() == null) {
      return;
    }
    out.printf(
        Locale.ROOT,
        "  %-24s n %3d  change %6.3f %s  Wilcoxon p %.4f%s  d_z %s %s%n",
        contrast.from() + "-" + contrast.to(),
        contrast.n(),
        change.mean(),
        interval(change.interval()),
        contrast.test().p(),
        contrast.holmP() == null
            ? ""
            : String.format(Locale.ROOT, " (Holm %.4f)", contrast.holmP()),
        figure(change.dz()),
        interval(change.dzInterval()));
  }

  private static String figure(@Nullable Double figure) {
    return figure == null ? "-" : String.format(Locale.ROOT, "%.3f", figure);
  }

  private static String interval(@Nullable Interval interval) {
    return interval == null
        ? ""
        : String.format(Locale.ROOT, "[%.3f, %.3f]", interval.low(), interval.high());
  }
}
