package org.circlejournal.query.session.frame;

import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/**
 * Is the rhythm kept: phases, which are open to others (class A), and slips, which are not (class
 * B): counts inside, shares of finished blocks outside.
 */
public final class FrameView {

  static final Sheet<Frame, PhaseRow> PHASES =
      Sheet.of("frame", PhaseRow.class, Frame::phaseRows).released(Frame::open);

  static final Sheet<Frame, SlipRow> SLIPS =
      Sheet.of("frame_by_slip", SlipRow.class, Frame::slipRows);

  static final Sheet<Frame, SlipBlockRow> BLOCKS =
      Sheet.of("frame_slip_block", SlipBlockRow.class, Frame::blocks).released(Frame::released);

  public static final ViewDefinition<Frame> VIEW =
      ViewDefinition.named("frame", 2, Frame.class, circle -> Frame.NONE)
          .onEvery(Frame::moved)
          .on(CircleFounded.class, Frame::evolveOpenly)
          .on(MemberJoined.class, Frame::evolve)
          .on(MemberLeft.class, Frame::evolve)
          .on(MemberReturned.class, Frame::evolve)
          .on(SessionsReplanned.class, Frame::evolveOpenly)
          .on(CircleClosed.class, (frame, e, recorded) -> frame.evolve(e).moved(e, recorded))
          .on(SessionPostponed.class, Frame::evolve)
          .on(SessionStarted.class, Frame::evolveOpenly)
          .on(PhaseEntered.class, Frame::entered)
          .on(SessionClosed.class, Frame::evolveOpenly)
          .on(FrameSlipNamed.class, Frame::slipped)
          .onRetracted(FrameSlipNamed.class, Frame::notSlipped)
          .ignores(JoiningExtended.class, FrameAgreed.class, ClosingProposed.class)
          .ignores(CircleSealed.class, CircleErased.class)
          .ignores(SessionCancelled.class, MemberCheckedIn.class, ApologiesSent.class)
          .ignores(CasePresented.class, QuestionAsked.class, ReflectionShared.class)
          .ignores(ThemeExplored.class, ToolTried.class, PulsesRecorded.class)
          .ignores(PulseReleased.class)
          .ignores(SessionInterrupted.class)
          .ignores(ThemeEvent.class, SurveyEvent.class, ConsentEvent.class, ClosingEvent.class)
          .shows(PHASES)
          .shows(SLIPS)
          .shows(BLOCKS)
          .build();

  private FrameView() {}
}
