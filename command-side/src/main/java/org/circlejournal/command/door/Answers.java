package org.circlejournal.command.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.circlejournal.events.journal.Json;

/** Bytes out, past the message converters: at ten thousand requests a second they show. */
final class Answers {

  private Answers() {}

  static void json(HttpServletResponse response, int status, Object value) throws IOException {
    write(response, status, "application/json", bytes(value));
  }

  static void write(HttpServletResponse response, int status, String type, byte[] bytes)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private static byte[] bytes(Object value) {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
