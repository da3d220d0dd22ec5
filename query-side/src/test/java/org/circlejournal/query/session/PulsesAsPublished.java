package org.circlejournal.query.session;

import java.util.List;
import java.util.function.Supplier;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.query.release.ReleaseRules;

/** What the pulse publisher would journal, without a journal: the same classes decide. */
public final class PulsesAsPublished {

  private PulsesAsPublished() {}

  /**
   * The rows that an event of a circle brings.
   *
   * @param ledger what left of the circle's pulses
   */
  public static List<PulseReleased> after(
      JournalEvent event,
      ReleaseRules rules,
      int k,
      List<PulseReleased> ledger,
      Supplier<String> setIds) {
    PulsesRecorded box = PulsePublisher.boxOf(event);
    return box == null ? List.of() : PulseReleases.missing(rules, box, k, ledger, setIds);
  }
}
