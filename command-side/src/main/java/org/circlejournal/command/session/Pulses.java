package org.circlejournal.command.session;

import static org.circlejournal.command.Refusal.ALREADY_SO;
import static org.circlejournal.command.Refusal.INVALID_VALUE;
import static org.circlejournal.command.Refusal.NOT_PRESENT;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.circlejournal.command.Refused;
import org.circlejournal.command.session.SessionCommand.RecordPulse;
import org.circlejournal.command.vault.Box;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.Tool;

/** Pulses and ratings rest in the session's box until it closes; then they are sorted. */
final class Pulses {

  private static final Comparator<List<Integer>> PAIRS =
      Comparator.<List<Integer>, Integer>comparing(pair -> pair.get(0))
          .thenComparing(pair -> pair.get(1));

  private final Guards guards;

  Pulses(Guards guards) {
    this.guards = guards;
  }

  /** Journals nothing: the ballot is all that comes of it. */
  void cast(RecordPulse c, Moment moment) {
    guards.requirePlanned(c.session());
    MemberId member = guards.requireActor(moment);
    HeldSession held = guards.requireOpen(c.session());
    guards.requireNotBefore(held.earliestEntry(), moment.at());
    if (!held.isPresent(member)) {
      throw new Refused(NOT_PRESENT);
    }
    guards.requireConsent(member);
    Pulse pulse = Pulse.of(c.arriving(), c.leaving(), c.tools());
    requireTried(pulse, held);
    Box box = Box.session(moment.circleId(), c.session());
    if (moment.desk().vault().holds(box, member.value())) {
      throw new Refused(ALREADY_SO, "your pulse of this session is in the box");
    }
    moment.desk().vault().cast(box, member.value(), pulse.toBytes());
    moment.desk().ballot("received");
  }

  /** Whoever was not there after all has no pulse either. */
  void takeBack(int session, MemberId member, Moment moment) {
    Box box = Box.session(moment.circleId(), session);
    if (moment.desk().vault().holds(box, member.value())) {
      moment.desk().vault().takeBack(box, member.value());
    }
  }

  /** The session closes. A rating for a tool that was retracted since falls with it. */
  void emptyBox(int session, HeldSession held, Moment moment) {
    List<List<Integer>> pairs = new ArrayList<>();
    Map<Tool, List<Integer>> ratings = new TreeMap<>();
    for (byte[] ballot : moment.desk().vault().empty(Box.session(moment.circleId(), session))) {
      Pulse pulse = Pulse.fromBytes(ballot);
      pairs.add(pulse.pair());
      pulse
          .ratings()
          .forEach(
              (tool, rating) -> {
                if (held.wasTried(tool)) {
                  ratings.computeIfAbsent(tool, t -> new ArrayList<>()).add(rating);
                }
              });
    }
    journal(session, pairs, ratings, moment);
  }

  /** Sorted, so that no order says who; nothing if there is nothing. */
  void journal(
      int session, List<List<Integer>> pairs, Map<Tool, List<Integer>> ratings, Moment moment) {
    SortedMap<Tool, List<Integer>> sorted = new TreeMap<>();
    ratings.forEach(
        (tool, values) -> {
          if (!values.isEmpty()) {
            sorted.put(tool, values.stream().sorted().toList());
          }
        });
    if (!pairs.isEmpty() || !sorted.isEmpty()) {
      moment.record(
          new PulsesRecorded(
              moment.circleId(),
              moment.at(),
              session,
              pairs.stream().sorted(PAIRS).toList(),
              sorted));
    }
  }

  private void requireTried(Pulse pulse, HeldSession held) {
    for (Tool tool : pulse.ratings().keySet()) {
      if (!held.wasTried(tool)) {
        throw new Refused(
            INVALID_VALUE,
            "tools: " + Json.kebab(tool) + " (expected: one that was tried in this session)");
      }
    }
  }
}
