package org.circlejournal.query.research.archive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.circlejournal.events.consent.CodeLink;
import org.circlejournal.events.consent.ConsentEvent.SurveyCodeLinked;
import org.circlejournal.events.journal.Chunks;
import org.circlejournal.events.journal.Chunks.Chunk;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.RawEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;

/**
 * Who chose to have both lanes read together. Opened when a study asks, and kept nowhere. A
 * circle's links are used only if its codes that are not linked are none, or at least k: else who
 * is left over would be told by elimination.
 *
 * @param pairs code to member, of circles whose links may be used
 * @param withheld circles with links that may not
 */
record Links(Map<String, String> pairs, int withheld) {

  /** For studies of one lane. */
  static final Links NONE = new Links(Map.of(), 0);

  static Links read(
      Journal journal, Unsealer unsealer, Standing standing, Set<String> covered, long head)
      throws InterruptedException {
    Map<String, Set<String>> answered = new HashMap<>();
    Map<String, Map<String, String>> linked = new HashMap<>();
    List<String> names =
        List.of(EventNames.nameOf(SurveyRecorded.class), EventNames.nameOf(SurveyCodeLinked.class));
    try (Chunks chunks = journal.chunks(StoredEvents.BEGINNING, head, names)) {
      for (Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
        read(journal, unsealer, standing, covered, chunk, answered, linked);
      }
    }
    Map<String, String> pairs = new HashMap<>();
    int withheld = 0;
    for (Map.Entry<String, Map<String, String>> one : linked.entrySet()) {
      Standing.Circle circle = Objects.requireNonNull(standing.circle(one.getKey()));
      Set<String> without = new HashSet<>(answered.getOrDefault(one.getKey(), Set.of()));
      without.removeAll(one.getValue().keySet());
      if (without.isEmpty() || without.size() >= circle.k()) {
        pairs.putAll(one.getValue());
      } else {
        withheld++;
      }
    }
    return new Links(pairs, withheld);
  }

  private static void read(
      Journal journal,
      Unsealer unsealer,
      Standing standing,
      Set<String> covered,
      Chunk chunk,
      Map<String, Set<String>> answered,
      Map<String, Map<String, String>> linked) {
    List<Unsealer.Item> sheets = new ArrayList<>();
    List<Unsealer.Item> links = new ArrayList<>();
    for (RawEvent raw : chunk.events()) {
      if (!raw.isFetched() || standing.circle(raw.stream()) == null) {
        continue;
      }
      if (journal.decoder().decode(raw) instanceof SurveyRecorded e) {
        String what = AnswerSheet.associated(e.wave(), e.instrument());
        sheets.add(new Unsealer.Item(e.answers(), new Associated(raw.stream(), what)));
      } else if (journal.decoder().decode(raw) instanceof SurveyCodeLinked e) {
        links.add(new Unsealer.Item(e.link(), new Associated(raw.stream(), CodeLink.associated())));
      }
    }
    List<Optional<byte[]>> opened = unsealer.open(sheets);
    for (int i = 0; i < sheets.size(); i++) {
      Set<String> codes =
          answered.computeIfAbsent(sheets.get(i).associated().circle(), id -> new HashSet<>());
      opened.get(i).ifPresent(plain -> codes.add(AnswerSheet.of(plain).code().value()));
    }
    opened = unsealer.open(links);
    for (int i = 0; i < links.size(); i++) {
      String circle = links.get(i).associated().circle();
      if (opened.get(i).isPresent()) {
        CodeLink link = CodeLink.of(opened.get(i).orElseThrow());
        if (covered.contains(Standing.ofLink(link.code().value()))
            && covered.contains(Standing.ofMember(link.member().value()))) {
          linked
              .computeIfAbsent(circle, id -> new HashMap<>())
              .put(link.code().value(), link.member().value());
        }
      }
    }
  }
}
