package org.circlejournal.command.consent;

import org.circlejournal.command.Command;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;

/** Commands of the consent room. */
public sealed interface ConsentCommand extends Command {

  record GiveConsent(Purpose purpose, Notice notice) implements ConsentCommand {}

  record WithdrawConsent(Purpose purpose) implements ConsentCommand {}

  record RequestErasure(Lane lane) implements ConsentCommand {}
}
