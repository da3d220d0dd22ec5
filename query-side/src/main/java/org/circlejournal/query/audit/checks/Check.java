package org.circlejournal.query.audit.checks;

import java.util.ArrayList;
import java.util.List;

/** One invariant. Sees every event once, in the journal's order, and is asked at the end. */
abstract class Check {

  /** More than these are counted and not listed. */
  static final int MOST = 100;

  private final String name;
  private final String question;
  private final String cannotTell;
  private final List<String> findings = new ArrayList<>();
  private long checked;
  private long unreadable;
  private long found;

  /**
   * @param cannotTell what no findings do not prove
   */
  Check(String name, String question, String cannotTell) {
    this.name = name;
    this.question = question;
    this.cannotTell = cannotTell;
  }

  abstract void see(Seen seen);

  /**
   * Nothing more comes.
   *
   * @param outside ballots after which no wave closed
   */
  void end(List<Ballot> outside) {}

  final CheckRow row(long position) {
    return new CheckRow(
        name, question, cannotTell, checked, unreadable, found, List.copyOf(findings), position);
  }

  final void looked(long things) {
    checked += things;
  }

  final void couldNotLook() {
    unreadable++;
  }

  /** Looks at one more thing. */
  final void require(boolean holds, String place) {
    checked++;
    if (!holds) {
      violated(place);
    }
  }

  final void violated(String place) {
    found++;
    if (findings.size() < MOST) {
      findings.add(place);
    }
  }
}
