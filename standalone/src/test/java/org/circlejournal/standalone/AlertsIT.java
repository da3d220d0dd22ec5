package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.ReadModels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.yaml.snakeyaml.Yaml;

class AlertsIT {

  private static final Path RULES = Path.of("..", "docs", "prometheus", "alerts.yml");
  private static final Pattern METER = Pattern.compile("\\b(?:circle|jvm)_[a-z_]+");

  private static final BothDoors DOORS = BothDoors.start();

  @AfterAll
  static void close() {
    DOORS.close();
  }

  @Test
  void every_meter_that_an_alert_names_is_served() throws IOException {
    Object file = new Yaml().load(Files.readString(RULES));
    JsonNode rules = Json.mapper().valueToTree(file).at("/groups/0/rules");
    Set<String> named = new TreeSet<>();
    for (JsonNode rule : rules) {
      assertThat(rule.fieldNames()).toIterable().contains("alert", "expr", "labels", "annotations");
      METER
          .matcher(rule.path("expr").asText())
          .results()
          .map(MatchResult::group)
          .forEach(named::add);
    }
    assertThat(rules).hasSizeGreaterThan(5);
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(() -> assertThat(served()).containsAll(named));
  }

  @Test
  void each_view_has_its_lag() {
    Awaitility.await()
        .atMost(60, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              String page = page(DOORS.query());
              for (var view : ReadModels.views()) {
                String label = "{view=\"" + view.name() + "\"}";
                assertThat(page)
                    .contains("circle_view_lag_seconds" + label + " 0.0")
                    .contains("circle_view_up" + label + " 1.0");
              }
            });
    assertThat(page(DOORS.query())).contains("circle_streams_open 0.0");
  }

  private static Set<String> served() {
    Set<String> served = new TreeSet<>();
    for (ConfigurableApplicationContext side : List.of(DOORS.command(), DOORS.query())) {
      page(side)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.replaceFirst("[{ ].*", ""))
          .forEach(served::add);
    }
    return served;
  }

  private static String page(ConfigurableApplicationContext side) {
    return DOORS.send(side, "GET", "/metrics", DOORS.staff("operator"), "").body();
  }
}
