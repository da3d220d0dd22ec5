package org.circlejournal.query.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.session.SessionEvent.PulsesRecorded;
import org.circlejournal.events.session.SessionEvent.Tool;
import org.circlejournal.query.release.BrokenRules;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.session.PulsesAsPublished;
import org.circlejournal.query.survey.Attacker.Cell;
import org.circlejournal.query.survey.Attacker.Group;
import org.circlejournal.query.survey.Attacker.Question;
import org.circlejournal.query.survey.Programme.Circle;
import org.circlejournal.query.survey.Programme.Pulse;

/**
 * Lets pulses and ratings leave as the publisher of pulses does, and notes who is behind what left.
 */
final class PulsesLeaving {

  private final Programme programme;

  PulsesLeaving(Programme programme) {
    this.programme = programme;
  }

  void publish(Circle circle, JournalEvent event, Map<Integer, Pulse> box) {
    for (PulseReleased row :
        PulsesAsPublished.after(event, programme.rules, circle.k, circle.pulses, this::name)) {
      circle.pulses.add(row);
      left(row, box);
    }
    ReleaseRules ofPools = BrokenRules.ofPools(programme.rules);
    boolean few = !programme.rules.enough(box.size(), circle.k);
    if (few && ofPools != programme.rules && event instanceof PulsesRecorded recorded) {
      circle.standsIn = true;
      PulsesRecorded again =
          new PulsesRecorded(
              circle.standIn,
              recorded.at(),
              recorded.session(),
              recorded.pulses(),
              recorded.ratings());
      PulsesAsPublished.after(again, ofPools, circle.k, List.of(), this::name)
          .forEach(row -> left(row, box));
    }
  }

  private String name() {
    return Long.toHexString(programme.random.nextLong());
  }

  private void left(PulseReleased row, Map<Integer, Pulse> box) {
    long position = programme.append(row);
    if (row.n() == null) {
      return;
    }
    String session = Readers.subject(row.session());
    Tool tool = row.tool();
    if (tool != null) {
      Question rating = new Question(session + " " + tool, 1, 5);
      List<Cell> cells = new ArrayList<>();
      box.forEach(
          (person, pulse) -> {
            Integer given = pulse.ratings().get(tool);
            if (given != null) {
              cells.add(new Cell(person, rating, 1, given));
            }
          });
      double told = Objects.requireNonNull(row.helpfulness());
      programme.behind.note(row.circleId(), tool.name(), position, group(row, cells, told));
      return;
    }
    Question arriving = new Question(session + " arriving", 0, 10);
    Question leaving = new Question(session + " leaving", 0, 10);
    List<Cell> from = new ArrayList<>();
    List<Cell> to = new ArrayList<>();
    List<Cell> change = new ArrayList<>();
    box.forEach(
        (person, pulse) -> {
          from.add(new Cell(person, arriving, 1, pulse.arriving()));
          to.add(new Cell(person, leaving, 1, pulse.leaving()));
          change.add(new Cell(person, leaving, 1, pulse.leaving()));
          change.add(new Cell(person, arriving, -1, pulse.arriving()));
        });
    Double arrived = Objects.requireNonNull(row.arriving());
    Double left = Objects.requireNonNull(row.leaving());
    CircleId of = row.circleId();
    programme.behind.note(of, arriving.about(), position, group(row, from, arrived));
    programme.behind.note(of, leaving.about(), position, group(row, to, left));
    programme.behind.note(of, session + " change", position, group(row, change, arrived + left));
  }

  /** Whoever reads a figure that is not on the grid knows that it was not rounded. */
  private static Group group(PulseReleased row, List<Cell> cells, double told) {
    boolean rounded = row.withheld() != null && told * 2 % 1 == 0;
    return new Group(cells, row.k(), rounded ? 0.25 : 0);
  }
}
