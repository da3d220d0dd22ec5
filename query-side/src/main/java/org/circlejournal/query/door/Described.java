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

  Described(List<ReadModel> models) {
    this.document = OpenApi.document(models);
    this.page = OpenApi.page(models);
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
    boolean html = request.getServletPath().equals("/api");
    byte[] bytes = html ? page : document;
    response.setContentType(html ? "text/html;charset=UTF-8" : "application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
