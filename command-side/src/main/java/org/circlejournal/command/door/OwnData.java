package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.circle.CircleEvent.MemberReturned;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.closing.ClosingEvent.Question;
import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.closing.ClosingWords;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.session.SessionEvent.EntryRetracted;
import org.circlejournal.events.session.SessionEvent.MemberCheckedIn;
import org.circlejournal.events.session.SessionEvent.SessionStarted;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.circlejournal.events.survey.Wave;
import org.jspecify.annotations.Nullable;

/**
 * All that the journal holds of one person, for that person: attendance, consents, answers, closing
 * words. It is put together while the token is shown, and names neither the member id nor the code:
 * no answer of this server carries both lanes' names.
 */
final class OwnData {

  private final CircleId circle;
  private final MemberId member;
  private final @Nullable SurveyCode code;
  private final Map<Purpose, OwnLane.Consent> consents = new EnumMap<>(Purpose.class);
  private final TreeMap<Integer, String> attendance = new TreeMap<>();
  private final Instruments instruments;
  private final Map<Wave, SurveyWaveOpened> waves = new HashMap<>();
  private final List<SurveyRecorded> ballots = new ArrayList<>();
  private final List<ReflectionRecorded> reflections = new ArrayList<>();
  private final Map<Question, String> words = new EnumMap<>(Question.class);
  private boolean present;

  /**
   * @param code null if the secret that gives it was destroyed; then no key of its answers is left
   *     either
   */
  OwnData(CircleId circle, MemberId member, @Nullable SurveyCode code, Instruments instruments) {
    this.circle = circle;
    this.member = member;
    this.code = code;
    this.instruments = instruments;
  }

  /** Own closing words that still rest in the box. */
  void resting(ClosingWords own) {
    words.put(own.question(), own.text());
  }

  void on(JournalEvent event) {
    if (event instanceof MemberJoined e && e.member().equals(member)) {
      present = true;
    } else if (event instanceof MemberLeft e && e.member().equals(member)) {
      present = false;
    } else if (event instanceof MemberReturned e && e.member().equals(member)) {
      present = true;
    } else if (event instanceof SessionStarted e && present) {
      attendance.put(e.session(), "not-present");
    } else if (event instanceof MemberCheckedIn e && e.member().equals(member)) {
      attendance.put(e.session(), Json.kebab(e.mode()));
    } else if (event instanceof EntryRetracted e
        && e.entry() instanceof MemberCheckedIn entry
        && entry.member().equals(member)) {
      attendance.put(e.session(), "not-present");
    } else if (event instanceof SurveyWaveOpened e) {
      waves.put(e.wave(), e);
    } else if (event instanceof SurveyRecorded e) {
      ballots.add(e);
    } else if (event instanceof ReflectionRecorded e) {
      reflections.add(e);
    }
    OwnLane.Consent.on(consents, member.value(), event);
    if (code != null) {
      OwnLane.Consent.on(consents, code.value(), event);
    }
  }

  ObjectNode json(Unsealer unsealer) {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("circleId", circle.value());
    ArrayNode sessions = json.putArray("attendance");
    attendance.forEach(
        (session, status) -> sessions.addObject().put("session", session).put("status", status));
    OwnLane.Consent.write(consents, json.putArray("consents"));
    answers(json.putArray("answers"), unsealer);
    closingWords(json.putArray("closingWords"), unsealer);
    return json;
  }

  /** Which ballots are one's own shows only when they are opened: the code is inside. */
  private void answers(ArrayNode rows, Unsealer unsealer) {
    List<Optional<byte[]>> opened =
        unsealer.open(
            ballots.stream()
                .map(
                    ballot ->
                        new Unsealer.Item(
                            ballot.answers(),
                            new Associated(
                                circle.value(),
                                AnswerSheet.associated(ballot.wave(), ballot.instrument()))))
                .toList());
    for (int i = 0; i < ballots.size(); i++) {
      SurveyRecorded ballot = ballots.get(i);
      Optional<AnswerSheet> sheet = opened.get(i).map(AnswerSheet::of);
      if (sheet.isPresent() && sheet.get().code().equals(code)) {
        ObjectNode row = rows.addObject();
        row.put("wave", ballot.wave().value());
        row.put("instrument", ballot.instrument());
        SurveyWaveOpened wave = Objects.requireNonNull(waves.get(ballot.wave()));
        Optional<Instrument> key = instruments.of(wave, ballot.instrument());
        ObjectNode answers = row.putObject("answers");
        key.ifPresent(one -> one.decode(sheet.get().itemBytes()).forEach(answers::put));
        if (key.isEmpty()) {
          row.put("sheet", HexFormat.of().formatHex(sheet.get().itemBytes()));
          row.put("missing", "the operator's definition of this instrument, which names the items");
        }
      }
    }
  }

  private void closingWords(ArrayNode rows, Unsealer unsealer) {
    List<Optional<byte[]>> opened =
        unsealer.open(
            reflections.stream()
                .map(
                    e ->
                        new Unsealer.Item(
                            e.text(),
                            new Associated(circle.value(), ClosingWords.associated(e.question()))))
                .toList());
    for (Optional<byte[]> each : opened) {
      each.map(ClosingWords::of).filter(own -> own.code().equals(code)).ifPresent(this::resting);
    }
    words.forEach(
        (question, text) ->
            rows.addObject().put("question", Json.kebab(question)).put("text", text));
  }
}
