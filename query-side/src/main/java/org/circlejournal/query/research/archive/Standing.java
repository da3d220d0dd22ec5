package org.circlejournal.query.research.archive;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Chunks;
import org.circlejournal.events.journal.Chunks.Chunk;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.RawEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.sealing.NightRequest;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of all circles before one of their events can be shown: when they were founded
 * and their sessions began, and who consents. Read from the journal, with what waits for the night
 * laid over it.
 */
final class Standing {

  /** What is read; of all other events only that they are there. */
  private static final List<String> NAMES =
      List.of(
          EventNames.nameOf(CircleFounded.class),
          EventNames.nameOf(CircleErased.class),
          EventNames.nameOf(MemberJoined.class),
          EventNames.nameOf(SessionStarted.class),
          EventNames.nameOf(SurveyWaveOpened.class),
          EventNames.nameOf(ConsentGiven.class),
          EventNames.nameOf(ConsentWithdrawn.class),
          EventNames.nameOf(ErasureRequested.class));

  /** One circle. */
  static final class Circle {
    private final String id;
    private final String workplace;
    private final ZoneId zone;
    private final LocalDate founded;
    private final Map<Integer, Instant> started = new HashMap<>();

    /** Members and the number of the event by which they joined first. */
    private final Map<String, Long> joined = new LinkedHashMap<>();

    private final Set<String> researched = new LinkedHashSet<>();
    private final Map<String, EnumSet<Purpose>> codes = new LinkedHashMap<>();
    private final Set<String> erasedCodes = new HashSet<>();
    private final Map<Wave, List<InstrumentKey>> waves = new HashMap<>();
    private int k;
    private boolean erased;
    private long sequence = -1;

    private Circle(CircleFounded founded) {
      this.id = founded.circleId().value();
      this.workplace = founded.workplace();
      this.zone = founded.timeZone();
      this.founded = LocalDate.ofInstant(founded.at(), zone);
      this.k = founded.k();
    }

    String id() {
      return id;
    }

    String workplace() {
      return workplace;
    }

    int k() {
      return k;
    }

    boolean erased() {
      return erased;
    }

    /** Days since it was founded, by its own calendar. */
    int day(Instant at) {
      return day(LocalDate.ofInstant(at, zone));
    }

    int day(LocalDate date) {
      return (int) ChronoUnit.DAYS.between(founded, date);
    }

    /** Whole minutes since the session started; null if it never did. */
    @Nullable Integer minute(int session, Instant at) {
      Instant start = started.get(session);
      return start == null ? null : (Integer) (int) Math.floorDiv(seconds(start, at), 60);
    }

    private static long seconds(Instant from, Instant to) {
      return to.getEpochSecond() - from.getEpochSecond();
    }

    /** With what fingerprints a wave asked. */
    List<InstrumentKey> instruments(Wave wave) {
      return waves.getOrDefault(wave, List.of());
    }

    /** Members whose participation may be used for research. */
    Set<String> members() {
      return erased ? Set.of() : researched;
    }

    /** Whether everybody who had joined before an event is covered: it may speak of any of them. */
    boolean allCovered(long sequence, Set<String> covered) {
      return joined.entrySet().stream()
          .allMatch(one -> one.getValue() > sequence || covered.contains(ofMember(one.getKey())));
    }

    /** Codes for which something stands, whether or not it may be used. */
    Collection<String> codes() {
      return codes.keySet();
    }

    /** Whether the code's answers may be used for research. */
    boolean covers(String code) {
      return permits(code, Purpose.SURVEYS) && permits(code, Purpose.RESEARCH_ANSWERS);
    }

    boolean permits(String code, Purpose purpose) {
      EnumSet<Purpose> given = codes.get(code);
      return !erased && given != null && given.contains(purpose) && !erasedCodes.contains(code);
    }

