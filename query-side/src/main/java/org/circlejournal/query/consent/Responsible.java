package org.circlejournal.query.consent;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.journal.Json;

/**
 * Who answers for the data, as the operator's file {@code responsible.json} says; what it does not
 * say is shown as not stated.
 *
 * @param withdrawal how consent is withdrawn
 */
record Responsible(
    String name,
    String contact,
    List<String> storageLocations,
    String retention,
    String jurisdiction,
    List<String> recipients,
    String withdrawal) {

  static final String FILE = "responsible.json";
  private static final String UNSAID = "not stated by the operator";
  private static final String WITHDRAWAL =
      "the command withdraw-consent with the member's own token; works from the next command on";

  /**
   * @throws UncheckedIOException if the file is there and is no JSON
   */
  static Responsible in(Path data) {
    Path file = data.resolve(FILE);
    JsonNode said = Json.mapper().createObjectNode();
    if (Files.exists(file)) {
      try {
        said = Json.mapper().readTree(file.toFile());
      } catch (IOException e) {
        throw new UncheckedIOException(FILE + " in the data folder cannot be read", e);
      }
    }
    return new Responsible(
        text(said, "name", UNSAID),
        text(said, "contact", UNSAID),
        texts(said, "storageLocations"),
        text(said, "retention", UNSAID),
        text(said, "jurisdiction", UNSAID),
        texts(said, "recipients"),
        text(said, "withdrawal", WITHDRAWAL));
  }

  private static String text(JsonNode said, String name, String otherwise) {
    return said.path(name).asText(otherwise);
  }

  private static List<String> texts(JsonNode said, String name) {
    List<String> texts = new ArrayList<>();
    said.path(name).forEach(each -> texts.add(each.asText()));
    return texts.isEmpty() ? List.of(UNSAID) : texts;
  }
}
