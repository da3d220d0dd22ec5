package org.circlejournal.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Orders a replay from a running query side, watches it, and says what came of it. */
@Command(
    name = "replay",
    description = "Replays read models on a running query side. Ctrl-C calls it off.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class Replay implements Callable<Integer> {

  private static final int LOOK_MILLIS = 500;
  private static final int LOOKS_A_LINE = 10;

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

  private final PrintStream out = System.out;
  private final CountDownLatch interrupted = new CountDownLatch(1);

  @Override
  public Integer call() throws InterruptedException {
    QuerySideClient client = new QuerySideClient(url, secrets);
    JsonNode row = client.send("POST", "/replays", "researcher", order());
    String path = "/replays/" + row.path("id").textValue();
    Thread callOff = new Thread(() -> callOff(client, path), "call-off");
    Runtime.getRuntime().addShutdownHook(callOff);
    row = watch(client, path, row);
    if (interrupted.getCount() == 0) {
      return 1; // the process ends
    }
    Runtime.getRuntime().removeShutdownHook(callOff);
    if (!row.path("state").textValue().equals("complete")) {
      JsonNode why = row.path("error");
      System.err.println(
          "The replay is "
              + row.path("state").textValue()
              + (why.isNull() ? "." : ": " + why.textValue()));
      return 1;
    }
    ReplayReceipt.words(row).forEach(out::println);
    if (promote) {
      client.send("POST", path + "/promotion", "operator", null);
      out.println("It is shown from now on; what was shown before is kept for a rollback.");
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

  private JsonNode watch(QuerySideClient client, String path, JsonNode first)
      throws InterruptedException {
    boolean terminal = Ansi.AUTO.enabled();
    JsonNode row = first;
    for (int looks = 0; ; looks++) {
      if (terminal) {
        out.print("\r" + ReplayReceipt.bar(row) + "\u001b[K");
        out.flush();
      } else if (looks % LOOKS_A_LINE == 0) {
        out.println(ReplayReceipt.progress(row));
      }
      if (!row.path("state").textValue().equals("running")
          || interrupted.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        break;
      }
      row = client.send("GET", path, "researcher", null);
    }
    if (terminal) {
      out.println();
    }
    return row;
  }

  private void callOff(QuerySideClient client, String path) {
    interrupted.countDown();
    try {
      JsonNode row = client.send("DELETE", path, "researcher", null);
      System.err.println("Called off; the replay was " + row.path("state").textValue() + ".");
    } catch (StartFailed e) {
      System.err.println(e.getMessage());
    }
  }
}
