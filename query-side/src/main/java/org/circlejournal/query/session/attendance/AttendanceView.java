package org.circlejournal.query.session.attendance;

import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent.*;
import org.circlejournal.events.session.SessionEvent.*;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;

/** Who came, who stayed: per session and member inside, per block of six sessions outside. */
public final class AttendanceView {

  static final Sheet<Attendance, SessionRow> SESSIONS =
      Sheet.of("attendance", SessionRow.class, Attendance::sessionRows);

  static final Sheet<Attendance, MemberRow> MEMBERS =
      Sheet.of("attendance_by_member", MemberRow.class, Attendance::memberRows);

  static final Sheet<Attendance, BlockRow> BLOCKS =
      Sheet.of("attendance_block", BlockRow.class, Attendance::blocks)
          .released(Attendance::released);

  public static final ViewDefinition<Attendance> VIEW =
      ViewDefinition.named("attendance", 3, Attendance.class, circle -> Attendance.NONE)
          .onEvery(Attendance::moved)
          .on(CircleFounded.class, Attendance::evolve)
          .on(MemberJoined.class, Attendance::evolve)
          .on(MemberLeft.class, Attendance::evolve)
          .on(MemberReturned.class, Attendance::evolve)
          .on(SessionsReplanned.class, Attendance::evolve)
          .on(CircleClosed.class, (a, e, recorded) -> a.evolve(e).moved(e, recorded))
          .on(SessionPostponed.class, Attendance::evolve)
          .on(SessionStarted.class, Attendance::evolve)
          .on(SessionClosed.class, Attendance::evolve)
          .on(MemberCheckedIn.class, Attendance::checkedIn)
          .onRetracted(MemberCheckedIn.class, Attendance::notCheckedIn)
          .on(ApologiesSent.class, (a, e) -> a.at(e.session(), r -> r.apologised(1)))
          .onRetracted(ApologiesSent.class, (a, e) -> a.at(e.session(), r -> r.apologised(-1)))
          .on(ErasureRequested.class, Attendance::erased)
          .ignores(JoiningExtended.class, FrameAgreed.class, ClosingProposed.class)
          .ignores(CircleSealed.class, CircleErased.class)
          .ignores(SessionCancelled.class, PhaseEntered.class, CasePresented.class)
          .ignores(QuestionAsked.class, ReflectionShared.class, FrameSlipNamed.class)
          .ignores(ThemeExplored.class, ToolTried.class, PulsesRecorded.class)
          .ignores(PulseReleased.class)
          .ignores(SessionInterrupted.class)
          .ignores(ConsentGiven.class, ConsentWithdrawn.class, SurveyCodeLinked.class)
          .ignores(ErasureCompleted.class, DataDisclosed.class)
          .ignores(ThemeEvent.class, SurveyEvent.class, ClosingEvent.class)
          .shows(SESSIONS)
          .shows(MEMBERS)
          .shows(BLOCKS)
          .build();

  private AttendanceView() {}
}
