package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnreadableIT {

  private static final Instant AT = Instant.parse("2026-01-12T16:00:00Z");

  private final TestPostgres.Database database = TestPostgres.journal();
  private final Journal journal = Journal.open(JournalSettings.postgres(database.dataSource()));

  @BeforeEach
  void one_good_event() {
    journal.append("c1", 0, new CircleSealed(new CircleId("c1"), AT), AT, Map.of());
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void an_unknown_name_stops_a_processor_and_says_where() throws Exception {
    raw("session.Foo", "1", "{\"a\":\"secret\"}");
    journal.append("c2", 0, new CircleSealed(new CircleId("c2"), AT), AT, Map.of());
    BlockingStream<TrackedEventMessage<?>> stream = journal.source().openStream(null);
    assertThat(stream.nextAvailable().getPayload()).isInstanceOf(CircleSealed.class);
    // Again and again: it is never passed over.
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(stream::hasNextAvailable)
          .isInstanceOf(UnknownEvent.class)
          .hasMessage("event 2 (c1, 1): unknown name session.Foo");
      assertThatThrownBy(stream::nextAvailable).isInstanceOf(UnknownEvent.class);
      assertThatThrownBy(stream::peek).isInstanceOf(UnknownEvent.class);
    }
    stream.close();
  }

  @Test
  void an_unknown_name_stops_the_loading_of_a_circle_and_says_where() {
    raw("session.Foo", "1", "{}");
    var stream = journal.readStream("c1", 0);
    assertThat(stream.next().getPayload()).isInstanceOf(CircleSealed.class);
    assertThatThrownBy(stream::next)
        .isInstanceOf(UnknownEvent.class)
        .hasMessage("event 2 (c1, 1): unknown name session.Foo");
  }

  @Test
  void an_unknown_revision_stops_too() {
    raw("circle.CircleSealed", "7", "{}");
    assertThatThrownBy(() -> journal.readStream("c1", 1).next())
        .hasMessage("event 2 (c1, 1): unknown revision 7 of circle.CircleSealed");
  }

  @Test
  void a_torn_event_says_where_when_it_is_decoded_and_quotes_nothing() throws Exception {
    raw("circle.CircleSealed", "1", "{\"circleId\":\"secret");
    try (BlockingStream<TrackedEventMessage<?>> stream = journal.source().openStream(null)) {
      stream.nextAvailable();
      TrackedEventMessage<?> torn = stream.nextAvailable();
      assertThatThrownBy(torn::getPayload)
          .isInstanceOf(TornEvent.class)
          .hasMessageStartingWith("event 2 (c1, 1): torn payload of circle.CircleSealed (")
          .hasMessageNotContaining("secret")
          .hasNoCause();
    }
    var events = journal.readStream("c1", 1);
    assertThatThrownBy(() -> events.next().getPayload()).isInstanceOf(TornEvent.class);
  }

  @Test
  void torn_metadata_say_where_too() {
    raw("circle.CircleSealed", "1", "{}");
    var event = journal.readStream("c1", 1).next();
    assertThatThrownBy(event::getMetaData)
        .isInstanceOf(TornEvent.class)
        .hasMessageStartingWith("event 2 (c1, 1): torn payload of ");
  }

  private void raw(String name, String revision, String payload) {
    database.execute(
        """
        insert into journal.domain_event_entry
          (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
           payload_type, payload_revision, payload, meta_data)
        values ('c1', 1, 'Circle', gen_random_uuid(), now(), '%s', '%s',
                convert_to('%s', 'UTF8'), '{"torn')
        """
            .formatted(name, revision, payload));
  }
}
