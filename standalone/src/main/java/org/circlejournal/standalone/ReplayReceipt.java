package org.circlejournal.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A replay's row for people: one line while it runs, and its receipt in words. */
final class ReplayReceipt {

  private ReplayReceipt() {}

  /** {@code [#####.....] position 5 of 10, 3 events a second, 2 s left}. */
  static String bar(JsonNode row) {
    return Watching.bar(row.path("position").longValue(), row.path("target").longValue())
        + progress(row);
  }

  static String progress(JsonNode row) {
    String line =
        "position %s of %s, %s events a second"
            .formatted(
                number(Math.max(0, row.path("position").longValue())),
                number(Math.max(0, row.path("target").longValue())),
                number(row.path("eventsPerSecond").longValue()));
    JsonNode left = row.path("remainingSeconds");
    return left.isNumber() ? line + ", " + number(left.longValue()) + " s left" : line;
  }

  /** Of a replay that is complete. */
  static List<String> words(JsonNode row) {
    JsonNode receipt = row.path("receipt");
    List<String> words = new ArrayList<>();
    words.add(
        String.format(
            Locale.ROOT,
            "Replay %s is complete: %s events up to position %s in %.1f s.",
            row.path("id").asText(),
            number(receipt.path("events").longValue()),
            number(receipt.path("position").longValue()),
            receipt.path("millis").longValue() / 1000.0));
    if (row.path("upTo").isTextual()) {
      words.add("It stands at: " + row.path("upTo").textValue() + ".");
    }
    if (row.path("purpose").isTextual()) {
      words.add("Only who consents to it now is in it: " + row.path("purpose").textValue() + ".");
    }
    for (JsonNode view : receipt.path("views")) {
      words.add(
          "  %s, version %d: %s circles, %s%s"
              .formatted(
                  view.path("view").asText(),
                  view.path("version").intValue(),
                  number(view.path("circles").longValue()),
                  view.path("checksum").asText(),
                  compared(view.path("comparison"))));
    }
    words.add("Checksum of all: " + row.path("checksum").asText());
    JsonNode checkpoint = receipt.path("checkpoint");
    if (checkpoint.isObject()) {
      words.add(
          "Latest checkpoint of the log: %s entries, root %s"
              .formatted(
                  number(checkpoint.path("size").longValue()), checkpoint.path("root").asText()));
    }
    return words;
  }

  private static String compared(JsonNode comparison) {
    if (!comparison.isObject()) {
      return "";
    }
    if (comparison.path("same").booleanValue()) {
      return ", the same as shown";
    }
    JsonNode first = comparison.path("difference");
    if (!first.isObject()) {
      return ", too busy to be compared with what is shown";
    }
    return ", DIFFERS from what is shown: circle %s, %s, line %s"
        .formatted(
            first.path("circleId").asText(),
            first.path("sheet").asText(),
            first.path("line").asText());
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
