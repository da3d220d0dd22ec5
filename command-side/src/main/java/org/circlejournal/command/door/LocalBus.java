package org.circlejournal.command.door;

import java.util.Map;
import java.util.Objects;
import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.DuplicateCommandHandlerResolution;
import org.axonframework.commandhandling.GenericCommandResultMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.circlejournal.command.Answer;
import org.circlejournal.command.Order;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.Circle;
import org.circlejournal.command.vault.Idempotency;
import org.circlejournal.command.vault.Idempotency.Claim;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.events.journal.Journal;

/**
 * The bus segment of this node. What Axon throws for reasons that a caller can act upon leaves it
 * as {@link Refused}, so that it keeps its code over the wire as well.
 */
final class LocalBus extends SimpleCommandBus {

  /** Name in a message's metadata of the role of who asks. */
  static final String ROLE = Circle.ROLE;

  private final Idempotency idempotency;

  LocalBus(Idempotency idempotency) {
    super(
        builder()
            .duplicateCommandHandlerResolver(DuplicateCommandHandlerResolution.rejectDuplicates())
            .rollbackConfiguration(Touched::rollBackOn));
    CorrelationDataProvider metadata = LocalBus::metadata;
    registerHandlerInterceptor(new CorrelationDataInterceptor<>(metadata));
    registerHandlerInterceptor(this::remembering);
    this.idempotency = idempotency;
  }

  /** The answer is remembered in the same commit as the events. */
  private Object remembering(UnitOfWork<? extends CommandMessage<?>> unit, InterceptorChain chain)
      throws Exception {
    Object result = chain.proceed();
    CommandMessage<?> command = unit.getMessage();
    Claim claim = Once.claim(command.getMetaData());
    if (claim != null && result instanceof Answer answer) {
      Newcomer newcomer = command.getPayload() instanceof Order order ? order.newcomer() : null;
      String remembered = Reply.remembered(answer, newcomer);
      if (answer.events().isEmpty()) {
        idempotency.enlist(claim, remembered);
      } else {
        idempotency.enlist(claim, remembered, answer.circleId(), command.getIdentifier());
      }
    }
    return result;
  }

  /** All that the journal's metadata may hold: an id of this one command, and a role. */
  private static Map<String, ?> metadata(Message<?> command) {
    return Map.of(
        Idempotency.CORRELATION,
        command.getIdentifier(),
        ROLE,
        Objects.requireNonNull(command.getMetaData().get(ROLE)));
  }

  @Override
  public <C, R> void dispatch(
      CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
    CommandCallback<C, R> translating =
        (asked, result) -> callback.onResult(asked, translated(result));
    super.dispatch(command, translating);
  }

  private static <R> CommandResultMessage<? extends R> translated(
      CommandResultMessage<? extends R> result) {
    if (!result.isExceptional()) {
      return result;
    }
    Throwable thrown = result.exceptionResult();
    if (Journal.isConflict(thrown)) {
      return exceptional(new Refused(Refusal.CONCURRENT_WRITE));
    } else if (thrown instanceof AggregateNotFoundException) {
      return exceptional(new Refused(Refusal.CIRCLE_UNKNOWN));
    }
    return result;
  }

  private static <R> CommandResultMessage<R> exceptional(Refused refused) {
    return GenericCommandResultMessage.asCommandResultMessage(refused);
  }
}
