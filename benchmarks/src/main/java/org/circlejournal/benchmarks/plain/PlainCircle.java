package org.circlejournal.benchmarks.plain;

import java.time.Instant;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.NullUnmarked;

/** An aggregate as in Axon's reference guide, with events of the same weight as ours. */
@NullUnmarked
public final class PlainCircle {

  public record Found(
      @TargetAggregateIdentifier String circleId, String name, List<String> planned) {}

  public record Ask(@TargetAggregateIdentifier String circleId, int session) {}

  public record Founded(String circleId, String at, String name, List<String> planned) {}

  public record Joined(String circleId, String at, String member) {}

  public record Asked(String circleId, String at, int session) {}

  @AggregateIdentifier private String id;
  private int questions;

  PlainCircle() {}

  @CommandHandler
  PlainCircle(Found command) {
    String at = Instant.now().toString();
    AggregateLifecycle.apply(
        new Founded(command.circleId(), at, command.name(), command.planned()));
    AggregateLifecycle.apply(new Joined(command.circleId(), at, "m-founder"));
  }

  @CommandHandler
  int handle(Ask command) {
    AggregateLifecycle.apply(
        new Asked(command.circleId(), Instant.now().toString(), command.session()));
    return questions;
  }

  @EventSourcingHandler
  void on(Founded event) {
    id = event.circleId();
  }

  @EventSourcingHandler
  void on(Asked event) {
    questions++;
  }

  /** Which circle this is; read by Axon through the field. */
  String id() {
    return id;
  }
}
