package org.circlejournal.command.session;

import static org.circlejournal.command.Refusal.CASE_ALREADY_PRESENTED;
import static org.circlejournal.command.Refusal.NOT_PRESENT;
import static org.circlejournal.command.Refusal.PRESENTER_ABSENT;
import static org.circlejournal.command.Refusal.PRESENTER_LISTENS;
import static org.circlejournal.command.Refusal.WRONG_PHASE;

import org.circlejournal.command.Refused;
import org.circlejournal.command.session.SessionCommand.AskQuestion;
import org.circlejournal.command.session.SessionCommand.PresentCase;
import org.circlejournal.command.session.SessionCommand.ShareReflection;
import org.circlejournal.events.session.SessionEvent.CasePresented;
import org.circlejournal.events.session.SessionEvent.Perspective;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.QuestionAsked;
import org.circlejournal.events.session.SessionEvent.ReflectionShared;

/** A case is told, the circle asks and reflects; what is said stays in the room. */
final class Telling {

  private final Guards guards;

  Telling(Guards guards) {
    this.guards = guards;
  }

  void present(PresentCase c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireKnown(c.member());
    guards.requireOnBoard(c.themes());
    guards.requireActor(moment);
    HeldSession held = guards.requireAccepting(c.session(), moment);
    requirePhase(held, Phase.PRESENTATION);
    requireNoCaseYet(held);
    if (!held.isPresent(c.member())) {
      throw new Refused(PRESENTER_ABSENT);
    }
    guards.requireConsent(c.member());
    c.themes().forEach(guards::requireInUse);
    moment.record(
        new CasePresented(moment.circleId(), moment.at(), c.session(), c.member(), c.themes()));
  }

  void ask(AskQuestion c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireActor(moment);
    HeldSession held = guards.requireAccepting(c.session(), moment);
    requirePhase(held, Phase.CLARIFYING);
    moment.record(new QuestionAsked(moment.circleId(), moment.at(), c.session()));
  }

  void share(ShareReflection c, Moment moment) {
    guards.requirePlanned(c.session());
    guards.requireKnown(c.member());
    guards.requireActor(moment);
    HeldSession held = guards.requireAccepting(c.session(), moment);
    requirePhase(held, Phase.REFLECTION);
    if (!held.isPresent(c.member())) {
      throw new Refused(NOT_PRESENT);
    }
    guards.requireConsent(c.member());
    if (held.listens(c.member())) {
      throw new Refused(PRESENTER_LISTENS);
    }
    shared(c.session(), c.perspective(), moment);
  }

  /** In a write-up nobody is named; but somebody who may speak must have been there. */
  void shareUnnamed(int session, Perspective perspective, HeldSession held, Moment moment) {
    requirePhase(held, Phase.REFLECTION);
    if (held.present().stream().allMatch(held::listens)) {
      throw new Refused(held.present().isEmpty() ? NOT_PRESENT : PRESENTER_LISTENS);
    }
    shared(session, perspective, moment);
  }

  private void shared(int session, Perspective perspective, Moment moment) {
    moment.record(new ReflectionShared(moment.circleId(), moment.at(), session, perspective));
  }

  private void requirePhase(HeldSession held, Phase phase) {
    if (!held.inPhase(phase)) {
      throw new Refused(
          WRONG_PHASE,
          held.isOpen()
              ? "phase: " + Rhythm.name(held.phase()) + " (expected: " + Rhythm.name(phase) + ")"
              : "the session had no phase " + Rhythm.name(phase));
    }
  }

  private void requireNoCaseYet(HeldSession held) {
    Presentations presentations = held.presentations();
    if (held.isOpen() ? presentations.currentHasCase() : presentations.allHaveCases()) {
      throw new Refused(CASE_ALREADY_PRESENTED);
    }
  }
}
