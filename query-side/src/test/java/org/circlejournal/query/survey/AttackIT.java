package org.circlejournal.query.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.session.SessionEvent.PulseReleased;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.query.World;
import org.circlejournal.query.World.Running;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.survey.Attacker.Caught;
import org.circlejournal.query.survey.Programme.Circle;
import org.circlejournal.query.view.Stored;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The same attack on a running system: programmes are journaled as they come, the real publisher
 * decides what leaves of their pulses, and readers with real tokens ask over HTTP, now and for the
 * past. What they hear goes to the same attacker.
 */
class AttackIT {

  private static final long SEED = 20260112L;
  private static final int QUESTIONS = 250;
  private static final List<Role> ROLES =
      List.of(Role.MEMBER, Role.STEWARD, Role.DASHBOARD, Role.RESEARCHER, Role.AUDITOR);

  @Test
  void whoever_asks_a_running_system_finds_nothing_about_a_few_people() {
    Map<Role, Integer> heard = new EnumMap<>(Role.class);
    for (int i = 0; i < 3; i++) {
      Programme programme = unasked(i).lives();
      try (Attacked system = new Attacked(programme)) {
        system.ask(new SplittableRandom(i), QUESTIONS, true);
        assertThat(system.attacker.catches(new SplittableRandom(i)))
            .as("programme %d", i)
            .isEmpty();
        system.heard.forEach((role, figures) -> heard.merge(role, figures, Integer::sum));
        assertThat(system.past).as("answers for the past").isGreaterThan(20);
        assertThat(system.attacker.heardAbout("session")).as("figures of pulses").isPositive();
      }
    }
    assertThat(heard.getOrDefault(Role.STEWARD, 0)).isZero();
    for (Role role : Set.of(Role.MEMBER, Role.DASHBOARD, Role.RESEARCHER, Role.AUDITOR)) {
      assertThat(heard.getOrDefault(role, 0)).as("figures for %s", role).isGreaterThan(10);
    }
  }

  @Test
  void figures_that_are_counted_anew_are_found_through_the_past_and_not_through_now() {
    Programme programme = unasked(CAUGHT_BY_THE_PAST).countingAnew().livesOnly(Life.Part.SURVEYS);
    try (Attacked system = new Attacked(programme)) {
      system.ask(new SplittableRandom(SEED), QUESTIONS, false);
      assertThat(system.attacker.catches(new SplittableRandom(SEED))).isEmpty();
      system.ask(new SplittableRandom(SEED), QUESTIONS, true);
      assertThat(system.attacker.catches(new SplittableRandom(SEED)))
          .containsKeys(Caught.FEW_PEOPLE, Caught.INSIDER);
    }
  }

  /** In this programme somebody withdraws after a wave whose level left. */
  private static final int CAUGHT_BY_THE_PAST = 2;

  private static Programme unasked(int number) {
    Programme programme =
        new Programme(ReleaseRules.LAW, new SplittableRandom(SEED + 7919L * number));
    programme.readers().heardOnly(asked -> false);
    return programme;
  }

  /** A system in which a programme was lived, and those who ask it. */
  private static final class Attacked implements AutoCloseable {
    private final World world = World.create();
    private final Running query = world.start();
    private final Programme programme;
    private final Map<Role, String> staff = new EnumMap<>(Role.class);
    private final Map<CircleId, String> members = new HashMap<>();
    private final Attacker attacker = new Attacker();
    private final Map<Role, Integer> heard = new EnumMap<>(Role.class);
    private final Telling telling;
    private final long last;
    private int past;

