package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.Test;

class ReplayReceiptTest {

  private static JsonNode json(String text) throws JsonProcessingException {
    return Json.mapper().readTree(text);
  }

  @Test
  void a_bar_is_as_full_as_the_journal_is_read() throws Exception {
    String row = "{\"position\": %d, \"target\": %d, \"eventsPerSecond\": 1500}";
    assertThat(ReplayReceipt.bar(json(row.formatted(-1, 3000))))
        .isEqualTo("[" + ".".repeat(30) + "] position 0 of 3,000, 1,500 events a second");
    assertThat(ReplayReceipt.bar(json(row.formatted(1500, 3000))))
        .startsWith("[" + "#".repeat(15) + ".".repeat(15) + "] position 1,500 of 3,000");
    assertThat(ReplayReceipt.bar(json(row.formatted(3000, 3000)))).startsWith("[##############");
    assertThat(ReplayReceipt.bar(json(row.formatted(-1, -1)))).contains("position 0 of 0");
  }

  @Test
  void a_difference_is_said_aloud_and_what_was_not_compared_is_not_praised() throws Exception {
    String row =
        """
        {"id": "r1", "upTo": null, "purpose": null, "checksum": "hmac-sha256:abc", "receipt":
          {"position": 7, "events": 7, "millis": 1250, "views": [
            {"view": "a", "version": 1, "circles": 2, "checksum": "x",
             "comparison": {"same": false, "moving": 0,
                            "difference": {"circleId": "c-1", "sheet": "s", "line": 3}}},
            {"view": "b", "version": 1, "circles": 2, "checksum": "y",
             "comparison": {"same": false, "moving": 2}},
            {"view": "c", "version": 1, "circles": 2, "checksum": "z"}],
           "checkpoint": {"size": 7, "root": "r"}}}
        """;
    assertThat(ReplayReceipt.words(json(row)))
        .containsExactly(
            "Replay r1 is complete: 7 events up to position 7 in 1.3 s.",
            "  a, version 1: 2 circles, x, DIFFERS from what is shown: circle c-1, s, line 3",
            "  b, version 1: 2 circles, y, too busy to be compared with what is shown",
            "  c, version 1: 2 circles, z",
            "Checksum of all: hmac-sha256:abc",
            "Latest checkpoint of the log: 7 entries, root r");
  }
}
