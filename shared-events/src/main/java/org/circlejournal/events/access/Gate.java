package org.circlejournal.events.access;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * What every request passes first, on either side: the limit of its address. And what every answer
 * bears, be it an error's or a page's: headers that keep browsers from guessing, framing, sharing
 * and remembering. A valve of Tomcat and no filter, so that nothing that the container answers by
 * itself goes out without.
 */
public final class Gate extends ValveBase {

  /** Nothing from elsewhere, nothing inline, nothing evaluated, nobody may frame it. */
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", CONTENT_SECURITY_POLICY,
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "X-Frame-Options", "DENY",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cross-Origin-Embedder-Policy", "require-corp",
          "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
          "Cache-Control", "no-store"); // unless who answers says otherwise

  private static final String TRANSPORT = "Strict-Transport-Security";
  private static final String A_YEAR = "max-age=31536000";

  private static final byte[] TOO_MANY =
      ("{\"type\":\"urn:circle-journal:refusal:too-many-requests\",\"title\":\"Too many requests.\","
              + "\"status\":429,\"code\":\"too-many-requests\",\"detail\":\"Too many requests.\"}")
          .getBytes(StandardCharsets.UTF_8);

  private final Throttle throttle;

  public Gate(Throttle throttle) {
    super(true); // answers that go on for ever pass here, too
    this.throttle = throttle;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    for (Map.Entry<String, String> header : HEADERS.entrySet()) {
      response.setHeader(header.getKey(), header.getValue());
    }
    if (request.isSecure()) {
      response.setHeader(TRANSPORT, A_YEAR);
    }
    try {
      throttle.address(request.getRemoteAddr());
    } catch (TurnedAway e) {
      turnAway(response, e);
      return;
    }
    getNext().invoke(request, response);
  }

  private static void turnAway(Response response, TurnedAway turnedAway) throws IOException {
    response.setStatus(429);
    response.setHeader("Retry-After", Long.toString(turnedAway.seconds()));
    response.setContentType("application/problem+json");
    response.setContentLength(TOO_MANY.length);
    response.getOutputStream().write(TOO_MANY);
  }
}
