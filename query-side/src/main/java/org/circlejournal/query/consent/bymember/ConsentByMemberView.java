package org.circlejournal.query.consent.bymember;

import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent.*;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.survey.SurveyEvent.*;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.query.consent.CountRow;
import org.circlejournal.query.consent.PrincipalRow;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/** Consent over time, by member id, and how many consented. */
public final class ConsentByMemberView {

  public static final Sheet<ConsentByMember, PrincipalRow> CHANGES =
      Sheet.of("consent_by_member", PrincipalRow.class, s -> s.ledger().rows());

  public static final Sheet<ConsentByMember, CountRow> COUNTS =
      Sheet.of("consent_by_member_count", CountRow.class, s -> s.ledger().counts());

  public static final ViewDefinition<ConsentByMember> VIEW =
      ViewDefinition.named(
              "consent-by-member", 1, ConsentByMember.class, circle -> ConsentByMember.NONE)
          .on(CircleFounded.class, (s, e) -> s.with(l -> l.founded(e.k())))
          .on(MemberJoined.class, (s, e) -> s.with(l -> l.came(e.member().value())))
          .on(ConsentGiven.class, (s, e, r) -> s.with(l -> l.given(e, r)))
          .on(ConsentWithdrawn.class, (s, e, r) -> s.with(l -> l.withdrawn(e, r)))
          .on(ErasureRequested.class, (s, e, r) -> s.with(l -> l.erasureRequested(e, r)))
          .on(ErasureCompleted.class, (s, e, r) -> s.with(l -> l.erasureCompleted(e, r)))
          .on(SessionStarted.class, (s, e) -> s.with(l -> l.counted(e.at())))
          .on(SurveyWaveClosed.class, (s, e) -> s.with(l -> l.counted(e.at())))
          .on(CircleClosed.class, (s, e) -> s.with(l -> l.counted(e.at())))
          .ignores(JoiningExtended.class, FrameAgreed.class, MemberLeft.class, MemberReturned.class)
          .ignores(SessionsReplanned.class, CircleSealed.class, CircleErased.class)
          .ignores(ClosingProposed.class, SurveyCodeLinked.class)
          .ignores(SessionPostponed.class, SessionCancelled.class, MemberCheckedIn.class)
          .ignores(ApologiesSent.class, PhaseEntered.class, CasePresented.class)
          .ignores(QuestionAsked.class, ReflectionShared.class, FrameSlipNamed.class)
          .ignores(ThemeExplored.class, ToolTried.class, PulsesRecorded.class)
          .ignores(PulseReleased.class)
          .ignores(SessionInterrupted.class, SessionClosed.class, EntryRetracted.class)
          .ignores(SurveyWaveOpened.class, SurveyRecorded.class, ResultReleased.class)
          .ignores(LevelHeldBack.class, CirclesGlued.class)
          .ignores(ThemeEvent.class, ClosingEvent.class)
          .ignores(DataDisclosed.class)
          .shows(CHANGES)
          .shows(COUNTS)
          .build();

  private ConsentByMemberView() {}
}