    private void on(JournalEvent event, long number) {
      if (event instanceof CircleErased) {
        erased = true;
      } else if (event instanceof MemberJoined e) {
        joined.putIfAbsent(e.member().value(), number);
      } else if (event instanceof SessionStarted e) {
        started.put(e.session(), e.at());
      } else if (event instanceof SurveyWaveOpened e) {
        waves.put(e.wave(), e.instruments());
        k = Math.max(k, e.k());
      } else if (event instanceof ConsentGiven e) {
        if (e.lane() == Lane.CODE) {
          codes.computeIfAbsent(e.principal(), c -> EnumSet.noneOf(Purpose.class)).add(e.purpose());
        } else if (e.purpose() == Purpose.RESEARCH_PARTICIPATION) {
          researched.add(e.principal());
        }
      } else if (event instanceof ConsentWithdrawn e) {
        if (e.lane() == Lane.CODE) {
          EnumSet<Purpose> given = codes.get(e.principal());
          if (given != null) {
            given.remove(e.purpose());
          }
        } else if (e.purpose() == Purpose.RESEARCH_PARTICIPATION) {
          researched.remove(e.principal());
        }
      } else if (event instanceof ErasureRequested e) {
        if (e.lane() == Lane.CODE) {
          erasedCodes.add(e.principal());
        } else {
          researched.remove(e.principal());
        }
      }
    }
  }

  private final Map<String, Circle> circles = new LinkedHashMap<>();
  private long position = StoredEvents.BEGINNING;

  /** How far the journal was read. */
  long position() {
    return position;
  }

  Collection<Circle> circles() {
    return circles.values();
  }

  /** The circle of a stream; null for ledgers, and for circles that nobody founded. */
  @Nullable Circle circle(String stream) {
    return circles.get(stream);
  }

  /** The number of the last event that was read, by circle. */
  Map<String, Long> sequences() {
    Map<String, Long> sequences = new HashMap<>();
    circles.forEach((id, circle) -> sequences.put(id, circle.sequence));
    return sequences;
  }

  /** Reads on, up to a position that the journal has reached. */
  void advance(Journal journal, long to) throws InterruptedException {
    if (to <= position) {
      return;
    }
    try (Chunks chunks = journal.chunks(position, to, NAMES)) {
      for (Chunk chunk = chunks.next(); chunk != null; chunk = chunks.next()) {
        for (RawEvent raw : chunk.events()) {
          take(journal, raw);
        }
      }
    }
    position = to;
  }

  private void take(Journal journal, RawEvent raw) {
    JournalEvent event = raw.isFetched() ? journal.decoder().decode(raw) : null;
    if (event instanceof CircleFounded founded) {
      circles.put(raw.stream(), new Circle(founded));
    }
    Circle circle = circles.get(raw.stream());
    if (circle != null) {
      circle.sequence = raw.sequence();
      if (event != null) {
        circle.on(event, raw.sequence());
      }
    }
  }

  /**
   * Everybody and everything that the archive may hold: circles, members, codes, and codes whose
   * words may be quoted. What is in the archive and in here no more must go.
   *
   * @param waiting what was asked for and is not journaled yet
   */
  Set<String> covered(Collection<NightRequest> waiting) {
    Map<String, Set<String>> refused = new HashMap<>();
    for (NightRequest each : waiting) {
      Set<String> purposes = refused.computeIfAbsent(each.code(), code -> new HashSet<>());
      if (each.isErasure()) {
        purposes.add(Purpose.SURVEYS.name());
      } else {
        purposes.add(each.purpose());
      }
    }
    Set<String> covered = new HashSet<>();
    for (Circle circle : circles.values()) {
      if (circle.erased()) {
        continue;
      }
      covered.add(ofCircle(circle.id()));
      circle.members().forEach(member -> covered.add(ofMember(member)));
      for (String code : circle.codes()) {
        Set<String> without = refused.getOrDefault(code, Set.of());
        if (circle.covers(code)
            && !without.contains(Purpose.SURVEYS.name())
            && !without.contains(Purpose.RESEARCH_ANSWERS.name())) {
          covered.add(ofCode(code));
          if (circle.permits(code, Purpose.QUOTE) && !without.contains(Purpose.QUOTE.name())) {
            covered.add(ofQuote(code));
          }
          if (circle.permits(code, Purpose.LINK) && !without.contains(Purpose.LINK.name())) {
            covered.add(ofLink(code));
          }
        }
      }
    }
    return covered;
  }

  static String ofCircle(String id) {
    return "circle/" + id;
  }

  static String ofMember(String id) {
    return "member/" + id;
  }

  static String ofCode(String code) {
    return "code/" + code;
  }

  static String ofQuote(String code) {
    return "quote/" + code;
  }

  static String ofLink(String code) {
    return "link/" + code;
  }
}
