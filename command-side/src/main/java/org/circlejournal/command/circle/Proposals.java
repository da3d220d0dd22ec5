package org.circlejournal.command.circle;

import static org.circlejournal.command.Refusal.ALREADY_SO;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.circlejournal.command.Desk;
import org.circlejournal.command.Refused;
import org.circlejournal.events.circle.CircleEvent.ClosingProposed;
import org.circlejournal.events.circle.MemberId;
import org.jspecify.annotations.Nullable;

/** What one member asked for and another must ask for as well, within seven days. */
final class Proposals {

  private static final Duration LASTS = Duration.ofDays(7);

  private record Matter(String what, @Nullable String detail) {}

  private record Proposal(MemberId member, Instant at) {
    boolean lastsAt(Instant now) {
      return !now.isAfter(at.plus(LASTS));
    }
  }

  private final Map<Matter, Proposal> pending = new HashMap<>();

  /**
   * Whether another member has proposed the same; if nobody has, proposes it.
   *
   * @throws Refused {@code already-so} if this member's own proposal is waiting
   */
  boolean seconded(Desk desk, MemberId member, String what, @Nullable String detail) {
    Proposal first = pending.get(new Matter(what, detail));
    if (first == null || !first.lastsAt(desk.now())) {
      desk.record(new ClosingProposed(desk.circleId(), desk.at(), member, what, detail));
      desk.proposed();
      return false;
    }
    if (first.member().equals(member)) {
      throw new Refused(ALREADY_SO, "proposed already: another member must ask for the same");
    }
    return true;
  }

  void evolve(ClosingProposed event) {
    pending.put(new Matter(event.what(), event.detail()), new Proposal(event.member(), event.at()));
  }

  /** Who leaves takes their proposals along. */
  void left(MemberId member) {
    pending.values().removeIf(proposal -> proposal.member().equals(member));
  }
}
