package org.circlejournal.query.audit.checks;

import static java.util.stream.Collectors.toSet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.ClosingProposed;
import org.circlejournal.events.circle.CircleEvent.ClosureReason;
import org.circlejournal.events.circle.CircleEvent.FrameAgreed;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.DataDisclosed;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.survey.Contrast;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.LevelHeldBack;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.events.theme.ThemeId;
import org.circlejournal.query.release.ReleaseRules;

/**
 * The closed form of every text that an event holds in clear: an enumeration, an id or a code. A
 * text that has no form here may not be in an event.
 */
final class Forms {

  /** As it stands in the journal; what a code lane holds instead is {@link #HEX}. */
  static final Pattern MEMBER = Pattern.compile("m-[A-Za-z0-9_-]{22}");

  /** A survey code, or SHA-256 of something. */
  static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern RANDOM = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{22}");
  private static final Pattern NAME = Pattern.compile("(?! +$)[A-Za-z0-9 -]{2,20}");
  private static final Pattern WORKPLACE = Pattern.compile("[A-Za-z0-9-]{2,20}");
  private static final Pattern STUDY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{1,39}");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.-]{1,20}");
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9-]{2,20}");
  private static final Pattern THEME = Pattern.compile("[igp][1-9][0-9]{0,3}");

  private static final Set<String> FOR_TWO =
      Set.of("close-circle", "seal-circle", "erase-circle", "close-survey-wave");

  /** What the eraser of the command side says that is gone, and that stays. */
  private static final Set<String> OF_ERASURE =
      Set.of(
          "answer-keys",
          "closing-word-keys",
          "link-keys",
          "ballots-in-open-boxes",
          "stored-secret",
          "token",
          "recovery-code",
          "attendance-rows-by-member",
          "released-results",
          "sealed-events-without-key",
          "consent-events",
          "attendance-counts",
          "journal-entries-by-member-id");

  private static final Set<String> WITHHELD =
      Set.of(
          ReleaseRules.FEWER_THAN_K,
          ReleaseRules.WOULD_ALLOW_SUBTRACTION,
          ReleaseRules.ROUNDED_BELOW_2K);

  private record Field(Class<?> record, String component) {}

  private final Map<Field, Predicate<String>> forms = new HashMap<>();

  Forms(Instruments instruments) {
    ids();
    circle();
    consent();
    surveys(instruments.all());
  }

  /** Whether a text may stand there. */
  boolean allow(Class<?> record, String component, String text) {
    Predicate<String> form = forms.get(new Field(record, component));
    return form != null && form.test(text);
  }

  /** Whether a text may stand there at all. */
  boolean know(Class<?> record, String component) {
    return forms.containsKey(new Field(record, component));
  }

  private void ids() {
    put(CircleId.class, "value", UUID);
    put(MemberId.class, "value", MEMBER);
    put(ThemeId.class, "value", THEME);
    put(Wave.class, "value", text -> new Wave(text).wellFormed());
    put(Sealed.class, "key", KEY);
  }

  private void circle() {
    put(CircleFounded.class, "name", NAME);
    put(CircleFounded.class, "workplace", WORKPLACE);
    put(CircleFounded.class, "frameVersion", VERSION);
    put(FrameAgreed.class, "frameVersion", VERSION);
    Set<String> reasons = Stream.of(ClosureReason.values()).map(Json::kebab).collect(toSet());
    put(ClosingProposed.class, "what", FOR_TWO::contains);
    put(
        ClosingProposed.class,
        "detail",
        text -> reasons.contains(text) || new Wave(text).wellFormed());
  }

  /** That a principal is of its lane is for {@link LanesApart}. */
  private void consent() {
    for (Class<?> event :
        List.of(
            ConsentGiven.class,
            ConsentWithdrawn.class,
            ErasureRequested.class,
            ErasureCompleted.class)) {
      put(
          event,
          "principal",
          text -> MEMBER.matcher(text).matches() || HEX.matcher(text).matches());
    }
    put(Notice.class, "version", VERSION);
    put(Notice.class, "language", LANGUAGE);
    put(Notice.class, "sha256", HEX);
    put(DataDisclosed.class, "study", STUDY);
    put(DataDisclosed.class, "purposeSha256", HEX);
    put(DataDisclosed.class, "manifestSha256", HEX);
    put(ErasureCompleted.class, "destroyed", OF_ERASURE::contains);
    put(ErasureCompleted.class, "kept", OF_ERASURE::contains);
  }

  private void surveys(List<Instrument> keys) {
    Set<String> instruments = keys.stream().map(Instrument::id).collect(toSet());
    Set<String> scales =
        keys.stream()
            .flatMap(key -> key.scales().stream())
            .map(Instrument.Scale::id)
            .collect(toSet());
    Set<String> reliabilities =
        keys.stream()
            .flatMap(key -> key.reliability().stream())
            .map(Instrument.Reliability::kind)
            .collect(toSet());
    Set<String> norms =
        keys.stream()
            .flatMap(key -> key.normSets().stream())
            .map(Instrument.NormSet::id)
            .collect(toSet());
    put(InstrumentKey.class, "id", instruments::contains);
    put(InstrumentKey.class, "fingerprint", HEX);
    put(Declared.class, "contrasts", text -> Contrast.parse(text).isPresent());
    put(Declared.class, "reliability", reliabilities::contains);
    put(Declared.class, "normSet", norms::contains);
    put(SurveyRecorded.class, "instrument", instruments::contains);
    put(SurveyRecorded.class, "ballot", RANDOM);
    for (Class<?> event : List.of(ResultReleased.class, LevelHeldBack.class, CirclesGlued.class)) {
      put(event, "instrument", instruments::contains);
      put(event, "fingerprint", HEX);
      put(event, "scale", scales::contains);
    }
    for (Class<?> event : List.of(ResultReleased.class, PulseReleased.class)) {
      put(event, "setId", RANDOM);
      put(event, "withheld", WITHHELD::contains);
    }
    put(LevelHeldBack.class, "workplace", WORKPLACE);
    put(CirclesGlued.class, "workplace", WORKPLACE);
  }

  private void put(Class<?> record, String component, Pattern form) {
    put(record, component, text -> form.matcher(text).matches());
  }

  private void put(Class<?> record, String component, Predicate<String> form) {
    forms.put(new Field(record, component), form);
  }
}
