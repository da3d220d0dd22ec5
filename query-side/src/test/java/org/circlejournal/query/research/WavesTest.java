package org.circlejournal.query.research;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.circlejournal.query.research.MixedModel.Change;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;

/** The mixed model and the analysis of variance, which is the same where nothing is missing. */
class WavesTest {

  private static final double TOLERANCE = 1e-6;

  @Test
  void known_results_of_complete_waves_are_met() {
    JsonNode v = Vectors.ALL.get("completeWaves");
    RepeatedMeasures anova = RepeatedMeasures.of(Vectors.rows(v));
    requireClose(anova.f(), v.get("f"));
    requireClose(anova.p(), v.get("p"));
    requireClose(anova.mse(), v.get("mse"));
    requireClose(anova.epsilon(), v.get("epsilon"));
    requireClose(anova.pGreenhouseGeisser(), v.get("pGreenhouseGeisser"));
    requireClose(anova.partialEtaSquared(), v.get("partialEtaSquared"));
    assertThat(anova.dfNumerator()).isEqualTo(v.get("df").get(0).intValue());
    assertThat(anova.dfDenominator()).isEqualTo(v.get("df").get(1).intValue());

    MixedModel model = MixedModel.fit(Vectors.rows(v)).orElseThrow();
    requireClose(model.levels().get(0).mean(), v.get("first"));
    requireClose(change(model, 0, 1).estimate(), v.get("changes").get(0));
    requireClose(change(model, 0, 2).estimate(), v.get("changes").get(1));
    requireClose(change(model, 0, 1).standardError(), v.get("seChange"));
    requireClose(change(model, 1, 2).standardError(), v.get("seChange"));
    requireClose(model.sigma2(), v.get("mse"));
    requireClose(model.tau2(), v.get("tau2"));
    requireClose(model.f(), v.get("f"));
    requireClose(model.p(), v.get("p"));
    assertThat(model.dfDenominator()).isCloseTo(14, within(1e-6));
    assertThat(change(model, 0, 2).df()).isCloseTo(14, within(1e-6));
  }

  @Test
  void known_results_of_missing_waves_are_met() {
    JsonNode v = Vectors.ALL.get("missingWaves");
    MixedModel model = MixedModel.fit(Vectors.rows(v)).orElseThrow();
    assertThat(model.observations()).isEqualTo(21);
    requireClose(model.levels().get(0).mean(), v.get("first"));
    requireClose(change(model, 0, 1).estimate(), v.get("changes").get(0));
    requireClose(change(model, 0, 2).estimate(), v.get("changes").get(1));
    requireClose(model.levels().get(0).standardError(), v.get("standardErrors").get(0));
    requireClose(change(model, 0, 1).standardError(), v.get("standardErrors").get(1));
    requireClose(change(model, 0, 2).standardError(), v.get("standardErrors").get(2));
    requireClose(model.sigma2(), v.get("sigma2"));
    // Six decimals of whoever looked for the top itself; its slope is 0 at 26.1392554.
    assertThat(model.tau2()).isCloseTo(v.get("tau2").doubleValue(), within(2e-6));
    requireClose(model.logLikelihood(), v.get("logLikelihood"));
    // Fewer than the 14 of complete data, more than the 8 of the five who are complete.
    assertThat(change(model, 0, 2).df()).isBetween(8.0, 14.0);
  }

  @Property(tries = 150, seed = "20250113")
  void on_complete_data_it_is_the_analysis_of_variance(
      @ForAll @IntRange(min = 2, max = 12) int n,
      @ForAll @IntRange(min = 2, max = 4) int waves,
      @ForAll Random random) {
    List<double[]> rows = rows(n, waves, 0, random);
    RepeatedMeasures anova = RepeatedMeasures.of(rows);
    MixedModel model = MixedModel.fit(rows).orElse(null);
    if (anova.f() == null || model == null || model.tau2() == 0) {
      return;
    }
    assertThat(model.f()).isCloseTo(anova.f(), within(1e-6 * (1 + anova.f())));
    assertThat(model.dfDenominator())
        .isCloseTo(anova.dfDenominator(), within(1e-5 * anova.dfDenominator()));
    assertThat(model.p()).isCloseTo(requireNonNull(anova.p()), within(1e-6));
    assertThat(model.sigma2()).isCloseTo(anova.mse(), within(1e-6 * (1 + anova.mse())));
    for (Change change : model.changes()) {
      assertThat(change.standardError())
          .isCloseTo(Math.sqrt(2 * anova.mse() / n), within(1e-6 * (1 + anova.mse())));
    }
  }

