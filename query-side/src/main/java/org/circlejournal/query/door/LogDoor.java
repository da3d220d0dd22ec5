package org.circlejournal.query.door;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.events.log.NotProven;
import org.circlejournal.events.log.Tile;
import org.circlejournal.query.audit.log.AuditLog;
import org.circlejournal.query.audit.log.ShownTo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /audit/log/…}, as C2SP's tlog-tiles has it. Anyone gets the daily checkpoint and the tiles
 * below it; members and auditors get the log as it is now, proofs, and the events that they may
 * see.
 */
final class LogDoor extends HttpServlet {

  static final String PATH = "/audit/log/";

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LogDoor.class);
  private static final Set<Role> INSIDERS = Set.of(Role.MEMBER, Role.AUDITOR);
  private static final Set<String> OF_A_LEAF = Set.of("circle", "version", "ledger");
  private static final String TEXT = "text/plain;charset=utf-8";
  private static final String BYTES = "application/octet-stream";
  private static final String SOON = "no-cache";
  private static final String FOREVER = "public, max-age=31536000, immutable";

  private final transient AuditLog log;
  private final transient Audience audience;
  private final transient KnownCircles circles;
  private final transient Door.Readiness readiness;

  LogDoor(AuditLog log, Audience audience, KnownCircles circles, Door.Readiness readiness) {
    this.log = log;
    this.audience = audience;
    this.circles = circles;
    this.readiness = readiness;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      answer(request, response);
    } catch (Refused e) {
      Problem.write(response, e);
    } catch (RuntimeException e) {
      LOG.error("a request failed: {}", Traces.of(e));
      Problem.write(response, new Refused(QueryRefusal.INTERNAL_ERROR));
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Problem.requireReading(request, response);
    if (!readiness.ready()) {
      throw new Refused(QueryRefusal.NOT_YET_VISIBLE);
    }
    String path = request.getRequestURI().substring(PATH.length());
    if (path.equals("checkpoint")) {
      boolean live = isInsider(audience.anyone(request));
      text(response, live ? log.live() : log.daily());
    } else if (path.equals("keys")) {
      audience.anyone(request);
      text(response, log.keys());
    } else if (path.startsWith("tile/")) {
      tile(path.substring("tile/".length()), isInsider(audience.anyone(request)), response);
    } else if (path.startsWith("proofs/")) {
      insider(request);
      proof(path.substring("proofs/".length()), response);
    } else if (path.equals("leaf")) {
      leaf(audience.require(request), request, response);
    } else {
      audience.anyone(request);
      throw new Refused(QueryRefusal.VIEW_UNKNOWN);
    }
  }

  private static boolean isInsider(@Nullable Bearer bearer) {
    return bearer != null && INSIDERS.contains(bearer.role());
  }

  private void insider(HttpServletRequest request) {
    if (!isInsider(audience.require(request))) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
  }

  private void tile(String path, boolean live, HttpServletResponse response) throws IOException {
    Tile tile;
    try {
      tile = Tile.parse(path);
    } catch (NotProven e) {
      throw new Refused(QueryRefusal.TILE_UNKNOWN);
    }
    byte[] hashes = log.tile(tile, live);
    if (hashes == null) {
      throw new Refused(QueryRefusal.TILE_UNKNOWN);
    }
    send(response, BYTES, FOREVER, hashes);
  }

  private void proof(String index, HttpServletResponse response) throws IOException {
    if (!index.matches("0|[1-9][0-9]{0,17}")) {
      throw new Refused(QueryRefusal.ENTRY_UNKNOWN);
    }
    String proof = log.proof(Long.parseLong(index));
    if (proof == null) {
      throw new Refused(QueryRefusal.ENTRY_UNKNOWN);
    }
    text(response, proof);
  }

  /** An event that is not there and one that may not be seen give the same answer. */
  private void leaf(Bearer bearer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String id = request.getParameter("circle");
    if (id != null && !mayKnow(bearer, id)) {
      throw new Refused(QueryRefusal.CIRCLE_UNKNOWN);
    }
    if (!isInsider(bearer)) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
    Question.of(request, OF_A_LEAF);
    if (id == null) {
      throw Question.invalid("circle", "expected: a circle's id");
    }
    long version = Question.number(request, "version", -1, 0, Integer.MAX_VALUE);
    boolean ledger = "true".equals(request.getParameter("ledger"));
    Leaf leaf = version < 0 ? null : log.leaf(ledger ? "ledger-" + id : id, version);
    if (leaf == null || !ShownTo.allows(bearer.role(), bearer.member(), leaf)) {
      throw new Refused(QueryRefusal.ENTRY_UNKNOWN);
    }
    Long index = log.index(leaf);
    if (index == null) {
      throw new Refused(QueryRefusal.NOT_YET_VISIBLE);
    }
    response.setHeader("Log-Index", Long.toString(index));
    send(response, BYTES, "private, " + SOON, leaf.data());
  }

  private boolean mayKnow(Bearer bearer, String id) {
    CircleId circle = new CircleId(id);
    return Audience.isStaff(bearer)
        ? KnownCircles.wellFormed(id) && circles.mayKnow(bearer, circle)
        : circle.equals(bearer.circle());
  }

  private static void text(HttpServletResponse response, @Nullable String text) throws IOException {
    if (text == null) {
      throw new Refused(QueryRefusal.NOT_YET_VISIBLE);
    }
    send(response, TEXT, SOON, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpServletResponse response, String type, String caching, byte[] bytes)
      throws IOException {
    response.setContentType(type);
    response.setHeader("Cache-Control", caching);
    response.setHeader("Vary", "Authorization, Cookie");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
