package org.circlejournal.command.closing;

import static org.circlejournal.command.Refusal.AT_OUT_OF_ORDER;
import static org.circlejournal.command.Refusal.WAVE_CLOSED;
import static org.circlejournal.command.Refusal.WAVE_UNKNOWN;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.closing.ClosingCommand.*;
import org.circlejournal.command.vault.Box;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.closing.ClosingEvent;
import org.circlejournal.events.closing.ClosingEvent.*;
import org.circlejournal.events.closing.ClosingWords;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.Wave;

/** Closing words and ripples. It knows nothing of its own: words rest in the box. */
public final class ClosingRoom {

  /** Ripples are noted from this session on: before it there was nothing to carry. */
  private static final int FIRST_RIPPLES = 2;

  private final CircleYear year;
  private final Cases<ClosingCommand, Desk> decisions = new Cases<>();

  public ClosingRoom(CircleYear year) {
    this.year = year;
    decisions.on(RecordReflection.class, this::reflect).on(NoteRipple.class, this::noteRipple);
  }

  public void decide(ClosingCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  private void reflect(RecordReflection command, Desk desk) {
    if (!year.survey().wasOpened(Wave.ENDPOINT)) {
      throw new Refused(WAVE_UNKNOWN, "closing words are taken while the endpoint wave is open");
    }
    year.circle().requireUnsealed();
    year.circle().requireActor(desk);
    if (!year.survey().open(Wave.ENDPOINT)) {
      throw new Refused(WAVE_CLOSED, "the endpoint wave is closed, and with it the closing words");
    }
    SurveyCode code = desk.actor().code();
    if (code == null) {
      throw new IllegalStateException("a command of the code's lane came without a code");
    }
    desk.vault()
        .cast(
            Box.closingWords(desk.circleId()),
            voter(code, command.question()),
            new ClosingWords(code, command.question(), command.text()).bytes());
    desk.ballot("received");
  }

  /** Under which name an answer rests in the box. */
  public static String voter(SurveyCode code, Question question) {
    return code + "/" + Json.kebab(question);
  }

  /** All names under which ballots of a code may rest in boxes. */
  public static List<String> voters(SurveyCode code) {
    List<String> voters = new ArrayList<>(List.of(code.value()));
    for (Question question : Question.values()) {
      voters.add(voter(code, question));
    }
    return voters;
  }

  /**
   * Empties the box of closing words into the journal, shuffled and sealed anew: part of closing
   * the endpoint wave.
   *
   * @param at the one time that all of them carry
   */
  public void journalWords(Desk desk, Instant at) {
    List<byte[]> ballots = new ArrayList<>(desk.vault().empty(Box.closingWords(desk.circleId())));
    shuffle(ballots, desk);
    for (byte[] ballot : ballots) {
      Question question = ClosingWords.of(ballot).question();
      desk.record(
          new ReflectionRecorded(
              desk.circleId(),
              at,
              question,
              desk.vault()
                  .seal(
                      Vault.Content.ANSWERS,
                      desk.circleId(),
                      ClosingWords.associated(question),
                      ballot)));
    }
  }

  /** Fisher and Yates; {@code Collections.shuffle} takes no RandomGenerator before Java 21. */
  private static void shuffle(List<byte[]> ballots, Desk desk) {
    for (int i = ballots.size() - 1; i > 0; i--) {
      Collections.swap(ballots, i, desk.random().nextInt(i + 1));
    }
  }

  private void noteRipple(NoteRipple command, Desk desk) {
    year.circle().requireUnsealed();
    year.circle().requireActor(desk);
    if (year.session().lastHeld() < FIRST_RIPPLES) {
      throw new Refused(AT_OUT_OF_ORDER, "ripples are noted from session 2 on");
    }
    desk.record(new RippleNoted(desk.circleId(), desk.at(), command.ripple()));
  }

  public void evolve(ClosingEvent event) {
    // What was journaled here binds no later decision.
  }
}
