package org.circlejournal.command.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.consent.Notices;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.file.AnswerFile.Problem;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** The import door: a file of commands, read as it comes. Start at {@link Import}. */
@RestController
final class ImportEndpoint {

  private final Imports imports;
  private final Callers callers;

  /** Of a file of answers: it is taken whole or not at all, so it is held in memory. */
  private static final int LARGEST_FILE = 8 << 20;

  private static final int MOST_PROBLEMS = 1_000;

  private final Journal journal;
  private final Clock clock;

  ImportEndpoint(Imports imports, Callers callers, Journal journal, Clock clock) {
    this.imports = imports;
    this.callers = callers;
    this.journal = journal;
    this.clock = clock;
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

  /**
   * A file of answers, as circles that did nothing but answer: all of it, or nothing.
   *
   * @see SurveyFile
   */
  @PostMapping("/imports/surveys")
  void takeSurveys(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Caller steward = callers.requireStaff(request, Role.STEWARD);
    boolean dryRun = flag(request, "dryRun");
    if (!flag(request, "allowAnswers")) {
      throw new Refused(Refusal.ANSWERS_NOT_ALLOWED);
    }
    SurveyFile.Heading heading = heading(request);
    Requests.requireType(request, "text/csv");
    byte[] csv = request.getInputStream().readNBytes(LARGEST_FILE + 1);
    if (csv.length > LARGEST_FILE) {
      throw new Refused(Refusal.BODY_TOO_LARGE);
    }
    Import file = new Import(imports, true, steward.bearer());
    SurveyFile read = SurveyFile.read(csv, heading, clock.instant(), file);
    Brought brought =
        read.problems().isEmpty()
            ? new Brought(file.finish(dryRun ? null : journal).circles(), read.ballots(), List.of())
            : new Brought(List.of(), 0, read.problems().stream().limit(MOST_PROBLEMS).toList());
    Answers.json(response, 200, brought);
  }

  /**
   * @param ballots that were taken
   * @param problems if there are any, nothing was taken
   */
  private record Brought(List<Import.Taken> circles, int ballots, List<Problem> problems) {}

  private SurveyFile.Heading heading(HttpServletRequest request) {
    Instrument instrument =
        imports
            .papers()
            .instruments()
            .byId(parameter(request, "instrument"))
            .orElseThrow(() -> new Refused(Refusal.INSTRUMENT_UNKNOWN));
    String sha256 = parameter(request, "notice");
    Notices.Text notice =
        imports.papers().notices().all().stream()
            .filter(text -> text.notice().equals("answers") && text.sha256().equals(sha256))
            .findFirst()
            .orElseThrow(() -> new Refused(Refusal.NOTICE_UNKNOWN));
    String missing = request.getParameter("missing");
    Set<String> codes = missing == null ? Set.of() : new HashSet<>(List.of(missing.split(",", -1)));
    if (codes.stream().anyMatch(code -> isAnswer(instrument, code))) {
      throw Bodies.refused(Refusal.INVALID_VALUE, List.of("missing"));
    }
    try {
      ZoneId zone = ZoneId.of(parameter(request, "timeZone"));
      return new SurveyFile.Heading(
          instrument, parameter(request, "workplace"), zone, notice, codes);
    } catch (DateTimeException e) {
      throw Bodies.refused(Refusal.INVALID_VALUE, List.of("timeZone"));
    }
  }

  private static boolean isAnswer(Instrument instrument, String code) {
    return instrument.options().stream()
        .anyMatch(option -> Integer.toString(option.value()).equals(code));
  }

  private static String parameter(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    if (value == null || value.isEmpty()) {
      throw Bodies.refused(Refusal.MISSING_FIELD, List.of(name));
    }
    return value;
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
