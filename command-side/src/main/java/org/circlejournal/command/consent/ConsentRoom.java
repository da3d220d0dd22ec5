package org.circlejournal.command.consent;

import java.util.HashSet;
import java.util.Set;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.*;
import org.circlejournal.events.survey.SurveyCode;

/** Consent in both lanes. */
public final class ConsentRoom {

  private final CircleYear year;
  private final Cases<ConsentCommand, Desk> decisions = new Cases<>();

  private record Given(String principal, Purpose purpose) {}

  private final Set<Given> given = new HashSet<>();

  public ConsentRoom(CircleYear year) {
    this.year = year;
  }

  public void decide(ConsentCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  public boolean given(MemberId member, Purpose purpose) {
    return given.contains(new Given(member.value(), purpose));
  }

  public boolean given(SurveyCode code, Purpose purpose) {
    return given.contains(new Given(code.value(), purpose));
  }

  public void evolve(ConsentEvent event) {
    if (event instanceof ConsentGiven e) {
      given.add(new Given(e.principal(), e.purpose()));
    } else if (event instanceof ConsentWithdrawn e) {
      given.remove(new Given(e.principal(), e.purpose()));
    }
  }
}
