package org.circlejournal.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.circlejournal.events.JournalEvent;
import org.junit.jupiter.api.Test;

/** Two query sides on one database: when one dies, the other takes over, and nothing is lost. */
class TwoProcessesIT {

  private static final int BEFORE = 6;
  private static final int ALL = 18;

  @Test
  void one_is_killed_under_load_and_the_rows_are_those_of_an_undisturbed_run() throws Exception {
    List<String> disturbed;
    try (World world = World.create()) {
      Process first = start(world);
      Process second = start(world);
      try {
        append(world, 0, BEFORE);
        await().atMost(Duration.ofSeconds(40)).until(() -> owners(world).size() >= 1);
        String victim = owners(world).iterator().next();
        append(world, BEFORE, ALL / 2);
        Process dying = victim.startsWith(first.pid() + "-") ? first : second;
        dying.destroyForcibly(); // SIGKILL
        append(world, ALL / 2, ALL);
        awaitFolded(world);
        assertThat(owners(world)).isNotEmpty().doesNotContain(victim);
        disturbed = world.dump();
      } finally {
        first.destroyForcibly().waitFor();
        second.destroyForcibly().waitFor();
      }
    }
    try (World world = World.create();
        World.Running quiet = world.start()) {
      append(world, 0, ALL);
      awaitFolded(world);
      assertThat(quiet.get("/actuator/health", "").statusCode()).isEqualTo(200);
      assertThat(disturbed).isEqualTo(world.dump()).isNotEmpty();
    }
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
              for (var model : ReadModels.ALL) {
                assertThat(world.rows(seen.formatted(model.view().generation())))
                    .as("events up to %s in %s", head, model.view())
                    .isEqualTo(List.of(List.of("0")));
              }
            });
  }

  /** Processes that hold a segment of every view: the one that dies shall have work. */
  private static Set<String> owners(World world) {
    if (world.rows("select to_regclass('views.token_entry')").get(0).get(0).equals("null")) {
      return Set.of();
    }
    Set<String> owners = new TreeSet<>();
    for (List<String> row :
        world.rows("select distinct owner from views.token_entry where owner is not null")) {
      owners.add(row.get(0));
    }
    return owners;
  }

  private static Process start(World world) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    command.add(QuerySide.class.getName());
    command.addAll(world.arguments());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