  /** Two waves, nobody missing: the paired t test. */
  @Test
  void two_complete_waves_are_the_paired_t_test() {
    JsonNode v = Vectors.ALL.get("completeWaves");
    List<double[]> two =
        Vectors.rows(v).stream().map(row -> new double[] {row[0], row[2]}).toList();
    PairedChange paired =
        PairedChange.of(two.stream().map(row -> new Pair(row[0], row[1])).toList());
    Change change = change(MixedModel.fit(two).orElseThrow(), 0, 1);
    assertThat(change.t()).isCloseTo(requireNonNull(paired.t()), within(1e-7));
    assertThat(change.p()).isCloseTo(requireNonNull(paired.tP()), within(1e-9));
    assertThat(change.interval().low())
        .isCloseTo(requireNonNull(paired.interval()).low(), within(1e-6));
  }

  @Property(tries = 60, seed = "20250114")
  void the_likelihood_is_that_of_the_whole_matrix_and_nowhere_higher(
      @ForAll @IntRange(min = 4, max = 9) int n, @ForAll Random random) {
    List<double[]> rows = rows(n, 3, 4, random);
    MixedModel model = MixedModel.fit(rows).orElse(null);
    if (model == null) {
      return;
    }
    double top = bruteForce(rows, model.sigma2(), model.tau2());
    assertThat(model.logLikelihood()).isCloseTo(top, within(1e-7));
    for (double step : new double[] {0.3, 0.9, 0.99, 1.01, 1.1, 3}) {
      assertThat(bruteForce(rows, model.sigma2() * step, model.tau2()))
          .isLessThanOrEqualTo(top + 1e-9);
      assertThat(bruteForce(rows, model.sigma2(), model.tau2() * step + (step - 0.3) / 100))
          .isLessThanOrEqualTo(top + 1e-9);
    }
  }

  /** Satterthwaite's ν = 2v²/(g'Mg), all by difference quotients and whole matrices. */
  @Property(tries = 30, seed = "20250115")
  void degrees_of_freedom_are_those_of_the_whole_matrix(
      @ForAll @IntRange(min = 4, max = 9) int n, @ForAll Random random) {
    List<double[]> rows = rows(n, 3, 3, random);
    MixedModel model = MixedModel.fit(rows).orElse(null);
    if (model == null || model.tau2() < 0.1) {
      return;
    }
    RealVector c = MatrixUtils.createRealVector(new double[] {-1, 0, 1});
    double h = 1e-4;
    double s = model.sigma2();
    double t = model.tau2();
    double[] g = {
      (variance(rows, s + h, t, c) - variance(rows, s - h, t, c)) / (2 * h),
      (variance(rows, s, t + h, c) - variance(rows, s, t - h, c)) / (2 * h)
    };
    RealMatrix m = inverse(information(rows, s, t));
    RealVector gradient = MatrixUtils.createRealVector(g);
    double v = variance(rows, s, t, c);
    assertThat(change(model, 0, 2).df())
        .isCloseTo(2 * v * v / gradient.dotProduct(m.operate(gradient)), within(1e-3));
  }

  @Property(tries = 60, seed = "20250116")
  void order_cannot_be_seen_in_any_bit_and_the_unit_does_not_matter(
      @ForAll @IntRange(min = 3, max = 12) int n, @ForAll Random random) {
    List<double[]> rows = rows(n, 3, 3, random);
    MixedModel one = MixedModel.fit(rows).orElse(null);
    List<double[]> scaled =
        rows.stream().map(r -> new double[] {-4 * r[0], -4 * r[1], -4 * r[2]}).toList();
    Collections.shuffle(rows, random);
    assertThat(MixedModel.fit(rows).orElse(null)).isEqualTo(one);
    if (one != null) {
      MixedModel other = MixedModel.fit(scaled).orElseThrow();
      assertThat(other.f()).isCloseTo(one.f(), within(1e-5 * (1 + one.f())));
      assertThat(other.tau2()).isCloseTo(16 * one.tau2(), within(1e-4 * (1 + one.tau2())));
      assertThat(change(other, 0, 2).estimate())
          .isCloseTo(-4 * change(one, 0, 2).estimate(), within(1e-6));
    }
  }

  @Test
  void people_who_do_not_differ_leave_one_variance() {
    List<double[]> rows =
        List.of(new double[] {1, 5, 3}, new double[] {5, 3, 1}, new double[] {3, 1, 5});
    MixedModel model = MixedModel.fit(rows).orElseThrow();
    assertThat(model.tau2()).isEqualTo(0);
    assertThat(change(model, 0, 2).df()).isEqualTo(6);
    assertThat(model.dfDenominator()).isEqualTo(6);
  }

