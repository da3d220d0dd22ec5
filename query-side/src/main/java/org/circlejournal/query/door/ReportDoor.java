package org.circlejournal.query.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.research.AnalysisPlan;
import org.circlejournal.query.research.CirclesReport;
import org.circlejournal.query.research.GroupReport;
import org.circlejournal.query.research.ScoresCsv;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /research/reports}: the statistics of a group, or of several circles together, whose
 * scores the researcher brings. It reads nothing of the journal and keeps nothing. Checked in this
 * order: 401, 403, 405, 400.
 */
final class ReportDoor extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ReportDoor.class);

  static final String PATH = "/research/reports";
  static final String QUESTION =
      "statistics of a group's or of several circles' scores, and what they do not show";
  static final Set<Role> READERS = Set.of(Role.RESEARCHER);
  static final String PLAN = "plan";
  static final String SCORES = "scores";

  /** Some ten thousand scores: some hundred circles, not a register. */
  private static final int LARGEST_BODY = 1 << 20;

  /** A file of the wrong kind has as many problems as lines. */
  private static final int MOST_PROBLEMS = 20;

  private final transient Audience audience;

  ReportDoor(Audience audience) {
    this.audience = audience;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      if (!READERS.contains(audience.require(request).role())) {
        throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
      }
      if (!request.getMethod().equals("POST")) {
        response.setHeader("Allow", "POST");
        throw new Refused(QueryRefusal.METHOD_NOT_ALLOWED);
      }
      Question.of(request, Set.of());
      byte[] answer = Json.mapper().writeValueAsBytes(report(request));
      response.setHeader("Cache-Control", "no-store");
      response.setContentType("application/json");
      response.setContentLength(answer.length);
      response.getOutputStream().write(answer);
    } catch (Refused e) {
      Problem.write(response, e);
    } catch (RuntimeException e) {
      LOG.error("a request failed: {}", Traces.of(e));
      Problem.write(response, new Refused(QueryRefusal.INTERNAL_ERROR));
    }
  }

  private static Record report(HttpServletRequest request) throws IOException {
    ObjectNode body = JsonBody.read(request, Set.of(PLAN, SCORES), LARGEST_BODY);
    JsonNode text = body.get(SCORES);
    if (text == null || !text.isTextual()) {
      throw JsonBody.missing(SCORES);
    }
    ScoresCsv scores = ScoresCsv.read(text.textValue());
    if (!scores.problems().isEmpty()) {
      throw Question.invalid(
          SCORES,
          scores.problems().stream()
              .limit(MOST_PROBLEMS)
              .map(ScoresCsv.Problem::toString)
              .collect(Collectors.joining("; ")));
    }
    AnalysisPlan plan = plan(body.get(PLAN), scores);
    if (scores.circles().isEmpty()) {
      return GroupReport.of(plan, scores.observations());
    } else if (scores.circles().size() == 1) {
      throw Question.invalid(SCORES, "one circle cannot be compared");
    }
    return CirclesReport.of(plan, scores.circles());
  }

  private static AnalysisPlan plan(@Nullable JsonNode plan, ScoresCsv scores) {
    try {
      return plan == null || plan.isNull()
          ? AnalysisPlan.undeclared(scores.observations())
          : Json.events().treeToValue(plan, AnalysisPlan.class);
    } catch (JsonProcessingException e) {
      throw Question.invalid(PLAN, e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      throw Question.invalid(PLAN, String.valueOf(e.getMessage()));
    }
  }

  static void describe(ObjectNode paths) {
    ObjectNode operation = ReplayPaths.begin(paths, operation());
    ObjectNode schema =
        operation
            .putObject("requestBody")
            .put("required", true)
            .putObject("content")
            .putObject("application/json")
            .putObject("schema");
    schema.put("type", "object").put("additionalProperties", false);
    schema.putArray("required").add(SCORES);
    ObjectNode fields = schema.putObject("properties");
    fields
        .putObject(SCORES)
        .put("type", "string")
        .put(
            "description",
            "CSV with the columns id, wave, scale, value and perhaps prorated; with a column circle,"
                + " circles are compared");
    fields
        .putObject(PLAN)
        .put("type", "object")
        .put("description", "waves, contrasts, scales, omnibus, zeros, seed, perhaps profiles");
    ObjectNode responses = operation.putObject("responses");
    responses
        .putObject("200")
        .put("description", QUESTION)
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("type", "object")
        .putArray("required")
        .add("scales")
        .add("cautions");
    OpenApi.refusals(responses);
  }

  static ReplayPaths.Operation operation() {
    return new ReplayPaths.Operation("post", PATH, QUESTION, READERS);
  }
}
