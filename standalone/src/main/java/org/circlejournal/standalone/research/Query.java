package org.circlejournal.standalone.research;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.circlejournal.events.journal.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a running query side in SQL. */
@Command(
    name = "query",
    description = "Answers one SELECT over a study's tables; needs --study and --purpose.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class Query implements Callable<Integer> {

  @Parameters(paramLabel = "SQL", description = "one SELECT")
  private String sql = "";

  @Option(
      names = "--lane",
      defaultValue = "participation",
      description = "participation, answers or linked (default: ${DEFAULT-VALUE})")
  String lane = "participation";

  @Option(names = "--quote", description = "with the words of people who may be quoted")
  boolean quote;

  @Option(names = "--rare", description = "keeps people with a rare pattern of presence")
  boolean rare;

  @Mixin final Asked asked = new Asked();

  @Override
  public Integer call() {
    ObjectNode body = Json.mapper().createObjectNode().put("sql", sql).put("lane", lane);
    asked.into(body);
    if (quote) {
      body.put("quote", true);
    }
    if (rare) {
      body.put("rare", true);
    }
    return asked.ask("/research/queries", body);
  }
}
