package org.circlejournal.query.survey;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.query.door.AsAnswered;
import org.circlejournal.query.door.ReadModel;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.session.lightness.LightnessEndpoint;
import org.circlejournal.query.survey.Programme.Circle;
import org.circlejournal.query.survey.blocks.BlockRow;
import org.circlejournal.query.survey.blocks.BlocksView;
import org.circlejournal.query.survey.released.ReleaseLedgerEndpoint;
import org.circlejournal.query.survey.trend.BurnoutTrendEndpoint;
import org.circlejournal.query.view.AsOf.Moment;
import org.circlejournal.query.view.AsOf.Point;
import org.circlejournal.query.view.AsOf.Position;
import org.circlejournal.query.view.AsOf.Then;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Remembered;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as which role, for which circle or pool and for when; all answers go to one attacker,
 * as if all of them talked. They ask for what tells of answers: other read models read none (held
 * by OneWayOutTest). For the past they may ask at any point, also where the door would refuse it.
 */
final class Readers {

  /** Who asked, and for now or for the past. */
  record Asked(Role role, boolean past) {}

  private static final List<ReadModel> MODELS =
      List.of(BurnoutTrendEndpoint.MODEL, LightnessEndpoint.MODEL, ReleaseLedgerEndpoint.MODEL);

  private static final String ALL = "all";

  /** A circle or block, what was shown of it, and until where it was folded. */
  private record Part(CircleId id, Then then, PoolPart<?> of) {
    long upTo() {
      return then.shown().folded().position();
    }
  }

  private final Programme programme;
  private final Telling telling;
  private final Attacker attacker;

  /** Answers that were heard, and how many figures were in them: they are not written again. */
  private final Map<Object, Integer> heard = new HashMap<>();

  private Predicate<Asked> listening = asked -> true;

  Readers(Programme programme, Attacker attacker) {
    this.programme = programme;
    this.attacker = attacker;
    this.telling = new Telling(programme.scoring, programme.behind, attacker);
  }

  /** The attacker hears only some answers. */
  void heardOnly(Predicate<Asked> which) {
    listening = which;
  }

  // --- subjects ----------------------------------------------------------------------------------

  static String subject(Object wave, @Nullable Object fromWave) {
    return wave + " " + fromWave;
  }

  static String subject(int session) {
    return "session " + session;
  }

  // --- who asks ----------------------------------------------------------------------------------

  /** A member of each circle, and staff of all kinds for everything, for now. */
  void everybodyAsks() {
    programme.circles.forEach(this::askNow);
    askPoolsNow();
    askReleases(staff(Role.AUDITOR), Remembered.NOW);
  }

  void askNow(Circle circle) {
    for (Bearer bearer :
        List.of(
            member(circle),
            staff(Role.STEWARD),
            staff(Role.DASHBOARD),
            staff(Role.RESEARCHER),
            staff(Role.AUDITOR))) {
      askCircle(bearer, circle, Remembered.NOW);
    }
  }

  void askPoolsNow() {
    for (String pool : pools()) {
      Bearer dashboard =
          pool.equals(ALL)
              ? staff(Role.DASHBOARD)
              : Bearer.named(Role.DASHBOARD, Set.of(pool), null);
      for (Bearer bearer : List.of(dashboard, staff(Role.RESEARCHER), staff(Role.STEWARD))) {
        askPool(bearer, pool, Remembered.NOW);
      }
    }
  }

  /** Anybody, for anything that they may know of, now or at any time before. */
  void somebodyAsks() {
    Point point =
        switch (programme.random.nextInt(4)) {
          case 0 -> new Position(programme.random.nextLong(programme.journal.last() + 1));
          case 1 -> new Moment(programme.anyTime());
          default -> Remembered.NOW;
        };
    Circle circle = programme.circles.get(programme.random.nextInt(programme.circles.size()));
    switch (programme.random.nextInt(6)) {
      case 0, 1 -> askCircle(member(circle), circle, point);
      case 2 ->
          askCircle(Bearer.named(Role.DASHBOARD, Set.of(circle.workplace), null), circle, point);
      case 3 -> {
        askPool(
            Bearer.named(Role.DASHBOARD, Set.of(circle.workplace), null), circle.workplace, point);
        askPool(staff(Role.STEWARD), circle.workplace, point);
      }
      case 4 -> askPool(staff(Role.RESEARCHER), ALL, point);
      default -> askReleases(staff(Role.AUDITOR), point);
    }
  }

  private static Bearer member(Circle circle) {
    return new Bearer(Role.MEMBER, circle.id, new MemberId("m-1"));
  }

  private static Bearer staff(Role role) {
    return new Bearer(role, null, null);
  }

  private static List<String> pools() {
    List<String> pools = new ArrayList<>(Programme.WORKPLACES);
    pools.add(ALL);
    return pools;
  }

