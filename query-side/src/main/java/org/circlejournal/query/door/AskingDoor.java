package org.circlejournal.query.door;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.research.archive.Archive;
import org.circlejournal.query.research.archive.Exports;
import org.circlejournal.query.research.asking.Analysis;
import org.circlejournal.query.research.asking.Asking;
import org.circlejournal.query.research.asking.Asking.Answer;
import org.circlejournal.query.research.asking.Format;
import org.circlejournal.query.research.asking.NotAnswered;
import org.circlejournal.query.research.asking.Parameter;
import org.circlejournal.query.research.asking.Result;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /research/queries}, {@code /research/analyses…}, {@code /research/receipts/{id}} and
 * {@code /research/reproductions}: questions of researchers. Checked in this order: 401, 403, 400,
 * 404, 422.
 */
final class AskingDoor extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(AskingDoor.class);

  static final String QUERIES = "/research/queries";
  static final String ANALYSES = "/research/analyses";
  static final String RECEIPTS = "/research/receipts";
  static final String REPRODUCTIONS = "/research/reproductions";
  static final String SQL = "sql";
  static final String PARAMETERS = "parameters";
  static final String UP_TO = "upTo";

  private static final String FORMAT = "format";
  private static final int LARGEST_BODY = 1 << 20;

  private final transient Asking asking;
  private final transient Audience audience;
  private final transient Door.Readiness readiness;
  private final transient ToLongFunction<Instant> positionAt;

  /**
   * @param positionAt of the last event that was recorded by then
   */
  AskingDoor(
      Asking asking,
      Audience audience,
      Door.Readiness readiness,
      ToLongFunction<Instant> positionAt) {
    this.asking = asking;
    this.audience = audience;
    this.readiness = readiness;
    this.positionAt = positionAt;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      if (!readiness.ready()) {
        throw new Refused(QueryRefusal.NOT_YET_VISIBLE);
      }
      answer(request, response);
    } catch (Refused e) {
      Problem.write(response, e);
    } catch (NotAnswered e) {
      Problem.write(response, refused(e));
    } catch (Archive.Busy e) {
      Problem.write(
          response,
          new Refused(QueryRefusal.NOT_YET_VISIBLE, List.of(), String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Problem.write(response, new Refused(QueryRefusal.NOT_YET_VISIBLE));
    } catch (RuntimeException e) {
      LOG.error("a request failed: {}", Traces.of(e));
      if (!response.isCommitted()) {
        Problem.write(response, new Refused(QueryRefusal.INTERNAL_ERROR));
      }
    }
  }

  private static Refused refused(NotAnswered e) {
    QueryRefusal refusal =
        switch (e.reason()) {
          case ANALYSIS_UNKNOWN -> QueryRefusal.ANALYSIS_UNKNOWN;
          case RECEIPT_UNKNOWN -> QueryRefusal.RECEIPT_UNKNOWN;
          case INVALID -> QueryRefusal.INVALID_VALUE;
          case SQL_INVALID -> QueryRefusal.SQL_INVALID;
          case STATEMENT_NOT_ALLOWED -> QueryRefusal.STATEMENT_NOT_ALLOWED;
          case QUERY_TOO_LONG, CALLED_OFF -> QueryRefusal.QUERY_TOO_LONG;
          case MEMORY_EXCEEDED -> QueryRefusal.MEMORY_EXCEEDED;
          case RESULT_TOO_LARGE -> QueryRefusal.RESULT_TOO_LARGE;
        };
    return new Refused(refusal, e.about().isEmpty() ? List.of() : List.of(e.about()), e.detail());
  }

  private void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    Bearer bearer = audience.require(request);
    if (bearer.role() != Role.RESEARCHER) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
    String[] parts = request.getRequestURI().split("/", -1); // "", research, analyses, name
    String path = "/research/" + parts[2];
    if (path.equals(QUERIES) && parts.length == 3) {
      Problem.requireMethod(request, response, "POST");
      query(bearer, request, response);
    } else if (path.equals(ANALYSES) && parts.length == 3) {
      Problem.requireMethod(request, response, "GET");
      Question.of(request, Set.of());
      ArrayNode list = Json.mapper().createArrayNode();
      asking.analyses().all().forEach(analysis -> list.add(catalogue(analysis)));
      send(response, Json.mapper().writeValueAsBytes(list), Format.JSON.mediaType());
    } else if (path.equals(ANALYSES) && parts.length == 4) {
      Problem.requireMethod(request, response, "POST");
      analysis(bearer, parts[3], request, response);
    } else if (path.equals(RECEIPTS) && parts.length == 4) {
      Problem.requireMethod(request, response, "GET");
      Question.of(request, Set.of());
      String receipt = asking.receipt(parts[3], bearer.workplaces());
      send(response, receipt.getBytes(StandardCharsets.UTF_8), Format.JSON.mediaType());
    } else if (path.equals(REPRODUCTIONS) && parts.length == 3) {
      Problem.requireMethod(request, response, "POST");
      Question.of(request, Set.of());
      ObjectNode body = JsonBody.read(request, Set.of("receipt"), LARGEST_BODY);
      if (!body.path("receipt").isObject()) {
        throw JsonBody.missing("receipt");
      }
      Asking.Reproduction again =
          asking.reproduce(body.get("receipt"), bearer.workplaces(), Departures.of(request));
      send(response, Json.mapper().writeValueAsBytes(again), Format.JSON.mediaType());
    } else {
      throw new Refused(QueryRefusal.VIEW_UNKNOWN);
    }
  }

  private void query(Bearer bearer, HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    Format format = format(request);
    Set<String> fields = new HashSet<>(StudyBody.FIELDS);
    fields.addAll(Set.of(SQL, UP_TO));
    ObjectNode body = JsonBody.read(request, fields, LARGEST_BODY);
    String sql = StudyBody.text(body, SQL);
    Exports.Order order = StudyBody.order(body, bearer);
    send(response, asking.query(sql, order, upTo(body), Departures.of(request)), format);
  }

  private void analysis(
      Bearer bearer, String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    Format format = format(request);
    Set<String> fields = new HashSet<>(StudyBody.FIELDS);
    fields.remove(StudyBody.LANE); // the analysis has its own
    fields.addAll(Set.of(PARAMETERS, UP_TO));
    ObjectNode body = JsonBody.read(request, fields, LARGEST_BODY);
    if (body.hasNonNull(PARAMETERS) && !body.get(PARAMETERS).isObject()) {
      throw Question.invalid(PARAMETERS, "expected: an object");
    }
    Analysis analysis = asking.analyses().find(name);
    Exports.@Nullable Order order =
        analysis.mayLeave()
            ? null
            : StudyBody.order(body, DataLane.valueOf(analysis.source().name()), bearer);
    @Nullable JsonNode parameters = body.hasNonNull(PARAMETERS) ? body.get(PARAMETERS) : null;
    Answer answer =
        asking.analysis(
            name, parameters, order, bearer.workplaces(), upTo(body), Departures.of(request));
    send(response, answer, format);
  }

  /** A position, a time, or a date, which means its end. */
  private @Nullable Long upTo(ObjectNode body) {
    JsonNode given = body.path(UP_TO);
    if (given.isMissingNode() || given.isNull()) {
      return null;
    }
    if (given.isIntegralNumber() && given.canConvertToLong() && given.longValue() >= 0) {
      return given.longValue();
    }
    try {
      String text = given.isTextual() ? given.textValue() : "";
      Instant moment =
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      return positionAt.applyAsLong(moment);
    } catch (DateTimeException e) {
      throw Question.invalid(
          UP_TO, "expected: a date (2026-03-31), a time (2026-03-31T15:00:00Z) or a position");
    }
  }

  private static Format format(HttpServletRequest request) {
    Question question = Question.of(request, Set.of(FORMAT)).question();
    String word = request.getParameter(FORMAT);
    for (Format format : Format.values()) {
      if (word == null ? accepts(request, format) : format.word().equals(word)) {
        return format;
      }
    }
    if (word != null) {
      throw Question.invalid(FORMAT, "expected: json, csv, arrow or parquet");
    }
    return question.csv() ? Format.CSV : Format.JSON;
  }

  private static boolean accepts(HttpServletRequest request, Format format) {
    String accept = request.getHeader("Accept");
    return accept != null
        && (format == Format.ARROW || format == Format.PARQUET)
        && accept.contains(format.mediaType());
  }

  // --- answers --------------------------------------------------------------------------------

  private static ObjectNode catalogue(Analysis analysis) {
    ObjectNode node = Json.mapper().createObjectNode();
    node.put("name", analysis.name()).put("title", analysis.title());
    node.put("question", analysis.question()).put("row", analysis.row());
    ArrayNode not = node.putArray("not");
    analysis.not().forEach(not::add);
    node.put("source", Json.kebab(analysis.source())).put("mayLeave", analysis.mayLeave());
    ArrayNode parameters = node.putArray("parameters");
    for (Parameter parameter : analysis.parameters()) {
      parameters.add(Json.mapper().valueToTree(parameter));
    }
    node.set("figure", analysis.figure());
    return node;
  }

  private static void send(HttpServletResponse response, Answer answer, Format format)
      throws IOException {
    response.setHeader("Receipt", answer.id());
    response.setHeader("Link", "<%s/%s>; rel=\"describedby\"".formatted(RECEIPTS, answer.id()));
    response.setHeader("Journal-Position", answer.receipt().path("position").asText());
    byte[] bytes =
        switch (format) {
          case JSON -> json(answer);
          case CSV -> csv(answer.result());
          case ARROW, PARQUET -> format.binary(answer.result());
        };
    send(response, bytes, format == Format.CSV ? "text/csv;charset=UTF-8" : format.mediaType());
  }

  private static void send(HttpServletResponse response, byte[] bytes, String type)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(type);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private static byte[] json(Answer answer) {
    Result result = answer.result();
    @Nullable Analysis analysis = answer.analysis();
    boolean mayLeave = analysis != null && analysis.mayLeave();
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = Json.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeBooleanField("mayLeave", mayLeave);
      json.writeBooleanField("forResearcherOnly", !mayLeave);
      if (analysis != null) {
        json.writeFieldName("analysis");
        Json.mapper().writeValue(json, catalogue(analysis));
      }
      json.writeArrayFieldStart("columns");
      for (Result.Column column : result.columns()) {
        json.writeStartObject();
        json.writeStringField("name", column.name());
        json.writeStringField("type", Json.kebab(column.kind()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("rows");
      for (List<@Nullable Object> row : result.rows()) {
        json.writeStartObject();
        for (int i = 0; i < row.size(); i++) {
          json.writeFieldName(result.columns().get(i).name());
          json.writeObject(row.get(i));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeFieldName("receipt");
      Json.mapper().writeValue(json, answer.receipt());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] csv(Result result) {
    StringBuilder text = new StringBuilder();
    text.append(
        result.columns().stream()
            .map(column -> Rendering.field(column.name()))
            .collect(Collectors.joining(",", "", "\r\n")));
    for (List<@Nullable Object> row : result.rows()) {
      text.append(row.stream().map(Rendering::field).collect(Collectors.joining(",", "", "\r\n")));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
