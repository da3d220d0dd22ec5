package org.circlejournal.query.door;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /error}, where the container sends every request that nobody answered: a problem like any
 * other, in place of Spring Boot's own page.
 */
final class Elsewhere extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** The path that Spring Boot registers with the container. */
  static final String PATH = "/error";

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    Problem.write(response, new Refused(refusal(status instanceof Integer code ? code : 404)));
  }

  static QueryRefusal refusal(int status) {
    return switch (status) {
      case 404 -> QueryRefusal.VIEW_UNKNOWN;
      case 405 -> QueryRefusal.METHOD_NOT_ALLOWED;
      default -> status < 500 ? QueryRefusal.INVALID_VALUE : QueryRefusal.INTERNAL_ERROR;
    };
  }
}
