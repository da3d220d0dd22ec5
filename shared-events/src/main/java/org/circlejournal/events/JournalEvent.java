package org.circlejournal.events;

import java.time.Instant;
import java.util.List;
import org.circlejournal.events.circle.CircleEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.session.SessionEvent;
import org.circlejournal.events.survey.SurveyEvent;
import org.circlejournal.events.theme.ThemeEvent;

/**
 * Something that happened. Raw and self-sufficient: it carries its circle and its time, and
 * validates nothing, because history cannot be corrected.
 */
public interface JournalEvent {

  /** Every family of the journal, in the order of the rooms. */
  List<Class<? extends JournalEvent>> FAMILIES =
      List.of(
          CircleEvent.class,
          SessionEvent.class,
          ThemeEvent.class,
          SurveyEvent.class,
          ConsentEvent.class,
          ClosingEvent.class);

  CircleId circleId();

  /** When it happened in the room; the time of recording is the journal's timestamp. */
  Instant at();
}
