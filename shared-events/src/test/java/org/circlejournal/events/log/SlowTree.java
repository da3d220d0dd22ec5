package org.circlejournal.events.log;

import java.util.ArrayList;
import java.util.List;

/** RFC 6962, section 2.1, word for word over a list: slow, and with nothing to get wrong. */
final class SlowTree {

  private SlowTree() {}

  /** MTH(D[n]) over entries. */
  static Hash mth(List<byte[]> d) {
    int n = d.size();
    if (n == 0) {
      return Hash.ofNothing();
    }
    if (n == 1) {
      return Hash.leaf(d.get(0));
    }
    int k = k(n);
    return Hash.node(mth(d.subList(0, k)), mth(d.subList(k, n)));
  }

  /** PATH(m, D[n]). */
  static List<Hash> path(int m, List<byte[]> d) {
    int n = d.size();
    if (n == 1) {
      return List.of();
    }
    int k = k(n);
    List<Hash> path = new ArrayList<>();
    if (m < k) {
      path.addAll(path(m, d.subList(0, k)));
      path.add(mth(d.subList(k, n)));
    } else {
      path.addAll(path(m - k, d.subList(k, n)));
      path.add(mth(d.subList(0, k)));
    }
    return path;
  }

  /** PROOF(m, D[n]) for 0 &lt; m &lt; n. */
  static List<Hash> proof(int m, List<byte[]> d) {
    return subproof(m, d, true);
  }

  private static List<Hash> subproof(int m, List<byte[]> d, boolean b) {
    int n = d.size();
    if (m == n) {
      return b ? List.of() : List.of(mth(d));
    }
    int k = k(n);
    List<Hash> proof = new ArrayList<>();
    if (m <= k) {
      proof.addAll(subproof(m, d.subList(0, k), b));
      proof.add(mth(d.subList(k, n)));
    } else {
      proof.addAll(subproof(m - k, d.subList(k, n), false));
      proof.add(mth(d.subList(0, k)));
    }
    return proof;
  }

  /** The largest power of two smaller than n. */
  private static int k(int n) {
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }
}
