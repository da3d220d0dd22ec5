package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.access.Role;
import org.circlejournal.query.door.ReplayPaths.Operation;
import org.circlejournal.query.research.asking.Format;

/** What {@link AskingDoor} answers, for OpenAPI and the page to read. */
final class AskingPaths {

  private static final String RUN = AskingDoor.ANALYSES + "/{name}";
  private static final String RECEIPT = AskingDoor.RECEIPTS + "/{id}";

  static final List<Operation> ALL =
      List.of(
          of("post", AskingDoor.QUERIES, "answers SQL over a study, for a stated purpose"),
          of("get", AskingDoor.ANALYSES, "which analyses there are"),
          of("post", RUN, "answers an analysis"),
          of("get", RECEIPT, "how an answer came about"),
          of("post", AskingDoor.REPRODUCTIONS, "whether an answer comes out the same again"));

  private AskingPaths() {}

  private static Operation of(String method, String path, String question) {
    return new Operation(method, path, question, Set.of(Role.RESEARCHER));
  }

  static void describe(ObjectNode paths) {
    for (Operation one : ALL) {
      ObjectNode operation = ReplayPaths.begin(paths, one);
      ArrayNode parameters = operation.putArray("parameters");
      if (one.path().equals(RUN)) {
        OpenApi.parameter(parameters, "name", "path", "string", "of the analysis")
            .put("required", true);
      } else if (one.path().equals(RECEIPT)) {
        OpenApi.parameter(parameters, "id", "path", "string", "the receipt").put("required", true);
      }
      boolean rows = one.path().equals(RUN) || one.path().equals(AskingDoor.QUERIES);
      if (rows) {
        OpenApi.parameter(parameters, "format", "query", "string", "json, csv, arrow or parquet");
      }
      ObjectNode responses = operation.putObject("responses");
      ObjectNode content =
          responses.putObject("200").put("description", one.question()).putObject("content");
      content
          .putObject(Format.JSON.mediaType())
          .putObject("schema")
          .put("type", one.path().equals(AskingDoor.ANALYSES) ? "array" : "object");
      if (rows) {
        content.putObject(Format.CSV.mediaType()).putObject("schema").put("type", "string");
        for (Format format : List.of(Format.ARROW, Format.PARQUET)) {
          content
              .putObject(format.mediaType())
              .putObject("schema")
              .put("type", "string")
              .put("format", "binary");
        }
      }
      OpenApi.refusals(responses);
      if (one.method().equals("post")) {
        body(operation, one.path());
      }
    }
  }

  private static void body(ObjectNode operation, String path) {
    ObjectNode schema =
        operation
            .putObject("requestBody")
            .put("required", true)
            .putObject("content")
            .putObject(Format.JSON.mediaType())
            .putObject("schema");
    schema.put("type", "object").put("additionalProperties", false);
    ArrayNode required = schema.putArray("required");
    ObjectNode fields = schema.putObject("properties");
    if (path.equals(AskingDoor.REPRODUCTIONS)) {
      required.add("receipt");
      field(fields, "receipt", "object", "as it was given");
      return;
    }
    field(fields, StudyBody.STUDY, "string", "a code; the same code has the same pseudonyms");
    field(fields, StudyBody.PURPOSE, "string", "what for; its hash is journaled");
    field(fields, StudyBody.QUOTE, "boolean", "with the words of people who may be quoted");
    field(fields, StudyBody.RARE, "boolean", "keeps people with a rare pattern of presence");
    fields
        .putObject(AskingDoor.UP_TO)
        .put("description", "a position, time or date of the journal; else its end")
        .putArray("type")
        .add("integer")
        .add("string");
    if (path.equals(AskingDoor.QUERIES)) {
      List.of(AskingDoor.SQL, StudyBody.STUDY, StudyBody.LANE, StudyBody.PURPOSE)
          .forEach(required::add);
      field(fields, AskingDoor.SQL, "string", "one SELECT over the study's tables");
      ArrayNode lanes = field(fields, StudyBody.LANE, "string", "whose data").putArray("enum");
      StudyBody.lanes().forEach(lanes::add);
    } else {
      field(fields, AskingDoor.PARAMETERS, "object", "values by name; others have defaults");
    }
  }

  private static ObjectNode field(ObjectNode fields, String name, String type, String words) {
    return fields.putObject(name).put("type", type).put("description", words);
  }
}
