package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.LatestCheckpoint;
import org.circlejournal.events.log.Tree;
import org.circlejournal.events.log.verify.Verify;
import org.circlejournal.query.audit.log.AuditLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The audit log of a database on which several query sides run, each a process of its own. */
class SealersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void of_several_processes_one_seals_and_when_it_ends_or_is_killed_another_goes_on()
      throws Exception {
    try (BothDoors doors = BothDoors.start()) {
      foundCircles(doors, 20);
      Checkpoint first = sealed(doors);
      assertThat(sealer(doors)).startsWith(name(ProcessHandle.current().pid()));
      try (Program second = doors.queryProcess(folder);
          Program third = doors.queryProcess(folder)) {
        second.awaitOutput("Started QuerySide");
        third.awaitOutput("Started QuerySide");
        foundCircles(doors, 20);
        sealed(doors);
        assertOneLog(doors, first);

        doors.query().close(); // it gives its place back
        await().atMost(PATIENCE).until(() -> isOf(doors, second, third));
        foundCircles(doors, 20);
        sealed(doors);
        assertOneLog(doors, first);

        boolean isSecond = sealer(doors).startsWith(name(second.pid()));
        (isSecond ? second : third).kill(); // it gives nothing back, and is missed
        Program left = isSecond ? third : second;
        foundCircles(doors, 20);
        sealed(doors);
        assertThat(sealer(doors)).startsWith(name(left.pid()));
        assertOneLog(doors, first);
      }
    }
  }

  @Test
  void the_log_outlives_all_views() throws Exception {
    try (BothDoors doors = BothDoors.start()) {
      foundCircles(doors, 10);
      Checkpoint before = sealed(doors);
      doors.query().close();
      doors.database().execute(Views.DROP);
      try (ConfigurableApplicationContext again = doors.anotherQuerySide()) {
        foundCircles(doors, 10);
        Checkpoint now = sealed(doors);
        assertThat(now.size()).isEqualTo(2 * before.size());
        AuditLog log = again.getBean(AuditLog.class);
        Tree tree = new Tree(now.size(), tile -> Objects.requireNonNull(log.tile(tile, true)));
        Tree.requireConsistent(
            before.size(), before.root(), now.size(), now.root(), tree.consistency(before.size()));
        assertOneLog(doors, before);
      }
    }
  }

  private static void foundCircles(BothDoors doors, int circles) {
    for (int i = 0; i < circles; i++) {
      doors.found(null, "CLINIC-A");
    }
  }

  /** Once it holds all events of the journal. */
  private static Checkpoint sealed(BothDoors doors) throws SQLException {
    long events = Long.parseLong(ask(doors, "select count(*) from journal.domain_event_entry"));
    LatestCheckpoint latest = new LatestCheckpoint(doors.database().dataSource());
    return Objects.requireNonNull(
        await()
            .atMost(PATIENCE)
            .until(latest::find, found -> found != null && found.size() == events));
  }

  /** One name, each event once and where it is in the journal, and a root that says just that. */
  private static void assertOneLog(BothDoors doors, Checkpoint first) throws SQLException {
    assertThat(ask(doors, "select count(*) from audit.log")).isEqualTo("1");
    assertThat(ask(doors, "select origin from audit.log")).isEqualTo(first.origin());
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    List<String> words =
        List.of(
            "fsck",
            "--live=jdbc:postgresql://localhost:%d/%s"
                .formatted(doors.database().port(), doors.database().name()),
            "--user=postgres");
    int code = Verify.run(words, out, out);
    String events = ask(doors, "select count(*) from journal.domain_event_entry");
    assertThat(said.toString(StandardCharsets.UTF_8))
        .startsWith("proven: all " + events + " events of " + first.origin());
    assertThat(code).isZero();
  }

  private static String name(long pid) {
    return "sealer-" + pid + "-";
  }

  private static boolean isOf(BothDoors doors, Program one, Program other) throws SQLException {
    String sealer = sealer(doors);
    return sealer.startsWith(name(one.pid())) || sealer.startsWith(name(other.pid()));
  }

  private static String sealer(BothDoors doors) throws SQLException {
    return ask(doors, "select sealer from audit.head");
  }

  private static String ask(BothDoors doors, String sql) throws SQLException {
    try (Connection c = doors.database().dataSource().getConnection();
        Statement statement = c.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
