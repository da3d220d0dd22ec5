package org.circlejournal.command.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.circlejournal.command.Refusal;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.meters.Meters;

/**
 * OpenAPI 3.1 of the command side and the same as a page to read, both written from the catalogue
 * at start. There is no other description that could fall behind.
 */
final class OpenApi {

  private OpenApi() {}

  static byte[] document(Catalogue catalogue) {
    ObjectNode document = Json.mapper().createObjectNode();
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Circle Journal: command side")
        .put("version", "1")
        .put("description", "Commands of a circle's year. A refusal is an answer with a code.");
    ObjectNode paths = document.putObject("paths");
    for (Catalogue.Entry entry : catalogue.all()) {
      command(paths.putObject(entry.path()).putObject("post"), entry);
    }
    reads(paths);
    imports(paths.putObject("/imports").putObject("post"));
    surveys(paths.putObject("/imports/surveys").putObject("post"));
    components(document.putObject("components"));
    try {
      return Json.mapper().writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void command(ObjectNode post, Catalogue.Entry entry) {
    post.put("operationId", entry.name());
    post.putArray("tags").add(entry.room());
    secure(post, entry.role());
    ArrayNode parameters = post.putArray("parameters");
    circleParameter(parameters, entry.path());
    if (entry.keyed()) {
      parameters
          .addObject()
          .put("name", "Idempotency-Key")
          .put("in", "header")
          .putObject("schema")
          .put("type", "string")
          .put("maxLength", Once.LONGEST_KEY);
    }
    ObjectNode body = post.putObject("requestBody").put("required", true);
    body.putObject("content").putObject("application/json").set("schema", entry.schema());
    ObjectNode responses = post.putObject("responses");
    boolean founding = entry.role() == Role.ANYONE;
    ObjectNode success = responses.putObject(founding ? "201" : "200");
    success.put("description", founding ? "founded" : "done");
    boolean newcomer = founding || entry.role() == Role.INVITATION;
    content(success, newcomer ? "Newcomer" : "Answer");
    for (Refusal refusal : entry.refusals()) {
      String status = String.valueOf(refusal.status());
      ObjectNode response = (ObjectNode) responses.get(status);
      if (response == null) {
        response = responses.putObject(status);
        problem(response, refusal.code());
      } else {
        String known = response.get("description").textValue();
        response.put("description", known + ", " + refusal.code());
      }
    }
  }

  private static void reads(ObjectNode paths) {
    read(
        paths,
        "/circles/{circleId}/me",
        "own membership and consents",
        "application/json",
        Role.MEMBER);
    read(paths, "/circles/{circleId}/me/export", "own data", "application/json", Role.MEMBER);
    read(
        paths,
        "/circles/{circleId}/me/erasure",
        "what became of own requests for erasure",
        "application/json",
        Role.MEMBER);
    read(paths, "/circles/{circleId}/calendar.ics", "the plan", "text/calendar", Role.MEMBER);
    read(
        paths,
        "/commands",
        "every command with its schema and refusals",
        "application/json",
        Role.ANYONE);
    read(paths, "/notices", "the notices that consents name", "application/json", Role.ANYONE);
    read(paths, Meters.PATH, "meters, for Prometheus", Meters.TYPE, Role.OPERATOR);
    read(
        paths,
        "/instruments",
        "keys of instruments, and words; with a token also the operator's words",
        "application/json",
        Role.ANYONE);
    recovery(paths);
    ObjectNode invite = paths.putObject("/circles/{circleId}/invitations").putObject("post");
    invite.put("operationId", "invite").putArray("tags").add("circle");
    secure(invite, Role.MEMBER);
    circleParameter(invite.putArray("parameters"), "/circles/{circleId}/invitations");
    ObjectNode made = invite.putObject("responses").putObject("201");
    made.put("description", "a single-use invitation, shown once");
    content(made, "Invitation");
  }

  private static void recovery(ObjectNode paths) {
    String path = "/circles/{circleId}/recovery";
    ObjectNode recover = paths.putObject(path).putObject("post");
    recover.put("operationId", "recover").putArray("tags").add("circle");
    recover.put("summary", "a new token for a recovery code; the lost one is void");
    circleParameter(recover.putArray("parameters"), path);
    ObjectNode body = recover.putObject("requestBody").put("required", true);
    ObjectNode schema = body.putObject("content").putObject("application/json").putObject("schema");
    schema.put("type", "object").putArray("required").add("recoveryCode");
    ObjectNode fields = schema.putObject("properties");
    fields.putObject("recoveryCode").put("type", "string");
    fields.putObject("memberToken").put("type", "string");
    ObjectNode responses = recover.putObject("responses");
    ObjectNode done = responses.putObject("200");
    done.put("description", "new token and recovery code, shown once");
    content(done, "Recovered");
    problem(responses.putObject("401"), Refusal.TOKEN_INVALID.code());
    problem(responses.putObject("429"), Refusal.TOO_MANY_REQUESTS.code());
  }

  private static void read(ObjectNode paths, String path, String summary, String type, Role role) {
    ObjectNode get = paths.putObject(path).putObject("get");
    get.put("operationId", path.replaceAll("[{}]", "")).put("summary", summary);
    secure(get, role);
    circleParameter(get.putArray("parameters"), path);
    ObjectNode found = get.putObject("responses").putObject("200");
    found.put("description", summary);
    found.putObject("content").putObject(type);
  }

  private static void imports(ObjectNode post) {
    post.put("operationId", "imports").putArray("tags").add("import");
    secure(post, Role.STEWARD);
    ArrayNode parameters = post.putArray("parameters");
    for (String flag : new String[] {"dryRun", "allowAnswers"}) {
      ObjectNode parameter = parameters.addObject().put("name", flag).put("in", "query");
      parameter.putObject("schema").put("type", "boolean").put("default", false);
    }
    ObjectNode body = post.putObject("requestBody").put("required", true);
    body.put("description", "one line per command: circle, command, as, at, and its fields");
    ObjectNode lines = body.putObject("content").putObject("application/x-ndjson");
    lines.putObject("schema").put("type", "string");
    ObjectNode responses = post.putObject("responses");
    ObjectNode done = responses.putObject("200").put("description", "what was taken, and what not");
    content(done, "Imported");
  }

  private static void surveys(ObjectNode post) {
    post.put("operationId", "import-surveys").putArray("tags").add("import");
    post.put(
        "summary", "a file of answers, as circles that did nothing but answer; all or nothing");
    secure(post, Role.STEWARD);
    ArrayNode parameters = post.putArray("parameters");
    for (String name : new String[] {"instrument", "workplace", "timeZone", "notice"}) {
      ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
      parameter.put("required", true).putObject("schema").put("type", "string");
    }
    ObjectNode missing = parameters.addObject().put("name", "missing").put("in", "query");
    missing.putObject("schema").put("type", "string");
    for (String flag : new String[] {"dryRun", "allowAnswers"}) {
      ObjectNode parameter = parameters.addObject().put("name", flag).put("in", "query");
      parameter.putObject("schema").put("type", "boolean").put("default", false);
    }
    ObjectNode body = post.putObject("requestBody").put("required", true);
    body.put(
        "description",
        "UTF-8, a row per person and wave: id, "
            + String.join(", ", SurveyFile.BESIDE)
            + ", and a column for each item");
    body.putObject("content").putObject("text/csv");
    ObjectNode responses = post.putObject("responses");
    ObjectNode done = responses.putObject("200").put("description", "what was taken, or why not");
    content(done, "ImportedSurveys");
  }

  private static void secure(ObjectNode operation, Role role) {
    operation.put("description", "Role: " + Json.kebab(role));
    if (role != Role.ANYONE) {
      operation.putArray("security").addObject().putArray("bearer");
    }
  }

  private static void circleParameter(ArrayNode parameters, String path) {
    if (path.contains("{circleId}")) {
      ObjectNode parameter = parameters.addObject().put("name", "circleId").put("in", "path");
      parameter.put("required", true).putObject("schema").put("type", "string");
    }
  }

  private static void content(ObjectNode response, String schema) {
    response
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/" + schema);
  }

  private static void problem(ObjectNode response, String code) {
    response.put("description", code);
    response
        .putObject("content")
        .putObject("application/problem+json")
        .putObject("schema")
        .put("$ref", "#/components/schemas/Problem");
  }

  private static void components(ObjectNode components) {
    components
        .putObject("securitySchemes")
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer");
    ObjectNode schemas = components.putObject("schemas");
    ObjectNode answer = object(schemas, "Answer");
    answer(answer);
    ObjectNode newcomer = object(schemas, "Newcomer");
    answer(newcomer);
    for (String field : new String[] {"memberId", "memberToken", "recoveryCode"}) {
      newcomer.putObject(field).put("type", "string");
    }
    ObjectNode recovered = object(schemas, "Recovered");
    for (String field : new String[] {"circleId", "memberId", "memberToken", "recoveryCode"}) {
      recovered.putObject(field).put("type", "string");
    }
    object(schemas, "Invitation").putObject("invitation").put("type", "string");
    ObjectNode imported = object(schemas, "Imported");
    ObjectNode circle = list(imported, "circles");
    circle.putObject("alias").put("type", "string");
    circle.putObject("circleId").put("type", "string");
    imported.putObject("accepted").put("type", "integer");
    ObjectNode refused = list(imported, "refused");
    refused.putObject("line").put("type", "integer");
    refused.putObject("code").put("type", "string");
    refused.putObject("detail").put("type", "string");
    ObjectNode brought = object(schemas, "ImportedSurveys");
    ObjectNode filled = list(brought, "circles");
    filled.putObject("alias").put("type", "string");
    filled.putObject("circleId").put("type", "string");
    brought.putObject("ballots").put("type", "integer");
    ObjectNode wrong = list(brought, "problems");
    wrong.putObject("line").put("type", "integer");
    wrong.putObject("column").put("type", "string");
    wrong.putObject("reason").put("type", "string");
    ObjectNode problem = object(schemas, "Problem");
    for (String field : new String[] {"type", "title", "code", "detail"}) {
      problem.putObject(field).put("type", "string");
    }
    problem.putObject("status").put("type", "integer");
    problem.putObject("fields").put("type", "array").putObject("items").put("type", "string");
  }

  private static void answer(ObjectNode properties) {
    properties.putObject("circleId").put("type", "string");
    properties.putObject("version").put("type", "integer").put("format", "int64");
    properties.putObject("events").put("type", "array").putObject("items").put("type", "string");
    ObjectNode created = properties.putObject("created").put("type", "object");
    created.putObject("additionalProperties").put("type", "string");
    properties.putObject("proposed").put("type", "boolean");
    properties.putObject("ballot").put("type", "string");
  }

  private static ObjectNode object(ObjectNode schemas, String name) {
    return schemas.putObject(name).put("type", "object").putObject("properties");
  }

  private static ObjectNode list(ObjectNode properties, String name) {
    return properties
        .putObject(name)
        .put("type", "array")
        .putObject("items")
        .put("type", "object")
        .putObject("properties");
  }

  /** The page's looks; in a file of its own, because nothing inline is allowed. */
  static byte[] style() {
    return """
        body{font:16px/1.5 system-ui;margin:2rem auto;max-width:72rem;padding:0 1rem}
        table{border-collapse:collapse}
        td,th{text-align:left;vertical-align:top;padding:.4rem .8rem;border-bottom:1px solid #ccc}
        code{font-size:.9em}
        """
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The page at {@code /api}: one table, no script. */
  static byte[] page(Catalogue catalogue) {
    StringBuilder html =
        new StringBuilder(
            """
            <!doctype html><html lang="en"><meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Circle Journal: commands</title>
            <link rel="stylesheet" href="/api.css">
            <h1>Commands</h1>
            <p>Every command is a <code>POST</code> of a JSON object with a bearer token. The same,
            for machines: <a href="/openapi.json">OpenAPI 3.1</a>, <a href="/commands">/commands</a>;
            imports: <code>POST /imports</code>.</p>
            <table><tr><th>path<th>role<th>fields (* needed)<th>refusals
            """);
    for (Catalogue.Entry entry : catalogue.all()) {
      html.append("<tr><td><code>").append(entry.path()).append("</code><td>");
      html.append(Json.kebab(entry.role())).append("<td>");
      entry
          .shape()
          .fields()
          .forEach(
              (name, field) ->
                  html.append("<code>")
                      .append(name)
                      .append("</code>")
                      .append(field.required() ? "* " : " "));
      html.append("<td>");
      for (Refusal refusal : entry.rules()) {
        html.append("<code>").append(refusal.code()).append("</code> ");
      }
      html.append('\n');
    }
    return html.append("</table></html>\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
