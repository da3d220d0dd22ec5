package org.circlejournal.query.door;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.query.door.KnownCircles.Place;
import org.circlejournal.query.door.Page.Variant;
import org.circlejournal.query.door.Page.Written;
import org.circlejournal.query.door.Past.When;
import org.circlejournal.query.door.Question.Asked;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.door.ReadModel.Pooling;
import org.circlejournal.query.door.Rendering.Line;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.NotBuilt;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.Traffic;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /circles…}, {@code /pools/…} and {@code /audit/releases}: every read model goes through
 * here and nowhere else. A plain servlet that writes bytes: at ten thousand requests a second, all
 * that stands between shows.
 *
 * <p>Checked in this order: 401, 404 of the circle, 403, 400, 404 of the read model, 503.
 */
final class Door extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  /** The read model that lists circles, and is a circle's own page. */
  private static final String CIRCLES = "circles";

  /** The read model that lists what left. */
  static final String RELEASES = "release-ledger";

  static final String AUDIT_RELEASES = "/audit/releases";

  private static final Set<String> OF_A_CIRCLE = Set.of("minVersion", "asOf", "bom");
  private static final Set<String> OF_ROWS =
      Set.of("by", "from", "to", "minVersion", "asOf", "bom");
  private static final Set<String> OF_THE_LIST = Set.of("limit", "after", "asOf", "bom");
  private static final Set<String> OF_POOLS = Set.of("from", "to", "asOf", "bom");
  private static final CircleId FIRST = new CircleId("00000000-0000-0000-0000-000000000000");
  private static final int LIMIT = 100;
  private static final int MOST = 1_000;

  private final transient Map<String, ReadModel> models = new LinkedHashMap<>();
  private final transient Audience audience;
  private final transient KnownCircles circles;
  private final transient Pages pages;
  private final transient ViewReader reader;
  private final transient Unsealer unsealer;
  private final transient Pools pools;
  private final transient Past past;
  private final transient CircleStreams streams;
  private final transient Traffic traffic;
  private final transient Readiness readiness;

  Door(
      List<ReadModel> models,
      Audience audience,
      KnownCircles circles,
      Pages pages,
      ViewReader reader,
      Unsealer unsealer,
      Pools pools,
      Past past,
      CircleStreams streams,
      Traffic traffic,
      Readiness readiness) {
    models.forEach(model -> this.models.put(model.view().name(), model));
    this.audience = audience;
    this.circles = circles;
    this.pages = pages;
    this.reader = reader;
    this.unsealer = unsealer;
    this.pools = pools;
    this.past = past;
    this.streams = streams;
    this.traffic = traffic;
    this.readiness = readiness;
  }

  /** Whether there is anything to read yet. */
  @FunctionalInterface
  interface Readiness {
    boolean ready();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answering(() -> answer(request, response), response);
  }

  /** The same for somebody who is known already: what pages show comes from here, too. */
  void answerTo(Bearer bearer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answering(
        () -> {
          requireReady();
          answer(bearer, request, response);
        },
        response);
  }

  /** Answers, or fails to. */
  @FunctionalInterface
  private interface Answering {
    void answer() throws IOException;
  }

  private static void answering(Answering answering, HttpServletResponse response)
      throws IOException {
    try {
      answering.answer();
    } catch (Refused e) {
      Problem.write(response, e);
    } catch (NotBuilt e) {
      Problem.write(response, new Refused(QueryRefusal.NOT_YET_VISIBLE));
    } catch (RuntimeException e) {
      LOG.error("a request failed: {}", Traces.of(e));
      Problem.write(response, new Refused(QueryRefusal.INTERNAL_ERROR));
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Problem.requireReading(request, response);
    requireReady();
    answer(audience.require(request), request, response);
  }

  private void requireReady() {
    traffic.read();
    if (!readiness.ready()) {
      throw new Refused(QueryRefusal.NOT_YET_VISIBLE);
    }
  }

  private void answer(Bearer bearer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getRequestURI();
    String[] parts = path.split("/", 5); // "", circles, id, view
    if (parts[1].equals("pools")) {
      pool(
          bearer,
          parts.length == 4 ? parts[2] : "",
          parts.length == 4 ? parts[3] : "",
          request,
          response);
    } else if (parts[1].equals("audit")) {
      releases(bearer, request, response);
    } else if (parts.length == 2) {
      list(bearer, request, response);
    } else if (parts.length == 3) {
      rows(bearer, parts[2], CIRCLES, request, response);
    } else {
      rows(bearer, parts[2], parts.length == 4 ? parts[3] : "", request, response);
    }
  }

  // --- one circle -----------------------------------------------------------------------------

  private void rows(
      Bearer bearer,
      String id,
      String name,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    CircleId circle = requireKnown(bearer, id, request);
    if (name.equals(CircleStreams.NAME)) {
      Audience.requireMayReadSome(bearer, models.values());
      Question.of(request, Set.of());
      streams.open(bearer, circle, request, response);
      return;
    }
    boolean page = name.equals(CIRCLES) && request.getRequestURI().endsWith(id);
    ReadModel model = page || !name.equals(CIRCLES) ? models.get(name) : null;
    if (model == null) {
      Audience.requireMayReadSome(bearer, models.values());
      Question.of(request, OF_ROWS);
      throw new Refused(QueryRefusal.VIEW_UNKNOWN);
    }
    Audience.requireMayRead(bearer, model);
    boolean inside = Audience.isInside(bearer, circle);
    requireNotForMembersOnly(model, inside, request);
    Asked asked = Question.of(request, page ? OF_A_CIRCLE : OF_ROWS);
    Shown<?, ?> shown = model.shown(inside, asked.question().by());
    if (shown == null) {
      throw Question.invalid("by", "expected: " + bys(model, inside));
    }
    Page found =
        asked.asOf() == null
            ? pages.page(model.view(), circle, shown, asked.minVersion())
            : past.page(model.view(), circle, shown, asked.asOf());
    if (page && found.folded().equals(Mark.NONE)) {
      throw new Refused(QueryRefusal.NOT_YET_VISIBLE); // its members know it, the view not yet
    }
    Written written =
        found.written(
            new Variant(inside, asked.question()),
            variant -> write(shown, found, circle, variant.question(), page));
    Mark mark = found.mark(shown);
    send(request, response, written, mark.position(), found.generation());
  }

  /** What only members may ask by is refused to others as such, and not as a mistake. */
  private static void requireNotForMembersOnly(
      ReadModel model, boolean inside, HttpServletRequest request) {
    String by = request.getQueryString() == null ? null : request.getParameter("by");
    if (by != null && !inside && model.shown(false, by) == null && model.shown(true, by) != null) {
      throw new Refused(QueryRefusal.ROLE_NOT_ALLOWED);
    }
  }

  private CircleId requireKnown(Bearer bearer, String id, HttpServletRequest request) {
    CircleId circle = new CircleId(id);
    boolean known =
        Audience.isStaff(bearer)
            ? KnownCircles.wellFormed(id) && isThere(bearer, circle, request)
            : circle.equals(bearer.circle());
    if (!known) {
      throw new Refused(QueryRefusal.CIRCLE_UNKNOWN);
    }
    return circle;
  }

  /** Who asks for a version may be earlier than the views: a circle just founded is waited for. */
  private boolean isThere(Bearer staff, CircleId circle, HttpServletRequest request) {
    if (circles.mayKnow(staff, circle)) {
      return true;
    }
    String query = request.getQueryString();
    if (query == null || !query.contains("minVersion=")) {
      return false;
    }
    try {
      return pages.await(() -> circles.mayKnow(staff, circle) ? Boolean.TRUE : null);
    } catch (Refused notYet) {
      return false;
    }
  }

  private static List<String> bys(ReadModel model, boolean inside) {
    return model.shown().stream()
        .filter(one -> one.inside() == inside && one.by() != null)
        .map(one -> Objects.requireNonNull(one.by()))
        .toList();
  }

  private <R extends Record, A extends Record> Written write(
      Shown<R, A> shown, Page page, CircleId circle, Question question, boolean single) {
    List<? extends Record> rows = page.rows().getOrDefault(shown.sheet(), List.of());
    List<A> answers = shown.answers(rows, new Texts(unsealer, circle));
    if (question.from() != null || question.to() != null) {
      Place place = circles.find(circle);
      ZoneId zone = place == null ? ZoneOffset.UTC : place.zone();
      answers = new Span<>(shown.answer()).within(answers, question, zone);
    }
    List<Line<A>> lines = answers.stream().map(row -> new Line<>(circle, row)).toList();
    return Rendering.ofCircles(shown.answer()).write(lines, question, single);
  }

  // --- the list of circles --------------------------------------------------------------------

  private void list(Bearer bearer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ReadModel model = Objects.requireNonNull(models.get(CIRCLES));
    Audience.requireMayRead(bearer, model);
    Asked asked = Question.of(request, OF_THE_LIST);
    int limit = (int) Question.number(request, "limit", LIMIT, 1, MOST);
    String after = request.getParameter("after");
    if (after != null && !KnownCircles.wellFormed(after)) {
      throw Question.invalid("after", "expected: a circle's id");
    }
    CircleId from = after == null ? FIRST : new CircleId(after);
    boolean inside = bearer.role() == Role.MEMBER;
    Shown<?, ?> shown = Objects.requireNonNull(model.shown(inside, null));
    CircleId own = inside ? Objects.requireNonNull(bearer.circle()) : null;
    send(
        request,
        response,
        list(shown, own, bearer.workplaces(), from, limit, asked, response),
        -1,
        reader.generation(model.view()));
  }

  private <R extends Record, A extends Record> Written list(
      Shown<R, A> shown,
      @Nullable CircleId own,
      @Nullable Set<String> workplaces,
      CircleId after,
      int limit,
      Asked asked,
      HttpServletResponse response) {
    List<Line<A>> lines = new ArrayList<>();
    When when = asked.asOf();
    ViewDefinition<?> view = Objects.requireNonNull(models.get(CIRCLES)).view();
    if (own != null) {
      Page page = when == null ? pages.page(view, own) : past.find(view, own, shown, when);
      List<? extends Record> rows = page.rows().getOrDefault(shown.sheet(), List.of());
      if (own.value().compareTo(after.value()) > 0) {
        shown.answers(rows, new Texts(unsealer, own)).forEach(a -> lines.add(new Line<>(own, a)));
      }
    } else {
      List<ViewReader.Line<R>> all = reader.list(shown.sheet(), workplaces, after, limit + 1);
      List<ViewReader.Line<R>> some = all.subList(0, Math.min(limit, all.size()));
      if (all.size() > limit) {
        response.setHeader(
            "Link",
            "</circles?limit=%d&after=%s%s>; rel=\"next\""
                .formatted(limit, some.get(limit - 1).circle(), asked.again()));
      }
      if (when == null) {
        some.forEach(line -> add(shown, line.circle(), List.of(line.row()), lines));
      } else {
        List<CircleId> circles = some.stream().map(ViewReader.Line::circle).toList();
        past.circles(view, shown.sheet(), circles, when)
            .forEach((circle, rows) -> add(shown, circle, rows, lines));
      }
    }
    return Rendering.ofCircles(shown.answer()).write(lines, asked.question(), false);
  }

  private <R extends Record, A extends Record> void add(
      Shown<R, A> shown, CircleId circle, List<? extends Record> rows, List<Line<A>> lines) {
    shown
        .answers(rows, new Texts(unsealer, circle))
        .forEach(row -> lines.add(new Line<>(circle, row)));
  }

  // --- pools ----------------------------------------------------------------------------------

  private void pool(
      Bearer bearer,
      String pool,
      String name,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    Audience.requireStaff(bearer);
    ReadModel model = models.get(name);
    if (model == null) {
      Audience.requireMayReadSome(bearer, models.values());
    } else {
      Audience.requireMayRead(bearer, model);
    }
    if (!pools.isKnown(pool, bearer)) {
      throw new Refused(QueryRefusal.WORKPLACE_UNKNOWN);
    }
    Asked asked = Question.of(request, OF_POOLS);
    Pooling<?, ?> pooling = model == null ? null : model.pooling();
    if (model == null || pooling == null) {
      throw new Refused(QueryRefusal.VIEW_UNKNOWN);
    }
    Shown<?, ?> shown = Objects.requireNonNull(model.shown(false, null));
    List<PoolPart<?>> parts =
        asked.asOf() == null
            ? pools.parts(pool, shown, pooling.blocks())
            : past.parts(pools, pool, model.view(), shown, pooling, asked.asOf());
    Written written = write(pooling, parts, pool, asked.question());
    send(request, response, written, -1, reader.generation(model.view()));
  }

  private static <A extends Record, P extends Record> Written write(
      Pooling<A, P> pooling, List<PoolPart<?>> parts, String pool, Question question) {
    List<P> rows = pooling.rows(parts);
    if (question.from() != null || question.to() != null) {
      rows = new Span<>(pooling.answer()).within(rows, question, ZoneOffset.UTC);
    }
    List<Line<P>> lines = rows.stream().map(row -> new Line<>(pool, row)).toList();
    return Rendering.ofPools(pooling.answer()).write(lines, question, false);
  }

  // --- what left ------------------------------------------------------------------------------

  private void releases(Bearer bearer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ReadModel model = Objects.requireNonNull(models.get(RELEASES));
    Audience.requireAuditor(bearer);
    Asked asked = Question.of(request, OF_THE_LIST);
    int limit = (int) Question.number(request, "limit", LIMIT, 1, MOST);
    long after = Question.number(request, "after", -1, 0, Long.MAX_VALUE);
    Written written =
        releases(
            Objects.requireNonNull(model.shown(false, null)),
            bearer.workplaces() == null ? null : pools.of(bearer.workplaces(), blocks()),
            after,
            limit,
            asked,
            response);
    send(request, response, written, -1, reader.generation(model.view()));
  }

  private @Nullable Sheet<?, ?> blocks() {
    for (ReadModel model : models.values()) {
      Pooling<?, ?> pooling = model.pooling();
      if (pooling != null && pooling.blocks() != null) {
        return pooling.blocks();
      }
    }
    return null;
  }

  private <R extends Record, A extends Record> Written releases(
      Shown<R, A> shown,
      @Nullable Set<CircleId> among,
      long after,
      int limit,
      Asked asked,
      HttpServletResponse response) {
    long upTo =
        asked.asOf() == null
            ? Long.MAX_VALUE
            : past.lastRelease(reader, shown.sheet(), asked.asOf());
    List<ViewReader.Line<R>> found =
        reader.inOrderOf("position", shown.sheet(), among, after, upTo, limit + 1);
    List<Line<A>> lines = new ArrayList<>();
    for (ViewReader.Line<R> line : found.subList(0, Math.min(limit, found.size()))) {
      shown
          .answers(List.of(line.row()), new Texts(unsealer, line.circle()))
          .forEach(row -> lines.add(new Line<>(line.circle(), row)));
    }
    if (found.size() > limit) {
      long last = shown.sheet().columns().number("position", found.get(limit - 1).row());
      response.setHeader(
          "Link",
          "<%s?limit=%d&after=%d%s>; rel=\"next\""
              .formatted(AUDIT_RELEASES, limit, last, asked.again()));
    }
    return Rendering.ofCircles(shown.answer()).write(lines, asked.question(), false);
  }

  // --- out ------------------------------------------------------------------------------------

  /**
   * @param position −1 where there is none to tell
   */
  private static void send(
      HttpServletRequest request,
      HttpServletResponse response,
      Written written,
      long position,
      String generation)
      throws IOException {
    response.setHeader("View-Generation", generation);
    if (position >= 0) {
      response.setHeader("Journal-Position", Long.toString(position));
    }
    send(request, response, written);
  }

  static void send(HttpServletRequest request, HttpServletResponse response, Written written)
      throws IOException {
    response.setHeader("ETag", written.etag());
    response.setHeader("Cache-Control", "private, no-cache");
    response.setHeader("Vary", "Accept, Authorization, Cookie");
    if (matches(request.getHeader("If-None-Match"), written.etag())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(written.contentType());
    response.setContentLength(written.length());
    written.to(response.getOutputStream());
  }

  /** RFC 9110, 13.1.2: any of the list, weakly compared, or an asterisk. */
  private static boolean matches(@Nullable String ifNoneMatch, String etag) {
    return ifNoneMatch != null
        && (ifNoneMatch.equals(etag)
            || ifNoneMatch.strip().equals("*")
            || ifNoneMatch.contains(etag));
  }
}
