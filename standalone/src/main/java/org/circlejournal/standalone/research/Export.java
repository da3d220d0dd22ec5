package org.circlejournal.standalone.research;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.circlejournal.events.journal.Json;
import org.circlejournal.standalone.QuerySideClient;
import org.circlejournal.standalone.StartFailed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** Orders a study's export from a running query side, watches it, and fetches it. */
@Command(
    name = "export",
    description = "Exports a study's micro-data as a zip. Ctrl-C calls it off.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class Export implements Callable<Integer> {

  private static final int LOOK_MILLIS = 500;
  private static final int LOOKS_A_LINE = 10;
  private static final int WIDTH = 30;

  @Option(
      names = "--study",
      required = true,
      description = "a code, e.g. of the ethics vote; the same code has the same pseudonyms")
  String study = "";

  @Option(
      names = "--lane",
      defaultValue = "participation",
      description = "participation, answers or linked (default: ${DEFAULT-VALUE})")
  String lane = "participation";

  @Option(names = "--purpose", required = true, description = "what the data are for")
  String purpose = "";

  @Option(names = "--quote", description = "with the words of people who may be quoted")
  boolean quote;

  @Option(names = "--rare", description = "keeps people with a rare pattern of presence")
  boolean rare;

  @Option(
      names = "--to",
      defaultValue = "study.zip",
      description = "the file (default: ${DEFAULT-VALUE})")
  Path to = Path.of("study.zip");

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
    JsonNode row = client.send("POST", "/research/exports", "researcher", order());
    String path = "/research/exports/" + row.path("id").textValue();
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
          "The export is "
              + row.path("state").textValue()
              + (why.isNull() ? "." : ": " + why.textValue()));
      return 1;
    }
    client.download(path + "/zip", "researcher", to);
    out.printf(
        Locale.ROOT,
        "%s: %,d rows of %,d people in %,d circles, up to position %,d.%n",
        to,
        row.path("rows").longValue(),
        row.path("people").longValue(),
        row.path("circles").longValue(),
        row.path("position").longValue());
    out.println("SHA-256 of its manifest, as the journal has it: " + row.path("manifest").asText());
    return 0;
  }

  private ObjectNode order() {
    ObjectNode order = Json.mapper().createObjectNode();
    order.put("study", study).put("lane", lane).put("purpose", purpose);
    if (quote) {
      order.put("quote", true);
    }
    if (rare) {
      order.put("rare", true);
    }
    return order;
  }

  private JsonNode watch(QuerySideClient client, String path, JsonNode first)
      throws InterruptedException {
    boolean terminal = Ansi.AUTO.enabled();
    JsonNode row = first;
    for (int looks = 0; ; looks++) {
      if (terminal) {
        out.print("\r" + bar(row) + "\u001b[K");
        out.flush();
      } else if (looks % LOOKS_A_LINE == 0) {
        out.println(progress(row));
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

  private static String bar(JsonNode row) {
    long of = Math.max(1, row.path("of").longValue());
    int done = (int) Math.min(WIDTH, WIDTH * row.path("done").longValue() / of);
    return "[" + "#".repeat(done) + ".".repeat(WIDTH - done) + "] " + progress(row);
  }

  private static String progress(JsonNode row) {
    return String.format(
        Locale.ROOT,
        "%s: %,d of %,d steps",
        row.path("state").asText(),
        row.path("done").longValue(),
        row.path("of").longValue());
  }

  private void callOff(QuerySideClient client, String path) {
    interrupted.countDown();
    try {
      client.send("DELETE", path, "researcher", null);
      System.err.println("Called off.");
    } catch (StartFailed e) {
      System.err.println(e.getMessage());
    }
  }
}
