package org.circlejournal.command.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.circlejournal.command.Refusal;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.journal.Journal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The import door: a file of commands, read as it comes. Start at {@link Import}. */
@RestController
final class ImportEndpoint {

  private final Imports imports;
  private final Callers callers;
  private final Journal journal;

  ImportEndpoint(Imports imports, Callers callers, Journal journal) {
    this.imports = imports;
    this.callers = callers;
    this.journal = journal;
  }

  @PostMapping("/imports")
  void take(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Caller steward = callers.requireStaff(request, Role.STEWARD);
    boolean dryRun = flag(request, "dryRun");
    boolean allowAnswers = flag(request, "allowAnswers");
    Requests.requireType(request, "application/x-ndjson");
    Import file = new Import(imports, allowAnswers, steward.bearer());
    Lines lines = new Lines(request.getInputStream(), Requests.LARGEST_BODY);
    while (lines.next()) {
      if (!lines.blank()) {
        file.read(lines);
      }
    }
    Answers.json(response, 200, file.finish(dryRun ? null : journal));
  }

  private static boolean flag(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw Bodies.refused(Refusal.INVALID_VALUE, List.of(name));
  }
}
