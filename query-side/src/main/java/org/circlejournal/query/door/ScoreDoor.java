package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.CutOffSet;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.file.AnswerFile.Form;
import org.circlejournal.query.research.scoring.ScoreJson;
import org.circlejournal.query.research.scoring.Scoring;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /research/scores}: scores a file that the researcher brings, and answers row by row
 * what {@code research score --json} answers. It reads nothing of the journal and keeps nothing.
 * The file is taken whole before the answer begins: many clients do not listen while they send.
 * Checked in this order: 401, 403, 405, 415, 400, 422, 429, 413.
 */
final class ScoreDoor extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ScoreDoor.class);

  static final String PATH = "/research/scores";
  static final Set<Role> READERS = Set.of(Role.RESEARCHER);
  private static final String QUESTION = "scores of a file of answers, and what is wrong with it";
  private static final String CSV = "text/csv";
  private static final Set<String> PARAMETERS = Set.of("instrument", "missing", "id", "cutOffs");

  /** A million rows of twenty items. */
  static final int LARGEST_BODY = 64 << 20;

  /** Their ids are kept, to find who is there twice. */
  static final int MOST_LINES = 2_000_000;

  private final transient Instruments instruments;
  private final transient Audience audience;

  /** One file at a time: it is held in memory. */
  private final transient Semaphore turn = new Semaphore(1);

  ScoreDoor(Instruments instruments, Audience audience) {
    this.instruments = instruments;
    this.audience = audience;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      if (!READERS.contains(audience.require(request).role())) {
        throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
      }
      Problem.requireMethod(request, response, "POST");
      requireCsv(request.getContentType());
      Question.of(request, PARAMETERS);
      Form form = form(request);
      CutOffSet cutOffs = cutOffs(request, form.instrument());
      if (!turn.tryAcquire()) {
        throw new Refused(QueryRefusal.TOO_MANY_REQUESTS);
      }
      try {
        score(body(request), form, cutOffs, response);
      } finally {
        turn.release();
      }
    } catch (Refused e) {
      Problem.write(response, e);
    } catch (UncheckedIOException e) {
      throw new IOException(e); // who asked has gone
    } catch (RuntimeException e) {
      LOG.error("a request failed: {}", Traces.of(e));
      if (response.isCommitted()) {
        throw new IOException("the answer ends here"); // and is not taken for whole
      }
      Problem.write(response, new Refused(QueryRefusal.INTERNAL_ERROR));
    }
  }

  private static void requireCsv(@Nullable String type) {
    String normal = type == null ? "" : type.toLowerCase(Locale.ROOT).replaceAll("[ \"]", "");
    if (!normal.equals(CSV) && !normal.equals(CSV + ";charset=utf-8")) {
      throw new Refused(QueryRefusal.MEDIA_TYPE_UNSUPPORTED);
    }
  }

  private Form form(HttpServletRequest request) {
    String id = request.getParameter("instrument");
    if (id == null) {
      throw JsonBody.missing("instrument");
    }
    Instrument instrument =
        instruments.byId(id).orElseThrow(() -> new Refused(QueryRefusal.INSTRUMENT_UNKNOWN));
    String missing = request.getParameter("missing");
    String column = request.getParameter("id");
    try {
      return new Form(
          instrument,
          column == null ? "id" : column,
          missing == null
              ? Set.of()
              : Arrays.stream(missing.split(",", -1)).collect(Collectors.toSet()),
          List.of());
    } catch (IllegalArgumentException e) {
      throw Question.invalid("missing", String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable CutOffSet cutOffs(HttpServletRequest request, Instrument instrument) {
    String name = request.getParameter("cutOffs");
    if (name == null) {
      return null;
    }
    return instrument
        .cutOffSet(name)
        .orElseThrow(
            () -> Question.invalid("cutOffs", instrument.id() + " has no set of this name"));
  }

  private static byte[] body(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > LARGEST_BODY) {
      throw new Refused(QueryRefusal.BODY_TOO_LARGE);
    }
    byte[] body = request.getInputStream().readNBytes(LARGEST_BODY + 1);
    int lines = 0;
    for (byte each : body) {
      lines += each == '\n' ? 1 : 0;
    }
    if (body.length > LARGEST_BODY || lines > MOST_LINES) {
      throw new Refused(QueryRefusal.BODY_TOO_LARGE);
    }
    return body;
  }

  private static void score(
      byte[] body, Form form, @Nullable CutOffSet cutOffs, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("application/json");
    BufferedOutputStream out = new BufferedOutputStream(response.getOutputStream(), 1 << 16);
    ScoreJson scores = new ScoreJson(out, cutOffs);
    scores.end(
        Scoring.score(new ByteArrayInputStream(body), form, cutOffs, scores, scores::problem));
    out.flush();
  }

  static void describe(ObjectNode paths) {
    ObjectNode operation = ReplayPaths.begin(paths, operation());
    ArrayNode parameters = operation.putArray("parameters");
    OpenApi.parameter(parameters, "instrument", "query", "string", "whose key; e.g. cbi")
        .put("required", true);
    OpenApi.parameter(
        parameters,
        "missing",
        "query",
        "string",
        "what stands for missing beside a blank cell, separated by commas; e.g. 99,MANQ");
    OpenApi.parameter(
        parameters, "id", "query", "string", "column that tells people apart; id if none");
    OpenApi.parameter(
        parameters, "cutOffs", "query", "string", "names scores by this set of the instrument");
    ObjectNode body = operation.putObject("requestBody").put("required", true);
    body.put(
        "description",
        "UTF-8, a column id, a column for each item; at most %d MiB and %d lines"
            .formatted(LARGEST_BODY >> 20, MOST_LINES));
    body.putObject("content").putObject(CSV).putObject("schema").put("type", "string");
    ObjectNode responses = operation.putObject("responses");
    responses
        .putObject("200")
        .put("description", QUESTION)
        .putObject("content")
        .putObject("application/json")
        .putObject("schema")
        .put("type", "object")
        .putArray("required")
        .add("scores")
        .add("problems")
        .add("summary");
    OpenApi.refusals(responses);
  }

  static ReplayPaths.Operation operation() {
    return new ReplayPaths.Operation("post", PATH, QUESTION, READERS);
  }
}
