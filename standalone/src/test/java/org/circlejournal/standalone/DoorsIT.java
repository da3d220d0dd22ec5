package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.circlejournal.standalone.DoorsTable.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/** Walks {@code docs/doors.md}: every request of both sides, as every role. */
class DoorsIT {

  private static final Set<String> STAFF =
      Set.of("steward", "dashboard", "researcher", "auditor", "operator");

  /** The container's own: they answer what nobody else does. */
  private static final Set<String> NOBODYS = Set.of("/", "/error");

  private static final Map<String, String> CODES =
      Map.of("401", "token-missing", "403", "role-not-allowed", "404", "circle-unknown");

  private static final BothDoors DOORS = BothDoors.start();
  private static JsonNode other = DOORS.found(null, "CLINIC-B");
  private static JsonNode read = DOORS.found(null, "CLINIC-A");

  @BeforeAll
  static void the_circle_is_visible() {
    String path = "/circles/" + read.path("circleId").textValue();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                DOORS.send(DOORS.query(), "GET", path, DOORS.staff("dashboard"), "").statusCode()
                    == 200);
  }

  @AfterAll
  static void stop() {
    DOORS.close();
  }

  @Test
  void every_role_gets_of_the_command_side_what_the_table_says() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Row row : DoorsTable.read().commandSide()) {
      JsonNode circle = row.path().contains("{") ? DOORS.found(null, "CLINIC-A") : read;
      walk(DOORS.command(), row, circle, wrong);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void every_role_gets_of_the_query_side_what_the_table_says() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Row row : DoorsTable.read().querySide()) {
      walk(DOORS.query(), row, read, wrong);
    }
    assertThat(wrong).isEmpty();
  }

  private static void walk(
      ConfigurableApplicationContext side, Row row, JsonNode circle, List<String> wrong) {
    String path =
        row.path()
            .replaceFirst(
                "^(/circles|/audit/circles|/pages/circles|/pages/csv/circles)/\\{[a-zA-Z]+}",
                "$1/" + id(circle))
            .replace("{view}", "attendance")
            .replaceAll("\\{[a-zA-Z]+}", "1");
    String invitation =
        BothDoors.json(
                DOORS
                    .send(
                        DOORS.command(),
                        "POST",
                        "/circles/" + id(circle) + "/invitations",
                        circle.path("memberToken").textValue(),
                        "")
                    .body())
            .path("invitation")
            .textValue();
    row.answers()
        .forEach(
            (role, expected) -> {
              String body = row.method().equals("GET") ? "" : "{}";
              HttpResponse<String> answer =
                  DOORS.send(side, row.method(), path, token(role, circle, invitation), body);
              if (!(expected.equals("yes")
                  ? isLetThrough(answer)
                  : isRefused(answer, Integer.parseInt(expected)))) {
                wrong.add(
                    "%s as %s (expected: %s): %d %s"
                        .formatted(
                            row.request(), role, expected, answer.statusCode(), answer.body()));
              }
            });
  }

  private static String id(JsonNode circle) {
    return circle.path("circleId").textValue();
  }

  private static @Nullable String token(String role, JsonNode circle, String invitation) {
    if (STAFF.contains(role)) {
      return DOORS.staff(role);
    }
    return switch (role) {
      case "anyone" -> null;
      case "invitation" -> invitation;
      case "member" -> circle.path("memberToken").textValue();
      case "other" -> other.path("memberToken").textValue();
      default -> throw new IllegalArgumentException(role);
    };
  }

  /** Whatever comes next (a form, a rule, an answer): the door is behind the caller. */
  private static boolean isLetThrough(HttpResponse<String> answer) {
    return switch (answer.statusCode()) {
      case 401, 403, 405, 500 -> false;
      case 404 ->
          !Set.of("circle-unknown", "command-unknown", "view-unknown")
              .contains(BothDoors.json(answer.body()).path("code").asText());
      default -> true;
    };
  }

  private static boolean isRefused(HttpResponse<String> answer, int status) {
    return answer.statusCode() == status
        && BothDoors.json(answer.body())
            .path("code")
            .asText()
            .equals(CODES.get(String.valueOf(status)));
  }

  @Test
  void every_request_that_a_side_answers_stands_in_the_table() throws Exception {
    DoorsTable table = DoorsTable.read();
    Set<String> commandSide = mapped(DOORS.command());
    for (JsonNode command :
        BothDoors.json(DOORS.send(DOORS.command(), "GET", "/commands", List.of(), "").body())) {
      commandSide.add("POST " + command.path("path").textValue());
    }
    commandSide.remove("POST /circles/{circleId}/{command}");
    commandSide.addAll(described(DOORS.command()));
    assertThat(requests(table.commandSide())).isEqualTo(commandSide);

    Set<String> querySide = mapped(DOORS.query());
    querySide.addAll(described(DOORS.query()));
    Set<String> named = requests(table.querySide());
    assertThat(named).containsAll(querySide);
    Set<String> servlets = servlets(DOORS.query());
    assertThat(servlets(DOORS.command())).isEmpty();
    for (Row row : table.querySide()) {
      assertThat(querySide.contains(row.request()) || servlets.stream().anyMatch(covers(row)))
          .as(row.request() + " is answered by somebody")
          .isTrue();
    }
    for (String servlet : servlets) {
      assertThat(table.querySide()).as(servlet).anyMatch(row -> covers(row).test(servlet));
    }
  }

  private static java.util.function.Predicate<String> covers(Row row) {
    return mapping ->
        mapping.endsWith("/*")
            ? row.path().startsWith(mapping.substring(0, mapping.length() - 1))
            : row.path().equals(mapping.isEmpty() ? "/" : mapping); // "" is the root alone
  }

  private static Set<String> requests(List<Row> rows) {
    Set<String> requests = new TreeSet<>();
    rows.forEach(row -> assertThat(requests.add(row.request())).as(row.request()).isTrue());
    return requests;
  }

  /** What Spring MVC maps, of ours, of Boot's and of the actuator's. */
  private static Set<String> mapped(ConfigurableApplicationContext side) {
    Set<String> requests = new TreeSet<>();
    side.getBeansOfType(RequestMappingInfoHandlerMapping.class)
        .values()
        .forEach(
            mapping ->
                mapping.getHandlerMethods().keySet().forEach(info -> requests.addAll(of(info))));
    requests.removeIf(request -> request.endsWith(" /error"));
    requests.removeIf(request -> request.equals("GET /actuator/health/**")); // parts of the same
    return requests;
  }

  private static List<String> of(RequestMappingInfo info) {
    List<String> requests = new ArrayList<>();
    for (String path : info.getPatternValues()) {
      if (info.getMethodsCondition().getMethods().isEmpty()) {
        requests.add("ANY " + path);
      }
      info.getMethodsCondition().getMethods().forEach(method -> requests.add(method + " " + path));
    }
    requests.replaceAll(request -> request.equals("ANY /error") ? "GET /error" : request);
    return requests;
  }

  private static Set<String> described(ConfigurableApplicationContext side) {
    Set<String> requests = new TreeSet<>();
    BothDoors.json(DOORS.send(side, "GET", "/openapi.json", List.of(), "").body())
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            requests.add(
                                method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
    return requests;
  }

  /** Mappings of the servlets that are not Spring MVC's. */
  private static Set<String> servlets(ConfigurableApplicationContext side) {
    Set<String> mappings = new TreeSet<>();
    ServletContext context =
        Objects.requireNonNull(((ServletWebServerApplicationContext) side).getServletContext());
    for (ServletRegistration servlet : context.getServletRegistrations().values()) {
      mappings.addAll(servlet.getMappings());
    }
    mappings.removeAll(NOBODYS);
    return mappings;
  }
}
