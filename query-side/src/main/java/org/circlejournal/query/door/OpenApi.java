package org.circlejournal.query.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.door.ReadModel.Pooling;
import org.circlejournal.query.view.Columns;
import org.circlejournal.query.view.Columns.Column;
import org.circlejournal.query.view.Columns.Kind;
import org.jspecify.annotations.Nullable;

/**
 * OpenAPI 3.1 of the query side and the same as a page to read, both written from the read models
 * at start. There is no other description that could fall behind.
 */
final class OpenApi {

  private OpenApi() {}

  static byte[] document(List<ReadModel> models, List<Inquiry> inquiries) {
    ObjectNode document = Json.mapper().createObjectNode();
    document.put("openapi", "3.1.0");
    document
        .putObject("info")
        .put("title", "Circle Journal: query side")
        .put("version", "1")
        .put("description", "Read models of circles' years, for their members and from outside.");
    ObjectNode paths = document.putObject("paths");
    for (ReadModel model : models) {
      String name = model.view().name();
      if (model.shown().isEmpty()) {
        continue; // others are made with it
      }
      if (name.equals("circles")) {
        get(paths, "/circles", model, true);
        get(paths, "/circles/{id}", model, false);
      } else {
        get(paths, "/circles/{id}/" + name, model, true);
      }
    }
    for (ReadModel model : models) {
      if (model.pooling() != null) {
        pool(paths, model, model.pooling());
      }
      if (model.view().name().equals(Door.RELEASES)) {
        releases(paths, model);
      }
    }
    stream(paths.putObject("/circles/{id}/" + CircleStreams.NAME).putObject("get"));
    session(paths.putObject(SignIn.PATH));
    ReplayPaths.describe(paths);
    ReportDoor.describe(paths);
    ScoreDoor.describe(paths);
    InstrumentDoor.describe(paths);
    ExportPaths.describe(paths);
    AskingPaths.describe(paths);
    inquiries.forEach(inquiry -> get(paths, inquiry));
    paths
        .properties()
        .forEach(path -> path.getValue().forEach(one -> tag((ObjectNode) one, path.getKey())));
    ObjectNode components = document.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer");
    problem(components.putObject("schemas").putObject("Problem"));
    try {
      return Json.mapper().writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void get(ObjectNode paths, String path, ReadModel model, boolean list) {
    ObjectNode get = paths.putObject(path).putObject("get");
    get.put("operationId", path.equals("/circles") ? "list-circles" : model.view().name());
    get.put("summary", model.question());
    get.put("description", "Readable by: " + readers(model));
    get.putArray("security").addObject().putArray("bearer");
    parameters(get.putArray("parameters"), path, model);
    ObjectNode responses = get.putObject("responses");
    ObjectNode ok = responses.putObject("200");
    ok.put("description", "Rows for the circle's own members, or for others");
    ObjectNode content = ok.putObject("content");
    ObjectNode schema = content.putObject("application/json").putObject("schema");
    ArrayNode either =
        (list ? schema.put("type", "array").putObject("items") : schema).putArray("anyOf");
    model.shown().forEach(shown -> row(either.addObject(), model, shown));
    content.putObject("text/csv").putObject("schema").put("type", "string");
    refusals(responses);
  }

  private static void get(ObjectNode paths, Inquiry inquiry) {
    ObjectNode get = paths.putObject(inquiry.path()).putObject("get");
    get.put("operationId", inquiry.path().substring(1).replaceAll("[{}]", "").replace('/', '-'));
    get.put("summary", inquiry.question());
    get.put("description", "Readable by: " + readers(inquiry));
    get.putArray("security").addObject().putArray("bearer");
    ArrayNode parameters = get.putArray("parameters");
    if (inquiry.ofCircle()) {
      parameter(parameters, "id", "path", "string", "the circle").put("required", true);
    }
    if (inquiry.principal()) {
      parameter(parameters, Inquiry.PRINCIPAL, "header", "string", "a member id or a survey code");
    }
    if (inquiry.past()) {
      parameter(parameters, "asOf", "query", "string", AS_OF);
    }
    if (inquiry.pages()) {
      pages(parameters, "where the page before ended");
    }
    ObjectNode responses = get.putObject("responses");
    ObjectNode content =
        responses.putObject("200").put("description", inquiry.question()).putObject("content");
    Columns<?> rows = inquiry.answer();
    if (rows == null) {
      for (String type : inquiry.types()) {
        content.putObject(type);
      }
    } else {
      row(
          named(
              content
                  .putObject("application/json")
                  .putObject("schema")
                  .put("type", "array")
                  .putObject("items"),
              inquiry.path().replaceAll("\\{.*?}", "") + " row"),
          null,
          rows);
      content.putObject("text/csv").putObject("schema").put("type", "string");
    }
    refusals(responses);
  }

  private static final String AS_OF =
      "what was shown at a date's end, a time, or a position of the journal; it must be past";

  static void pages(ArrayNode parameters, String after) {
    parameter(parameters, "limit", "query", "integer", "at most so many; 1 to 1000, 100 if none");
    parameter(parameters, "after", "query", "string", after);
  }

  private static void pool(ObjectNode paths, ReadModel model, Pooling<?, ?> pooling) {
    String name = model.view().name();
    ObjectNode get = paths.putObject("/pools/{workplace}/" + name).putObject("get");
    get.put("operationId", "pool-" + name);
    get.put("summary", model.question() + ", over circles and blocks");
    get.put("description", "Readable by: " + outsiders(model) + "; of their workplaces");
    get.putArray("security").addObject().putArray("bearer");
    ArrayNode parameters = get.putArray("parameters");
    parameter(parameters, "workplace", "path", "string", "a workplace's code, or all")
        .put("required", true);
    Span<?> span = new Span<>(pooling.answer());
    range(parameters, span.knowsTime(), span.knowsSessions());
    parameter(parameters, "asOf", "query", "string", AS_OF + "; a day ends in UTC");
    parameter(parameters, "bom", "query", "integer", "1 begins CSV with a byte order mark");
    list(get, "Rows of the pool", name + " pool", "workplace", pooling.answer());
  }

  private static void releases(ObjectNode paths, ReadModel model) {
    ObjectNode get = paths.putObject(Door.AUDIT_RELEASES).putObject("get");
    get.put("operationId", "releases");
    get.put("summary", model.question() + ", over all circles and blocks, by position");
    get.put("description", "Readable by: auditor; of their workplaces");
    get.putArray("security").addObject().putArray("bearer");
    ArrayNode parameters = get.putArray("parameters");
    pages(parameters, "the last position of the page before");
    parameter(parameters, "asOf", "query", "string", AS_OF + "; a day ends in UTC");
    parameter(parameters, "bom", "query", "integer", "1 begins CSV with a byte order mark");
    Shown<?, ?> shown = Objects.requireNonNull(model.shown(false, null));
    list(get, "Rows, and a link to the next ones", "release", "circleId", shown.answer());
  }

  private static void stream(ObjectNode get) {
    get.put("operationId", "stream");
    get.put("summary", "which views of a circle moved, as it happens");
    get.put(
        "description",
        "Server-sent events, {view, version}: at first one of each view, then one whenever what the"
            + " reader may see of it moved. Readable by whoever may read a view.");
    get.putArray("security").addObject().putArray("bearer");
    ArrayNode parameters = get.putArray("parameters");
    parameter(parameters, "id", "path", "string", "the circle").put("required", true);
    parameter(
        parameters,
        Streams.LAST_ID,
        "header",
        "string",
        "id of the last event that came: one of each view that moved since, and not of the others");
    ObjectNode responses = get.putObject("responses");
    ObjectNode ok = responses.putObject("200").put("description", "Events, until either side ends");
    ok.putObject("content")
        .putObject("text/event-stream")
        .putObject("schema")
        .put("type", "string");
    refusals(responses);
  }

  private static void list(
      ObjectNode get, String what, String row, String owner, Columns<?> columns) {
    ObjectNode responses = get.putObject("responses");
    ObjectNode ok = responses.putObject("200");
    ok.put("description", what);
    ObjectNode content = ok.putObject("content");
    ObjectNode schema = content.putObject("application/json").putObject("schema");
    row(named(schema.put("type", "array").putObject("items"), row), owner, columns);
    content.putObject("text/csv").putObject("schema").put("type", "string");
    refusals(responses);
  }

  static void refusals(ObjectNode responses) {
    responses.putObject("304").put("description", "As it was");
    for (QueryRefusal refusal : QueryRefusal.values()) {
      String status = Integer.toString(refusal.status());
      if (!responses.has(status)) {
        ObjectNode problem = responses.putObject(status);
        problem.put("description", codes(refusal.status()));
        problem
            .putObject("content")
            .putObject("application/problem+json")
            .putObject("schema")
            .put("$ref", "#/components/schemas/Problem");
      }
    }
  }

  private static void session(ObjectNode path) {
    ObjectNode begin = path.putObject("post");
    begin.put("operationId", "begin-session").put("summary", "a token becomes a cookie, for pages");
    ObjectNode body = begin.putObject("requestBody").put("required", true);
    ObjectNode schema = body.putObject("content").putObject("application/json").putObject("schema");
    schema.put("type", "object").putArray("required").add("token");
    schema.putObject("properties").putObject("token").put("type", "string");
    told(begin);
    ObjectNode tell = path.putObject("get");
    tell.put("operationId", "session").put("summary", "whose session this is");
    told(tell);
    ObjectNode end = path.putObject("delete");
    end.put("operationId", "end-session").put("summary", "ends the session, with X-CSRF-Token");
    end.putObject("responses").putObject("204").put("description", "There is none any more");
  }

  private static void told(ObjectNode operation) {
    ObjectNode ok = operation.putObject("responses").putObject("200");
    ok.put("description", "the role, the own circle, and the session's end and CSRF token");
    ObjectNode properties =
        ok.putObject("content")
            .putObject("application/json")
            .putObject("schema")
            .put("type", "object")
            .putObject("properties");
    for (String name : List.of("role", "circleId", "until", "csrfToken")) {
      properties.putObject(name).put("type", "string");
    }
  }

  private static String codes(int status) {
    return Arrays.stream(QueryRefusal.values())
        .filter(refusal -> refusal.status() == status)
        .map(QueryRefusal::code)
        .collect(Collectors.joining(", "));
  }

  private static void parameters(ArrayNode parameters, String path, ReadModel model) {
    if (path.contains("{id}")) {
      parameter(parameters, "id", "path", "string", "the circle").put("required", true);
      parameter(
          parameters,
          "minVersion",
          "query",
          "integer",
          "waits up to 2 s until this version of the circle is visible");
      parameter(parameters, "asOf", "query", "string", AS_OF + "; a day ends in the circle's zone");
    } else {
      pages(parameters, "the last circle of the page before");
      parameter(parameters, "asOf", "query", "string", AS_OF + "; a day ends in UTC");
    }
    Set<String> bys = new LinkedHashSet<>();
    model.shown().stream().map(Shown::by).filter(by -> by != null).forEach(bys::add);
    if (!bys.isEmpty()) {
      ArrayNode values =
          ((ObjectNode)
                  parameter(parameters, "by", "query", "string", "other rows of the same")
                      .get("schema"))
              .putArray("enum");
      bys.forEach(values::add);
    }
    boolean times = model.shown().stream().anyMatch(s -> new Span<>(s.answer()).knowsTime());
    boolean sessions = model.shown().stream().anyMatch(s -> new Span<>(s.answer()).knowsSessions());
    if (!model.view().name().equals("circles")) {
      range(parameters, times, sessions);
    }
    parameter(parameters, "bom", "query", "integer", "1 begins CSV with a byte order mark");
  }

  private static void range(ArrayNode parameters, boolean times, boolean sessions) {
    if (times || sessions) {
      String what = times ? "a date, a time, or a session's number" : "a session's number";
      parameter(parameters, "from", "query", "string", what + "; inclusive");
      parameter(parameters, "to", "query", "string", what + "; inclusive");
    }
  }

  static ObjectNode parameter(
      ArrayNode parameters, String name, String in, String type, String description) {
    ObjectNode parameter = parameters.addObject();
    parameter.put("name", name).put("in", in).put("description", description);
    parameter.putObject("schema").put("type", type);
    return parameter;
  }

  private static void row(ObjectNode schema, ReadModel model, Shown<?, ?> shown) {
    row(named(schema, model.view().name() + " " + title(shown)), "circleId", shown.answer());
  }

  /** By its tag a generated client calls the class that an operation is in. */
  private static void tag(ObjectNode operation, String path) {
    operation.putArray("tags").add(path.split("/")[1]);
  }

  /** By its title a generated client calls the row's class. */
  private static ObjectNode named(ObjectNode schema, String words) {
    return schema.put(
        "title",
        Arrays.stream(words.split("[^A-Za-z]+"))
            .filter(word -> !word.isEmpty())
            .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
            .collect(Collectors.joining()));
  }

  /**
   * @param owner name of the first column; null if there is none beside the others
   */
  static void row(ObjectNode schema, @Nullable String owner, Columns<?> columns) {
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    if (owner != null) {
      required.add(owner);
      properties.putObject(owner).put("type", "string");
    }
    for (Column column : columns.all()) {
      type(properties.putObject(column.component()), column);
      required.add(column.component());
    }
  }

  private static String title(Shown<?, ?> shown) {
    String by = shown.by();
    return (shown.inside() ? "inside" : "outside") + (by == null ? "" : ", by=" + by);
  }

  private static void type(ObjectNode schema, Column column) {
    String type = jsonType(column);
    if (isNullable(column)) {
      schema.putArray("type").add(type).add("null");
    } else {
      schema.put("type", type);
    }
    if (column.type() == Instant.class) {
      schema.put("format", "date-time");
    }
    if (column.type() instanceof Class<?> c && c.isEnum()) {
      ArrayNode values = schema.putArray("enum");
      for (Object constant : c.getEnumConstants()) {
        values.add(Json.kebab((Enum<?>) constant));
      }
      if (isNullable(column)) {
        values.addNull();
      }
    }
  }

  private static String jsonType(Column column) {
    Type type = column.type();
    if (column.kind() == Kind.JSON) {
      return type instanceof ParameterizedType ? "array" : "object";
    }
    if (column.kind() != Kind.PLAIN) {
      return "string";
    }
    return switch (Columns.sqlType(column)) {
      case "integer", "bigint" -> "integer";
      case "double precision" -> "number";
      case "boolean" -> "boolean";
      default -> "string";
    };
  }

  private static boolean isNullable(Column column) {
    return column.accessor().getAnnotatedReturnType().isAnnotationPresent(Nullable.class);
  }

  private static void problem(ObjectNode schema) {
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    for (String name : List.of("type", "title", "code", "detail")) {
      properties.putObject(name).put("type", "string");
    }
    properties.putObject("status").put("type", "integer");
    properties.putObject("fields").put("type", "array").putObject("items").put("type", "string");
  }

  private static String readers(ReadModel model) {
    String outside = outsiders(model);
    return "member (own circle)" + (outside.isEmpty() ? "" : ", " + outside);
  }

  private static String outsiders(ReadModel model) {
    return model.outsiders().stream().map(Json::kebab).collect(Collectors.joining(", "));
  }

  /** The page's looks; in a file of its own, because nothing inline is allowed. */
  static byte[] style() {
    return """
        body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
        td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ccc}
        """
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String readers(Inquiry inquiry) {
    return inquiry.roles().stream().sorted().map(Json::kebab).collect(Collectors.joining(", "));
  }

  /** The page at {@code /api}: one table, no script. */
  static byte[] page(List<ReadModel> models, List<Inquiry> inquiries) {
    StringBuilder html =
        new StringBuilder(
            """
            <!doctype html><html lang="en"><meta charset="utf-8">
            <title>Circle Journal: query side</title>
            <link rel="stylesheet" href="/api.css">
            <h1>Circle Journal: query side</h1>
            <p>The same as <a href="/openapi.json">OpenAPI 3.1</a>. JSON, or CSV with
            <code>Accept: text/csv</code>; a bearer token on every request.</p>
            <table><tr><th>GET<th>answers<th>for<th>columns, beside circleId</tr>
            """);
    for (ReadModel model : models) {
      String name = model.view().name();
      String path = name.equals("circles") ? "/circles, /circles/{id}" : "/circles/{id}/" + name;
      path += model.pooling() == null ? "" : ", /pools/{workplace}/" + name;
      path += name.equals(Door.RELEASES) ? ", " + Door.AUDIT_RELEASES : "";
      html.append("<tr><td><code>").append(path).append("</code><td>").append(model.question());
      html.append("<td>").append(readers(model)).append("<td>");
      for (Shown<?, ?> shown : model.shown()) {
        html.append("<p><b>").append(title(shown)).append(":</b> ");
        html.append(
            shown.answer().all().stream()
                .map(column -> "<code>" + column.component() + "</code>")
                .collect(Collectors.joining(", ")));
      }
      html.append("</tr>\n");
    }
    for (Inquiry inquiry : inquiries) {
      Columns<?> rows = inquiry.answer();
      html.append("<tr><td><code>").append(inquiry.path()).append("</code><td>");
      html.append(inquiry.question()).append("<td>").append(readers(inquiry)).append("<td>");
      html.append(
          rows == null
              ? String.join(", ", inquiry.types())
              : rows.all().stream()
                  .map(column -> "<code>" + column.component() + "</code>")
                  .collect(Collectors.joining(", ")));
      html.append("</tr>\n");
    }
    List<ReplayPaths.Operation> changing = new ArrayList<>(ReplayPaths.ALL);
    changing.add(ReportDoor.operation());
    changing.add(ScoreDoor.operation());
    changing.addAll(ExportPaths.ALL);
    changing.addAll(AskingPaths.ALL);
    for (ReplayPaths.Operation one : changing) {
      String method = one.method().equals("get") ? "" : one.method().toUpperCase(Locale.ROOT) + " ";
      html.append("<tr><td><code>").append(method).append(one.path()).append("</code><td>");
      html.append(one.question()).append("<td>").append(one.readers()).append("<td></tr>\n");
    }
    return html.append("</table></html>\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
