package org.circlejournal.query.research;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.jspecify.annotations.Nullable;

/**
 * The fit of {@link MixedModel}, a mean for each wave and Vᵢ = σ²(I + λJ) for the mᵢ values of a
 * person, J all ones, λ = τ²/σ². Given λ, means and σ² follow, so that the restricted likelihood is
 * looked at along λ only. The inverse of aI + bJ and the product of two such are again aI + bJ:
 * nothing larger than waves × waves is ever made.
 */
final class RandomIntercept {

  /** Below this share of the values' variance, the error is noise of the arithmetic. */
  private static final double NOISE = 1e-12;

  private final List<double[]> people;
  private final int waves;
  private final int observations;

  private RandomIntercept(List<double[]> people, int waves) {
    this.people = people;
    this.waves = waves;
    this.observations = people.stream().mapToInt(RandomIntercept::size).sum();
  }

  /** Null if the data do not tell both variances. */
  static @Nullable Fit fit(List<double[]> people, int waves) {
    RandomIntercept model = new RandomIntercept(people, waves);
    for (int w = 0; w < waves; w++) {
      int wave = w;
      if (people.stream().allMatch(row -> Double.isNaN(row[wave]))) {
        return null;
      }
    }
    boolean repeated = people.stream().filter(row -> size(row) > 1).count() >= 2;
    if (!repeated || model.observations <= waves) {
      return null;
    }
    double all = model.at(0).sigma2();
    if (all == 0) {
      return null;
    }
    double ratio = Peak.of(l -> model.at(l).logLikelihood(), l -> model.at(l).slope(), 1);
    if (Double.isInfinite(ratio)) {
      return null;
    }
    Point top = model.at(ratio);
    return top.sigma2() <= NOISE * all ? null : model.new Fit(top);
  }

  private static int size(double[] row) {
    return (int) Arrays.stream(row).filter(x -> !Double.isNaN(x)).count();
  }

  private Point at(double ratio) {
    RealMatrix information = MatrixUtils.createRealMatrix(waves, waves);
    double[] right = new double[waves];
    double logs = 0;
    for (double[] row : people) {
      int m = size(row);
      double share = ratio / (1 + m * ratio);
      logs += Math.log1p(m * ratio);
      add(information, row, 1, -share);
      double sum = Arrays.stream(row).filter(x -> !Double.isNaN(x)).sum();
      for (int w = 0; w < waves; w++) {
        right[w] += Double.isNaN(row[w]) ? 0 : row[w] - share * sum;
      }
    }
    LUDecomposition lu = new LUDecomposition(information);
    RealMatrix inverse = lu.getSolver().getInverse();
    double[] means = inverse.operate(right);
    double squares = 0;
    double between = 0;
    double trace = 0;
    RealMatrix slope = MatrixUtils.createRealMatrix(waves, waves);
    for (double[] row : people) {
      int m = size(row);
      double weight = 1 / (1 + m * ratio);
      double sum = 0;
      for (int w = 0; w < waves; w++) {
        double residual = Double.isNaN(row[w]) ? 0 : row[w] - means[w];
        squares += residual * residual;
        sum += residual;
      }
      squares -= ratio * weight * sum * sum;
      between += weight * weight * sum * sum;
      trace += m * weight;
      add(slope, row, 0, weight * weight);
    }
    int df = observations - waves;
    double sigma2 = Math.max(0, squares / df);
    double likelihood =
        -0.5
            * (df * (Math.log(2 * Math.PI * sigma2) + 1)
                + logs
                + Math.log(Math.abs(lu.getDeterminant())));
    double derivative = 0.5 * (between / sigma2 - trace + inverse.multiply(slope).getTrace());
    return new Point(
        ratio, MatrixUtils.createRealVector(means), sigma2, inverse, likelihood, derivative);
  }

  /** Adds X'(aI + bJ)X of one person: only the waves with a value have a row and a column. */
  private static void add(RealMatrix sum, double[] row, double a, double b) {
    for (int v = 0; v < row.length; v++) {
      for (int w = 0; w < row.length; w++) {
        if (!Double.isNaN(row[v]) && !Double.isNaN(row[w])) {
          sum.addToEntry(v, w, v == w ? a + b : b);
        }
      }
    }
  }

