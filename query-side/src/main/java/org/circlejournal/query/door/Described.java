package org.circlejournal.query.door;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** {@code /openapi.json} and {@code /api}, for anyone: what there is, without any content. */
final class Described extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final byte[] document;
  private final byte[] page;
  private final byte[] style = OpenApi.style();

  Described(List<ReadModel> models, List<Inquiry> inquiries) {
    this.document = OpenApi.document(models, inquiries);
    this.page = OpenApi.page(models, inquiries);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      Problem.requireReading(request, response);
      describe(request, response);
    } catch (Refused e) {
      Problem.write(response, e);
    }
  }

  private void describe(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    byte[] bytes;
    switch (request.getServletPath()) {
      case "/api" -> {
        bytes = page;
        response.setContentType("text/html;charset=UTF-8");
      }
      case "/api.css" -> {
        bytes = style;
        response.setContentType("text/css;charset=UTF-8");
      }
      default -> {
        bytes = document;
        response.setContentType("application/json");
      }
    }
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
