package org.circlejournal.command.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.closing.ClosingRoom;
import org.circlejournal.command.vault.Box;
import org.circlejournal.command.vault.Members;
import org.circlejournal.command.vault.PostgresVault;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.closing.ClosingEvent.Question;
import org.circlejournal.events.closing.ClosingWords;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyCode;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a member asks of the own circle beside commands. */
@RestController
final class MemberEndpoint {

  private final Callers callers;
  private final Members members;
  private final Journal journal;
  private final Orders orders;
  private final Unsealer unsealer;
  private final PostgresVault vault;
  private final LatestCheckpoint log;
  private final Instruments instruments;

  MemberEndpoint(
      Callers callers,
      Members members,
      Journal journal,
      Orders orders,
      Unsealer unsealer,
      PostgresVault vault,
      LatestCheckpoint log,
      Instruments instruments) {
    this.callers = callers;
    this.members = members;
    this.journal = journal;
    this.orders = orders;
    this.unsealer = unsealer;
    this.vault = vault;
    this.log = log;
    this.instruments = instruments;
  }

  /** An invitation, good once. Which member made it is not kept. */
  @PostMapping("/circles/{circleId}/invitations")
  void invite(
      @PathVariable String circleId, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    CircleId circle = new CircleId(circleId);
    MemberId member = callers.requireMember(callers.require(request, circle));
    CircleYear year = new CircleYear();
    orders.load(circle, year);
    year.circle().requireMember(member);
    year.circle().requireOpen();
    Answers.json(response, 201, Map.of("invitation", members.invite(circle)));
  }

  /** The member's lane: membership and its consents. */
  @GetMapping("/circles/{circleId}/me")
  void me(@PathVariable String circleId, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    CircleId circle = new CircleId(circleId);
    MemberId member = callers.requireMember(callers.require(request, circle));
    OwnLane own = new OwnLane(circle, member);
    read(circle, own::on);
    Answers.json(response, 200, own.json());
  }

  /** All of one's own data. It names neither the member id nor the survey code. */
  @GetMapping("/circles/{circleId}/me/export")
  void export(
      @PathVariable String circleId, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    CircleId circle = new CircleId(circleId);
    Caller caller = callers.require(request, circle);
    MemberId member = callers.requireMember(caller);
    SurveyCode code = members.codeIfAny(circle, member, caller.token()).orElse(null);
    OwnData own = new OwnData(circle, member, code, instruments);
    // The box first: what leaves it meanwhile is in the journal then.
    if (code != null) {
      for (Question question : Question.values()) {
        vault
            .ballot(Box.closingWords(circle), ClosingRoom.voter(code, question))
            .map(ClosingWords::of)
            .ifPresent(own::resting);
      }
    }
    read(circle, own::on);
    Answers.json(response, 200, LogLine.write(log.find(), own.json(unsealer)));
  }

  /**
   * What became of one's requests for erasure. The token of an erased member is good for this, and
   * for nothing else; the code's lane is told as long as the secret is there that gives the code.
   */
  @GetMapping("/circles/{circleId}/me/erasure")
  void erasure(
      @PathVariable String circleId, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    CircleId circle = new CircleId(circleId);
    MemberId member;
    SurveyCode code = null;
    try {
      Caller caller = callers.require(request, circle);
      member = callers.requireMember(caller);
      code = members.codeIfAny(circle, member, caller.token()).orElse(null);
    } catch (Refused e) {
      String token = Requests.token(request);
      if (e.refusal() != Refusal.TOKEN_INVALID || token == null) {
        throw e;
      }
      member = members.erased(circle, token).orElseThrow(() -> e);
    }
    boolean waits = code != null && vault.waitsForTheNight(circle, code);
    OwnErasure own = new OwnErasure(circle, member, code, waits);
    read(circle, own::on);
    Answers.json(response, 200, LogLine.write(log.find(), own.json()));
  }

  @GetMapping("/circles/{circleId}/calendar.ics")
  void calendar(
      @PathVariable String circleId, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    CircleId circle = new CircleId(circleId);
    callers.requireMember(callers.require(request, circle));
    PlanCalendar calendar = new PlanCalendar();
    read(circle, calendar::on);
    Answers.write(response, 200, "text/calendar;charset=UTF-8", calendar.bytes());
  }

  private void read(CircleId circle, Consumer<JournalEvent> fold) {
    DomainEventStream stream = journal.readStream(circle.value(), 0);
    while (stream.hasNext()) {
      fold.accept((JournalEvent) stream.next().getPayload());
    }
  }
}
