package org.circlejournal.query.door;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Tells whoever works for a request whether its client is still there. Servlets are not told; but
 * Tomcat says that one byte is to be read when a look at the connection fails or finds its end
 * ({@code Http11InputBuffer.available}). What a client sends ahead, its next request, is longer.
 */
final class Departures extends ValveBase {

  private static final String LOOK = Departures.class.getName();

  Departures() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    BooleanSupplier look = () -> isGone(request.getCoyoteRequest());
    request.setAttribute(LOOK, look);
    getNext().invoke(request, response);
  }

  private static boolean isGone(org.apache.coyote.Request request) {
    request.action(ActionCode.AVAILABLE, true);
    return request.getAvailable() == 1;
  }

  /**
   * Says whether the client of this request is gone. To be asked when the body was read, and by one
   * thread at a time, as long as the request is not answered.
   */
  static BooleanSupplier of(ServletRequest request) {
    return request.getAttribute(LOOK) instanceof BooleanSupplier look ? look : () -> false;
  }
}
