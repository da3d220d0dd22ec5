package org.circlejournal.standalone.research;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.circlejournal.standalone.QuerySideClient;
import org.circlejournal.standalone.StartFailed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all questions to a running query side have in common. */
final class Asked {

  @Option(names = "--study", description = "a code; the same code has the same pseudonyms")
  @Nullable String study;

  @Option(names = "--purpose", description = "what the answer is for")
  @Nullable String purpose;

  @Option(
      names = "--up-to",
      description = "a date, time or position of the journal (default: its end)")
  @Nullable String upTo;

  @Option(
      names = "--format",
      defaultValue = "csv",
      description = "csv, json, arrow or parquet (default: ${DEFAULT-VALUE})")
  String format = "csv";

  @Option(names = "--to", description = "the file (default: standard output)")
  @Nullable Path to;

  @Option(
      names = "--receipt",
      defaultValue = "receipt.json",
      description = "file of the receipt (default: ${DEFAULT-VALUE})")
  Path receipt = Path.of("receipt.json");

  @Mixin final Running running = new Running();

  /** Fills in what was given. */
  void into(ObjectNode body) {
    if (study != null) {
      body.put("study", study);
    }
    if (purpose != null) {
      body.put("purpose", purpose);
    }
    if (upTo != null && upTo.matches("[0-9]{1,18}")) {
      body.put("upTo", Long.parseLong(upTo));
    } else if (upTo != null) {
      body.put("upTo", upTo);
    }
  }

  /** Asks, and writes the answer and its receipt. */
  int ask(String path, ObjectNode body) {
    QuerySideClient client = running.client();
    QuerySideClient.Answer answer =
        Elapsed.on(System.err)
            .during(
                "Computing",
                () -> client.answer("POST", path + "?format=" + format, "researcher", body));
    QuerySideClient.Answer proof =
        client.answer("GET", "/research/receipts/" + answer.receipt(), "researcher", null);
    try {
      if (to == null) {
        System.out.write(answer.body());
        System.out.flush();
      } else {
        Files.write(to, answer.body());
      }
      Files.write(receipt, proof.body());
    } catch (IOException e) {
      throw new StartFailed("The answer cannot be written.", e);
    }
    System.err.println("Receipt: " + receipt);
    return 0;
  }
}
