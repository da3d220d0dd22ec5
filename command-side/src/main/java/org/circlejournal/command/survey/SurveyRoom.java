package org.circlejournal.command.survey;

import java.util.LinkedHashMap;
import java.util.Map;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.survey.SurveyEvent.*;
import org.circlejournal.events.survey.Wave;

/** Waves and their ballots. */
public final class SurveyRoom {

  private final CircleYear year;
  private final Cases<SurveyCommand, Desk> decisions = new Cases<>();

  private final Map<Wave, SurveyWaveOpened> opened = new LinkedHashMap<>();

  public SurveyRoom(CircleYear year) {
    this.year = year;
  }

  public void decide(SurveyCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  /** Closes what has reached its time. */
  public void fallDue(Desk desk) {}

  public void evolve(SurveyEvent event) {
    if (event instanceof SurveyWaveOpened e) {
      opened.put(e.wave(), e);
    }
  }
}
