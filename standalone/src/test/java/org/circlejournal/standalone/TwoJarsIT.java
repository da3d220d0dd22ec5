package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The two jars of the containers, started without containers, with the environment variables of
 * {@code docker-compose.yml}, so that those are known to work.
 */
class TwoJarsIT {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void both_sides_run_from_their_jars_with_the_variables_of_the_compose_file() throws Exception {
    Path commandJar = jar("command-side");
    Path queryJar = jar("query-side");
    Secrets secrets = new Secrets(folder.resolve("secrets"), new SecureRandom());
    Secrets.DatabasePasswords passwords = secrets.databasePasswords();
    try (EmbeddedDatabase database =
        EmbeddedDatabase.start(folder.resolve("postgres"), passwords)) {
      int commandPort = Program.freePort();
      int queryPort = Program.freePort();
      Map<String, String> command =
          environment(database, "circle_command", passwords.command(), passwords, commandPort);
      command.put("CIRCLE_DATA", folder.resolve("data").toString());
      Map<String, String> query =
          environment(database, "circle_query", passwords.query(), passwords, queryPort);
      query.put("CIRCLE_DATA", folder.resolve("data").toString());
      query.put("CIRCLE_RESEARCH", folder.resolve("research").toString());
      assertThat(command.keySet()).isEqualTo(variables("command-side"));
      assertThat(query.keySet()).isEqualTo(variables("query-side"));
      // The query side first: it waits for the command side's tables.
      try (Program queries = Program.start(folder, query, List.of("-jar", queryJar.toString()));
          Program commands =
              Program.start(folder, command, List.of("-jar", commandJar.toString()))) {
        String door = "http://127.0.0.1:" + commandPort;
        String read = "http://127.0.0.1:" + queryPort;
        awaitHealthy(door, commands);
        awaitHealthy(read, queries);
        JsonNode founded =
            Json.mapper()
                .readTree(
                    Program.post(
                            door + "/circles",
                            """
                            {"name":"NORTH-7","workplace":"CLINIC-A","timeZone":"Europe/Berlin",
                             "firstMeeting":"2027-01-11T17:00","capacity":12,"frameVersion":"1"}""")
                        .body());
        HttpResponse<String> seen =
            Program.get(
                read + "/circles/" + founded.path("circleId").textValue() + "?minVersion=1",
                "Authorization",
                "Bearer " + founded.path("memberToken").textValue());
        assertThat(seen.statusCode()).as(seen.body()).isEqualTo(200);
        assertThat(seen.body()).contains("NORTH-7");
        assertLogsAreJson(commands);
        assertLogsAreJson(queries);
      }
    }
  }

  /** On PostgreSQL instead of Axon Server, and on ports that are free; all else is the same. */
  private Map<String, String> environment(
      EmbeddedDatabase database,
      String user,
      String password,
      Secrets.DatabasePasswords passwords,
      int port) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("CIRCLE_POSTGRES_URL", database.url());
    variables.put("CIRCLE_POSTGRES_USER", user);
    variables.put("CIRCLE_POSTGRES_PASSWORD", password);
    variables.put("CIRCLE_POSTGRES_OWNER_USER", "circle_owner");
    variables.put("CIRCLE_POSTGRES_OWNER_PASSWORD", passwords.owner());
    variables.put("CIRCLE_JOURNAL", "postgres");
    variables.put("CIRCLE_AXON_SERVER_SERVERS", "127.0.0.1:1");
    variables.put("CIRCLE_AXON_SERVER_TOKEN", "not-used-on-postgres");
    variables.put("CIRCLE_SECRETS", folder.resolve("secrets").toString());
    variables.put("SERVER_ADDRESS", "127.0.0.1");
    variables.put("SERVER_FORWARD_HEADERS_STRATEGY", "none");
    variables.put("SERVER_PORT", Integer.toString(port));
    return variables;
  }

  /** The variables a service is given in the compose file, merged ones included, and its port. */
  private static Set<String> variables(String service) throws IOException {
    String compose = Files.readString(ROOT.resolve("docker-compose.yml"));
    String shared = compose.substring(0, compose.indexOf("\nservices:"));
    String from = compose.substring(compose.indexOf("\n  " + service + ":"));
    String own = from.substring(0, from.indexOf("ports:"));
    Set<String> names = new TreeSet<>();
    Pattern.compile("^ +((?:CIRCLE|SERVER)_[A-Z_]+):", Pattern.MULTILINE)
        .matcher(shared + own)
        .results()
        .forEach(name -> names.add(name.group(1)));
    names.add("SERVER_PORT");
    return names;
  }

  private static Path jar(String module) throws IOException {
    Path target = ROOT.resolve(module).resolve("target");
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        List<Path> jars =
            files.filter(f -> f.getFileName().toString().endsWith("-exec.jar")).toList();
        if (jars.size() == 1) {
          return jars.get(0);
        }
      }
    }
    return abort("skipped: " + module + " is not packaged; mvn verify packages it first");
  }

  /** One object a line, for whatever collects them; standalone alone writes for people. */
  private static void assertLogsAreJson(Program program) throws IOException {
    List<String> lines = program.output().lines().toList();
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      assertThat(line).startsWith("{");
      assertThat(Json.mapper().readTree(line).path("@timestamp").isTextual()).as(line).isTrue();
    }
  }

  /** Fails at once when it ended, and with what it printed in any case. */
  private static void awaitHealthy(String url, Program program) {
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(90))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(
              () ->
                  !program.isAlive() || Program.get(url + "/actuator/health").statusCode() == 200);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not healthy: " + program.output(), e);
    }
    assertThat(program.isAlive()).as("ended: %s", program.output()).isTrue();
  }
}
