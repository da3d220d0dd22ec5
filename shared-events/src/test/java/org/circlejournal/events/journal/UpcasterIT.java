package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.serialization.upcasting.event.IntermediateEventRepresentation;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.session.SessionEvent.InterruptionCause;
import org.circlejournal.events.session.SessionEvent.SessionInterrupted;
import org.junit.jupiter.api.Test;

/** How an event changes its form: as if the first revision had said {@code lost} for minutes. */
class UpcasterIT {

  private static final String NAME = "session.SessionInterrupted";

  private static final class LostBecomesMinutes extends SingleEventUpcaster {
    @Override
    protected boolean canUpcast(IntermediateEventRepresentation event) {
      return event.getType().equals(new SimpleSerializedType(NAME, "1"));
    }

    @Override
    protected IntermediateEventRepresentation doUpcast(IntermediateEventRepresentation event) {
      return event.upcastPayload(
          new SimpleSerializedType(NAME, "2"),
          JsonNode.class,
          json -> {
            ObjectNode upcast = json.deepCopy();
            return upcast.set("minutes", upcast.remove("lost"));
          });
    }
  }

  @Test
  void an_event_of_an_older_revision_is_read_as_one_of_today() throws Exception {
    TestPostgres.Database database = TestPostgres.journal();
    database.execute(
        """
        insert into journal.domain_event_entry
          (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
           payload_type, payload_revision, payload, meta_data)
        values ('c1', 0, 'Circle', gen_random_uuid(), now(), 'session.SessionInterrupted', '1',
          '{"circleId":"c1","at":"2026-01-12T16:00:00Z","session":3,"cause":"page","lost":4}', '{}')
        """);
    SessionInterrupted today =
        new SessionInterrupted(
            new CircleId("c1"),
            Instant.parse("2026-01-12T16:00:00Z"),
            3,
            InterruptionCause.PAGE,
            4);
    try (Journal journal =
        Journal.open(
            JournalSettings.postgres(database.dataSource()),
            JournalSerializer.events(Map.of(NAME, "2")),
            new EventUpcasterChain(new LostBecomesMinutes()))) {
      journal.append("c1", 1, today, Instant.parse("2026-01-12T16:00:00Z"), Map.of());

      assertThat(journal.readStream("c1", 0).asStream().map(event -> (Object) event.getPayload()))
          .containsExactly(today, today);
      try (BlockingStream<TrackedEventMessage<?>> stream = journal.source().openStream(null)) {
        assertThat(stream.nextAvailable().getPayload()).isEqualTo(today);
        assertThat(stream.nextAvailable().getPayload()).isEqualTo(today);
      }
    }
  }
}
