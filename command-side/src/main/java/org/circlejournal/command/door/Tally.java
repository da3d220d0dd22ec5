package org.circlejournal.command.door;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.circlejournal.command.Answer;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;

/**
 * Counts commands that were carried out, and those that a rule refused, by its code. What goes into
 * a box is not brought here: whoever counts every second would see when somebody voted.
 */
final class Tally {

  private final Counter accepted;
  private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

  Tally(MeterRegistry registry) {
    accepted =
        Counter.builder("circle.commands")
            .description("Commands carried out, but those that go into a ballot box")
            .register(registry);
    for (Refusal refusal : Refusal.values()) {
      refused.put(
          refusal,
          Counter.builder("circle.refusals")
              .description("Commands that a rule refused, but those that go into a ballot box")
              .tag("code", refusal.code())
              .register(registry));
    }
  }

  Answer count(Supplier<Answer> sending) {
    try {
      Answer answer = sending.get();
      accepted.increment();
      return answer;
    } catch (Refused e) {
      Objects.requireNonNull(refused.get(e.refusal())).increment();
      throw e;
    }
  }
}
