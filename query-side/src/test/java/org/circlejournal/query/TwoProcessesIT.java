package org.circlejournal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.circlejournal.events.JournalEvent;
import org.junit.jupiter.api.Test;

/**
 * Query sides on one database: the running ones share, when one dies the other takes over, and
 * nothing is lost.
 */
class TwoProcessesIT {

  private static final Duration SOON = Duration.ofSeconds(60); // a JVM may have to start

  @Test
  void they_share_each_view_and_one_killed_under_load_leaves_the_rows_of_an_undisturbed_run()
      throws Exception {
    List<String> disturbed;
    int circles;
    try (World world = World.create()) {
      List<Process> processes = new ArrayList<>();
      try {
        Load load = new Load(world);
        Process first = start(world, processes);
        load.until(() -> holding(world).equals(eachView(4, first)));
        Process second = start(world, processes);
        load.until(() -> holding(world).equals(eachView(2, first, second)));
        assertNothingMoves(world);

        load.more();
        first.destroyForcibly(); // SIGKILL
        load.more();
        load.until(() -> holding(world).equals(eachView(4, second)));

        Process third = start(world, processes);
        load.until(() -> holding(world).equals(eachView(2, second, third)));
        awaitFolded(world);
        disturbed = world.dump();
        circles = load.circles;
      } finally {
        for (Process process : processes) {
          process.destroyForcibly().waitFor();
        }
      }
    }
    try (World world = World.create();
        World.Running quiet = world.start()) {
      append(world, 0, circles);
      awaitFolded(world);
      // Not the publisher's: it rightly stops at the histories' made-up instruments.
      assertThat(quiet.get("/actuator/health", "").body())
          .contains("\"views\":{\"status\":\"UP\"}");
      assertThat(disturbed).isEqualTo(world.dump()).isNotEmpty();
    }
  }

  @Test
  void one_that_is_stopped_leaves_its_share_at_once() {
    try (World world = World.create();
        World.Running staying = world.start()) {
      try (World.Running leaving = world.start()) {
        await().atMost(SOON).until(() -> processes(world) == 2);
        assertThat(leaving.get("/actuator/health", "").statusCode()).isEqualTo(200);
      }
      assertThat(processes(world)).isEqualTo(1);
      assertThat(staying.get("/actuator/health", "").statusCode()).isEqualTo(200);
    }
  }

  /** Appends a circle's year at each look. */
  private static final class Load {
    private final World world;
    private int circles;

    Load(World world) {
      this.world = world;
    }

    void more() {
      append(world, circles, circles + 3);
      circles += 3;
    }

    void until(BooleanSupplier condition) {
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                append(world, circles, circles + 1);
                circles++;
                return condition.getAsBoolean();
              });
    }
  }

  private static void assertNothingMoves(World world) {
    String claims =
        "select processor_name, segment, owner from views.token_entry"
            + " join views.generation on schema_name = processor_name order by 1, 2";
    List<List<String>> before = world.rows(claims);
    await()
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(6))
        .untilAsserted(() -> assertThat(world.rows(claims)).isEqualTo(before));
  }

  private static void append(World world, int from, int to) {
    for (long seed = from; seed < to; seed++) {
      List<JournalEvent> history = Histories.of(seed, Year.circle(seed));
      world.append(history);
    }
  }

  private static void awaitFolded(World world) {
    String head =
        world.rows("select max(global_index) from journal.domain_event_entry").get(0).get(0);
    String seen =
        "select count(*) from journal.domain_event_entry e"
            + " where not exists (select from %s.state s"
            + " where s.position >= e.global_index"
            + " and replace(e.aggregate_identifier, 'ledger-', '') = s.circle_id::text)";
    await()
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              for (var view : ReadModels.views()) {
                assertThat(world.rows(seen.formatted(view.generation())))
                    .as("events up to %s in %s", head, view)
                    .isEqualTo(List.of(List.of("0")));
              }
            });
  }

  /** "view pid segments" of each view and each process that holds segments of it. */
  private static Set<String> holding(World world) {
    if (world.rows("select to_regclass('views.token_entry')").get(0).get(0).equals("null")) {
      return Set.of();
    }
    Set<String> holding = new TreeSet<>();
    for (List<String> row :
        world.rows(
            "select processor_name, split_part(owner, '-', 1), count(*) from views.token_entry"
                + " join views.generation on schema_name = processor_name"
                + " where owner is not null group by 1, 2")) {
      holding.add(String.join(" ", row));
    }
    return holding;
  }

  private static Set<String> eachView(int segments, Process... processes) {
    Set<String> holding = new TreeSet<>();
    for (var view : ReadModels.views()) {
      for (Process process : processes) {
        holding.add(view.generation() + " " + process.pid() + " " + segments);
      }
    }
    return holding;
  }

  private static int processes(World world) {
    return world.rows("select to_regclass('views.process')").get(0).get(0).equals("null")
        ? 0
        : world.rows("select distinct node from views.process").size();
  }

  private static Process start(World world, List<Process> started) throws IOException {
    Process process = world.process(0);
    started.add(process);
    return process;
  }
}
