package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.circle.CircleEvent.CircleSealed;
import org.circlejournal.events.circle.CircleId;
import org.junit.jupiter.api.Test;

class GroupCommitIT {

  private static final Instant AT = Instant.parse("2026-01-12T16:00:00.123Z");

  @Test
  void what_was_appended_is_read_back_as_it_was() {
    try (Journal journal =
        Journal.open(JournalSettings.postgres(TestPostgres.journal().dataSource()))) {
      CircleSealed event = new CircleSealed(new CircleId("c1"), AT);
      journal.append("ledger-c1", 0, event, AT, Map.of("role", "publisher"));
      var read = journal.readStream("ledger-c1", 0).next();
      assertThat(read.getPayload()).isEqualTo(event);
      assertThat(read.getTimestamp()).isEqualTo(AT);
      assertThat(read.getMetaData()).containsEntry("role", "publisher");
    }
  }
}
