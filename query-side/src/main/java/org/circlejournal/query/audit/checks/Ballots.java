package org.circlejournal.query.audit.checks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.Unsealer.Item;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.query.audit.checks.Ballot.State;

/** The ballots that the walk has met since a circle's last wave closed; opened all at once. */
final class Ballots {

  private record Closed(String place, SurveyRecorded event) {

    Item item() {
      Associated what =
          new Associated(
              event.circleId().value(), AnswerSheet.associated(event.wave(), event.instrument()));
      return new Item(event.answers(), what);
    }
  }

  private final Function<List<Item>, List<Optional<byte[]>>> open;
  private final Asked asked;
  private final Map<CircleId, List<Closed>> waiting = new HashMap<>();

  /**
   * @param open empty where the key was destroyed
   */
  Ballots(Function<List<Item>, List<Optional<byte[]>>> open, Asked asked) {
    this.open = open;
    this.asked = asked;
  }

  void keep(Seen seen, SurveyRecorded ballot) {
    waiting
        .computeIfAbsent(seen.circle(), circle -> new ArrayList<>())
        .add(new Closed(seen.place(), ballot));
  }

  /** Those of a circle, which then no longer wait. */
  List<Ballot> take(CircleId circle) {
    List<Closed> taken = waiting.remove(circle);
    return taken == null ? List.of() : opened(taken);
  }

  /** Those after which no wave closed. */
  List<Ballot> rest() {
    return waiting.values().stream().flatMap(each -> opened(each).stream()).toList();
  }

  private List<Ballot> opened(List<Closed> closed) {
    List<Optional<byte[]>> sheets;
    try {
      sheets = open.apply(closed.stream().map(Closed::item).toList());
    } catch (DoesNotOpen | IllegalArgumentException oneWasAltered) {
      return closed.stream().map(this::openedAlone).toList();
    }
    List<Ballot> ballots = new ArrayList<>();
    for (int i = 0; i < closed.size(); i++) {
      ballots.add(read(closed.get(i), sheets.get(i)));
    }
    return ballots;
  }

  private Ballot openedAlone(Closed closed) {
    try {
      return read(closed, open.apply(List.of(closed.item())).get(0));
    } catch (DoesNotOpen | IllegalArgumentException altered) {
      return new Ballot(closed.place(), closed.event(), State.ALTERED, null, null, Map.of());
    }
  }

  private Ballot read(Closed closed, Optional<byte[]> plaintext) {
    String place = closed.place();
    SurveyRecorded event = closed.event();
    if (plaintext.isEmpty()) {
      return new Ballot(place, event, State.KEY_DESTROYED, null, null, Map.of());
    }
    try {
      AnswerSheet sheet = AnswerSheet.of(plaintext.get());
      Instrument key = asked.by(event).orElse(null);
      Map<String, Integer> answers = key == null ? Map.of() : key.decode(sheet.itemBytes());
      return new Ballot(place, event, State.OPENED, sheet, key, answers);
    } catch (IllegalArgumentException noSheet) {
      return new Ballot(place, event, State.ALTERED, null, null, Map.of());
    }
  }
}
