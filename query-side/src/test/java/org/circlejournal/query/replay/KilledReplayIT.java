package org.circlejournal.query.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.Histories;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.World;
import org.circlejournal.query.Year;
import org.junit.jupiter.api.Test;

/** A query side that is killed ({@code kill -9}) while it writes a replay's tables. */
class KilledReplayIT {

  private static final Duration SOON = Duration.ofSeconds(60); // a JVM may have to start
  private static final int CIRCLES = 12;

  /**
   * Rows of states of new generations wait for whoever holds the lock, so that the replay is in the
   * midst of its COPY, however fast it is.
   */
  private static final String HOLD_UP =
      """
      create function public.hold_up() returns trigger language plpgsql as $$
      begin
        perform pg_advisory_xact_lock_shared(42);
        return null;
      end
      $$;
      create function public.hold_up_new() returns event_trigger language plpgsql as $$
      declare made record;
      begin
        for made in select * from pg_event_trigger_ddl_commands() where object_type = 'table' loop
          if made.object_identity ~ '_r[0-9]+\\.state$' then
            execute format('create trigger hold_up before insert on %s'
              || ' for each statement execute function public.hold_up()', made.object_identity);
          end if;
        end loop;
      end
      $$;
      create event trigger hold_up_new on ddl_command_end when tag in ('CREATE TABLE')
        execute function public.hold_up_new();
      """;

  private static final String WAITING =
      "select 1 from pg_locks where locktype = 'advisory' and objid = 42 and not granted";
  private static final String UNFINISHED =
      "select schema_name from views.generation where state in ('building', 'doomed')";
  private static final String SCHEMAS =
      "select nspname from pg_namespace where nspname ~ '_r[0-9]+$'";
  private static final String TOKENS =
      "select processor_name from views.token_entry where processor_name ~ '_r[0-9]+$'";

  /** A process and its address. */
  private record Query(World world, Process process, String url, HttpClient http)
      implements AutoCloseable {

    static Query start(World world) throws IOException {
      int port;
      try (ServerSocket socket = new ServerSocket(0)) {
        port = socket.getLocalPort();
      }
      Query query =
          new Query(
              world,
              world.process(port),
              "http://127.0.0.1:" + port,
              HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build());
      await().atMost(SOON).until(() -> query.status("/replays", Role.OPERATOR) == 200);
      return query;
    }

    private int status(String path, Role role) {
      try {
        return send("GET", path, role, "").statusCode();
      } catch (UncheckedIOException e) {
        if (e.getCause() instanceof ConnectException) {
          return 0; // not yet
        }
        throw e;
      }
    }

    HttpResponse<String> send(String method, String path, Role role, String body) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + path))
              .header("Authorization", "Bearer " + world.staff(role))
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString(body))
              .build();
      try {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    JsonNode json(String method, String path, Role role, String body) {
      try {
        return Json.mapper().readTree(send(method, path, role, body).body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Orders a replay of all views. */
    String order() {
      return json("POST", "/replays", Role.RESEARCHER, "{\"view\":\"all\"}").path("id").asText();
    }

    JsonNode replay(String id) {
      return json("GET", "/replays/" + id, Role.OPERATOR, "");
    }

    /** What everybody is shown of each circle, and from which generation. */
    List<String> answers() {
      List<String> answers = new ArrayList<>();
      for (int i = 1; i <= CIRCLES; i++) {
        for (String view : List.of("", "/attendance", "/protected-space", "/theme-usage")) {
          HttpResponse<String> answer =
              send("GET", "/circles/" + circle(i) + view, Role.DASHBOARD, "");
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
          answers.add(answer.headers().firstValue("View-Generation").orElse("") + answer.body());
        }
      }
      return answers;
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
      try {
        kill();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static CircleId circle(int i) {
    return Year.circle(i);
  }

  @Test
  void nothing_of_it_stays_what_is_shown_is_unharmed_and_a_new_one_is_the_same() throws Exception {
    try (World world = World.create()) {
      for (int i = 1; i <= CIRCLES; i++) {
        world.append(Histories.of(i, circle(i)));
      }
      List<String> answers;
      List<String> rows;
      String killed;
      try (Query first = Query.start(world);
          Connection holding = world.pool().getConnection();
          Statement statement = holding.createStatement()) {
        world.caughtUp();
        answers = first.answers();
        rows = world.dump();
        world.database.execute(HOLD_UP);
        statement.execute("select pg_advisory_lock(42)");
        killed = first.order();
        await().atMost(SOON).until(() -> !world.rows(WAITING).isEmpty());
        assertThat(first.replay(killed).path("state").textValue()).isEqualTo("running");
        assertThat(world.rows(UNFINISHED)).hasSameSizeAs(ReadModels.views());
        assertThat(first.answers()).as("while it is replayed").isEqualTo(answers);
        first.kill();
        assertThat(world.rows(UNFINISHED)).as("nobody cleaned up").isNotEmpty();
        letGo(world, statement);
      }
      try (Query second = Query.start(world)) {
        assertThat(second.answers()).isEqualTo(answers);
        await()
            .atMost(SOON)
            .until(() -> second.replay(killed).path("state").textValue().equals("failed"));
        assertThat(second.replay(killed).path("error").textValue()).contains("process ended");
        await()
            .atMost(SOON)
            .untilAsserted(
                () -> {
                  assertThat(world.rows(UNFINISHED)).isEmpty();
                  assertThat(world.rows(SCHEMAS)).isEmpty();
                  assertThat(world.rows(TOKENS)).isEmpty();
                });
        assertThat(second.answers()).isEqualTo(answers);
        assertThat(world.dump()).isEqualTo(rows);

        String again = second.order();
        await()
            .atMost(SOON)
            .until(() -> !second.replay(again).path("state").textValue().equals("running"));
        JsonNode row = second.replay(again);
        assertThat(row.path("state").textValue()).as(row.toString()).isEqualTo("complete");
        assertThat(row.path("receipt").findValues("comparison"))
            .hasSameSizeAs(ReadModels.views())
            .allSatisfy(one -> assertThat(one.path("same").booleanValue()).isTrue());
        assertThat(second.answers()).isEqualTo(answers);
      }
    }
  }

  private static void letGo(World world, Statement holder) throws SQLException {
    world.database.execute("drop event trigger hold_up_new");
    holder.execute("select pg_advisory_unlock(42)");
  }
}
