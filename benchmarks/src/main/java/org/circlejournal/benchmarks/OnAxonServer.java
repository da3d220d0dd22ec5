package org.circlejournal.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.command.CommandSide;
import org.circlejournal.query.QuerySide;

/** Both sides as they are shipped, in one process, with Axon Server as their journal. */
final class OnAxonServer {

  private OnAxonServer() {}

  /**
   * @param arguments Axon Server's {@code host:port}, a folder, ports of command and query side
   */
  static void serve(String... arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    EmbeddedPostgres postgres = DurablePostgres.start(folder.resolve("postgres"));
    List<String> settings =
        List.of(
            "--circle.postgres.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--circle.postgres.user=postgres",
            "--circle.journal=axon-server",
            "--circle.axon-server.servers=" + arguments[0],
            "--circle.secrets=" + folder.resolve("secrets"));
    List<String> command = new ArrayList<>(settings);
    command.add("--circle.data=" + folder);
    command.add("--server.port=" + arguments[2]);
    CommandSide.application().run(command.toArray(String[]::new));
    List<String> query = new ArrayList<>(settings);
    query.add("--server.port=" + arguments[3]);
    QuerySide.application().run(query.toArray(String[]::new));
  }
}
