package org.circlejournal.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Orders a replay from a running query side, watches it, and says what came of it. */
@Command(
    name = "replay",
    description = "Replays read models on a running query side. Ctrl-C calls it off.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class Replay implements Callable<Integer> {

  /** Where to stop; the head of the journal if nothing is said. */
  static final class Bound {
    @Option(names = "--up-to-at", description = "only what happened until this time (ISO, UTC)")
    @Nullable String at;

    @Option(names = "--up-to-recorded", description = "only what was recorded until this time")
    @Nullable String recorded;

    @Option(names = "--up-to-position", description = "only what stands up to this position")
    @Nullable Long position;
  }

  @Option(
      names = "--view",
      defaultValue = "all",
      description = "a read model, or all; can be given several times (default: ${DEFAULT-VALUE})")
  List<String> views = List.of("all");

  @ArgGroup private @Nullable Bound bound;

  @Option(
      names = "--purpose",
      description = "leaves out members who do not consent to it now: research-participation")
  @Nullable String purpose;

  @Option(names = "--promote", description = "shows what was built, as operator")
  boolean promote;

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8081",
      description = "the query side (default: ${DEFAULT-VALUE})")
  String url = "http://127.0.0.1:8081";

  @Option(
      names = "--secrets",
      defaultValue = "secrets",
      description = "folder of the tokens (default: ${DEFAULT-VALUE})")
  Path secrets = Path.of("secrets");

  @Override
  public Integer call() throws InterruptedException {
    QuerySideClient client = new QuerySideClient(url, secrets);
    JsonNode row =
        new Watching(
                client,
                "replay",
                ReplayReceipt::bar,
                ReplayReceipt::progress,
                System.out,
                System.err)
            .order("/replays", order());
    if (row == null) {
      return 1;
    }
    ReplayReceipt.words(row).forEach(System.out::println);
    if (promote) {
      client.send(
          "POST", "/replays/" + row.path("id").textValue() + "/promotion", "operator", null);
      System.out.println("It is shown from now on; what was shown before is kept for a rollback.");
    }
    return 0;
  }

  private ObjectNode order() {
    ObjectNode order = Json.mapper().createObjectNode();
    if (views.size() == 1) {
      order.put("view", views.get(0));
    } else {
      views.forEach(order.putArray("views")::add);
    }
    if (bound != null && bound.at != null) {
      order.put("upToAt", bound.at);
    } else if (bound != null && bound.recorded != null) {
      order.put("upToRecorded", bound.recorded);
    } else if (bound != null && bound.position != null) {
      order.put("upToPosition", bound.position);
    }
    if (purpose != null) {
      order.put("purpose", purpose);
    }
    return order;
  }
}