    Attacked(Programme programme) {
      this.programme = programme;
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> query.get("/circles", world.staff(Role.STEWARD)).statusCode() == 200);
      List<JournalEvent> events = new ArrayList<>(programme.events());
      events.removeIf(event -> event instanceof PulseReleased); // that is the publisher's
      for (int from = 0; from < events.size(); from += 25) {
        world.append(events.subList(from, Math.min(events.size(), from + 25)));
        world.caughtUp();
      }
      long pulses = programme.events().stream().filter(e -> e instanceof PulseReleased).count();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  left().stream().filter(s -> s.event() instanceof PulseReleased).count()
                      == pulses);
      world.caughtUp();
      for (Role role : ROLES.subList(1, ROLES.size())) {
        staff.put(role, world.staff(role));
      }
      programme.circles.forEach(circle -> members.put(circle.id, world.member(circle.id)));
      last = world.journal().lastPosition();
      telling = new Telling(programme.scoring, behind(), attacker);
    }

    /** All that is in ledgers of circles and blocks. */
    private List<Stored> left() {
      List<Stored> left = new ArrayList<>();
      for (CircleId id : everything()) {
        for (Stored stored : Stored.ofCircle(world.journal(), id, Long.MAX_VALUE)) {
          if (stored.recorded().inLedger()) {
            left.add(stored);
          }
        }
      }
      return left;
    }

    private List<CircleId> everything() {
      List<CircleId> all = new ArrayList<>(programme.circles.stream().map(c -> c.id).toList());
      programme.glued().forEach(block -> all.add(block.block()));
      return all;
    }

    /** Who is behind what left here: the same rows left in the programme, at other positions. */
    private Behind behind() {
      Behind behind = new Behind();
      for (Stored stored : left()) {
        List<JournalEvent> events = programme.events();
        int same = 0;
        while (!isSame(events.get(same), stored.event())) {
          same++;
        }
        behind.note(programme.behind, same, stored.recorded().position());
      }
      return behind;
    }

    /** Sets of people have random names, which each publisher draws for itself. */
    private static boolean isSame(JournalEvent there, JournalEvent here) {
      if (there instanceof PulseReleased a && here instanceof PulseReleased b) {
        return Json.mapper()
            .<JsonNode>valueToTree(unnamed(a))
            .equals(Json.mapper().valueToTree(unnamed(b)));
      }
      return there instanceof ResultReleased && there.equals(here);
    }

    private static PulseReleased unnamed(PulseReleased row) {
      return new PulseReleased(
          row.circleId(),
          row.at(),
          row.session(),
          row.tool(),
          row.n(),
          row.arriving(),
          row.leaving(),
          row.change(),
          row.low(),
          row.high(),
          row.helpfulness(),
          "",
          row.k(),
          row.withheld());
    }

    // --- asking ----------------------------------------------------------------------------------

    /**
     * @param alsoPast whether for the past, too, half of the time
     */
    void ask(SplittableRandom random, int questions, boolean alsoPast) {
      for (int i = 0; i < questions; i++) {
        Role role = ROLES.get(random.nextInt(ROLES.size()));
        Circle circle = programme.circles.get(random.nextInt(programme.circles.size()));
        String token = role == Role.MEMBER ? members.get(circle.id) : staff.get(role);
        String asOf = !alsoPast || random.nextInt(2) == 0 ? null : anyPoint(random);
        String pool = random.nextBoolean() ? "all" : circle.workplace;
        String path =
            switch (random.nextInt(role == Role.AUDITOR ? 7 : 6)) {
              case 0 -> "/circles/" + circle.id + "/burnout-trend?";
              case 1 -> "/circles/" + circle.id + "/lightness?";
              case 2 -> "/circles/" + circle.id + "/lightness?by=tool&";
              case 3 -> "/circles/" + circle.id + "/release-ledger?";
              case 4 -> "/pools/" + pool + "/burnout-trend?";
              case 5 -> "/pools/" + pool + "/lightness?";
              default -> "/audit/releases?limit=1000&";
            };
        String question =
            asOf == null ? path.substring(0, path.length() - 1) : path + "asOf=" + asOf;
        hear(role, circle, pool, path, answer(question, String.valueOf(token)), asOf);
      }
    }

    /** A pool of the past may take its time: who asks is told to come again. */
    private HttpResponse<String> answer(String question, String token) {
      return await()
          .pollDelay(Duration.ZERO) // most are answered at once
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> query.get(question, token),
              answer -> answer.statusCode() != 409 && answer.statusCode() != 503);
    }

    private String anyPoint(SplittableRandom random) {
      return random.nextBoolean()
          ? String.valueOf(random.nextLong(last + 1))
          : programme.anyTime().toString();
    }

    private void hear(
        Role role,
        Circle circle,
        String pool,
        String path,
        HttpResponse<String> answer,
        @Nullable String asOf) {
      // Not for this role; not there then; not to be asked for by others yet.
      assertThat(answer.statusCode()).as(path + answer.body()).isIn(200, 403, 404, 400);
      if (answer.statusCode() != 200) {
        return;
      }
      past += asOf == null ? 0 : 1;
      JsonNode rows = json(answer);
      int figures =
          path.startsWith("/pools/")
              ? telling.ofPool(rows, parts(pool, false, asOf), parts(pool, true, asOf))
              : telling.of(rows, Map.of(circle.id, upTo(circle.id, asOf)));
      heard.merge(role, figures, Integer::sum);
    }

    private Map<CircleId, Long> parts(String pool, boolean imported, @Nullable String asOf) {
      Map<CircleId, Long> parts = new LinkedHashMap<>();
      for (Circle circle : programme.circles) {
        if (circle.imported == imported && (pool.equals("all") || pool.equals(circle.workplace))) {
          parts.put(circle.id, upTo(circle.id, asOf));
        }
      }
      for (CirclesGlued block : programme.glued()) {
        if (!imported && (pool.equals("all") || pool.equals(block.workplace()))) {
          parts.put(block.block(), upTo(block.block(), asOf));
        }
      }
      return parts;
    }

    /** The last position of a circle's or block's events that the answer can have in it. */
    private long upTo(CircleId id, @Nullable String asOf) {
      if (asOf == null) {
        return last;
      }
      if (!asOf.contains("T")) {
        return Long.parseLong(asOf);
      }
      Instant time = Instant.parse(asOf);
      return Stored.ofCircle(world.journal(), id, Long.MAX_VALUE).stream()
          .filter(stored -> !stored.recorded().recordedAt().isAfter(time))
          .mapToLong(stored -> stored.recorded().position())
          .max()
          .orElse(-1);
    }

    private static JsonNode json(HttpResponse<String> answer) {
      try {
        return Json.mapper().readTree(answer.body());
      } catch (IOException e) {
        throw new AssertionError(answer.body(), e);
      }
    }

    @Override
    public void close() {
      query.close();
      world.close();
    }
  }
}
