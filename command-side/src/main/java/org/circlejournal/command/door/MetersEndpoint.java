package org.circlejournal.command.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.meters.Meters;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the operator may count, for Prometheus. */
@RestController
final class MetersEndpoint {

  private final Callers callers;
  private final Meters meters;

  MetersEndpoint(Callers callers, Meters meters) {
    this.callers = callers;
    this.meters = meters;
  }

  @GetMapping(Meters.PATH)
  void meters(HttpServletRequest request, HttpServletResponse response) throws IOException {
    callers.requireStaff(request, Role.OPERATOR);
    Answers.write(response, 200, Meters.TYPE, meters.page());
  }
}
