package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.journal.Json;

/** What {@link ReplayDoor} answers, for OpenAPI and the page to read. */
final class ReplayPaths {

  private static final String ONE = ReplayDoor.PATH + "/{id}";
  private static final String ACCEPTED = "202";

  /**
   * One request.
   *
   * @param method as in OpenAPI
   */
  record Operation(String method, String path, String question, Set<Role> roles) {

    String readers() {
      return roles.stream().sorted().map(Json::kebab).collect(Collectors.joining(", "));
    }
  }

  static final List<Operation> ALL =
      List.of(
          new Operation(
              "get",
              ReplayDoor.PATH,
              "which replays there are, the latest first",
              ReplayDoor.READERS),
          new Operation(
              "post",
              ReplayDoor.PATH,
              "replays one read model, several or all, beside what is shown",
              Set.of(Role.RESEARCHER)),
          new Operation(
              "get",
              ONE,
              "how far a replay is, and when it has ended its receipt",
              ReplayDoor.READERS),
          new Operation(
              "delete",
              ONE,
              "calls a replay off, or gives up what it has built",
              Set.of(Role.RESEARCHER)),
          new Operation(
              "get",
              ONE + "/" + ReplayDoor.STREAM,
              "the same as server-sent events: progress, and end",
              ReplayDoor.READERS),
          new Operation(
              "post",
              ONE + "/" + ReplayDoor.PROMOTION,
              "shows what a complete replay has built",
              Set.of(Role.OPERATOR)),
          new Operation(
              "post",
              ReplayDoor.VIEWS + "{view}/" + ReplayDoor.ROLLBACK,
              "shows again what was shown before",
              Set.of(Role.OPERATOR)));

  private ReplayPaths() {}

  static void describe(ObjectNode paths) {
    for (Operation one : ALL) {
      ObjectNode operation = begin(paths, one);
      ArrayNode parameters = operation.putArray("parameters");
      if (one.path().contains("{id}")) {
        OpenApi.parameter(parameters, "id", "path", "string", "the replay").put("required", true);
      }
      if (one.path().contains("{view}")) {
        OpenApi.parameter(parameters, "view", "path", "string", "the read model")
            .put("required", true);
      }
      ObjectNode responses = operation.putObject("responses");
      if (!one.method().equals("get")) {
        boolean status = one.path().contains("{view}");
        OpenApi.row(
            json(responses.putObject(ACCEPTED).put("description", one.question())),
            null,
            status ? ReplayDoor.STATUS : ReplayDoor.ROW);
      } else if (one.path().endsWith(ReplayDoor.STREAM)) {
        OpenApi.parameter(
            parameters,
            Streams.LAST_ID,
            "header",
            "string",
            "id of the last event that came: it is not sent again");
        responses.putObject("204").put("description", "The end was told already");
        responses
            .putObject("200")
            .put("description", one.question())
            .putObject("content")
            .putObject("text/event-stream");
      } else {
        boolean list = one.path().equals(ReplayDoor.PATH);
        if (list) {
          OpenApi.pages(parameters, "the last replay of the page before");
        }
        ObjectNode ok = responses.putObject("200").put("description", one.question());
        ObjectNode schema = json(ok);
        OpenApi.row(
            list ? schema.put("type", "array").putObject("items") : schema, null, ReplayDoor.ROW);
        ok.withObjectProperty("content")
            .putObject("text/csv")
            .putObject("schema")
            .put("type", "string");
      }
      if (one.method().equals("post") && one.path().equals(ReplayDoor.PATH)) {
        body(operation);
      }
      OpenApi.refusals(responses);
    }
  }

  /** What every operation says: its name, what for, and for whom. */
  static ObjectNode begin(ObjectNode paths, Operation one) {
    ObjectNode operation = paths.withObjectProperty(one.path()).putObject(one.method());
    String words = one.path().replaceAll("\\{[a-z]+}", "one");
    operation.put("operationId", one.method() + words.replace('/', '-'));
    operation.put("summary", one.question());
    operation.put("description", "For: " + one.readers());
    operation.putArray("security").addObject().putArray("bearer");
    return operation;
  }

  private static ObjectNode json(ObjectNode answer) {
    return answer.putObject("content").putObject("application/json").putObject("schema");
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
    ObjectNode fields = schema.putObject("properties");
    fields
        .putObject(ReplayBody.ONE)
        .put("type", "string")
        .put("description", "its name, or all; or else views");
    fields
        .putObject(ReplayBody.SEVERAL)
        .put("type", "array")
        .put("description", "several, in one pass")
        .putObject("items")
        .put("type", "string");
    fields
        .putObject(ReplayBody.AT)
        .put("type", "string")
        .put("format", "date-time")
        .put("description", "only what happened until then; one bound at most");
    fields
        .putObject(ReplayBody.RECORDED)
        .put("type", "string")
        .put("format", "date-time")
        .put("description", "only what was recorded until then");
    fields
        .putObject(ReplayBody.POSITION)
        .put("type", "integer")
        .put("description", "only what stands up to there in the journal");
    ArrayNode purposes =
        fields
            .putObject(ReplayBody.PURPOSE)
            .put("type", "string")
            .put("description", "leaves out members who do not consent to it now")
            .putArray("enum");
    ReplayBody.purposes().forEach(purposes::add);
  }
}
