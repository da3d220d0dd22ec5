package org.circlejournal.command.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.circlejournal.command.Refusal;
import org.circlejournal.events.journal.Json;

/** RFC 9457: a refusal as {@code application/problem+json}, with a stable code. */
final class Problem {

  private static final String RETRY_AFTER_SECONDS = "1";

  private Problem() {}

  static void write(HttpServletResponse response, Refusal refusal, String detail)
      throws IOException {
    write(response, refusal, List.of(), detail);
  }

  static void write(
      HttpServletResponse response, Refusal refusal, List<String> fields, String detail)
      throws IOException {
    if (refusal == Refusal.CONCURRENT_WRITE || refusal == Refusal.JOURNAL_UNAVAILABLE) {
      response.setHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
    if (refusal.status() == 401) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    Answers.write(
        response, refusal.status(), "application/problem+json", bytes(refusal, fields, detail));
  }

  private static byte[] bytes(Refusal refusal, List<String> fields, String detail) {
    ObjectNode problem = Json.mapper().createObjectNode();
    problem.put("type", "urn:circle-journal:refusal:" + refusal.code());
    problem.put("title", refusal.sentence());
    problem.put("status", refusal.status());
    problem.put("code", refusal.code());
    problem.put("detail", detail);
    if (!fields.isEmpty()) {
      ArrayNode names = problem.putArray("fields");
      fields.forEach(names::add);
    }
    try {
      return Json.mapper().writeValueAsBytes(problem);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
