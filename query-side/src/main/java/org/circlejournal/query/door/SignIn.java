package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /session}, for pages: a token in the body becomes a cookie that no script can read. The
 * answer holds what a page needs to change something: the session's CSRF token.
 */
final class SignIn extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

  static final String PATH = "/session";

  private static final int LARGEST_BODY = 1 << 14;
  private static final String TOKEN = "token";

  private final transient Audience audience;
  private final transient Sessions sessions;
  private final transient Supplier<Boolean> ready;

  SignIn(Audience audience, Sessions sessions, Supplier<Boolean> ready) {
    this.audience = audience;
    this.sessions = sessions;
    this.ready = ready;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      if (!ready.get()) {
        throw new Refused(QueryRefusal.NOT_YET_VISIBLE);
      }
      switch (request.getMethod()) {
        case "POST" -> begin(request, response);
        case "GET", "HEAD" -> tell(request, response);
        case "DELETE" -> end(request, response);
        default -> {
          response.setHeader("Allow", "GET, HEAD, POST, DELETE");
          throw new Refused(QueryRefusal.METHOD_NOT_ALLOWED);
        }
      }
    } catch (Refused e) {
      Problem.write(response, e);
    } catch (RuntimeException e) {
      LOG.error("a request failed: {}", Traces.of(e));
      Problem.write(response, new Refused(QueryRefusal.INTERNAL_ERROR));
    }
  }

  private void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String token = token(request);
    Bearer bearer = requireReader(audience.known(request, token));
    Session session = sessions.begin(token);
    response.addHeader("Set-Cookie", Sessions.cookie(request, sessions.seal(session)));
    write(response, bearer, session);
  }

  private void tell(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Bearer bearer = requireReader(audience.require(request));
    boolean byCookie = request.getHeader("Authorization") == null;
    write(response, bearer, byCookie ? sessions.of(request) : null);
  }

  private void end(HttpServletRequest request, HttpServletResponse response) {
    Session session = sessions.of(request);
    if (session != null) {
      sessions.requireOurPage(session, request);
      sessions.end(session);
    }
    response.addHeader("Set-Cookie", Sessions.cookie(request, ""));
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  /** An invitation opens no page. */
  private static Bearer requireReader(Bearer bearer) {
    if (bearer.role() == Role.INVITATION) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
    return bearer;
  }

  private void write(HttpServletResponse response, Bearer bearer, @Nullable Session session)
      throws IOException {
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.put("role", Json.kebab(bearer.role()));
    if (bearer.circle() != null) {
      answer.put("circleId", bearer.circle().value());
    }
    if (session != null) {
      answer.put("until", session.until().toString());
      answer.put("csrfToken", sessions.csrfToken(session));
    }
    byte[] bytes = Json.mapper().writeValueAsBytes(answer);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  /** Strictly {@code {"token": "…"}}: another page's form cannot send this. */
  private static String token(HttpServletRequest request) throws IOException {
    JsonNode token = JsonBody.read(request, Set.of(TOKEN), LARGEST_BODY).path(TOKEN);
    if (token.isMissingNode() || token.isNull()) {
      throw JsonBody.missing(TOKEN);
    }
    if (!token.isTextual() || token.textValue().isBlank()) {
      throw Question.invalid(TOKEN, "expected: a token");
    }
    return token.textValue();
  }
}
