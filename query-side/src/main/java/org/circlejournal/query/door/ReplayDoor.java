package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.door.Page.Written;
import org.circlejournal.query.door.Rendering.Line;
import org.circlejournal.query.replay.ReplayRow;
import org.circlejournal.query.replay.Replays;
import org.circlejournal.query.replay.Replays.NotNow;
import org.circlejournal.query.replay.ViewsStatus;
import org.circlejournal.query.view.Columns;
import org.circlejournal.query.view.ViewDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /replays…} and {@code /views/{view}/rollback}: researchers order replays and call them
 * off, operators show what was built. Checked in this order: 401, 403, 400, 404, 409.
 */
final class ReplayDoor extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ReplayDoor.class);

  static final String PATH = "/replays";
  static final String VIEWS = "/views/";
  static final String PROMOTION = "promotion";
  static final String ROLLBACK = "rollback";
  static final String STREAM = "stream";
  static final Columns<ReplayRow> ROW = Columns.of(ReplayRow.class);
  static final Set<Role> READERS = Set.of(Role.RESEARCHER, Role.OPERATOR);

  static final Columns<ViewsStatus.Row> STATUS = Columns.of(ViewsStatus.Row.class);
  private static final Set<String> OF_THE_LIST = Set.of("limit", "after", "bom");
  private static final int LARGEST_BODY = 1 << 20;
  private static final int LIMIT = 100;
  private static final int MOST = 1_000;

  private final transient Replays replays;
  private final transient ViewsStatus status;
  private final transient Audience audience;
  private final transient KnownCircles circles;
  private final transient ReplayStreams streams;
  private final transient InstantSource clock;
  private final transient Door.Readiness readiness;

  ReplayDoor(
      Replays replays,
      ViewsStatus status,
      Audience audience,
      KnownCircles circles,
      ReplayStreams streams,
      InstantSource clock,
      Door.Readiness readiness) {
    this.replays = replays;
    this.status = status;
    this.audience = audience;
    this.circles = circles;
    this.streams = streams;
    this.clock = clock;
    this.readiness = readiness;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      if (!readiness.ready()) {
        throw new Refused(QueryRefusal.NOT_YET_VISIBLE);
      }
      answer(request, response);
    } catch (Refused e) {
      Problem.write(response, e);
    } catch (NotNow e) {
      Problem.write(response, refused(e));
    } catch (RuntimeException e) {
      LOG.error("a request failed: {}", Traces.of(e));
      Problem.write(response, new Refused(QueryRefusal.INTERNAL_ERROR));
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String[] parts = request.getRequestURI().split("/", -1); // "", replays, id, promotion
    boolean ofView = parts[1].equals("views");
    if (ofView && parts.length == 4 && parts[3].equals(ROLLBACK)) {
      Problem.requireMethod(request, response, "POST");
      rollBack(parts[2], request, response);
    } else if (!ofView && parts.length == 2) {
      if (Problem.requireMethod(request, response, "GET", "POST").equals("POST")) {
        order(request, response);
      } else {
        list(request, response);
      }
    } else if (!ofView && parts.length == 3) {
      if (Problem.requireMethod(request, response, "GET", "DELETE").equals("DELETE")) {
        callOff(parts[2], request, response);
      } else {
        one(parts[2], request, response);
      }
    } else if (!ofView && parts.length == 4 && parts[3].equals(PROMOTION)) {
      Problem.requireMethod(request, response, "POST");
      promote(parts[2], request, response);
    } else if (!ofView && parts.length == 4 && parts[3].equals(STREAM)) {
      Problem.requireMethod(request, response, "GET");
      stream(parts[2], request, response);
    } else {
      require(request, READERS);
      throw new Refused(QueryRefusal.VIEW_UNKNOWN);
    }
  }

  /**
   * @throws Refused {@code token-missing}, {@code token-invalid}, {@code csrf-token-missing} or
   *     {@code role-not-allowed}
   */
  private Bearer require(HttpServletRequest request, Set<Role> roles) {
    Bearer bearer = audience.require(request);
    if (!roles.contains(bearer.role())) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
    return bearer;
  }

  // --- changes --------------------------------------------------------------------------------

  private void order(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Bearer bearer = require(request, Set.of(Role.RESEARCHER));
    Question.of(request, Set.of());
    ObjectNode body = JsonBody.read(request, ReplayBody.FIELDS, LARGEST_BODY);
    String id = replays.order(ReplayBody.order(body, replays, clock.instant()));
    response.setHeader("Location", PATH + "/" + id);
    accepted(response, written(bearer, replays.find(id), Question.JSON));
  }

  private void callOff(String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Bearer bearer = require(request, Set.of(Role.RESEARCHER));
    requireNothingElse(request);
    replays.cancel(id);
    accepted(response, written(bearer, replays.find(id), Question.JSON));
  }

  private void promote(String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Bearer bearer = require(request, Set.of(Role.OPERATOR));
    requireNothingElse(request);
    replays.promote(id);
    accepted(response, written(bearer, replays.find(id), Question.JSON));
  }

  private void rollBack(String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    require(request, Set.of(Role.OPERATOR));
    requireNothingElse(request);
    ViewDefinition<?> view = replays.view(name);
    if (view == null) {
      throw new Refused(QueryRefusal.VIEW_UNKNOWN);
    }
    try {
      replays.rollBack(view);
    } catch (NotNow e) {
      throw e.reason() == Replays.Reason.NOT_PROMOTABLE
          ? new Refused(
              QueryRefusal.NO_FORMER_GENERATION, List.of(), String.valueOf(e.getMessage()))
          : refused(e);
    }
    accepted(
        response,
        Rendering.ofNobody(STATUS)
            .write(List.of(new Line<>(status.row(view))), Question.JSON, true));
  }

  /** Path and caller say it all; a body may be there, and then it is an empty object. */
  private static void requireNothingElse(HttpServletRequest request) throws IOException {
    Question.of(request, Set.of());
    if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
      JsonBody.read(request, Set.of(), LARGEST_BODY);
    }
  }

  private static Refused refused(NotNow e) {
    String why = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case UNKNOWN -> new Refused(QueryRefusal.REPLAY_UNKNOWN);
      case RUNNING -> new Refused(QueryRefusal.REPLAY_RUNNING, List.of(), why);
      case INVALID -> Question.invalid(ReplayBody.POSITION, why);
      case NOT_PROMOTABLE -> new Refused(QueryRefusal.REPLAY_NOT_PROMOTABLE, List.of(), why);
      case PROMOTED -> new Refused(QueryRefusal.REPLAY_PROMOTED, List.of(), why);
      case NOT_CAUGHT_UP -> new Refused(QueryRefusal.NOT_YET_VISIBLE, List.of(), why);
    };
  }

  private static void accepted(HttpServletResponse response, Written written) throws IOException {
    response.setStatus(HttpServletResponse.SC_ACCEPTED);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(written.contentType());
    response.setContentLength(written.length());
    written.to(response.getOutputStream());
  }

  // --- reading --------------------------------------------------------------------------------

  private void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Bearer bearer = require(request, READERS);
    Question question = Question.of(request, OF_THE_LIST).question();
    int limit = (int) Question.number(request, "limit", LIMIT, 1, MOST);
    String after = request.getParameter("after");
    List<ReplayRow> all = replays.list();
    int from = after == null ? 0 : all.stream().map(ReplayRow::id).toList().indexOf(after) + 1;
    if (after != null && from == 0) {
      throw Question.invalid("after", "expected: the last replay of the page before");
    }
    List<ReplayRow> rows = all.subList(from, Math.min(all.size(), from + limit));
    if (from + limit < all.size()) {
      response.setHeader(
          "Link",
          "<%s?limit=%d&after=%s>; rel=\"next\""
              .formatted(PATH, limit, rows.get(rows.size() - 1).id()));
    }
    List<Line<ReplayRow>> lines = rows.stream().map(row -> new Line<>(shown(bearer, row))).toList();
    Door.send(request, response, Rendering.ofNobody(ROW).write(lines, question, false));
  }

  private void one(String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Bearer bearer = require(request, READERS);
    Question question = Question.of(request, Set.of("bom")).question();
    Door.send(request, response, written(bearer, replays.find(id), question));
  }

  private void stream(String id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Bearer bearer = require(request, READERS);
    Question.of(request, Set.of());
    streams.open(bearer, id, row -> shown(bearer, row), request, response);
  }

  private Written written(Bearer bearer, ReplayRow row, Question question) {
    return Rendering.ofNobody(ROW).write(List.of(new Line<>(shown(bearer, row))), question, true);
  }

  /** Where two generations differ is told by circle, which not everybody may know. */
  private ReplayRow shown(Bearer bearer, ReplayRow row) {
    if (row.receipt() == null || bearer.workplaces() == null) {
      return row;
    }
    JsonNode receipt = row.receipt().deepCopy();
    for (JsonNode view : receipt.path("views")) {
      if (view.path("comparison").path("difference") instanceof ObjectNode difference
          && !circles.mayKnow(bearer, new CircleId(difference.path("circleId").asText()))) {
        difference.putNull("circleId");
      }
    }
    return row.with(receipt);
  }
}
