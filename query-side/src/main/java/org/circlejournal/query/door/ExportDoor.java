package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Traces;
import org.circlejournal.query.door.Rendering.Line;
import org.circlejournal.query.research.archive.Archive;
import org.circlejournal.query.research.archive.ExportRow;
import org.circlejournal.query.research.archive.Exports;
import org.circlejournal.query.research.archive.Exports.NotNow;
import org.circlejournal.query.view.Columns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /research/exports…} and {@code /research/studies/{study}}: micro-data for researchers, who
 * say what for. Checked in this order: 401, 403, 400, 404, 409.
 */
final class ExportDoor extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ExportDoor.class);

  static final String PATH = "/research/exports";
  static final String STUDIES = "/research/studies";
  static final String ZIP = "zip";
  static final Columns<ExportRow> ROW = Columns.of(ExportRow.class);

  private static final int LARGEST_BODY = 1 << 20;

  private final transient Exports exports;
  private final transient Audience audience;
  private final transient Door.Readiness readiness;

  ExportDoor(Exports exports, Audience audience, Door.Readiness readiness) {
    this.exports = exports;
    this.audience = audience;
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
    } catch (Archive.Busy e) {
      Problem.write(
          response,
          new Refused(QueryRefusal.NOT_YET_VISIBLE, List.of(), String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Problem.write(response, new Refused(QueryRefusal.NOT_YET_VISIBLE));
    } catch (RuntimeException e) {
      LOG.error("a request failed: {}", Traces.of(e));
      if (!response.isCommitted()) {
        Problem.write(response, new Refused(QueryRefusal.INTERNAL_ERROR));
      }
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, InterruptedException {
    String[] parts = request.getRequestURI().split("/", -1); // "", research, exports, id, zip
    Bearer bearer = audience.require(request);
    if (bearer.role() != Role.RESEARCHER) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
    boolean ofStudy = parts[2].equals("studies");
    if (ofStudy && parts.length == 4) {
      Problem.requireMethod(request, response, "DELETE");
      exports.end(parts[3]);
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } else if (!ofStudy && parts.length == 3) {
      if (Problem.requireMethod(request, response, "GET", "POST").equals("POST")) {
        order(bearer, request, response);
      } else {
        list(bearer, request, response);
      }
    } else if (!ofStudy && parts.length == 4) {
      if (Problem.requireMethod(request, response, "GET", "DELETE").equals("DELETE")) {
        known(bearer, parts[3]);
        accepted(response, exports.cancel(parts[3]));
      } else {
        Question question = Question.of(request, Set.of("bom")).question();
        List<Line<ExportRow>> one = List.of(new Line<>(known(bearer, parts[3])));
        Door.send(request, response, Rendering.ofNobody(ROW).write(one, question, true));
      }
    } else if (!ofStudy && parts.length == 5 && parts[4].equals(ZIP)) {
      Problem.requireMethod(request, response, "GET");
      download(known(bearer, parts[3]), response);
    } else {
      throw new Refused(QueryRefusal.VIEW_UNKNOWN);
    }
  }

  /** One that holds no circle beyond those that the bearer may know. */
  private ExportRow known(Bearer bearer, String id) {
    if (!KnownCircles.wellFormed(id)) {
      throw new Refused(QueryRefusal.EXPORT_UNKNOWN);
    }
    ExportRow row = exports.find(id);
    if (!mayKnow(bearer, row)) {
      throw new Refused(QueryRefusal.EXPORT_UNKNOWN);
    }
    return row;
  }

  private static boolean mayKnow(Bearer bearer, ExportRow row) {
    Set<String> own = bearer.workplaces();
    return own == null || (row.workplaces() != null && own.containsAll(row.workplaces()));
  }

  private void order(Bearer bearer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Question.of(request, Set.of());
    ObjectNode body = JsonBody.read(request, StudyBody.FIELDS, LARGEST_BODY);
    String id = exports.order(StudyBody.order(body, bearer));
    response.setHeader("Location", PATH + "/" + id);
    accepted(response, exports.find(id));
  }

  private static Refused refused(NotNow e) {
    return new Refused(
        switch (e.reason()) {
          case UNKNOWN -> QueryRefusal.EXPORT_UNKNOWN;
          case STUDY_UNKNOWN -> QueryRefusal.STUDY_UNKNOWN;
          case NOT_COMPLETE -> QueryRefusal.EXPORT_NOT_COMPLETE;
        });
  }

  private static void accepted(HttpServletResponse response, ExportRow row) throws IOException {
    Page.Written written =
        Rendering.ofNobody(ROW).write(List.of(new Line<>(row)), Question.JSON, true);
    response.setStatus(HttpServletResponse.SC_ACCEPTED);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(written.contentType());
    response.setContentLength(written.length());
    written.to(response.getOutputStream());
  }

  private void list(Bearer bearer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Question question = Question.of(request, Set.of("bom")).question();
    List<Line<ExportRow>> rows =
        exports.list().stream().filter(row -> mayKnow(bearer, row)).map(Line::new).toList();
    Door.send(request, response, Rendering.ofNobody(ROW).write(rows, question, false));
  }

  private void download(ExportRow row, HttpServletResponse response)
      throws IOException, InterruptedException {
    try (InputStream zip = exports.open(row.id())) {
      response.setContentType("application/zip");
      response.setHeader("Cache-Control", "no-store");
      response.setHeader(
          "Content-Disposition",
          "attachment; filename=\"study-%s-%s.zip\"".formatted(row.study(), row.id()));
      zip.transferTo(response.getOutputStream());
    }
  }
}
