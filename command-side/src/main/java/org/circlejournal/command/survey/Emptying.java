package org.circlejournal.command.survey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.circlejournal.command.Desk;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.vault.Box;
import org.circlejournal.command.vault.Vault.Content;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.consent.CodeLink;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.consent.ConsentEvent.SurveyCodeLinked;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.jspecify.annotations.Nullable;

/**
 * The end of a wave: the boxes of all its instruments are emptied, and what was in them enters the
 * journal in one commit, shuffled, with one common time, sealed anew.
 *
 * <p>A person has one set of choices per wave, that of the ballot cast last: whoever refuses to be
 * surveyed with the second questionnaire has refused for the first as well, and the journal gets no
 * answers. A withdrawal holds against every ballot cast before it.
 */
final class Emptying {

  private static final int BALLOT_ID_BYTES = 16;

  private final CircleYear year;
  private final Desk desk;
  private final SurveyWaveOpened opened;
  private final Instant at;

  private record Cast(String instrument, Ballot ballot) {}

  /** What holds of one person after this wave; null: as before. */
  private record Choice(Purpose purpose, @Nullable Boolean holds) {}

  Emptying(CircleYear year, Desk desk, SurveyWaveOpened opened, Instant at) {
    this.year = year;
    this.desk = desk;
    this.opened = opened;
    this.at = at;
  }

  void carryOut() {
    List<Cast> cast = emptyBoxes();
    Map<SurveyCode, Ballot> last = new LinkedHashMap<>();
    for (Cast each : cast) {
      last.merge(each.ballot().code(), each.ballot(), Emptying::later);
    }
    List<Supplier<JournalEvent>> events = new ArrayList<>();
    for (Cast each : cast) {
      Ballot decisive = last.getOrDefault(each.ballot().code(), each.ballot());
      events.add(() -> recorded(each, decisive));
    }
    last.values().forEach(ballot -> consents(ballot, events));
    // Shuffled before anything is sealed: the order of keys and ids says no more than the
    // journal's.
    shuffle(events, desk.random());
    events.forEach(event -> desk.record(event.get()));
    if (opened.wave().equals(Wave.ENDPOINT)) {
      year.closing().journalWords(desk, at);
    }
    desk.record(new SurveyWaveClosed(desk.circleId(), at, opened.wave()));
  }

  private List<Cast> emptyBoxes() {
    List<Cast> cast = new ArrayList<>();
    for (InstrumentKey key : opened.instruments()) {
      Box box = Box.wave(desk.circleId(), opened.wave(), key.id());
      for (byte[] ballot : desk.vault().empty(box)) {
        cast.add(new Cast(key.id(), Ballot.of(ballot)));
      }
    }
    return cast;
  }

  /** Of two ballots of one person the later one; of two at the same moment what both allow. */
  private static Ballot later(Ballot a, Ballot b) {
    int order = a.castAt().compareTo(b.castAt());
    if (order != 0) {
      return order > 0 ? a : b;
    }
    boolean refusesLink = Boolean.FALSE.equals(a.link()) || Boolean.FALSE.equals(b.link());
    Boolean link = refusesLink ? Boolean.FALSE : a.link() == null ? b.link() : a.link();
    return new Ballot(
        a.code(),
        a.surveys() && b.surveys(),
        a.researchAnswers() && b.researchAnswers(),
        a.quote() && b.quote(),
        link,
        refusesLink ? null : a.linked() == null ? b.linked() : a.linked(),
        a.notice(),
        a.castAt(),
        a.items());
  }

  private SurveyRecorded recorded(Cast cast, Ballot decisive) {
    boolean surveys = holds(decisive, Purpose.SURVEYS, decisive.surveys());
    AnswerSheet sheet =
        new AnswerSheet(
            decisive.code(),
            surveys,
            holds(decisive, Purpose.RESEARCH_ANSWERS, decisive.researchAnswers()),
            holds(decisive, Purpose.QUOTE, decisive.quote()),
            Boolean.TRUE.equals(decisive.link()) && holds(decisive, Purpose.LINK, true),
            surveys ? cast.ballot().items() : "ff".repeat(cast.ballot().items().length() / 2));
    return new SurveyRecorded(
        desk.circleId(),
        at,
        opened.wave(),
        cast.instrument(),
        ballotId(),
        desk.vault()
            .seal(
                Content.ANSWERS,
                desk.circleId(),
                AnswerSheet.associated(opened.wave(), cast.instrument()),
                sheet.bytes()));
  }

  /** Events for what is new or changed; what stays as it was needs none. */
  private void consents(Ballot ballot, List<Supplier<JournalEvent>> events) {
    List<Choice> choices =
        List.of(
            new Choice(Purpose.SURVEYS, ballot.surveys()),
            new Choice(Purpose.RESEARCH_ANSWERS, ballot.researchAnswers()),
            new Choice(Purpose.QUOTE, ballot.quote()),
            new Choice(Purpose.LINK, ballot.link()));
    for (Choice choice : choices) {
      Notice before = year.consent().givenOn(ballot.code(), choice.purpose());
      // On another notice it is another consent.
      if (Boolean.TRUE.equals(choice.holds())
          && !ballot.notice().equals(before)
          && holds(ballot, choice.purpose(), true)) {
        events.add(() -> given(ballot, choice.purpose()));
        if (choice.purpose() == Purpose.LINK && before == null) {
          events.add(() -> linked(ballot));
        }
      } else if (Boolean.FALSE.equals(choice.holds()) && before != null) {
        events.add(() -> withdrawn(ballot, choice.purpose()));
      }
    }
  }

  /** Whether a choice still holds: a withdrawal after the ballot takes it back. */
  private boolean holds(Ballot ballot, Purpose purpose, boolean chosen) {
    Instant withdrawnAt = year.consent().withdrawnAt(ballot.code(), purpose);
    return chosen
        && !desk.vault().withdrawn(desk.circleId(), ballot.code(), purpose)
        && (withdrawnAt == null || withdrawnAt.isBefore(ballot.castAt()));
  }

  private ConsentGiven given(Ballot ballot, Purpose purpose) {
    return new ConsentGiven(
        desk.circleId(), at, Lane.CODE, ballot.code().value(), purpose, ballot.notice());
  }

  private ConsentWithdrawn withdrawn(Ballot ballot, Purpose purpose) {
    return new ConsentWithdrawn(desk.circleId(), at, Lane.CODE, ballot.code().value(), purpose);
  }

  private SurveyCodeLinked linked(Ballot ballot) {
    if (ballot.linked() == null) {
      throw new IllegalStateException("a ballot links, and does not say whom");
    }
    CodeLink link = new CodeLink(ballot.linked(), ballot.code());
    return new SurveyCodeLinked(
        desk.circleId(),
        at,
        desk.vault().seal(Content.ANSWERS, desk.circleId(), CodeLink.associated(), link.bytes()));
  }

  private String ballotId() {
    byte[] id = new byte[BALLOT_ID_BYTES];
    desk.random().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /** Fisher and Yates. */
  static <T> void shuffle(List<T> list, RandomGenerator random) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      T other = list.get(j);
      list.set(j, list.get(i));
      list.set(i, other);
    }
  }
}
