package org.circlejournal.events.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What the container refuses before any of us sees it is a problem like any other, and no page. */
public final class ContainerErrors extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, @Nullable Throwable thrown) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    String code = status < 500 ? "invalid-value" : "internal-error";
    String title = status < 500 ? "This is no request." : "Something failed here.";
    byte[] problem =
        """
        {"type":"urn:circle-journal:refusal:%s","title":"%s","status":%d,"code":"%s","detail":"%s"}"""
            .formatted(code, title, status, code, title)
            .getBytes(StandardCharsets.UTF_8);
    try {
      response.setContentType("application/problem+json");
      response.setContentLength(problem.length);
      response.getOutputStream().write(problem);
      response.finishResponse();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // who asked is gone
    }
  }
}
