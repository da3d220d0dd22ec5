package org.circlejournal.query.door;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Traces;
import org.circlejournal.query.dashboard.Assets;
import org.circlejournal.query.dashboard.Assets.Asset;
import org.circlejournal.query.dashboard.Site;
import org.circlejournal.query.dashboard.Visit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /} and {@code /pages/…}: pages for people. What is on them comes from {@link Door}, in the
 * name of whoever looks; here are the session, the two forms, and what pages load.
 *
 * <p>The forms work without a script, so the proof that it was a page of ours that sent them is in
 * them and not in a header: signing out by the session's CSRF token, signing in by what stands in a
 * cookie, too, that only this site can set and no other site's form brings along.
 */
final class PageDoor extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(PageDoor.class);

  static final String ROOT = "";
  static final String PAGES = "/pages/*";

  private static final String SIGN_IN = "/pages/sign-in";
  private static final String SIGN_OUT = "/pages/sign-out";
  private static final String CSV = "/pages/csv/";
  private static final String PROOF = "circle-form";
  private static final int PROOF_BYTES = 16;
  private static final int LARGEST_FORM = 1 << 14;
  private static final String HTML = "text/html;charset=UTF-8";

  private final transient Door door;
  private final transient Inquiries inquiries;
  private final transient Inside.Rooms rooms;
  private final transient List<String> views;
  private final transient Audience audience;
  private final transient Sessions sessions;
  private final transient InstantSource clock;
  private final transient RandomGenerator random;

  /**
   * @param views names of all read models
   */
  PageDoor(
      Door door,
      Inquiries inquiries,
      Inside.Rooms rooms,
      List<String> views,
      Audience audience,
      Sessions sessions,
      InstantSource clock,
      RandomGenerator random) {
    this.door = door;
    this.inquiries = inquiries;
    this.rooms = rooms;
    this.views = List.copyOf(views);
    this.audience = audience;
    this.sessions = sessions;
    this.clock = clock;
    this.random = random;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      answer(request, response);
    } catch (Refused e) {
      refuse(request, response, e);
    } catch (RuntimeException e) {
      LOG.error("a page failed: {}", Traces.of(e));
      refuse(request, response, new Refused(QueryRefusal.INTERNAL_ERROR));
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = request.getRequestURI();
    if (path.equals(SIGN_IN)) {
      Problem.requireMethod(request, response, "POST");
      signIn(request, response);
    } else if (path.equals(SIGN_OUT)) {
      Problem.requireMethod(request, response, "POST");
      signOut(request, response);
    } else if (request.getMethod().equals("POST") && !path.startsWith(Assets.PREFIX)) {
      act(request, response);
    } else {
      Problem.requireReading(request, response);
      if (path.startsWith(Assets.PREFIX)) {
        asset(Assets.find(path), request, response);
      } else if (path.startsWith(CSV)) {
        csv(path.substring(CSV.length() - 1), request, response);
      } else {
        page(request, response);
      }
    }
  }

  // --- pages ----------------------------------------------------------------------------------

  private void page(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Bearer bearer;
    try {
      bearer = audience.require(request);
    } catch (Refused e) {
      boolean start = request.getRequestURI().equals("/");
      if (e.refusal().status() != 401 || !(start || wantsHtml(request))) {
        throw e;
      }
      askForToken(start ? 200 : 401, address(request), null, request, response);
      return;
    }
    if (bearer.role() == Role.INVITATION) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
    Visit visit = visit(bearer, request, response);
    Site.Document page = Site.page(visit);
    if (page.status() >= 400 && !wantsHtml(request)) {
      throw new Refused(refusal(page.status()));
    }
    html(page, request, response);
  }

  private Visit visit(Bearer bearer, HttpServletRequest request, HttpServletResponse response) {
    Session session = sessions.of(request);
    return new Visit(
        bearer.role(),
        bearer.circle() == null ? null : bearer.circle().value(),
        request.getRequestURI(),
        parameters(request),
        new Inside(door, inquiries, rooms, bearer, request, response),
        views,
        session == null ? null : sessions.csrfToken(session),
        clock.instant());
  }

  /** A form of a page: whoever sent it is asked for the proof that it was one. */
  private void act(HttpServletRequest request, HttpServletResponse response) throws IOException {
    requireForm(request);
    HttpServletRequest form = Inside.form(request);
    Bearer bearer = audience.require(form);
    Site.Done done = Site.act(visit(bearer, form, response));
    if (done.document() != null) {
      html(done.document(), request, response);
    } else {
      seeOther(response, String.valueOf(done.to()));
    }
  }

  /** A link cannot say what it accepts: the door's own CSV, as a file. */
  private void csv(String path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Bearer bearer = audience.require(request);
    response.setHeader(
        "Content-Disposition",
        "attachment; filename=\"%s.csv\"".formatted(path.replaceAll(".*/|[^a-z-]", "")));
    door.answerTo(
        bearer, new Inside.Asking(request, path, parameters(request), "text/csv"), response);
  }

  private static QueryRefusal refusal(int status) {
    return switch (status) {
      case 403 -> QueryRefusal.ROLE_NOT_ALLOWED;
      case 404 -> QueryRefusal.CIRCLE_UNKNOWN;
      case 503 -> QueryRefusal.NOT_YET_VISIBLE;
      default -> Elsewhere.refusal(status);
    };
  }

  private static Map<String, String> parameters(HttpServletRequest request) {
    Map<String, String> parameters = new LinkedHashMap<>();
    request.getParameterMap().forEach((name, values) -> parameters.put(name, values[0]));
    return parameters;
  }

  /** Path and query, to come back to. */
  private static String address(HttpServletRequest request) {
    String query = request.getQueryString();
    return request.getRequestURI() + (query == null ? "" : "?" + query);
  }

  /** Programs get problems, as everywhere; browsers get pages. */
  private static boolean wantsHtml(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    return accept != null && accept.contains("text/html");
  }

  private static void refuse(
      HttpServletRequest request, HttpServletResponse response, Refused refused)
      throws IOException {
    if (wantsHtml(request)) {
      html(Site.trouble(refused.refusal().status(), sentence(refused)), request, response);
    } else {
      Problem.write(response, refused);
    }
  }

  private static String sentence(Refused refused) {
    return String.valueOf(refused.getMessage());
  }

  // --- forms ----------------------------------------------------------------------------------

  private void askForToken(
      int status,
      String to,
      @Nullable String refusal,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String proof = proof(request);
    if (proof == null) {
      byte[] bytes = new byte[PROOF_BYTES];
      random.nextBytes(bytes);
      proof = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
    response.addHeader(
        "Set-Cookie",
        "%s=%s; Path=/; HttpOnly; SameSite=Strict%s"
            .formatted(proofName(request), proof, request.isSecure() ? "; Secure" : ""));
    html(Site.signIn(status, to, proof, refusal), request, response);
  }

  private static String proofName(HttpServletRequest request) {
    return request.isSecure() ? "__Host-" + PROOF : PROOF;
  }

  private static @Nullable String proof(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(proofName(request))
            && cookie.getValue().matches("[A-Za-z0-9_-]{22}")) {
          return cookie.getValue();
        }
      }
    }
    return null;
  }

  private void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    requireForm(request);
    String to = within(request.getParameter("to"));
    String expected = proof(request);
    String shown = request.getParameter("proof");
    if (expected == null || shown == null || !same(expected, shown)) {
      askForToken(
          403, to, "This form was too old. Please paste the token again.", request, response);
      return;
    }
    String token = String.valueOf(request.getParameter("token")).strip();
    try {
      Bearer bearer = audience.known(request, token);
      if (bearer.role() == Role.INVITATION) {
        askForToken(
            403,
            to,
            "This is an invitation: it lets you join, and opens no page.",
            request,
            response);
        return;
      }
      Session session = sessions.begin(token);
      response.addHeader("Set-Cookie", Sessions.cookie(request, sessions.seal(session)));
      seeOther(response, to);
    } catch (Refused e) {
      String sentence =
          e.refusal() == QueryRefusal.TOKEN_INVALID
              ? "This token is not known here. Nothing else was wrong."
              : sentence(e);
      askForToken(e.refusal().status(), to, sentence, request, response);
    }
  }

  private void signOut(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    requireForm(request);
    Session session = sessions.of(request);
    if (session != null) {
      sessions.requireOurPage(session, request.getParameter("csrf"));
      sessions.end(session);
    }
    response.addHeader("Set-Cookie", Sessions.cookie(request, ""));
    seeOther(response, "/");
  }

  private static void requireForm(HttpServletRequest request) {
    String type = request.getContentType();
    if (type == null || !type.startsWith("application/x-www-form-urlencoded")) {
      throw new Refused(QueryRefusal.MEDIA_TYPE_UNSUPPORTED);
    }
    if (request.getContentLengthLong() > LARGEST_FORM) {
      throw new Refused(QueryRefusal.BODY_TOO_LARGE);
    }
  }

  /** Only a page of ours. */
  private static String within(@Nullable String to) {
    return to != null && to.matches("/(pages/[A-Za-z0-9/._~?&=%:+-]*)?") ? to : "/";
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static void seeOther(HttpServletResponse response, String to) {
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader("Location", to);
  }

  // --- out ------------------------------------------------------------------------------------

  private static void asset(
      @Nullable Asset asset, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (asset == null) {
      throw new Refused(QueryRefusal.VIEW_UNKNOWN);
    }
    response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
    send(asset.type(), asset.bytes(), asset.packed(), request, response);
  }

  private static void html(
      Site.Document page, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setStatus(page.status());
    if (page.again() > 0) {
      // the address in full: Chromium does not ask again for one with a fragment by itself
      String address = request.getRequestURI() + "?" + request.getQueryString();
      response.setHeader("Refresh", page.again() + "; url=" + address);
    }
    byte[] bytes = page.html().getBytes(StandardCharsets.UTF_8);
    send(HTML, bytes, Assets.pack(bytes), request, response);
  }

  private static void send(
      String type,
      byte[] plain,
      byte[] packed,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String accepted = request.getHeader("Accept-Encoding");
    boolean pack = accepted != null && accepted.contains("gzip");
    response.setContentType(type);
    response.addHeader("Vary", "Accept-Encoding");
    if (pack) {
      response.setHeader("Content-Encoding", "gzip");
    }
    byte[] bytes = pack ? packed : plain;
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
