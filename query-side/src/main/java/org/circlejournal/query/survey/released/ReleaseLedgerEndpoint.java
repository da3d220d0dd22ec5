package org.circlejournal.query.survey.released;

import org.circlejournal.events.access.Role;
import org.circlejournal.query.door.ReadModel;

/** {@code GET /circles/{id}/release-ledger}, and of all circles {@code GET /audit/releases}. */
public final class ReleaseLedgerEndpoint {

  public static final ReadModel MODEL =
      ReadModel.of(ReleaseLedgerView.VIEW, "each statistic that left, and what was withheld")
          .inside(ReleaseLedgerView.RELEASES)
          .outside(ReleaseLedgerView.RELEASES)
          .onlyFor(Role.AUDITOR);

  private ReleaseLedgerEndpoint() {}
}
