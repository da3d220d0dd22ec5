package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.survey.InstrumentList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /instruments}, for anyone; whoever shows a token is shown the operator's words as
 * well.
 */
final class InstrumentDoor extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(InstrumentDoor.class);

  static final String PATH = "/instruments";
  private static final String QUESTION = "keys of instruments, and the words that may be shown";

  private final transient InstrumentList instruments;
  private final transient Audience audience;

  InstrumentDoor(InstrumentList instruments, Audience audience) {
    this.instruments = instruments;
    this.audience = audience;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      Problem.requireReading(request, response);
      byte[] answer = instruments.json(audience.anyone(request) != null);
      Question.of(request, Set.of());
      response.setHeader("Cache-Control", "private, no-cache");
      response.setHeader("Vary", "Authorization, Cookie");
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

  static void describe(ObjectNode paths) {
    ObjectNode get = paths.putObject(PATH).putObject("get");
    get.put("operationId", "instruments").put("summary", QUESTION);
    get.put("description", "For anyone; with a token also the operator's words");
    ObjectNode responses = get.putObject("responses");
    responses
        .putObject("200")
        .put("description", QUESTION)
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("type", "array")
        .putObject("items")
        .put("type", "object");
    OpenApi.refusals(responses);
  }
}
