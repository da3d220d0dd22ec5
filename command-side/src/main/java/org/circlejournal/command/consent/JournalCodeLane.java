package org.circlejournal.command.consent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.survey.SurveyCode;

/**
 * The night's order: what was asked for in the code's lane during the day and counts since then
 * enters the journal.
 *
 * @param now the one time of the night's batch of all circles
 * @param withdrawals in an order that says nothing
 * @param erasures likewise
 */
public record JournalCodeLane(
    @TargetAggregateIdentifier CircleId circleId,
    Instant now,
    List<Withdrawal> withdrawals,
    List<SurveyCode> erasures) {

  /** A consent of the code's lane that was withdrawn. */
  public record Withdrawal(SurveyCode code, Purpose purpose) {}

  /** The events to be journaled. */
  public List<ConsentEvent> events() {
    List<ConsentEvent> events = new ArrayList<>();
    for (Withdrawal each : withdrawals) {
      events.add(
          new ConsentWithdrawn(circleId, now, Lane.CODE, each.code().value(), each.purpose()));
    }
    for (SurveyCode code : erasures) {
      events.add(new ErasureRequested(circleId, now, Lane.CODE, code.value()));
    }
    return events;
  }

  /** No codes: this ends up in logs. */
  @Override
  public String toString() {
    return "JournalCodeLane[" + circleId + "]";
  }
}
