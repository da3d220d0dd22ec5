package org.circlejournal.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Something long that a query side does: ordered, watched until it ends, and called off by Ctrl-C.
 */
public final class Watching {

  private static final String ROLE = "researcher";
  private static final int LOOK_MILLIS = 500;
  private static final int LOOKS_A_LINE = 10;
  private static final int WIDTH = 30;

  private final QuerySideClient client;
  private final String what;
  private final Function<JsonNode, String> bar;
  private final Function<JsonNode, String> line;
  private final PrintStream out;
  private final PrintStream err;
  private final CountDownLatch interrupted = new CountDownLatch(1);

  /**
   * @param what e.g. "replay"
   * @param bar of a row, for terminals
   * @param line of a row, for everything else
   */
  public Watching(
      QuerySideClient client,
      String what,
      Function<JsonNode, String> bar,
      Function<JsonNode, String> line,
      PrintStream out,
      PrintStream err) {
    this.client = client;
    this.what = what;
    this.bar = bar;
    this.line = line;
    this.out = out;
    this.err = err;
  }

  /** {@code [#####.....] }. */
  public static String bar(long done, long of) {
    int full = (int) (WIDTH * Math.min(Math.max(0, done), Math.max(1, of)) / Math.max(1, of));
    return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] ";
  }

  /**
   * Orders and watches.
   *
   * @param path to which it is posted; below it stands each by its id
   * @return its row when it is complete; null if it never will be, which has been said
   */
  public @Nullable JsonNode order(String path, JsonNode order) throws InterruptedException {
    JsonNode row = client.send("POST", path, ROLE, order);
    String own = path + "/" + row.path("id").textValue();
    Thread callOff = new Thread(() -> callOff(own), "call-off");
    Runtime.getRuntime().addShutdownHook(callOff);
    row = watch(own, row);
    if (interrupted.getCount() == 0) {
      return null; // the process ends
    }
    Runtime.getRuntime().removeShutdownHook(callOff);
    if (row.path("state").textValue().equals("complete")) {
      return row;
    }
    JsonNode why = row.path("error");
    err.println(
        "The "
            + what
            + " is "
            + row.path("state").textValue()
            + (why.isNull() ? "." : ": " + why.textValue()));
    return null;
  }

  private JsonNode watch(String path, JsonNode first) throws InterruptedException {
    boolean terminal = Ansi.AUTO.enabled();
    JsonNode row = first;
    for (int looks = 0; ; looks++) {
      if (terminal) {
        out.print("\r" + bar.apply(row) + "\u001b[K");
        out.flush();
      } else if (looks % LOOKS_A_LINE == 0) {
        out.println(line.apply(row));
      }
      if (!row.path("state").textValue().equals("running")
          || interrupted.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        break;
      }
      row = client.send("GET", path, ROLE, null);
    }
    if (terminal) {
      out.println();
    }
    return row;
  }

  private void callOff(String path) {
    interrupted.countDown();
    try {
      JsonNode row = client.send("DELETE", path, ROLE, null);
      err.printf("Called off; the %s was %s.%n", what, row.path("state").textValue());
    } catch (StartFailed e) {
      err.println(e.getMessage());
    }
  }
}
