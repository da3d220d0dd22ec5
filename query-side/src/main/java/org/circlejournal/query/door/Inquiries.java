package org.circlejournal.query.door;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.door.Inquiry.Answer;
import org.circlejournal.query.door.Inquiry.Asked;
import org.circlejournal.query.door.Inquiry.Paper;
import org.circlejournal.query.door.Inquiry.Rows;
import org.circlejournal.query.door.Inquiry.Showing;
import org.circlejournal.query.door.Page.Written;
import org.circlejournal.query.door.Past.When;
import org.circlejournal.query.door.Rendering.Line;
import org.circlejournal.query.view.Columns;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@link Inquiry} after {@link Inquiry}; checked in the same order as read models. */
final class Inquiries extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Inquiries.class);
  private static final int LIMIT = 100;
  private static final int MOST = 1_000;

  private final transient List<Inquiry> inquiries;
  private final transient Audience audience;
  private final transient KnownCircles circles;
  private final transient ViewReader reader;
  private final transient Past past;
  private final transient Door.Readiness readiness;

  Inquiries(
      List<Inquiry> inquiries,
      Audience audience,
      KnownCircles circles,
      ViewReader reader,
      Past past,
      Door.Readiness readiness) {
    this.inquiries = inquiries;
    this.audience = audience;
    this.circles = circles;
    this.reader = reader;
    this.past = past;
    this.readiness = readiness;
  }

  /** Where the container shall send requests here. */
  String[] mappings() {
    return inquiries.stream()
        .map(one -> one.path().replaceFirst("\\{id}.*", "*"))
        .distinct()
        .toArray(String[]::new);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answering(null, request, response);
  }

  /** Whether it is about an inquiry. */
  boolean isAbout(String path) {
    return inquiries.stream().anyMatch(one -> matches(path, one));
  }

  /** The same for somebody who is known already: what pages show comes from here, too. */
  void answerTo(Bearer bearer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answering(bearer, request, response);
  }

  private void answering(
      @Nullable Bearer known, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      answer(known, request, response);
    } catch (Refused e) {
      Problem.write(response, e);
    } catch (RuntimeException e) {
      LOG.error("an inquiry failed: {}", Traces.of(e));
      Problem.write(response, new Refused(QueryRefusal.INTERNAL_ERROR));
    }
  }

  private void answer(
      @Nullable Bearer known, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Problem.requireReading(request, response);
    if (!readiness.ready()) {
      throw new Refused(QueryRefusal.NOT_YET_VISIBLE);
    }
    Bearer bearer = known == null ? audience.require(request) : known;
    Inquiry inquiry = find(request.getRequestURI());
    CircleId circle = inquiry.ofCircle() ? requireKnown(bearer, inquiry, request) : null;
    if (!inquiry.roles().contains(bearer.role())) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
    Question.Asked wanted = Question.of(request, parameters(inquiry));
    Asked asked =
        new Asked(
            bearer.role(),
            bearer.role() == Role.MEMBER ? String.valueOf(bearer.member()) : null,
            circle,
            principal(bearer, inquiry, request),
            type(inquiry, request),
            showing(wanted.asOf()),
            one -> mayKnow(bearer, one),
            inquiry.pages() ? request.getParameter("after") : null,
            (int) Question.number(request, "limit", LIMIT, 1, MOST));
    write(inquiry, wanted.question(), inquiry.finding().find(asked), request, response);
  }

  private Showing showing(@Nullable When when) {
    if (when == null) {
      return Showing.now(reader);
    }
    return new Showing() {
      @Override
      public <R extends Record> List<R> rows(
          ViewDefinition<?> view, Sheet<?, R> sheet, CircleId circle) {
        return past.rows(view, sheet, circle, when);
      }
    };
  }

  private Inquiry find(String path) {
    for (Inquiry inquiry : inquiries) {
      if (matches(path, inquiry)) {
        return inquiry;
      }
    }
    throw new Refused(QueryRefusal.VIEW_UNKNOWN);
  }

  private static boolean matches(String path, Inquiry inquiry) {
    return path.matches(inquiry.path().replace("{id}", "[^/]+"));
  }

  private CircleId requireKnown(Bearer bearer, Inquiry inquiry, HttpServletRequest request) {
    int at = inquiry.path().indexOf("{id}");
    String id = request.getRequestURI().substring(at).split("/", 2)[0];
    CircleId circle = new CircleId(id);
    if (!KnownCircles.wellFormed(id) || !mayKnow(bearer, circle)) {
      throw new Refused(QueryRefusal.CIRCLE_UNKNOWN);
    }
    return circle;
  }

  private boolean mayKnow(Bearer bearer, CircleId circle) {
    return Audience.isStaff(bearer)
        ? circles.mayKnow(bearer, circle)
        : circle.equals(bearer.circle());
  }

  private static Set<String> parameters(Inquiry inquiry) {
    Set<String> known = new TreeSet<>();
    if (inquiry.answer() != null) {
      known.add("bom");
    }
    if (inquiry.past()) {
      known.add("asOf");
    }
    if (inquiry.pages()) {
      known.addAll(Set.of("limit", "after"));
    }
    return known;
  }

  /** A member asks for itself only, and need not say so. */
  private static @Nullable String principal(
      Bearer bearer, Inquiry inquiry, HttpServletRequest request) {
    if (!inquiry.principal()) {
      return null;
    }
    String named = request.getHeader(Inquiry.PRINCIPAL);
    if (bearer.role() == Role.MEMBER) {
      String own = String.valueOf(bearer.member());
      if (named != null && !named.equals(own)) {
        throw new Refused(QueryRefusal.NOT_YOURSELF);
      }
      return own;
    }
    if (named == null || named.isBlank()) {
      throw new Refused(
          QueryRefusal.MISSING_FIELD,
          List.of(Inquiry.PRINCIPAL),
          "the header " + Inquiry.PRINCIPAL + " names a member id or a survey code");
    }
    return named.strip();
  }

  private static @Nullable String type(Inquiry inquiry, HttpServletRequest request) {
    if (inquiry.types().isEmpty()) {
      return null;
    }
    String accept = request.getHeader("Accept");
    return inquiry.types().stream()
        .filter(type -> accept != null && accept.contains(type))
        .findFirst()
        .orElse(inquiry.types().get(0));
  }

  private static void write(
      Inquiry inquiry,
      Question question,
      Answer answer,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    if (answer instanceof Rows found) {
      Columns<?> columns = Objects.requireNonNull(inquiry.answer());
      if (found.next() != null) {
        response.setHeader(
            "Link",
            "<%s?limit=%s&after=%s>; rel=\"next\""
                .formatted(
                    request.getRequestURI(),
                    Objects.requireNonNullElse(
                        request.getParameter("limit"), Integer.toString(LIMIT)),
                    found.next()));
      }
      if (found.position() >= 0) {
        response.setHeader("Journal-Position", Long.toString(found.position()));
      }
      Door.send(request, response, written(columns, found.rows(), question));
    } else if (answer instanceof Paper paper) {
      if (paper.file() != null) {
        response.setHeader(
            "Content-Disposition", "attachment; filename=\"%s\"".formatted(paper.file()));
      }
      Door.send(request, response, Written.of(paper.bytes(), paper.type()));
    }
  }

  private static <A extends Record> Written written(
      Columns<A> columns, List<? extends Record> rows, Question question) {
    List<Line<A>> lines = rows.stream().map(row -> new Line<>(columns.row().cast(row))).toList();
    return Rendering.ofNobody(columns).write(lines, question, false);
  }
}
