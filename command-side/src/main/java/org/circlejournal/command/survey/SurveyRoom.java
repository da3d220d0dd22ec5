package org.circlejournal.command.survey;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.survey.SurveyEvent.*;
import org.circlejournal.events.survey.Wave;
import org.jspecify.annotations.Nullable;

/** Waves and their ballots. */
public final class SurveyRoom {

  private final CircleYear year;
  private final Cases<SurveyCommand, Desk> decisions = new Cases<>();

  private final Map<Wave, SurveyWaveOpened> opened = new LinkedHashMap<>();
  private final Map<Wave, Instant> closed = new LinkedHashMap<>();

  public SurveyRoom(CircleYear year) {
    this.year = year;
  }

  public void decide(SurveyCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  /** Whether the wave was opened and is not closed yet. */
  public boolean open(Wave wave) {
    return opened.containsKey(wave) && !closed.containsKey(wave);
  }

  public boolean wasOpened(Wave wave) {
    return opened.containsKey(wave);
  }

  /** Whether any wave is open. */
  public boolean anyOpen() {
    return closed.size() < opened.size();
  }

  /** When the last wave closed; null if none did. */
  public @Nullable Instant lastClosed() {
    return closed.values().stream().max(Instant::compareTo).orElse(null);
  }

  /** Closes what has reached its time. */
  public void fallDue(Desk desk) {}

  public void evolve(SurveyEvent event) {
    if (event instanceof SurveyWaveOpened e) {
      opened.put(e.wave(), e);
    } else if (event instanceof SurveyWaveClosed e) {
      closed.put(e.wave(), e.at());
    }
  }
}
