package org.circlejournal.query.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.query.Histories;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LiveViewIT {

  static {
    // Tests let views fail; what they then say is asked of health, not of the log.
    ((Logger) LoggerFactory.getLogger("org.axonframework.eventhandling.pooled"))
        .setLevel(Level.OFF);
  }

  private static final List<ViewDefinition<?>> VIEWS = ReadModels.views();

  @Test
  void live_rows_are_those_that_are_folded_in_memory() {
    try (World world = World.create();
        LiveViews live = views(world)) {
      Map<CircleId, List<Stored>> circles = new HashMap<>();
      long position = 0;
      for (long seed = 1; seed <= 12; seed++) {
        List<JournalEvent> history = Histories.of(seed);
        List<Stored> recorded = new ArrayList<>();
        for (Stored stored : ViewKit.recorded(history)) {
          Recorded r = stored.recorded();
          recorded.add(
              new Stored(
                  stored.event(),
                  new Recorded(r.stream(), r.sequence(), ++position, r.recordedAt())));
        }
        circles.put(recorded.get(0).circle(), recorded);
        world.append(history);
        if (seed == 6) {
          live.start(); // half of it is there before, half comes while they run
        }
      }
      awaitFolded(world, live, position);
      ViewReader reader = new ViewReader(world.pool());
      for (ViewDefinition<?> view : VIEWS) {
        circles.forEach((circle, events) -> assertSame(view, reader.read(view, circle), events));
      }
    }
  }

  @Test
  void a_tables_columns_are_the_records_components() {
    try (World world = World.create()) {
      ViewTables.migrate(world.pool());
      for (ViewDefinition<?> view : VIEWS) {
        ViewTables.ensure(world.pool(), view);
        for (Sheet<?, ?> sheet : view.sheets()) {
          List<List<String>> columns =
              world.rows(
                  """
                  select column_name, data_type from information_schema.columns
                   where table_schema = '%s' and table_name = '%s' order by ordinal_position
                  """
                      .formatted(view.generation(), sheet.table()));
          assertThat(columns.subList(0, 2))
              .containsExactly(List.of("circle_id", "uuid"), List.of("line", "smallint"));
          List<List<String>> expected =
              sheet.columns().all().stream()
                  .map(c -> List.of(c.name(), Columns.sqlType(c)))
                  .toList();
          assertThat(columns.subList(2, columns.size()))
              .as(sheet.table())
              .usingElementComparator(
                  (is, should) -> {
                    boolean small = should.get(1).equals("integer") && is.get(1).equals("smallint");
                    return is.get(0).equals(should.get(0))
                            && (small || is.get(1).equals(should.get(1)))
                        ? 0
                        : 1;
                  })
              .containsExactlyElementsOf(expected);
        }
      }
    }
  }

  @Test
  void an_unknown_event_stops_the_views_with_its_position_and_name() {
    try (World world = World.create();
        LiveViews live = views(world)) {
      live.start();
      Year year = Year.of(6);
      world.append(year.events());
      long position = year.events().size();
      awaitFolded(world, live, position);
      forge(world, year, "circle.CircleMoonstruck", "{}");

      await().atMost(Duration.ofSeconds(10)).until(() -> live.failures().size() >= VIEWS.size());
      assertThat(live.failures())
          .allSatisfy(
              failure -> {
                assertThat(failure.position()).isEqualTo(position + 1);
                assertThat(failure.event()).isEqualTo("circle.CircleMoonstruck");
                assertThat(failure.reason()).contains("unknown name");
              });
      assertThat(world.rows("select max(position) from circles_v1.state"))
          .isEqualTo(List.of(List.of(Long.toString(position))));
    }
  }

  @Test
  void a_torn_event_stops_the_views_and_its_content_is_told_to_nobody() {
    try (World world = World.create();
        LiveViews live = views(world)) {
      live.start();
      Year year = Year.of(6);
      world.append(year.events());
      awaitFolded(world, live, year.events().size());
      forge(world, year, "circle.MemberLeft", "{\"circleId\":\"SECRET\",\"at\":");

      await().atMost(Duration.ofSeconds(10)).until(() -> !live.failures().isEmpty());
      assertThat(live.failures())
          .allSatisfy(
              failure -> {
                assertThat(failure.reason()).contains("circle.MemberLeft");
                assertThat(failure.toString()).doesNotContain("SECRET");
              });
    }
  }

  private static LiveViews views(World world) {
    return new LiveViews(VIEWS, world.journal().source(), world.pool(), world.pool());
  }

  private static void awaitFolded(World world, LiveViews live, long position) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                live.waitingFor() == null
                    && VIEWS.stream()
                        .allMatch(
                            view ->
                                world
                                    .rows(
                                        "select max(position) from " + view.generation() + ".state")
                                    .get(0)
                                    .get(0)
                                    .equals(Long.toString(position))));
  }

  private static <S> void assertSame(
      ViewDefinition<S> view, ViewReader.Shown shown, List<Stored> events) {
    Folded<S> folded = ViewKit.fold(view, events);
    assertThat(shown.folded()).isEqualTo(folded.folded());
    for (Sheet<S, ?> sheet : view.sheets()) {
      assertThat(shown.rows().get(sheet))
          .as(sheet.table())
          .isEqualTo(sheet.rows().apply(folded.state()));
    }
  }

  private static void forge(World world, Year year, String name, String payload) {
    assertThat(EventNames.nameOf(year.events().get(0).getClass()))
        .isEqualTo("circle.CircleFounded");
    world.database.execute(
        """
        insert into journal.domain_event_entry
          (aggregate_identifier, sequence_number, type, event_identifier, time_stamp,
           payload_type, payload_revision, payload, meta_data)
        values ('%s', %d, 'Circle', gen_random_uuid(), now(), '%s', '1', '%s', '{}')
        """
            .formatted(year.id, world.version(year.id) + 1, name, payload));
  }
}
