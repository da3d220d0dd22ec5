package org.circlejournal.standalone.research;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.circlejournal.events.journal.Json;
import org.circlejournal.standalone.QuerySideClient;
import org.circlejournal.standalone.StartFailed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has an answer computed again, by its receipt. */
@Command(
    name = "reproduce",
    description = "Computes an answer again from the journal, by its receipt.",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the same",
      "1:it differs, or was refused",
      "3:no longer reproducible: somebody took something back, or the study has ended"
    })
final class Reproduce implements Callable<Integer> {

  private static final int NO_LONGER = 3;

  @Parameters(paramLabel = "RECEIPT", description = "the receipt's file")
  private Path receipt = Path.of("receipt.json");

  @Mixin final Running running = new Running();

  @Override
  public Integer call() {
    ObjectNode body = Json.mapper().createObjectNode();
    try {
      body.set("receipt", Json.mapper().readTree(receipt.toFile()));
    } catch (IOException e) {
      throw new StartFailed("No receipt can be read from " + receipt + ".", e);
    }
    QuerySideClient client = running.client();
    JsonNode again =
        Elapsed.on(System.err)
            .during(
                "Computing again",
                () -> client.send("POST", "/research/reproductions", "researcher", body));
    String outcome = again.path("outcome").asText();
    System.out.println(outcome.replace('-', ' '));
    if (again.hasNonNull("where")) {
      System.out.println("First difference: " + again.path("where").asText());
    }
    for (JsonNode changed : again.path("changed")) {
      System.out.println("Another version since: " + changed.asText());
    }
    return switch (outcome) {
      case "same" -> 0;
      case "differs" -> 1;
      default -> NO_LONGER;
    };
  }
}
