package org.circlejournal.query.survey.released;

import org.circlejournal.query.door.ReadModel;

/**
 * {@code GET /circles/{id}/release-ledger} for the circle's members; auditors read {@code GET
 * /audit/releases}, over all circles.
 */
public final class ReleaseLedgerEndpoint {

  public static final ReadModel MODEL =
      ReadModel.of(ReleaseLedgerView.VIEW, "each statistic that left, and what was withheld")
          .inside(ReleaseLedgerView.RELEASES)
          .outside(ReleaseLedgerView.RELEASES)
          .outsideOnlyInLists();

  private ReleaseLedgerEndpoint() {}
}
