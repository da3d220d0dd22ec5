package org.circlejournal.command.session;

import java.time.LocalDateTime;
import java.util.List;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.session.SessionCommand.*;
import org.circlejournal.events.session.SessionEvent;
import org.jspecify.annotations.Nullable;

/** What may happen in a session, and when. */
public final class SessionRoom {

  private final CircleYear year;
  private final Sessions sessions = new Sessions();
  private final Cases<SessionCommand, Moment> decisions;

  public SessionRoom(CircleYear year) {
    this.year = year;
    this.decisions = decisions(year, sessions);
  }

  private static Cases<SessionCommand, Moment> decisions(CircleYear year, Sessions sessions) {
    Guards guards = new Guards(year, sessions);
    Moving moving = new Moving(sessions, guards);
    Pulses pulses = new Pulses(guards);
    Course course = new Course(guards, pulses);
    Attending attending = new Attending(year, guards);
    Telling telling = new Telling(guards);
    Noting noting = new Noting(guards);
    Retracting retracting = new Retracting(sessions, guards, pulses);
    WriteUp writeUp =
        new WriteUp(year, sessions, guards, course, attending, telling, noting, pulses);
    return new Cases<SessionCommand, Moment>()
        .on(PostponeSession.class, moving::postpone)
        .on(CancelSession.class, moving::cancel)
        .on(StartSession.class, course::start)
        .on(CheckIn.class, attending::checkIn)
        .on(SendApologies.class, attending::apologies)
        .on(AdvancePhase.class, course::advance)
        .on(PresentCase.class, telling::present)
        .on(AskQuestion.class, telling::ask)
        .on(ShareReflection.class, telling::share)
        .on(NameFrameSlip.class, noting::slip)
        .on(ExploreTheme.class, noting::explore)
        .on(TryTool.class, noting::tryTool)
        .on(RecordPulse.class, pulses::cast)
        .on(InterruptSession.class, noting::interrupt)
        .on(CloseSession.class, course::close)
        .on(WriteUpSession.class, writeUp::writeUp)
        .on(RetractEntry.class, retracting::retract);
  }

  public void decide(SessionCommand command, Desk desk) {
    decisions.accept(command, new Moment(desk, desk.at()));
  }

  /** Number of the open session, or 0. */
  public int open() {
    return sessions.open();
  }

  /** Highest number of a session that was started, or 0. */
  public int lastHeld() {
    return sessions.lastHeld();
  }

  /** Planned date of a session, local; null when there is none, or no such session. */
  public @Nullable LocalDateTime planned(int session) {
    return sessions.plan().has(session) ? sessions.plan().date(session) : null;
  }

  /** Sets the dates from a session on. */
  public void plan(int from, List<LocalDateTime> dates) {
    sessions.plan().dates(from, dates);
  }

  public void evolve(SessionEvent event, long version) {
    sessions.evolve(event, version, year.circle().members());
  }
}
