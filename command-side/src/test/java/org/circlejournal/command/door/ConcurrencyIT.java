package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.circlejournal.command.door.App.Answered;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.session.SessionEvent.FrameSlipNamed;
import org.junit.jupiter.api.Test;

/** Many at once on one circle: each command is in the stream once, or was answered with "retry". */
class ConcurrencyIT {

  private static final long DAY = 24 * 60;
  private static final int THREADS = 32;

  private void assertOrdered(List<App> nodes, int commands) throws Exception {
    Story story = new Story(nodes.get(0), 2).session(1, DAY, 1, 2).written();
    String path = story.path() + "/name-frame-slip";
    Set<Long> versions = ConcurrentHashMap.newKeySet();
    AtomicInteger retries = new AtomicInteger();
    List<Callable<Void>> work = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      App node = nodes.get(thread % nodes.size());
      String token = story.token(1 + thread % 2);
      work.add(
          () -> {
            for (int done = 0; done < commands / THREADS; ) {
              Answered answer = node.post(path, token, "{'session':1,'kind':'advice'}");
              if (answer.status() == 200) {
                assertThat(versions.add(answer.json().path("version").asLong())).isTrue();
                done++;
              } else {
                assertThat(answer.code()).as(answer.toString()).isEqualTo("concurrent-write");
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                retries.incrementAndGet();
              }
            }
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (Future<Void> each : threads.invokeAll(work)) {
        each.get();
      }
    } finally {
      threads.shutdown();
    }
    assertThat(versions).hasSize(commands);
    assertStream(nodes.get(0), story, commands);
    if (nodes.size() == 1) {
      assertThat(retries).hasValue(0); // one node's commands wait for each other
    }
  }

  private static void assertStream(App app, Story story, int commands) {
    DomainEventStream stream = app.bean(Journal.class).readStream(story.id(), 0);
    long expected = 0;
    int slips = 0;
    while (stream.hasNext()) {
      var event = stream.next();
      assertThat(event.getSequenceNumber()).isEqualTo(expected++);
      slips += event.getPayload() instanceof FrameSlipNamed ? 1 : 0;
    }
    assertThat(slips).isEqualTo(commands);
  }

  @Test
  void twenty_thousand_commands_of_32_threads_are_ordered() throws Exception {
    assertOrdered(List.of(App.shared()), 20_000);
  }

  @Test
  void two_nodes_on_one_circle_leave_a_correct_stream() throws Exception {
    try (App other = App.shared().another()) {
      assertOrdered(List.of(App.shared(), other), 320);
    }
  }
}
