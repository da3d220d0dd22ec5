package org.circlejournal.command.consent;

import static org.circlejournal.command.Refusal.ALREADY_SO;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.consent.ConsentCommand.*;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.*;
import org.circlejournal.events.survey.SurveyCode;
import org.jspecify.annotations.Nullable;

/** Consent in both lanes. */
public final class ConsentRoom {

  private final CircleYear year;
  private final Cases<ConsentCommand, Desk> decisions = new Cases<>();

  private record Given(String principal, Purpose purpose) {}

  private final Map<Given, Notice> given = new HashMap<>();
  private final Map<Given, Instant> withdrawn = new HashMap<>();
  private final Set<String> erasureRequested = new HashSet<>();

  public ConsentRoom(CircleYear year) {
    this.year = year;
    decisions
        .on(GiveConsent.class, this::give)
        .on(WithdrawConsent.class, this::withdraw)
        .on(RequestErasure.class, this::requestErasure);
  }

  // --- what other rooms ask -------------------------------------------------------------------

  public boolean given(MemberId member, Purpose purpose) {
    return given.containsKey(new Given(member.value(), purpose));
  }

  /**
   * As the journal knows it; a withdrawal that waits for the night is known to the vault ({@code
   * Vault.withdrawn}).
   */
  public boolean given(SurveyCode code, Purpose purpose) {
    return given.containsKey(new Given(code.value(), purpose));
  }

  /** The notice on which the code's consent stands in the journal; null if it is not given. */
  public @Nullable Notice givenOn(SurveyCode code, Purpose purpose) {
    return given.get(new Given(code.value(), purpose));
  }

  /** When the code's consent was last withdrawn in the journal; null if it never was. */
  public @Nullable Instant withdrawnAt(SurveyCode code, Purpose purpose) {
    return withdrawn.get(new Given(code.value(), purpose));
  }

  // --- decide ---------------------------------------------------------------------------------

  public void decide(ConsentCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  private void give(GiveConsent command, Desk desk) {
    year.circle().requireUnsealed();
    MemberId member = year.circle().requireActor(desk);
    desk.notices().require(command.purpose(), command.notice());
    // On another notice it is another consent.
    if (command.notice().equals(given.get(new Given(member.value(), command.purpose())))) {
      throw new Refused(ALREADY_SO, "this consent was given on this notice already");
    }
    desk.record(
        new ConsentGiven(
            desk.circleId(),
            desk.at(),
            Lane.MEMBER,
            member.value(),
            command.purpose(),
            command.notice()));
  }

  /** Open for ever and to everybody who was ever a member, sealed or not. */
  private void withdraw(WithdrawConsent command, Desk desk) {
    MemberId member = year.circle().requireFormerOrCurrent(desk);
    Purpose purpose = command.purpose();
    if (purpose.lane() == Lane.CODE) {
      // Also when the journal knows of no such consent: it may lie in an open box.
      desk.vault().withdraw(desk.circleId(), requireCode(desk), purpose);
      return;
    }
    if (!given(member, purpose)) {
      throw new Refused(ALREADY_SO, "this consent is not given");
    }
    desk.record(
        new ConsentWithdrawn(desk.circleId(), desk.at(), Lane.MEMBER, member.value(), purpose));
  }

  private void requestErasure(RequestErasure command, Desk desk) {
    MemberId member = year.circle().requireFormerOrCurrent(desk);
    if (command.lane() == Lane.CODE) {
      desk.vault().requestErasure(desk.circleId(), requireCode(desk));
      return;
    }
    if (erasureRequested.contains(member.value())) {
      throw new Refused(ALREADY_SO, "erasure was requested already");
    }
    desk.record(new ErasureRequested(desk.circleId(), desk.at(), Lane.MEMBER, member.value()));
    desk.advice(
        "With this the survey code is lost, too: answers under it stay, and cannot be erased any"
            + " more. Who wants that asks for the code's lane first.");
  }

  private static SurveyCode requireCode(Desk desk) {
    SurveyCode code = desk.actor().code();
    if (code == null) {
      throw new IllegalStateException("a command of the code's lane came without a code");
    }
    return code;
  }

  // --- evolve ---------------------------------------------------------------------------------

  public void evolve(ConsentEvent event) {
    if (event instanceof ConsentGiven e) {
      given.put(new Given(e.principal(), e.purpose()), e.notice());
    } else if (event instanceof ConsentWithdrawn e) {
      given.remove(new Given(e.principal(), e.purpose()));
      withdrawn.put(new Given(e.principal(), e.purpose()), e.at());
    } else if (event instanceof ErasureRequested e) {
      erasureRequested.add(e.principal());
      if (e.lane() == Lane.MEMBER) {
        year.circle().erased(new MemberId(e.principal()));
      }
    }
  }
}
