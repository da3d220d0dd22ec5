package org.circlejournal.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.CommandSide;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.QuerySide;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/** Both sides as they are shipped, on one fresh database, in this process. */
final class BothDoors implements AutoCloseable {

  /** None by default, for tests of other things. */
  private static final List<String> LIMITS =
      List.of(
          "token-per-second", "address-per-second", "failures-per-minute", "foundings-per-hour");

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final TestPostgres.Database database;
  private final Path secrets;
  private final ConfigurableApplicationContext command;
  private final ConfigurableApplicationContext query;
  private final String[] arguments;

  private BothDoors(
      TestPostgres.Database database,
      Path secrets,
      ConfigurableApplicationContext command,
      ConfigurableApplicationContext query,
      String[] arguments) {
    this.database = database;
    this.secrets = secrets;
    this.command = command;
    this.query = query;
    this.arguments = arguments;
  }

  /**
   * @param settings of both sides, e.g. {@code --circle.…=…}
   */
  static BothDoors start(String... settings) {
    try {
      TestPostgres.Database database = TestPostgres.database();
      Path secrets = Files.createTempDirectory("secrets");
      List<String> arguments = new ArrayList<>(List.of("--server.port=0"));
      for (String limit : LIMITS) {
        arguments.add("--circle.limits." + limit + "=1000000");
      }
      arguments.add("--circle.postgres.url=" + database.url());
      arguments.add("--circle.postgres.user=postgres");
      arguments.add("--circle.secrets=" + secrets);
      arguments.add("--circle.data=" + secrets.resolve("none"));
      for (String setting : settings) { // in place of what was said above
        arguments.removeIf(said -> said.startsWith(setting.replaceFirst("=.*", "=")));
        arguments.add(setting);
      }
      String[] all = arguments.toArray(String[]::new);
      ConfigurableApplicationContext command = CommandSide.application().run(all);
      return new BothDoors(database, secrets, command, QuerySide.application().run(all), all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ConfigurableApplicationContext command() {
    return command;
  }

  ConfigurableApplicationContext query() {
    return query;
  }

  /** Beside the first, on the same database and secrets; the caller closes it. */
  ConfigurableApplicationContext anotherQuerySide() {
    return QuerySide.application().run(arguments);
  }

  /** Beside the first, in a process of its own, to be killed. */
  Program queryProcess(Path folder) throws IOException {
    return process(folder, QuerySide.class, Map.of());
  }

  /**
   * @param settings of the process alone
   */
  Program process(Path folder, Class<?> side, Map<String, String> settings) throws IOException {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("CIRCLE_POSTGRES_URL", database.url());
    environment.put("CIRCLE_POSTGRES_USER", "postgres");
    environment.put("CIRCLE_SECRETS", secrets.toString());
    environment.put("SERVER_PORT", "0");
    return Program.start(
        folder,
        environment,
        List.of("-Xmx384m", "-cp", System.getProperty("java.class.path"), side.getName()));
  }

  /** Beside the first, likewise. */
  ConfigurableApplicationContext anotherCommandSide() {
    return CommandSide.application().run(arguments);
  }

  String url(ConfigurableApplicationContext side) {
    return "http://127.0.0.1:" + side.getEnvironment().getProperty("local.server.port");
  }

  TestPostgres.Database database() {
    return database;
  }

  Path secrets() {
    return secrets;
  }

  /** The token of a role from {@code tokens.json}. */
  String staff(String role) {
    try {
      return Json.mapper().readTree(secrets.resolve("tokens.json").toFile()).path(role).textValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A circle of one member. */
  JsonNode found(@Nullable String token, String workplace) {
    HttpResponse<String> founded =
        send(
            command,
            "POST",
            "/circles",
            token,
            """
            {"name":"NORTH-7","workplace":"%s","timeZone":"Europe/Berlin",
             "firstMeeting":"2027-01-11T17:00","capacity":12,"frameVersion":"1"}"""
                .formatted(workplace));
    if (founded.statusCode() != 201) {
      throw new AssertionError(founded.statusCode() + " " + founded.body());
    }
    return json(founded.body());
  }

  static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  HttpResponse<String> send(
      ConfigurableApplicationContext side,
      String method,
      String path,
      @Nullable String token,
      String body) {
    List<String> headers = new ArrayList<>();
    if (token != null) {
      headers.add("Authorization");
      headers.add("Bearer " + token);
    }
    return send(side, method, path, headers, body);
  }

  /**
   * @param headers name, value, name, value …
   */
  HttpResponse<String> send(
      ConfigurableApplicationContext side,
      String method,
      String path,
      List<String> headers,
      String body) {
    return send(side, method, path, headers, body, "application/json");
  }

  HttpResponse<String> send(
      ConfigurableApplicationContext side,
      String method,
      String path,
      List<String> headers,
      String body,
      String type) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(side) + path));
    request.method(
        method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", type);
    }
    if (!headers.isEmpty()) {
      request.headers(headers.toArray(String[]::new));
    }
    List<InputStream> streams = new ArrayList<>();
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), head -> text(head, streams)); // which may add one
      for (InputStream stream : streams) {
        stream.close(); // not before: the client would take that for an answer cut short
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A stream of events never ends: of it only the head is of interest. */
  private static HttpResponse.BodySubscriber<String> text(
      HttpResponse.ResponseInfo head, List<InputStream> streams) {
    boolean stream =
        head.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream");
    return stream
        ? HttpResponse.BodySubscribers.mapping(
            BodyHandlers.ofInputStream().apply(head),
            body -> {
              streams.add(body);
              return "";
            })
        : HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    query.close();
    command.close();
  }
}
