package org.circlejournal.query.closing.ripples;

import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.closing.ClosingEvent.RippleNoted;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/** What people carried into their work: per month inside, per block of six sessions outside. */
public final class RipplesView {

  static final Sheet<Ripples, RippleRow> MONTHS =
      Sheet.of("ripples", RippleRow.class, Ripples::rows);

  static final Sheet<Ripples, BlockRow> BLOCKS =
      Sheet.of("ripples_block", BlockRow.class, Ripples::blocks).released(Ripples::released);

  public static final ViewDefinition<Ripples> VIEW =
      ViewDefinition.named("ripples", 1, Ripples.class, circle -> Ripples.NONE)
          .onEvery(Ripples::moved)
          .on(CircleFounded.class, Ripples::evolve)
          .on(MemberJoined.class, Ripples::evolve)
          .on(MemberLeft.class, Ripples::evolve)
          .on(MemberReturned.class, Ripples::evolve)
          .on(SessionsReplanned.class, Ripples::evolve)
          .on(CircleClosed.class, (ripples, e, recorded) -> ripples.evolve(e).moved(e, recorded))
          .on(SessionPostponed.class, Ripples::evolve)
          .on(SessionStarted.class, Ripples::evolve)
          .on(SessionClosed.class, Ripples::evolve)
          .on(RippleNoted.class, Ripples::noted)
          .ignores(JoiningExtended.class, FrameAgreed.class, ClosingProposed.class)
          .ignores(CircleSealed.class, CircleErased.class)
          .ignores(SessionCancelled.class, MemberCheckedIn.class, ApologiesSent.class)
          .ignores(PhaseEntered.class, CasePresented.class, QuestionAsked.class)
          .ignores(ReflectionShared.class, FrameSlipNamed.class, ThemeExplored.class)
          .ignores(ToolTried.class, PulsesRecorded.class, SessionInterrupted.class)
          .ignores(PulseReleased.class)
          .ignores(EntryRetracted.class, ReflectionRecorded.class)
          .ignores(ThemeEvent.class, SurveyEvent.class, ConsentEvent.class)
          .shows(MONTHS)
          .shows(BLOCKS)
          .build();

  private RipplesView() {}
}
