package org.circlejournal.standalone.research;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.circlejournal.events.journal.Json;
import org.circlejournal.standalone.QuerySideClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a running query side answer an analysis that ships with it, or list them. */
@Command(
    name = "analysis",
    description = "Answers an analysis that ships with the journal; without a name, lists them.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class RunAnalysis implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "of the analysis")
  private @Nullable String name;

  @Option(names = "--with", paramLabel = "NAME=VALUE", description = "a parameter; may repeat")
  final Map<String, String> with = new LinkedHashMap<>();

  @Mixin final Asked asked = new Asked();

  @Override
  public Integer call() {
    if (name == null) {
      QuerySideClient client = asked.running.client();
      for (JsonNode each : client.send("GET", "/research/analyses", "researcher", null)) {
        System.out.printf("%-36s %s%n", each.path("name").asText(), each.path("question").asText());
      }
      return 0;
    }
    ObjectNode body = Json.mapper().createObjectNode();
    asked.into(body);
    ObjectNode parameters = body.putObject("parameters");
    with.forEach((key, value) -> parameters.set(key, value(value)));
    return asked.ask("/research/analyses/" + name, body);
  }

  /** A number where it is one, else a text. */
  private static JsonNode value(String text) {
    if (text.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?")) {
      try {
        return Json.mapper().readTree(text);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(text, e);
      }
    }
    return Json.mapper().getNodeFactory().textNode(text);
  }
}
