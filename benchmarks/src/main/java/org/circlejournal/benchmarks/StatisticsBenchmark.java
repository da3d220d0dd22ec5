package org.circlejournal.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.circlejournal.query.research.AnalysisPlan;
import org.circlejournal.query.research.AnalysisPlan.Omnibus;
import org.circlejournal.query.research.AnalysisPlan.PlannedContrast;
import org.circlejournal.query.research.AnalysisPlan.PlannedScale;
import org.circlejournal.query.research.AnalysisPlan.Reference;
import org.circlejournal.query.research.GroupReport;
import org.circlejournal.query.research.Norm;
import org.circlejournal.query.research.Observation;
import org.circlejournal.query.research.RandomEffects;
import org.circlejournal.query.research.RandomEffects.Estimate;
import org.circlejournal.query.research.ReliableChange.Better;
import org.circlejournal.query.research.Sample;
import org.circlejournal.query.research.SignedRank.Zeros;

/**
 * What a researcher waits for: every statistic of a circle of eight with three scales, three waves
 * and three contrasts (goal: a report in under 50 ms), and ten thousand circles from their single
 * differences to the pooled effect (goal: under 5 s).
 */
final class StatisticsBenchmark {

  private static final List<String> WAVES = List.of("baseline", "interim-1", "endpoint");
  private static final List<String> SCALES =
      List.of("exhaustion", "depersonalization", "accomplishment");
  private static final int PEOPLE = 8;
  private static final int CIRCLES = 10_000;
  private static final int VARIANTS = 64;

  private final Benchmarks.Options options;

  StatisticsBenchmark(Benchmarks.Options options) {
    this.options = options;
  }

  void run(Report report) {
    Random random = new Random(20250113);
    List<List<Observation>> circles =
        Stream.generate(() -> circle(random)).limit(VARIANTS).toList();
    AnalysisPlan plan = plan();
    report.add(
        measured(
            "report", "reports/s", n -> GroupReport.of(plan, circles.get(n % VARIANTS)).people()));
    List<List<Double>> differences =
        Stream.generate(() -> random.doubles(PEOPLE, -3, 2).boxed().toList())
            .limit(CIRCLES)
            .toList();
    report.add(measured("pool-10000", "pools/s", n -> pooled(differences).circles()));
  }

  /** One piece of work; what it returns is looked at, so that it is not left out. */
  private interface Work {
    int of(int n);
  }

  private Report.Row measured(String row, String unit, Work work) {
    List<Load.Result> rounds = new ArrayList<>();
    round(work, options.warmUp);
    for (int round = 1; round <= 2; round++) {
      System.err.println("round " + round + " " + row);
      rounds.add(round(work, options.seconds));
    }
    return Report.Row.of(row, unit, rounds);
  }

  private static Load.Result round(Work work, double seconds) {
    Histogram times = new Histogram(3);
    long begun = System.nanoTime();
    long end = begun + (long) (seconds * 1e9);
    int n = 0;
    do {
      long start = System.nanoTime();
      if (work.of(n++) == 0) {
        throw new IllegalStateException("nothing was computed");
      }
      times.recordValue(System.nanoTime() - start);
    } while (System.nanoTime() < end);
    return new Load.Result(
        n * 1e9 / (System.nanoTime() - begun),
        times.getValueAtPercentile(50) / 1e6,
        times.getValueAtPercentile(99) / 1e6);
  }

  private static RandomEffects pooled(List<List<Double>> differences) {
    List<Estimate> estimates = new ArrayList<>(differences.size());
    for (List<Double> circle : differences) {
      Sample change = Sample.of(circle);
      if (change.sd() != null && change.sd() > 0) {
        estimates.add(new Estimate(change.mean(), change.sd() * change.sd() / change.n()));
      }
    }
    return RandomEffects.of(estimates);
  }

  private static AnalysisPlan plan() {
    Reference reference = new Reference("made up", new Norm(2, 1), new Norm(4, 1), 0.9, true);
    return new AnalysisPlan(
        WAVES,
        List.of(
            new PlannedContrast("baseline", "interim-1", true),
            new PlannedContrast("baseline", "endpoint", true),
            new PlannedContrast("interim-1", "endpoint", false)),
        SCALES.stream().map(id -> new PlannedScale(id, Better.LOW, reference)).toList(),
        Omnibus.MIXED_MODEL,
        Zeros.DROPPED,
        1,
        null);
  }

  private static List<Observation> circle(Random random) {
    List<Observation> circle = new ArrayList<>();
    for (int person = 0; person < PEOPLE; person++) {
      for (String scale : SCALES) {
        int own = random.nextInt(30);
        for (String wave : WAVES) {
          double score = (own + random.nextInt(12)) / 9.0;
          circle.add(new Observation("p" + person, wave, scale, score, false));
        }
      }
    }
    return circle;
  }
}
