package org.circlejournal.command.circle;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.common.IdentifierFactory;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.CreationPolicy;
import org.circlejournal.command.Actor;
import org.circlejournal.command.Answer;
import org.circlejournal.command.Order;
import org.circlejournal.command.Papers;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.consent.CompleteErasures;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.command.vault.Idempotency;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.journal.Works;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate: one circle-year, one stream, one consistency boundary. Axon loads and stores it;
 * what it knows and decides is {@link CircleYear}.
 */
@NullUnmarked
public final class Circle {

  /** Name on the bus of the order that makes a stream; every other order continues one. */
  public static final String FOUND = "circle.found";

  public static final String CONTINUE = "circle.continue";

  /** Name in the journal's metadata of the role of who sent a command. */
  public static final String ROLE = "role";

  /** Resource of a unit of work: a refusal left this circle as it was, and it may stay loaded. */
  public static final String UNTOUCHED = Circle.class.getName() + ".untouched";

  @SuppressWarnings("UnusedVariable") // Axon reads it
  @AggregateIdentifier
  private CircleId id;

  private final CircleYear year = new CircleYear();
  private long version = -1;

  Circle() {}

  @CommandHandler(commandName = FOUND)
  @CreationPolicy(AggregateCreationPolicy.ALWAYS)
  Answer found(Order order, Vault vault, RandomGenerator random, Papers papers) {
    OpenDesk desk = desk(order, vault, random, papers);
    year.decide(order.command(), desk);
    return desk.answer();
  }

  @CommandHandler(commandName = CONTINUE)
  Answer handle(Order order, Vault vault, RandomGenerator random, Papers papers) {
    long before = version;
    OpenDesk desk;
    try {
      letFallDue(order, vault, random, papers);
      desk = desk(order, vault, random, papers);
      year.decide(order.command(), desk);
    } catch (Refused refused) {
      if (version == before && !Works.enlisted()) {
        CurrentUnitOfWork.get().resources().put(UNTOUCHED, true);
      }
      throw refused;
    }
    return desk.answer();
  }

  /**
   * What the clock has brought about by now happens as the clock's own doing: a member's command
   * that comes just then must not lend its id and its role to the ballots of a wave.
   */
  private void letFallDue(Order order, Vault vault, RandomGenerator random, Papers papers) {
    ClocksDoing doing = new ClocksDoing();
    year.fallDue(new OpenDesk(order, vault, random, papers, false, version, doing));
  }

  private static final class ClocksDoing implements Consumer<JournalEvent> {
    private @Nullable MetaData clock;

    @Override
    public void accept(JournalEvent event) {
      if (clock == null) {
        clock =
            MetaData.with(
                    Idempotency.CORRELATION, IdentifierFactory.getInstance().generateIdentifier())
                .and(ROLE, Json.kebab(Role.CLOCK));
      }
      AggregateLifecycle.apply(event, clock);
    }
  }

  @CommandHandler
  Answer handle(Alarm alarm, Vault vault, RandomGenerator random, Papers papers) {
    OpenDesk desk = desk(clock(alarm.circleId(), alarm.now()), vault, random, papers);
    year.fallDue(desk);
    return desk.answer();
  }

  @CommandHandler
  Answer handle(JournalCodeLane night, Vault vault, RandomGenerator random, Papers papers) {
    OpenDesk desk = desk(clock(night.circleId(), night.now()), vault, random, papers);
    year.fallDue(desk);
    night.events().forEach(desk::record);
    vault.codeLaneJournaled(night.events());
    return desk.answer();
  }

  /** Nothing that falls due comes first: it would bring answers after they were looked for. */
  @CommandHandler
  Answer handle(CompleteErasures done, Vault vault, RandomGenerator random, Papers papers) {
    if (version != done.version()) {
      throw new Refused(Refusal.CONCURRENT_WRITE);
    }
    Instant now = done.completed().get(0).at();
    OpenDesk desk = desk(clock(done.circleId(), now), vault, random, papers);
    done.completed().forEach(desk::record);
    return desk.answer();
  }

  private static Order clock(CircleId circle, Instant now) {
    return new Order(circle, new Actor(Role.CLOCK, null, null), now, now, null, null);
  }

  private OpenDesk desk(Order order, Vault vault, RandomGenerator random, Papers papers) {
    return new OpenDesk(order, vault, random, papers, false, version, AggregateLifecycle::apply);
  }

  @EventSourcingHandler
  void on(JournalEvent event, @SequenceNumber long sequence) {
    id = event.circleId();
    version = sequence;
    year.evolve(event, sequence);
  }
}
