package org.circlejournal.query.consent.bymember;

import java.util.function.UnaryOperator;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.query.consent.Ledger;

/** The consents that a circle gave by member id. */
record ConsentByMember(Ledger ledger) {

  static final ConsentByMember NONE = new ConsentByMember(Ledger.of(Lane.MEMBER));

  ConsentByMember with(UnaryOperator<Ledger> change) {
    return new ConsentByMember(change.apply(ledger));
  }
}
