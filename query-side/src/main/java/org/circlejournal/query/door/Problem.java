package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.circlejournal.events.journal.Json;

/** RFC 9457: a refusal as {@code application/problem+json}, with a stable code. */
final class Problem {

  private Problem() {}

  /**
   * @throws Refused {@code method-not-allowed}, unless it is GET or HEAD
   */
  static void requireReading(HttpServletRequest request, HttpServletResponse response) {
    if (!isReading(request)) {
      response.setHeader("Allow", "GET, HEAD");
      throw new Refused(QueryRefusal.METHOD_NOT_ALLOWED);
    }
  }

  /** Whether it is GET or HEAD. */
  static boolean isReading(HttpServletRequest request) {
    String method = request.getMethod();
    return method.equals("GET") || method.equals("HEAD");
  }

  /**
   * HEAD is a GET whose body the container keeps back.
   *
   * @return the method, GET also for HEAD
   * @throws Refused {@code method-not-allowed}, unless it is one of these
   */
  static String requireMethod(
      HttpServletRequest request, HttpServletResponse response, String... allowed) {
    String method = isReading(request) ? "GET" : request.getMethod();
    if (!List.of(allowed).contains(method)) {
      response.setHeader("Allow", String.join(", ", allowed).replace("GET", "GET, HEAD"));
      throw new Refused(QueryRefusal.METHOD_NOT_ALLOWED);
    }
    return method;
  }

  static void write(HttpServletResponse response, Refused refused) throws IOException {
    QueryRefusal refusal = refused.refusal();
    if (refusal.status() == 503
        || refusal == QueryRefusal.TOO_MANY_REQUESTS
        || refusal == QueryRefusal.REPLAY_RUNNING) {
      response.setHeader("Retry-After", Long.toString(refused.retryAfter()));
    }
    if (refusal.status() == 401) {
      response.setHeader("WWW-Authenticate", "Bearer");
    }
    ObjectNode problem = Json.mapper().createObjectNode();
    problem.put("type", "urn:circle-journal:refusal:" + refusal.code());
    problem.put("title", refusal.sentence());
    problem.put("status", refusal.status());
    problem.put("code", refusal.code());
    problem.put("detail", refused.getMessage());
    if (!refused.fields().isEmpty()) {
      ArrayNode names = problem.putArray("fields");
      refused.fields().forEach(names::add);
    }
    byte[] bytes = Json.mapper().writeValueAsBytes(problem);
    response.setStatus(refusal.status());
    response.setContentType("application/problem+json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
