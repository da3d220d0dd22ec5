package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.circlejournal.command.Actor;
import org.circlejournal.command.Answer;
import org.circlejournal.command.Command;
import org.circlejournal.command.Order;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleCommand.FoundCircle;
import org.circlejournal.command.vault.Admission;
import org.circlejournal.command.vault.Idempotency;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Every command enters here, by one path. Checked in this order: the token, the circle, the role,
 * the form of the body; the rules are the circle's own.
 */
@RestController
final class CommandEndpoint {

  private final Catalogue catalogue;
  private final Callers callers;
  private final Orders orders;
  private final Idempotency idempotency;
  private final Clock clock;
  private final SecureRandom random;
  private final Tally tally;
  private final Catalogue.Entry founding;

  CommandEndpoint(
      Catalogue catalogue,
      Callers callers,
      Orders orders,
      Idempotency idempotency,
      Clock clock,
      SecureRandom random,
      Tally tally) {
    this.catalogue = catalogue;
    this.callers = callers;
    this.orders = orders;
    this.idempotency = idempotency;
    this.clock = clock;
    this.random = random;
    this.tally = tally;
    this.founding = catalogue.of(FoundCircle.class);
  }

  @PostMapping("/circles")
  void found(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Caller caller = callers.founder(request);
    carryOut(founding, caller, CircleIds.next(clock.instant(), random), request, response);
  }

  @PostMapping("/circles/{circleId}/{command}")
  void command(
      @PathVariable String circleId,
      @PathVariable String command,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    CircleId circle = new CircleId(circleId);
    Catalogue.Entry entry = catalogue.find(command);
    String token = Requests.token(request);
    Caller caller;
    try {
      caller = callers.require(request, circle);
    } catch (Refused refused) {
      if (entry == null || token == null || !joined(entry, token, request, response)) {
        throw refused;
      }
      return;
    }
    if (entry == null || entry.founds()) {
      throw new Refused(Refusal.COMMAND_UNKNOWN);
    }
    if (!entry.may(caller.role())) {
      throw new Refused(Refusal.ROLE_NOT_ALLOWED);
    }
    carryOut(entry, caller, circle, request, response);
  }

  /** An invitation is used up by joining, and no token any more. */
  private boolean joined(
      Catalogue.Entry entry,
      String invitation,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (entry.role() != Role.INVITATION || request.getHeader(Once.HEADER) == null) {
      return false;
    }
    Once once = Once.of(idempotency, request, invitation, Requests.body(request));
    return once != null && answeredBefore(entry, once, response);
  }

  private void carryOut(
      Catalogue.Entry entry,
      Caller caller,
      CircleId circle,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Requests.requireType(request, "application/json");
    byte[] bytes = Requests.body(request);
    ObjectNode body = Bodies.tree(bytes, 0, bytes.length);
    Instant at = Bodies.takeAt(body);
    String ownToken = entry.welcomes() ? Bodies.takeMemberToken(body) : null;
    Command command = Bodies.command(entry, body);
    if (command instanceof FoundCircle founding && !caller.bearer().mayKnow(founding.workplace())) {
      throw new Refused(Refusal.ROLE_NOT_ALLOWED, "a steward founds circles of own workplaces");
    }
    Once once = entry.keyed() ? Once.of(idempotency, request, caller.token(), bytes) : null;
    if (once != null && once.asksFirst() && answeredBefore(entry, once, response)) {
      return;
    }
    // The second try is for what another writer made untrue.
    for (int attempt = 1; ; attempt++) {
      try {
        write(entry, response, decide(entry, caller, circle, at, ownToken, command, once));
        return;
      } catch (Refused | FormRefusal refused) {
        if (once != null && answeredBefore(entry, once, response)) {
          return;
        }
        if (ownToken != null && is(refused, Refusal.INVALID_VALUE) && callers.isTaken(ownToken)) {
          throw tokenIsTaken();
        }
        if (attempt == 2 || !is(refused, Refusal.CONCURRENT_WRITE)) {
          throw refused;
        }
      }
    }
  }

  private static boolean is(RuntimeException refused, Refusal refusal) {
    return refused instanceof Refused r && r.refusal() == refusal;
  }

  private static FormRefusal tokenIsTaken() {
    return Bodies.refused(Refusal.INVALID_VALUE, List.of("memberToken"));
  }

  /** Who sends the same once more is told the same. */
  private boolean answeredBefore(Catalogue.Entry entry, Once once, HttpServletResponse response)
      throws IOException {
    byte[] earlier = once.answer();
    if (earlier != null) {
      write(entry, response, Reply.again(earlier));
    }
    return earlier != null;
  }

  private Reply decide(
      Catalogue.Entry entry,
      Caller caller,
      CircleId circle,
      @Nullable Instant at,
      @Nullable String ownToken,
      Command command,
      @Nullable Once once) {
    Instant now = clock.instant();
    Admission admission = entry.welcomes() ? admit(caller, circle, ownToken) : null;
    Actor actor =
        admission == null
            ? callers.actor(caller, circle, Lanes.underCode(command))
            : new Actor(caller.role(), admission.newcomer().member(), null);
    Order order =
        new Order(
            circle,
            actor,
            Objects.requireNonNullElse(at, now),
            now,
            command,
            admission == null ? null : admission.newcomer());
    Answer answer =
        Lanes.intoBox(command)
            ? orders.inside(order, once)
            : tally.count(() -> orders.send(order, entry.founds(), once));
    return Reply.of(answer, admission, ownToken != null);
  }

  private Admission admit(Caller caller, CircleId circle, @Nullable String ownToken) {
    if (ownToken != null && callers.isTaken(ownToken)) {
      throw tokenIsTaken();
    }
    String invitation = caller.role() == Role.INVITATION ? caller.token() : null;
    return Admission.of(circle, ownToken, invitation, random);
  }

  private void write(Catalogue.Entry entry, HttpServletResponse response, Reply reply)
      throws IOException {
    if (entry.founds()) {
      response.setHeader("Location", "/circles/" + reply.circleId());
      Answers.write(response, 201, "application/json", reply.bytes());
    } else {
      Answers.write(response, 200, "application/json", reply.bytes());
    }
  }
}
