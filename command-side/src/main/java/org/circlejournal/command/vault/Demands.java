package org.circlejournal.command.vault;

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
import java.util.stream.Stream;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.closing.ClosingWords;
import org.circlejournal.events.consent.CodeLink;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.SurveyCodeLinked;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.theme.ThemeEvent;
import org.circlejournal.events.theme.ThemeEvent.GoalNoted;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;
import org.circlejournal.events.theme.ThemeEvent.PathDrawn;
import org.circlejournal.events.theme.ThemeEvent.TextRedacted;
import org.circlejournal.events.theme.ThemeId;

/**
 * What the journal of one circle demands to be destroyed, all that was ever demanded: a vault that
 * was restored may have it again. Whose a sealed thing is shows only when it is opened, so a key
 * that is gone already is not among those that {@link #ownKeys} finds.
 */
final class Demands {

  /** Who asked in which lane. */
  private record Request(Lane lane, String principal) {}

  /** Something sealed that is one person's, and how to see whose. */
  private record Own(long at, Unsealer.Item item, Function<byte[], Set<Request>> owners) {}

  private final CircleId circle;
  private final List<Own> owned = new ArrayList<>();
  private final Map<ThemeId, Sealed> texts = new HashMap<>();
  private final Set<ThemeId> redacted = new HashSet<>();

  /**
   * What entered before this is meant: everything while the request waits, so that a box that is
   * emptied meanwhile is not passed over; after its completion nothing that came later.
   */
  private final Map<Request, Long> requested = new LinkedHashMap<>();

  private long version = -1;
  private boolean erased;
  private boolean linked;

  Demands(CircleId circle) {
    this.circle = circle;
  }

  void on(JournalEvent event, long sequence) {
    version = sequence;
    if (event instanceof SurveyRecorded e) {
      own(
          sequence,
          e.answers(),
          AnswerSheet.associated(e.wave(), e.instrument()),
          Demands::ofSheet);
    } else if (event instanceof ReflectionRecorded e) {
      own(sequence, e.text(), ClosingWords.associated(e.question()), Demands::ofWords);
    } else if (event instanceof SurveyCodeLinked e) {
      linked = true;
      own(sequence, e.link(), CodeLink.associated(), Demands::ofLink);
    } else if (event instanceof ErasureRequested e) {
      requested.put(new Request(e.lane(), e.principal()), Long.MAX_VALUE);
    } else if (event instanceof ErasureCompleted e) {
      requested.replace(new Request(e.lane(), e.principal()), sequence);
    } else if (event instanceof CircleErased) {
      erased = true;
    } else if (event instanceof TextRedacted e) {
      redacted.add(e.theme());
    } else if (event instanceof ThemeEvent e) {
      noted(e);
    }
  }

  private void noted(ThemeEvent event) {
    if (event instanceof IssueNoted e) {
      texts.put(e.theme(), e.text());
    } else if (event instanceof GoalNoted e) {
      texts.put(e.theme(), e.text());
    } else if (event instanceof PathDrawn e) {
      texts.put(e.theme(), e.text());
    }
  }

  private void own(
      long sequence, Sealed sealed, String what, Function<byte[], Set<Request>> owners) {
    Associated associated = new Associated(circle.value(), what);
    owned.add(new Own(sequence, new Unsealer.Item(sealed, associated), owners));
  }

  private static Set<Request> ofSheet(byte[] bytes) {
    return Set.of(new Request(Lane.CODE, AnswerSheet.of(bytes).code().value()));
  }

  private static Set<Request> ofWords(byte[] bytes) {
    return Set.of(new Request(Lane.CODE, ClosingWords.of(bytes).code().value()));
  }

  /** A link belongs to both lanes. */
  private static Set<Request> ofLink(byte[] bytes) {
    CodeLink link = CodeLink.of(bytes);
    return Set.of(
        new Request(Lane.CODE, link.code().value()),
        new Request(Lane.MEMBER, link.member().value()));
  }

  CircleId circle() {
    return circle;
  }

  /** Sequence number of the last event. */
  long version() {
    return version;
  }

  /** Whether all keys of the circle are to go. */
  boolean erased() {
    return erased;
  }

  /** The principals of one lane who ever asked. */
  List<String> principals(Lane lane) {
    return requested.keySet().stream()
        .filter(request -> request.lane() == lane)
        .map(Request::principal)
        .toList();
  }

  /** Those of one lane that are not completed. */
  List<String> pending(Lane lane) {
    return requested.entrySet().stream()
        .filter(each -> each.getValue() == Long.MAX_VALUE && each.getKey().lane() == lane)
        .map(each -> each.getKey().principal())
        .sorted()
        .toList();
  }

  /** Keys of texts that were redacted, there or not. */
  Set<String> textKeys() {
    return redacted.stream()
        .flatMap(theme -> Stream.ofNullable(texts.get(theme)))
        .map(Sealed::key)
        .collect(Collectors.toSet());
  }

  /** Keys of what is a person's who asked, as far as they are there. */
  Set<String> ownKeys(Unsealer unsealer) {
    Set<String> keys = new HashSet<>();
    if (requested.isEmpty()) {
      return keys;
    }
    List<Optional<byte[]>> opened = unsealer.open(owned.stream().map(Own::item).toList());
    for (int i = 0; i < owned.size(); i++) {
      Own own = owned.get(i);
      if (opened.get(i).map(own.owners()).stream()
          .flatMap(Set::stream)
          .anyMatch(owner -> requested.getOrDefault(owner, -1L) > own.at())) {
        keys.add(own.item().sealed().key());
      }
    }
    return keys;
  }

  /** The purposes whose epoch is to end, whether or not a key of it is still there. */
  Set<Purpose> purposes() {
    Set<Purpose> purposes = new HashSet<>();
    boolean members = requested.keySet().stream().anyMatch(r -> r.lane() == Lane.MEMBER);
    if (erased || !principals(Lane.CODE).isEmpty() || (members && linked)) {
      purposes.add(Purpose.ANSWERS);
    }
    if (erased || !redacted.isEmpty()) {
      purposes.add(Purpose.TEXTS);
    }
    if (erased || !principals(Lane.CODE).isEmpty()) {
      purposes.add(Purpose.BOXES);
    }
    return purposes;
  }
}