  @Test
  void data_that_do_not_tell_both_variances_give_no_model() {
    double nan = Double.NaN;
    assertThat(MixedModel.fit(List.of(new double[] {1, nan}, new double[] {nan, 2}))).isEmpty();
    assertThat(MixedModel.fit(List.of(new double[] {1, 2}, new double[] {2, 3}))).isEmpty();
    assertThat(MixedModel.fit(List.of(new double[] {1, nan}, new double[] {2, nan}))).isEmpty();
    assertThat(MixedModel.fit(List.of(new double[] {4, 4}, new double[] {4, 4}))).isEmpty();
    assertThat(RepeatedMeasures.of(List.of(new double[] {1, 2}, new double[] {2, 3})).f()).isNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RepeatedMeasures.of(List.of(new double[] {1, 2})));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RepeatedMeasures.of(List.of(new double[] {1, nan}, new double[] {1, 2})));
    assertThatIllegalArgumentException().isThrownBy(() -> MixedModel.fit(List.of()));
  }

  private static Change change(MixedModel model, int from, int to) {
    return requireNonNull(model.change(from, to));
  }

  private static void requireClose(@org.jspecify.annotations.Nullable Double figure, JsonNode to) {
    assertThat(requireNonNull(figure)).isCloseTo(to.doubleValue(), within(TOLERANCE));
  }

  private static List<double[]> rows(int n, int waves, int missing, Random random) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int own = random.nextInt(30);
      rows.add(random.ints(waves, own, own + 9).asDoubleStream().toArray());
    }
    for (int i = 0; i < missing; i++) {
      rows.get(random.nextInt(n))[random.nextInt(waves)] = Double.NaN;
    }
    return rows;
  }

  // --- the slow and obvious twin: V, X and P as whole matrices --------------------------------

  /** V, X, y of all values that are there. */
  private record Whole(RealMatrix v, RealMatrix x, RealVector y, RealMatrix within, RealMatrix of) {

    static Whole of(List<double[]> rows, double sigma2, double tau2) {
      List<int[]> at = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        for (int w = 0; w < rows.get(i).length; w++) {
          if (!Double.isNaN(rows.get(i)[w])) {
            at.add(new int[] {i, w});
          }
        }
      }
      int size = at.size();
      RealMatrix ones = MatrixUtils.createRealMatrix(size, size);
      RealMatrix x = MatrixUtils.createRealMatrix(size, rows.get(0).length);
      RealVector y = MatrixUtils.createRealVector(new double[size]);
      for (int a = 0; a < size; a++) {
        for (int b = 0; b < size; b++) {
          ones.setEntry(a, b, at.get(a)[0] == at.get(b)[0] ? 1 : 0);
        }
        x.setEntry(a, at.get(a)[1], 1);
        y.setEntry(a, rows.get(at.get(a)[0])[at.get(a)[1]]);
      }
      RealMatrix unit = MatrixUtils.createRealIdentityMatrix(size);
      RealMatrix v = unit.scalarMultiply(sigma2).add(ones.scalarMultiply(tau2));
      return new Whole(v, x, y, unit, ones);
    }

    RealMatrix information() {
      return x.transpose().multiply(inverse(v)).multiply(x);
    }

    RealMatrix projection() {
      RealMatrix w = inverse(v);
      return w.subtract(
          w.multiply(x).multiply(inverse(information())).multiply(x.transpose()).multiply(w));
    }
  }

  private static double bruteForce(List<double[]> rows, double sigma2, double tau2) {
    Whole whole = Whole.of(rows, sigma2, tau2);
    int df = whole.y().getDimension() - whole.x().getColumnDimension();
    double squares = whole.y().dotProduct(whole.projection().operate(whole.y()));
    return -0.5
        * (df * Math.log(2 * Math.PI)
            + Math.log(new LUDecomposition(whole.v()).getDeterminant())
            + Math.log(new LUDecomposition(whole.information()).getDeterminant())
            + squares);
  }

  private static double variance(List<double[]> rows, double s, double t, RealVector c) {
    return c.dotProduct(inverse(Whole.of(rows, s, t).information()).operate(c));
  }

  private static RealMatrix information(List<double[]> rows, double s, double t) {
    Whole whole = Whole.of(rows, s, t);
    RealMatrix p = whole.projection();
    RealMatrix[] by = {whole.within(), whole.of()};
    RealMatrix information = MatrixUtils.createRealMatrix(2, 2);
    for (int d = 0; d < 2; d++) {
      for (int e = 0; e < 2; e++) {
        information.setEntry(d, e, p.multiply(by[d]).multiply(p).multiply(by[e]).getTrace() / 2);
      }
    }
    return information;
  }

  private static RealMatrix inverse(RealMatrix matrix) {
    return new LUDecomposition(matrix).getSolver().getInverse();
  }
}
