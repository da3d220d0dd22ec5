package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.circlejournal.events.circle.CircleId;
import org.junit.jupiter.api.Test;

class CircleIdsTest {

  private static final Instant NOW = Instant.parse("2026-11-23T04:00:00.123Z");

  private final SecureRandom random = new SecureRandom();

  @Test
  void a_later_circle_comes_after_an_earlier_one() {
    String earlier = CircleIds.next(NOW, random).value();
    String later = CircleIds.next(NOW.plusMillis(1), random).value();
    assertThat(earlier).isLessThan(later);
  }

  @Test
  void an_id_is_a_uuid_of_version_7_with_the_time_in_front() {
    UUID id = UUID.fromString(CircleIds.next(NOW, random).value());
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
  }

  @Test
  void ids_of_one_millisecond_differ() {
    Set<CircleId> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      ids.add(CircleIds.next(NOW, random));
    }
    assertThat(ids).hasSize(10_000);
  }
}
