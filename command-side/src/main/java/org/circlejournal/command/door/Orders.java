package org.circlejournal.command.door;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandExecutionException;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.callbacks.FutureCallback;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.circlejournal.command.Answer;
import org.circlejournal.command.Order;
import org.circlejournal.command.Papers;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.Alarm;
import org.circlejournal.command.circle.Circle;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.circle.OpenDesk;
import org.circlejournal.command.consent.CompleteErasures;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.command.vault.Idempotency;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** Brings orders to their circles, and answers back. */
final class Orders {

  private final CommandBus bus;
  private final Journal journal;
  private final Vault vault;
  private final Idempotency idempotency;
  private final Papers papers;
  private final RandomGenerator random;

  Orders(
      CommandBus bus,
      Journal journal,
      Vault vault,
      Idempotency idempotency,
      Papers papers,
      RandomGenerator random) {
    this.bus = bus;
    this.journal = journal;
    this.vault = vault;
    this.idempotency = idempotency;
    this.papers = papers;
    this.random = random;
  }

  /**
   * Founds a circle or continues one, through the bus.
   *
   * @param once null for a command that may be done again
   * @throws Refused if a rule says no
   */
  Answer send(Order order, boolean founding, @Nullable Once once) {
    String name = founding ? Circle.FOUND : Circle.CONTINUE;
    return dispatch(order, name, order.actor().role(), Once.metadata(once));
  }

  /** Has everything happen in a circle that is due by now. */
  void ring(CircleId circle, Instant now) {
    dispatch(new Alarm(circle, now), Alarm.class.getName(), Role.CLOCK, Map.of());
  }

  /** Has the night's withdrawals and erasures of a circle enter its journal. */
  void journal(JournalCodeLane night) {
    dispatch(night, JournalCodeLane.class.getName(), Role.CLOCK, Map.of());
  }

  /** Has a circle's journal say that erasures were carried out. */
  void completed(CircleId circle, long version, List<ErasureCompleted> completed) {
    dispatch(
        new CompleteErasures(circle, version, completed),
        CompleteErasures.class.getName(),
        Role.CLOCK,
        Map.of());
  }

  private Answer dispatch(Object payload, String name, Role role, Map<String, String> once) {
    GenericMessage<Object> message = new GenericMessage<>(payload, once);
    CommandMessage<Object> command =
        new GenericCommandMessage<>(
            message.andMetaData(Map.of(LocalBus.ROLE, Json.kebab(role))), name);
    FutureCallback<Object, Answer> callback = new FutureCallback<>();
    bus.dispatch(command, callback);
    var result = callback.getResult();
    if (result.isExceptional()) {
      throw thrown(result.exceptionResult());
    }
    return result.getPayload();
  }

  /** A refusal from another node arrives as its code in the details of Axon's exception. */
  private static RuntimeException thrown(Throwable thrown) {
    if (thrown instanceof CommandExecutionException e && !(e instanceof Refused)) {
      Refusal refusal = e.<Object>getDetails().map(Orders::refusal).orElse(null);
      if (refusal != null) {
        return new Refused(refusal, String.valueOf(e.getMessage()));
      }
    }
    if (thrown instanceof RuntimeException e) {
      return e;
    }
    return new IllegalStateException("a command failed", thrown);
  }

  private static @Nullable Refusal refusal(Object code) {
    for (Refusal refusal : Refusal.values()) {
      if (refusal.code().equals(code)) {
        return refusal;
      }
    }
    return null;
  }

  /**
   * Carries out what goes into a box, in this process: a survey code is never sent anywhere. The
   * circle is read afresh, and what is due by now happens first, through the bus.
   */
  Answer inside(Order order, @Nullable Once once) {
    for (int attempt = 0; attempt < 3; attempt++) {
      ResultMessage<Answer> result =
          DefaultUnitOfWork.startAndGet(null)
              .executeWithResult(
                  () -> decide(order, once), RollbackConfigurationType.ANY_THROWABLE);
      if (!result.isExceptional()) {
        return result.getPayload();
      }
      if (!(result.exceptionResult() instanceof SomethingIsDue)) {
        throw thrown(result.exceptionResult());
      }
      ring(order.circleId(), order.now());
    }
    throw new Refused(Refusal.CONCURRENT_WRITE);
  }

  private Answer decide(Order order, @Nullable Once once) {
    CircleYear year = new CircleYear();
    long version = load(order.circleId(), year);
    OpenDesk desk =
        new OpenDesk(
            order,
            vault,
            random,
            papers,
            false,
            version,
            event -> {
              throw new SomethingIsDue(event);
            });
    year.decide(order.command(), desk);
    Answer answer = desk.answer();
    if (once != null) {
      idempotency.enlist(once.claim(), Reply.remembered(answer, null));
    }
    return answer;
  }

  /**
   * @return sequence number of the last event
   * @throws Refused {@code circle-unknown} if there is none
   */
  long load(CircleId circle, CircleYear year) {
    long version = -1;
    DomainEventStream stream = journal.readStream(circle.value(), 0);
    while (stream.hasNext()) {
      var event = stream.next();
      version = event.getSequenceNumber();
      year.evolve((JournalEvent) event.getPayload(), version);
    }
    if (version < 0) {
      throw new Refused(Refusal.CIRCLE_UNKNOWN);
    }
    return version;
  }

  /** What goes into a box records nothing itself: something fell due before it. */
  private static final class SomethingIsDue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SomethingIsDue(JournalEvent event) {
      super(EventNames.nameOf(event.getClass()), null, false, false);
    }
  }
}