  /**
   * @param inverse (X'V⁻¹X)⁻¹/σ²
   * @param slope of the likelihood along λ
   */
  private record Point(
      double ratio,
      RealVector means,
      double sigma2,
      RealMatrix inverse,
      double logLikelihood,
      double slope) {}

  /** aI + bJ of a person with m values. */
  private record Block(double a, double b) {
    static final Block UNIT = new Block(1, 0);
    static final Block ONES = new Block(0, 1);

    Block times(Block other, int m) {
      return new Block(a * other.a, a * other.b + b * other.a + m * b * other.b);
    }

    double trace(int m) {
      return m * (a + b);
    }
  }

  /** The model at its highest likelihood. */
  final class Fit {

    private final Point point;
    private final RealMatrix covariance;
    private final RealMatrix[] derivatives;
    private final RealMatrix ofVariances;

    private Fit(Point point) {
      this.point = point;
      this.covariance = point.inverse().scalarMultiply(point.sigma2());
      this.derivatives = new RealMatrix[] {sandwich(Block.UNIT), sandwich(Block.ONES)};
      this.ofVariances = new LUDecomposition(information()).getSolver().getInverse();
    }

    int people() {
      return people.size();
    }

    int observations() {
      return observations;
    }

    int observed(int wave) {
      return (int) people.stream().filter(row -> !Double.isNaN(row[wave])).count();
    }

    double sigma2() {
      return point.sigma2();
    }

    double tau2() {
      return point.ratio() * point.sigma2();
    }

    double logLikelihood() {
      return point.logLikelihood();
    }

    RealMatrix covariance() {
      return covariance;
    }

    double estimate(double[] c) {
      return point.means().dotProduct(MatrixUtils.createRealVector(c));
    }

    double variance(double[] c) {
      RealVector vector = MatrixUtils.createRealVector(c);
      return vector.dotProduct(covariance.operate(vector));
    }

    /** Satterthwaite's; of one variance only where the other is at its lowest. */
    double df(double[] c) {
      if (point.ratio() == 0) {
        return observations - waves;
      }
      RealVector through = covariance.operate(MatrixUtils.createRealVector(c));
      double[] gradient = new double[2];
      for (int j = 0; j < 2; j++) {
        gradient[j] = through.dotProduct(derivatives[j].operate(through));
      }
      RealVector g = MatrixUtils.createRealVector(gradient);
      double v = variance(c);
      return 2 * v * v / g.dotProduct(ofVariances.operate(g));
    }

    private Block inverse(int m) {
      return new Block(1 / sigma2(), -point.ratio() / (1 + m * point.ratio()) / sigma2());
    }

    /** X'V⁻¹ D V⁻¹X, D the derivative of V by one of the variances. */
    private RealMatrix sandwich(Block derivative) {
      RealMatrix sum = MatrixUtils.createRealMatrix(waves, waves);
      for (double[] row : people) {
        int m = size(row);
        Block product = inverse(m).times(derivative, m).times(inverse(m), m);
        add(sum, row, product.a(), product.b());
      }
      return sum;
    }

    /** ½·tr(P D P E) for the variances within (D = I) and between people (D = J). */
    private RealMatrix information() {
      Block[] by = {Block.UNIT, Block.ONES};
      RealMatrix information = MatrixUtils.createRealMatrix(2, 2);
      for (int d = 0; d < 2; d++) {
        for (int e = 0; e < 2; e++) {
          double trace = 0;
          RealMatrix middle = MatrixUtils.createRealMatrix(waves, waves);
          for (double[] row : people) {
            int m = size(row);
            Block inverse = inverse(m);
            Block both = inverse.times(by[d], m).times(inverse, m).times(by[e], m);
            trace += both.trace(m);
            Block product = both.times(inverse, m);
            add(middle, row, product.a(), product.b());
          }
          trace -= 2 * covariance.multiply(middle).getTrace();
          trace +=
              covariance
                  .multiply(derivatives[d])
                  .multiply(covariance)
                  .multiply(derivatives[e])
                  .getTrace();
          information.setEntry(d, e, trace / 2);
        }
      }
      return information;
    }
  }
}
