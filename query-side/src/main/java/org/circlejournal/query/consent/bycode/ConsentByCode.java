package org.circlejournal.query.consent.bycode;

import java.util.function.UnaryOperator;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.query.consent.Ledger;

/** The consents that a circle gave by survey code. */
record ConsentByCode(Ledger ledger) {

  static final ConsentByCode NONE = new ConsentByCode(Ledger.of(Lane.CODE));

  ConsentByCode with(UnaryOperator<Ledger> change) {
    return new ConsentByCode(change.apply(ledger));
  }
}
