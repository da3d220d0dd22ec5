package org.circlejournal.command.session;

import static org.circlejournal.events.session.SessionEvent.Phase.CLARIFYING;
import static org.circlejournal.events.session.SessionEvent.Phase.CLOSING;
import static org.circlejournal.events.session.SessionEvent.Phase.INTRODUCTIONS;
import static org.circlejournal.events.session.SessionEvent.Phase.LOOKING_BACK;
import static org.circlejournal.events.session.SessionEvent.Phase.MAPPING;
import static org.circlejournal.events.session.SessionEvent.Phase.PRESENTATION;
import static org.circlejournal.events.session.SessionEvent.Phase.REFLECTION;
import static org.circlejournal.events.session.SessionEvent.Phase.RETURN;
import static org.circlejournal.events.session.SessionEvent.Phase.STILLNESS;
import static org.circlejournal.events.session.SessionEvent.Phase.SURVEYS;

import java.util.List;
import java.util.stream.Collectors;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a session in their order. The first and the last session of the year have their
 * own; those between follow Balint.
 */
record Rhythm(List<Phase> phases) {

  static final Rhythm FIRST = new Rhythm(List.of(INTRODUCTIONS, MAPPING, SURVEYS));
  static final Rhythm REGULAR =
      new Rhythm(List.of(STILLNESS, PRESENTATION, CLARIFYING, REFLECTION, RETURN, CLOSING));
  static final Rhythm LAST = new Rhythm(List.of(STILLNESS, LOOKING_BACK, SURVEYS));

  static Rhythm of(int session, int lastPlanned) {
    if (session == 1) {
      return FIRST;
    }
    return session == lastPlanned ? LAST : REGULAR;
  }

  /**
   * Whether it goes there from here: forward, with skipping; back only to ask once more, or for
   * another case.
   *
   * @param from null before the first phase
   */
  boolean goes(@Nullable Phase from, Phase to) {
    boolean asksOnceMore = from == REFLECTION && to == CLARIFYING;
    boolean hearsAnother = from == RETURN && to == PRESENTATION;
    int here = from == null ? -1 : phases.indexOf(from);
    return asksOnceMore || hearsAnother || phases.indexOf(to) > here;
  }

  /** A phase as the reader of a refusal knows it. */
  static String name(@Nullable Phase phase) {
    return phase == null ? "none" : Json.kebab(phase);
  }

  String names() {
    return phases.stream().map(Json::kebab).collect(Collectors.joining(", "));
  }

  Phase last() {
    return phases.get(phases.size() - 1);
  }
}
