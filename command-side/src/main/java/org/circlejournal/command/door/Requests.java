package org.circlejournal.command.door;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.jspecify.annotations.Nullable;

/** What the door reads of a request, past the message converters. */
final class Requests {

  /** Bytes of a body, or of a line of an import. */
  static final int LARGEST_BODY = 1 << 20;

  private static final String BEARER = "bearer ";

  private Requests() {}

  /** The bearer token; null if there is none. */
  static @Nullable String token(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    String token = header.substring(BEARER.length()).strip();
    return token.isEmpty() ? null : token;
  }

  /**
   * @throws Refused {@code media-type-unsupported} unless the body is of this type, in UTF-8
   */
  static void requireType(HttpServletRequest request, String type) {
    String given = request.getContentType();
    if (type.equals(given)) {
      return;
    }
    String normal = given == null ? "" : given.toLowerCase(Locale.ROOT).replace(" ", "");
    if (!normal.equals(type)
        && !normal.equals(type + ";charset=utf-8")
        && !normal.equals(type + ";charset=\"utf-8\"")) {
      throw new Refused(Refusal.MEDIA_TYPE_UNSUPPORTED, "expected: " + type);
    }
  }

  /**
   * @throws Refused {@code body-too-large} over 1 MiB
   */
  static byte[] body(HttpServletRequest request) throws IOException {
    long announced = request.getContentLengthLong();
    if (announced > LARGEST_BODY) {
      throw new Refused(Refusal.BODY_TOO_LARGE);
    }
    if (announced >= 0) {
      return request.getInputStream().readNBytes((int) announced);
    }
    byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
    if (body.length > LARGEST_BODY) {
      throw new Refused(Refusal.BODY_TOO_LARGE);
    }
    return body;
  }
}