  private boolean listensTo(Bearer bearer, Point point) {
    return listening.test(new Asked(bearer.role(), !point.equals(Remembered.NOW)));
  }

  // --- what they ask -----------------------------------------------------------------------------

  private void askCircle(Bearer bearer, Circle circle, Point point) {
    boolean inside = AsAnswered.isInside(bearer, circle.id);
    for (ReadModel model : MODELS) {
      if (!AsAnswered.mayRead(bearer, model) || !listensTo(bearer, point)) {
        continue;
      }
      Then then = programme.journal.shown(model.view(), circle.id, point);
      long upTo = then.shown().folded().position();
      for (String by : Arrays.asList(null, "tool")) {
        once(
            Arrays.asList(model, inside, by, circle.id, then.shown().read()),
            () -> {
              JsonNode answer = AsAnswered.circle(model, inside, by, circle.id, then);
              return answer == null ? 0 : telling.of(answer, Map.of(circle.id, upTo));
            });
      }
    }
  }

  private void askPool(Bearer bearer, String pool, Point point) {
    for (ReadModel model : MODELS) {
      if (!AsAnswered.mayReadPools(bearer, model) || !listensTo(bearer, point)) {
        continue;
      }
      List<Part> parts = parts(model, pool, point);
      List<Object> marks = new ArrayList<>(List.of(model, pool));
      parts.forEach(part -> marks.addAll(List.of(part.id(), part.then().shown().read())));
      once(
          marks,
          () ->
              telling.ofPool(
                  AsAnswered.pool(model, pool, list(parts, Part::of)),
                  marksOf(parts, false),
                  marksOf(parts, true)));
    }
  }

  private static <T> List<T> list(List<Part> parts, Function<Part, T> what) {
    return parts.stream().map(what).toList();
  }

  private static Map<CircleId, Long> marksOf(List<Part> parts, boolean imported) {
    Map<CircleId, Long> marks = new LinkedHashMap<>();
    for (Part part : parts) {
      if (part.of().imported() == imported) {
        marks.put(part.id(), part.upTo());
      }
    }
    return marks;
  }

  private void askReleases(Bearer bearer, Point point) {
    if (!AsAnswered.mayReadReleases(bearer) || !listensTo(bearer, point)) {
      return;
    }
    List<CircleId> all = new ArrayList<>(programme.circles.stream().map(c -> c.id).toList());
    programme.glued().forEach(block -> all.add(block.block()));
    for (CircleId id : all) {
      Then then = programme.journal.shown(ReleaseLedgerEndpoint.MODEL.view(), id, point);
      once(
          Arrays.asList("releases", id, then.shown().read()),
          () ->
              telling.of(
                  Objects.requireNonNull(
                      AsAnswered.circle(ReleaseLedgerEndpoint.MODEL, false, null, id, then)),
                  Map.of(id, then.shown().folded().position())));
    }
  }

  /** The same answer tells nothing new, however often it is given. */
  private void once(Object answer, IntSupplier told) {
    Integer before = heard.get(answer);
    if (before == null) {
      heard.put(answer, told.getAsInt());
    } else {
      attacker.hearsAgain(before);
    }
  }

  // --- pools -------------------------------------------------------------------------------------

  JsonNode burnoutTrend(String pool) {
    return AsAnswered.pool(
        BurnoutTrendEndpoint.MODEL,
        pool,
        list(parts(BurnoutTrendEndpoint.MODEL, pool, Remembered.NOW), Part::of));
  }

  /** As the door finds them in its tables: circles that were there, and blocks that were glued. */
  private List<Part> parts(ReadModel model, String pool, Point point) {
    List<Part> parts = new ArrayList<>();
    for (Circle circle : programme.circles) {
      if (pool.equals(ALL) || pool.equals(circle.workplace)) {
        add(parts, model, circle.id, circle.imported, 1, point);
        if (circle.standsIn && !AsAnswered.poolsBlocks(model)) {
          add(parts, model, circle.standIn, circle.imported, 1, point);
        }
      }
    }
    CircleId gluing = programme.gluing();
    if (gluing != null && AsAnswered.poolsBlocks(model)) {
      Then blocks = programme.journal.shown(BlocksView.VIEW, gluing, point);
      for (Record row : blocks.shown().rows().getOrDefault(BlocksView.BLOCKS, List.of())) {
        BlockRow block = (BlockRow) row;
        if (pool.equals(ALL) || pool.equals(block.workplace())) {
          add(parts, model, new CircleId(block.block()), false, block.circles(), point);
        }
      }
    }
    return parts;
  }

  private void add(
      List<Part> parts, ReadModel model, CircleId id, boolean imported, int circles, Point point) {
    Then then = programme.journal.shown(model.view(), id, point);
    if (!then.shown().folded().equals(Mark.NONE)) {
      parts.add(
          new Part(id, then, new PoolPart<>(imported, circles, AsAnswered.ofPart(model, then))));
    }
  }
}
