package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.access.Role;
import org.circlejournal.query.door.ReplayPaths.Operation;

/** What {@link ExportDoor} answers, for OpenAPI and the page to read. */
final class ExportPaths {

  private static final String ONE = ExportDoor.PATH + "/{id}";

  static final List<Operation> ALL =
      List.of(
          of("get", ExportDoor.PATH, "which exports there are, the latest first"),
          of("post", ExportDoor.PATH, "exports a study's micro-data, for a stated purpose"),
          of("get", ONE, "how far an export is"),
          of("delete", ONE, "calls an export off, or deletes what it has made"),
          of("get", ONE + "/" + ExportDoor.ZIP, "tables, codebook and manifest of an export"),
          of(
              "delete",
              ExportDoor.STUDIES + "/{study}",
              "ends a study: its pseudonyms' key is gone"));

  private ExportPaths() {}

  private static Operation of(String method, String path, String question) {
    return new Operation(method, path, question, Set.of(Role.RESEARCHER));
  }

  static void describe(ObjectNode paths) {
    for (Operation one : ALL) {
      ObjectNode operation = ReplayPaths.begin(paths, one);
      ArrayNode parameters = operation.putArray("parameters");
      if (one.path().contains("{id}")) {
        OpenApi.parameter(parameters, "id", "path", "string", "the export").put("required", true);
      }
      if (one.path().contains("{study}")) {
        OpenApi.parameter(parameters, "study", "path", "string", "its code").put("required", true);
      }
      ObjectNode responses = operation.putObject("responses");
      answer(one, responses);
      OpenApi.refusals(responses);
      if (one.method().equals("post")) {
        body(operation);
      }
    }
  }

  private static void answer(Operation one, ObjectNode responses) {
    if (one.path().contains("{study}")) {
      responses.putObject("204").put("description", one.question());
      return;
    }
    boolean reading = one.method().equals("get");
    ObjectNode answer = responses.putObject(reading ? "200" : "202");
    ObjectNode content = answer.put("description", one.question()).putObject("content");
    if (one.path().endsWith(ExportDoor.ZIP)) {
      ObjectNode zip = content.putObject("application/zip").putObject("schema");
      zip.put("type", "string").put("format", "binary");
      return;
    }
    boolean list = reading && one.path().equals(ExportDoor.PATH);
    ObjectNode schema = content.putObject("application/json").putObject("schema");
    OpenApi.row(
        list ? schema.put("type", "array").putObject("items") : schema, null, ExportDoor.ROW);
    if (reading) {
      content.putObject("text/csv").putObject("schema").put("type", "string");
    }
  }

  private static void body(ObjectNode operation) {
    ObjectNode schema =
        operation
            .putObject("requestBody")
            .put("required", true)
            .putObject("content")
            .putObject("application/json")
            .putObject("schema");
    schema.put("type", "object").put("additionalProperties", false);
    ArrayNode required = schema.putArray("required");
    List.of(StudyBody.STUDY, StudyBody.LANE, StudyBody.PURPOSE).forEach(required::add);
    ObjectNode fields = schema.putObject("properties");
    field(fields, StudyBody.STUDY, "string", "a code; the same code has the same pseudonyms");
    ArrayNode lanes =
        field(fields, StudyBody.LANE, "string", "whose data; both only of who linked them")
            .putArray("enum");
    StudyBody.lanes().forEach(lanes::add);
    field(fields, StudyBody.PURPOSE, "string", "what for; its hash is journaled");
    field(fields, StudyBody.QUOTE, "boolean", "with the words of people who may be quoted");
    field(fields, StudyBody.RARE, "boolean", "keeps people with a rare pattern of presence");
  }

  private static ObjectNode field(ObjectNode fields, String name, String type, String words) {
    return fields.putObject(name).put("type", type).put("description", words);
  }
}
