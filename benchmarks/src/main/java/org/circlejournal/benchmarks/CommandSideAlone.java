package org.circlejournal.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.circlejournal.command.CommandSide;

/**
 * The command side as it is shipped, without a query side: its peers have no projections either.
 */
final class CommandSideAlone {

  private CommandSideAlone() {}

  static void serve(Path folder, int port) throws IOException {
    EmbeddedPostgres postgres = DurablePostgres.start(folder.resolve("postgres"));
    CommandSide.application()
        .run(
            "--circle.postgres.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--circle.postgres.user=postgres",
            "--circle.secrets=" + folder.resolve("secrets"),
            "--circle.data=" + folder,
            "--server.port=" + port);
  }
}
