package org.circlejournal.standalone.research;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.circlejournal.events.journal.Json;
import org.circlejournal.standalone.QuerySideClient;
import org.circlejournal.standalone.Watching;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Orders a study's export from a running query side, watches it, and fetches it. */
@Command(
    name = "export",
    description = "Exports a study's micro-data as a zip. Ctrl-C calls it off.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class Export implements Callable<Integer> {

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

  @Mixin final Running running = new Running();

  @Override
  public Integer call() throws InterruptedException {
    QuerySideClient client = running.client();
    JsonNode row =
        new Watching(
                client,
                "export",
                each -> Watching.bar(done(each), of(each)) + progress(each),
                Export::progress,
                System.out,
                System.err)
            .order("/research/exports", order());
    if (row == null) {
      return 1;
    }
    client.download("/research/exports/" + row.path("id").textValue() + "/zip", "researcher", to);
    System.out.printf(
        Locale.ROOT,
        "%s: %,d rows of %,d people in %,d circles, up to position %,d.%n",
        to,
        row.path("rows").longValue(),
        row.path("people").longValue(),
        row.path("circles").longValue(),
        row.path("position").longValue());
    System.out.println(
        "SHA-256 of its manifest, as the journal has it: " + row.path("manifest").asText());
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

  private static long done(JsonNode row) {
    return row.path("done").longValue();
  }

  private static long of(JsonNode row) {
    return row.path("of").longValue();
  }

  private static String progress(JsonNode row) {
    return String.format(
        Locale.ROOT, "%s: %,d of %,d steps", row.path("state").asText(), done(row), of(row));
  }
}
