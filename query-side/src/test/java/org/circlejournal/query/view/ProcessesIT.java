package org.circlejournal.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.circlejournal.query.World;
import org.junit.jupiter.api.Test;

class ProcessesIT {

  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void shares_of_all_processes_add_up_to_the_segments_and_differ_by_one_at_most() throws Exception {
    try (World world = migrated()) {
      List<Processes> all = new ArrayList<>();
      for (int live = 1; live <= 6; live++) {
        all.add(process(world, "node-" + live, LONG));
        shares(all); // each has said that it lives
        List<Integer> shares = shares(all);
        assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4);
        assertThat(shares)
            .allMatch(share -> share == 4 / shares.size() || share == 4 / shares.size() + 1);
        assertThat(shares(all)).as("again").isEqualTo(shares);
      }
    }
  }

  @Test
  void a_process_counts_only_for_the_generations_it_runs() throws Exception {
    try (World world = migrated()) {
      Processes old = process(world, "old", LONG);
      Processes young = process(world, "young", LONG);
      old.beat(List.of("a_v1", "b_v1"), 4);
      assertThat(young.beat(List.of("a_v1", "b_v2"), 4)).isEqualTo(Map.of("a_v1", 2, "b_v2", 4));
      assertThat(old.beat(List.of("a_v1", "b_v1"), 4)).isEqualTo(Map.of("a_v1", 2, "b_v1", 4));

      assertThat(young.beat(List.of("b_v2"), 4)).isEqualTo(Map.of("b_v2", 4));
      assertThat(old.beat(List.of("a_v1"), 4)).as("the other left it").isEqualTo(Map.of("a_v1", 4));
    }
  }

  @Test
  void a_silent_process_counts_no_more_and_is_forgotten() throws Exception {
    try (World world = migrated()) {
      process(world, "dies", LONG).beat(List.of("a_v1"), 4);
      assertThat(process(world, "lives", LONG).beat(List.of("a_v1"), 4)).containsEntry("a_v1", 2);
      Processes lives = process(world, "lives", Duration.ofMillis(50));
      await().until(() -> lives.beat(List.of("a_v1"), 4).equals(Map.of("a_v1", 4)));
      assertThat(world.rows("select node from views.process")).containsExactly(List.of("lives"));
    }
  }

  private static World migrated() {
    World world = World.create();
    ViewTables.migrate(world.database.dataSource());
    return world;
  }

  private static Processes process(World world, String node, Duration silence) {
    return new Processes(world.pool(), node, silence);
  }

  private static List<Integer> shares(List<Processes> all) throws SQLException {
    List<Integer> shares = new ArrayList<>();
    for (Processes each : all) {
      shares.add(each.beat(List.of("a_v1"), 4).getOrDefault("a_v1", -1));
    }
    return shares;
  }
}
