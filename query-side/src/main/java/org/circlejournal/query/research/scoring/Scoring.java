package org.circlejournal.query.research.scoring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.CutOffSet;
import org.circlejournal.events.survey.Instrument.Scale;
import org.circlejournal.events.survey.ScaleKey;
import org.circlejournal.events.survey.Score;
import org.circlejournal.events.survey.file.AnswerFile;
import org.circlejournal.events.survey.file.AnswerFile.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Scores a file row by row, by the key that the publisher scores by ({@link ScaleKey}). Rows are
 * handed on as they come; only ids and sums are kept.
 */
public final class Scoring implements AnswerFile.Taker {

  /** Takes the scores. */
  @FunctionalInterface
  public interface Scores {

    /**
     * @param answered a 1 for each item that was answered, else 0, in the order of the instrument
     * @param scores by scale, in the order of the instrument
     */
    void row(String id, String answered, List<Score> scores) throws IOException;
  }

  private static final int PATTERNS = 20;
  private static final int MOST_PATTERNS = 100_000;

  private final Instrument instrument;
  private final @Nullable CutOffSet cutOffs;
  private final Scores out;
  private final Consumer<Problem> problems;
  private final List<ScaleKey> keys = new ArrayList<>();
  private final List<Totals> totals = new ArrayList<>();
  private final Map<String, Long> patterns = new HashMap<>();
  private final char[] pattern;
  private long rows;
  private long refused;
  private long lastRefused;

  private Scoring(
      Instrument instrument, @Nullable CutOffSet cutOffs, Scores out, Consumer<Problem> problems) {
    this.instrument = instrument;
    this.cutOffs = cutOffs;
    this.out = out;
    this.problems = problems;
    this.pattern = new char[instrument.itemIds().size()];
    for (Scale scale : instrument.scales()) {
      keys.add(new ScaleKey(instrument, scale));
      totals.add(new Totals(scale.items().size()));
    }
  }

  /** Of one scale. */
  private static final class Totals {
    private final Consistency consistency;
    private long n;
    private long prorated;
    private double mean;
    private double squares;

    Totals(int items) {
      consistency = new Consistency(items);
    }

    /** Welford 1962, Technometrics 4, 419–420. */
    void add(Score score) {
      if (score.mean() != null) {
        n++;
        prorated += score.prorated() ? 1 : 0;
        double off = score.mean() - mean;
        mean += off / n;
        squares += off * (score.mean() - mean);
      }
    }
  }

  /**
   * Reads to the end of the stream, which stays open.
   *
   * @param cutOffs named with the summary; null for none
   */
  public static Summary score(
      InputStream in,
      AnswerFile.Form form,
      @Nullable CutOffSet cutOffs,
      Scores out,
      Consumer<Problem> problems)
      throws IOException {
    Scoring scoring = new Scoring(form.instrument(), cutOffs, out, problems);
    AnswerFile.read(in, form, scoring);
    return scoring.summary();
  }

  @Override
  public void row(long line, String id, int[] answers, List<String> beside) {
    rows++;
    for (int i = 0; i < pattern.length; i++) {
      pattern[i] = answers[i] == ScaleKey.NOT_ANSWERED ? '0' : '1';
    }
    String answered = new String(pattern);
    if (patterns.size() < MOST_PATTERNS || patterns.containsKey(answered)) {
      patterns.merge(answered, 1L, Long::sum);
    }
    List<Score> scores = new ArrayList<>(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      Score score = keys.get(i).score(answers);
      scores.add(score);
      totals.get(i).add(score);
      totals.get(i).consistency.add(keys.get(i), answers);
    }
    try {
      out.row(id, answered, scores);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void problem(Problem problem) {
    refused += problem.line() == lastRefused ? 0 : 1;
    lastRefused = problem.line();
    problems.accept(problem);
  }

  private Summary summary() {
    List<Summary.Pattern> frequent =
        patterns.entrySet().stream()
            .map(each -> new Summary.Pattern(each.getKey(), each.getValue()))
            .sorted(
                (a, b) ->
                    a.n() == b.n()
                        ? b.answered().compareTo(a.answered())
                        : Long.compare(b.n(), a.n()))
            .limit(PATTERNS)
            .toList();
    List<ScaleSummary> scales = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      scales.add(summary(keys.get(i).scale(), totals.get(i)));
    }
    return new Summary(
        instrument.id(),
        instrument.edition(),
        instrument.fingerprint(),
        instrument.validation(),
        cutOffs == null ? null : cutOffs.id(),
        rows,
        refused,
        frequent,
        scales);
  }

  private static ScaleSummary summary(Scale scale, Totals of) {
    Map<String, @Nullable Double> itemRest = new LinkedHashMap<>();
    List<@Nullable Double> correlations = of.consistency.itemRest();
    for (int i = 0; i < scale.items().size(); i++) {
      itemRest.put(scale.items().get(i), correlations.get(i));
    }
    return new ScaleSummary(
        scale.id(),
        scale.direction(),
        scale.items().size(),
        scale.missing(),
        of.n,
        of.prorated,
        of.consistency.complete(),
        of.n == 0 ? null : (Double) of.mean,
        of.n < 2 ? null : (Double) Math.sqrt(of.squares / (of.n - 1)),
        of.consistency.alpha(),
        itemRest);
  }
}
