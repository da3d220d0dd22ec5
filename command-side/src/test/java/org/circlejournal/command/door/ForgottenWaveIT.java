package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.circlejournal.events.TestPostgres;
import org.junit.jupiter.api.Test;

/** A wave that nobody closes ends at its time all the same, and nobody sends anything for it. */
class ForgottenWaveIT {

  private static final int WAVES = 12;

  private final TestPostgres.Database database = TestPostgres.database();

  private App start(Path secrets) {
    return App.start(database, secrets, context -> {}, List.of());
  }

  private static List<AnsweredWave> answered(App app, Instant ending) {
    app.clock().set(AnsweredWave.answering());
    List<AnsweredWave> waves = new ArrayList<>();
    for (int i = 0; i < WAVES; i++) {
      waves.add(new AnsweredWave(app, ending));
    }
    return waves;
  }

  private static void awaitClosed(App app, List<AnsweredWave> waves) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> waves.stream().allMatch(wave -> wave.isClosed(app)));
  }

  @Test
  void it_closes_at_its_time_and_not_before() throws IOException {
    Instant ending = AnsweredWave.ending();
    try (App app = start(Files.createTempDirectory("secrets"))) {
      List<AnsweredWave> waves = answered(app, ending);
      app.clock().set(ending.minusSeconds(1));
      app.bean(Clockwork.class).ring();
      assertThat(waves).noneMatch(wave -> wave.isClosed(app));
      app.clock().set(ending);
      awaitClosed(app, waves);
      waves.forEach(wave -> wave.requireClosedOnce(app));
    }
  }

  @Test
  void it_closes_after_its_time_if_no_process_ran_then() throws IOException {
    Path secrets = Files.createTempDirectory("secrets");
    List<AnsweredWave> waves;
    try (App app = start(secrets)) {
      waves = answered(app, AnsweredWave.ending());
    }
    try (App later = start(secrets)) {
      awaitClosed(later, waves);
      waves.forEach(wave -> wave.requireClosedOnce(later));
    }
  }

  @Test
  void it_closes_once_when_two_nodes_see_its_time_at_once() throws Exception {
    try (App app = start(Files.createTempDirectory("secrets"));
        App other = app.another()) {
      other.clock().set(AnsweredWave.answering());
      List<AnsweredWave> waves = answered(app, AnsweredWave.ending());
      Thread second =
          new Thread(
              () -> {
                other.clock().set(Instant.now());
                other.bean(Clockwork.class).ring();
              });
      second.start();
      app.clock().set(Instant.now());
      app.bean(Clockwork.class).ring();
      second.join();
      awaitClosed(app, waves);
      waves.forEach(wave -> wave.requireClosedOnce(app));
    }
  }
}
