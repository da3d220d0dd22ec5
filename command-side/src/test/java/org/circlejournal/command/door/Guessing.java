package org.circlejournal.command.door;

/**
 * What somebody who knows nothing reaches: right with the same probability at each of many tries.
 *
 * @param low fewer come with a probability of half a percent at most
 * @param high more come with a probability of half a percent at most
 */
record Guessing(int low, int high) {

  private static final double TAIL = 0.005;

  /** The central 99% of a binomial distribution. */
  static Guessing interval(int tries, double probability) {
    double log = tries * Math.log1p(-probability);
    double sum = 0;
    int low = -1;
    for (int k = 0; ; k++) {
      sum += Math.exp(log);
      if (low < 0 && sum > TAIL) {
        low = k;
      }
      if (sum >= 1 - TAIL || k == tries) {
        return new Guessing(low, k);
      }
      log += Math.log((double) (tries - k) / (k + 1)) + Math.log(probability / (1 - probability));
    }
  }

  /** −1 for too few, 1 for too many, 0 for what guessing gives. */
  int side(int right) {
    return right < low ? -1 : right > high ? 1 : 0;
  }
}
