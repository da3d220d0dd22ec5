package org.circlejournal.command.consent;

import static org.circlejournal.command.Refusal.*;

import org.circlejournal.command.Command;
import org.circlejournal.command.Form;
import org.circlejournal.command.Refuses;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;

/** Commands of the consent room. */
public sealed interface ConsentCommand extends Command {

  /**
   * @param purpose of the member's lane; those of the code's lane are given with a ballot and enter
   *     the journal with it
   * @param notice the one that it is given on, as {@code GET /notices} shows it
   */
  @Refuses({NOT_A_MEMBER, CIRCLE_SEALED, NOTICE_UNKNOWN, ALREADY_SO})
  record GiveConsent(Purpose purpose, Notice notice) implements ConsentCommand {
    public GiveConsent {
      Form.check(
          purpose.lane() == Lane.MEMBER,
          "purpose",
          "purpose: expected: take-part, research-participation; others are given with a ballot");
    }
  }

  /** Counts from the next command on; in the code's lane no event says so before the night. */
  @Refuses({NOT_A_MEMBER, ALREADY_SO})
  record WithdrawConsent(Purpose purpose) implements ConsentCommand {}

  /** Accepted even after sealing; in the code's lane no event says so before the night. */
  @Refuses({NOT_A_MEMBER, ALREADY_SO})
  record RequestErasure(Lane lane) implements ConsentCommand {}
}
