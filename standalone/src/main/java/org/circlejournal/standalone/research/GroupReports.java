package org.circlejournal.standalone.research;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.research.AnalysisPlan;
import org.circlejournal.query.research.Caution;
import org.circlejournal.query.research.CirclesReport;
import org.circlejournal.query.research.GroupReport;
import org.circlejournal.query.research.GroupReport.Contrast;
import org.circlejournal.query.research.GroupReport.Level;
import org.circlejournal.query.research.GroupReport.ScaleReport;
import org.circlejournal.query.research.Interval;
import org.circlejournal.query.research.IntraclassCorrelation;
import org.circlejournal.query.research.PairedChange;
import org.circlejournal.query.research.RandomEffects;
import org.circlejournal.query.research.Sample;
import org.circlejournal.query.research.ScoresCsv;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Statistics of a file of scores, without a journal and without anything that runs. */
@Command(
    name = "report",
    description =
        "Statistics of one group's scores, or of several circles together, and what may not be"
            + " concluded from them.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nStatus:%n",
    exitCodeList = {"0:done", "1:the file or the plan is not understood", "2:wrong use"})
final class GroupReports implements Callable<Integer> {

  @Parameters(
      paramLabel = "FILE.csv",
      description =
          "head line with id, wave, scale, value and perhaps prorated; one score a line. With a"
              + " column circle, circles are compared")
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
    Record report;
    try {
      report =
          read.circles().isEmpty()
              ? GroupReport.of(planned(read), read.observations())
              : CirclesReport.of(planned(read), read.circles());
    } catch (JsonProcessingException e) {
      System.err.println(plan + ": " + e.getOriginalMessage());
      return 1;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 1;
    }
    if (json) {
      out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
    } else if (report instanceof GroupReport group) {
      print(group);
    } else if (report instanceof CirclesReport circles) {
      print(circles);
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
    print(report.cautions());
  }

  private void print(CirclesReport report) {
    for (CirclesReport.ScaleReport scale : report.scales()) {
      out.println(scale.scale());
      for (CirclesReport.Level level : scale.levels()) {
        IntraclassCorrelation likeness = level.likeness();
        out.printf(
            Locale.ROOT,
            "  %-24s circles %3d  n %3d  ICC %s%n",
            level.wave(),
            level.circles(),
            level.people(),
            figure(likeness == null ? null : (Double) likeness.icc()));
      }
      scale.contrasts().forEach(this::print);
    }
    print(report.cautions());
  }

  private void print(CirclesReport.Contrast contrast) {
    String name = contrast.from() + "-" + contrast.to();
    for (CirclesReport.Change change : contrast.circles()) {
      out.printf(
          Locale.ROOT,
          "  %-24s %-12s n %3d  change %6.3f %s%n",
          name,
          change.circle(),
          change.n(),
          change.mean(),
          interval(change.interval()));
    }
    RandomEffects pooled = contrast.pooled();
    if (pooled != null) {
      out.printf(
          Locale.ROOT,
          "  %-24s %-12s k %3d  change %6.3f %s  tau2 %.3f  I2 %.0f%%  a new circle %s%n",
          name,
          "all",
          pooled.circles(),
          pooled.reml().mean(),
          interval(pooled.hartungKnapp()),
          pooled.reml().tau2(),
          100 * pooled.i2(),
          interval(pooled.prediction()));
    }
  }

  private void print(List<Caution> cautions) {
    out.println("What may not be concluded:");
    for (Caution caution : cautions) {
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
