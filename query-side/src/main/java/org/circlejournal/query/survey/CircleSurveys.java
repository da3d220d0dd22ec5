package org.circlejournal.query.survey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.Unsealer.Item;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;

/** A circle's waves as its stream tells them, and whose consent to be surveyed stands. */
final class CircleSurveys {

  private final Map<Wave, SurveyWaveOpened> opened = new LinkedHashMap<>();
  private final List<SurveyRecorded> recorded = new ArrayList<>();
  private final List<SurveyWaveClosed> closed = new ArrayList<>();
  private final Set<String> consenting = new HashSet<>();

  /** How many waves had closed when the code's consent was given last. */
  private final Map<String, Integer> givenAfter = new HashMap<>();

  private final Set<String> erased = new HashSet<>();

  void evolve(JournalEvent event) {
    if (event instanceof SurveyWaveOpened e) {
      opened.put(e.wave(), e);
    } else if (event instanceof SurveyRecorded e) {
      recorded.add(e);
    } else if (event instanceof SurveyWaveClosed e) {
      closed.add(e);
    } else if (event instanceof ConsentGiven e && e.purpose() == Purpose.SURVEYS) {
      if (consenting.add(e.principal())) {
        givenAfter.put(e.principal(), closed.size());
      }
    } else if (event instanceof ConsentWithdrawn e && e.purpose() == Purpose.SURVEYS) {
      consenting.remove(e.principal());
    } else if (event instanceof ErasureRequested e && e.lane() == Lane.CODE) {
      erased.add(e.principal());
    }
  }

  /** Every wave that was opened, in that order. */
  List<SurveyWaveOpened> opened() {
    return List.copyOf(opened.values());
  }

  /**
   * The closed waves in order of closing, with what may be used of their answers.
   *
   * @param withdrawn codes of the vault that count although no event says so
   * @param keys finds an instrument's key by its id and fingerprint
   * @param open opens sealed sheets; empty where the key was destroyed
   * @throws IllegalStateException if a code answered twice: the box allows that to nobody
   */
  List<ClosedWave> closed(
      Set<String> withdrawn,
      Function<InstrumentKey, Instrument> keys,
      Function<List<Item>, List<Optional<byte[]>>> open) {
    List<ClosedWave> waves = new ArrayList<>();
    for (int i = 0; i < closed.size(); i++) {
      SurveyWaveClosed closing = closed.get(i);
      SurveyWaveOpened opening = openingOf(closing.wave());
      Map<Instrument, Map<SurveyCode, Map<String, Integer>>> answers = new LinkedHashMap<>();
      for (InstrumentKey key : opening.instruments()) {
        Instrument instrument = keys.apply(key);
        answers.put(instrument, answers(closing.wave(), instrument, withdrawn, open));
      }
      waves.add(new ClosedWave(opening, closing, answers, givenAfterClosing(i)));
    }
    return waves;
  }

  private SurveyWaveOpened openingOf(Wave wave) {
    SurveyWaveOpened opening = opened.get(wave);
    if (opening == null) {
      throw new IllegalStateException("the wave " + wave + " closed and was never opened");
    }
    return opening;
  }

  private Map<SurveyCode, Map<String, Integer>> answers(
      Wave wave,
      Instrument instrument,
      Set<String> withdrawn,
      Function<List<Item>, List<Optional<byte[]>>> open) {
    List<Item> items =
        recorded.stream()
            .filter(e -> e.wave().equals(wave) && e.instrument().equals(instrument.id()))
            .map(e -> new Item(e.answers(), associated(e)))
            .toList();
    Map<SurveyCode, Map<String, Integer>> answers = new HashMap<>();
    for (Optional<byte[]> plaintext : open.apply(items)) {
      if (plaintext.isPresent()) {
        AnswerSheet sheet = AnswerSheet.of(plaintext.get());
        if (sheet.surveys() && mayBeUsed(sheet.code().value(), withdrawn)) {
          Map<String, Integer> decoded = instrument.decode(sheet.itemBytes());
          if (answers.put(sheet.code(), decoded) != null) {
            throw new IllegalStateException(wave + ", " + instrument.id() + ": one code twice");
          }
        }
      }
    }
    return answers;
  }

  private boolean mayBeUsed(String code, Set<String> withdrawn) {
    return consenting.contains(code) && !erased.contains(code) && !withdrawn.contains(code);
  }

  private static Associated associated(SurveyRecorded event) {
    return new Associated(
        event.circleId().value(), AnswerSheet.associated(event.wave(), event.instrument()));
  }

  private Set<SurveyCode> givenAfterClosing(int wave) {
    return givenAfter.entrySet().stream()
        .filter(each -> each.getValue() > wave)
        .map(each -> new SurveyCode(each.getKey()))
        .collect(Collectors.toSet());
  }
}
