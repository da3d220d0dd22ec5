package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.axonframework.eventsourcing.AggregateCacheEntry;
import org.circlejournal.command.circle.Circle;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** A loaded circle stays loaded: after its own commands, and after refusals as well. */
@NullUnmarked // Axon's cache entry wants what it does not need
class CachingIT {

  private static final long DAY = 24 * 60;

  private final App app = App.shared();

  /** The loaded circle; it is another object once it was loaded again. */
  private static Object root(CircleCache cache, Story story) {
    AggregateCacheEntry<Circle> entry = Objects.requireNonNull(cache.get(story.id()));
    return entry.recreateAggregate(null, null, null, null);
  }

  @Test
  void commands_and_refusals_do_not_read_the_stream_again() {
    CircleCache cache = app.bean(Circles.class).cache();
    Story story = new Story(app, 1).session(1, DAY, 1).written();
    assertThat(cache.containsKey(story.id())).isFalse();
    story.done(1, "name-frame-slip", "{'session':1,'kind':'advice'}");
    Object loaded = root(cache, story);
    story.done(1, "name-frame-slip", "{'session':1,'kind':'advice'}");
    assertThat(root(cache, story)).isSameAs(loaded);
    assertThat(story.post(1, "start-session", "{'session':2}").code())
        .isEqualTo("another-session-open");
    assertThat(cache.containsKey(story.id())).isTrue();
    assertThat(story.post(1, "ask-question", "{'session':1}").status()).isEqualTo(409);
    story.done(1, "name-frame-slip", "{'session':1,'kind':'advice'}");
    assertThat(root(cache, story)).isSameAs(loaded);
  }
}
