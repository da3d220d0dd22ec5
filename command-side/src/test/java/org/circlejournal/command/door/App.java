package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.circlejournal.command.CommandSide;
import org.circlejournal.events.TestPostgres;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The command side, started as it is shipped, with a clock that can be moved on. */
final class App implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final ConfigurableApplicationContext context;
  private final TestPostgres.Database database;
  private final Path secrets;
  private final TestClock clock;
  private final String address;

  private App(
      ConfigurableApplicationContext context,
      TestPostgres.Database database,
      Path secrets,
      TestClock clock) {
    this.context = context;
    this.database = database;
    this.secrets = secrets;
    this.clock = clock;
    this.address = "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
  }

  /** One for all tests that do not mind each other. */
  static App shared() {
    return Shared.APP;
  }

  private static final class Shared {
    static final App APP = App.start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(APP::close, "stop-shared-app"));
    }
  }

  /** On a database and a secrets folder of its own. */
  static App start() {
    try {
      return start(TestPostgres.database(), Files.createTempDirectory("secrets"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Beside another one, on the same database and secrets. */
  App another() {
    return start(database, secrets);
  }

  static App start(TestPostgres.Database database, Path secrets) {
    return start(database, secrets, context -> {}, List.of());
  }

  /**
   * @param wiring may register beans in the place of those that are shipped
   * @param more arguments
   */
  static App start(
      TestPostgres.Database database,
      Path secrets,
      Consumer<GenericApplicationContext> wiring,
      List<String> more) {
    TestClock clock = new TestClock();
    SpringApplication application = CommandSide.application();
    application.addInitializers(
        context -> {
          GenericApplicationContext beans = (GenericApplicationContext) context;
          beans.registerBean("clock", Clock.class, () -> clock);
          wiring.accept(beans);
        });
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--circle.limits.token-per-second=1000000",
                "--circle.limits.address-per-second=1000000",
                "--circle.limits.failures-per-minute=1000000",
                "--circle.limits.foundings-per-hour=1000000",
                "--circle.postgres.url=" + database.url(),
                "--circle.postgres.user=postgres",
                "--circle.secrets=" + secrets,
                "--circle.data=" + secrets.resolve("none")));
    arguments.addAll(journal());
    arguments.addAll(more);
    return new App(application.run(arguments.toArray(String[]::new)), database, secrets, clock);
  }

  /** Arguments that say where the journal is: on Axon Server if the environment names one. */
  static List<String> journal() {
    String axonServer = System.getenv("AXON_SERVER");
    return axonServer == null
        ? List.of()
        : List.of("--circle.journal=axon-server", "--circle.axon-server.servers=" + axonServer);
  }

  TestClock clock() {
    return clock;
  }

  TestPostgres.Database database() {
    return database;
  }

  Path secrets() {
    return secrets;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** The token of a role from {@code tokens.json}. */
  String staff(String role) {
    try {
      return Json.mapper().readTree(secrets.resolve("tokens.json").toFile()).path(role).textValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Answered get(String path, @Nullable String token) {
    return send(request(path, token).GET().build());
  }

  Answered post(String path, @Nullable String token, String body) {
    return post(path, token, body, List.of());
  }

  Answered post(String path, @Nullable String token, String body, List<String> headers) {
    HttpRequest.Builder request =
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.replace('\'', '"')));
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    return send(request.build());
  }

  Answered imports(String query, @Nullable String token, String lines) {
    return send(
        request("/imports" + query, token)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(lines.replace('\'', '"')))
            .build());
  }

  HttpRequest.Builder request(String path, @Nullable String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  Answered send(HttpRequest request) {
    try {
      return new Answered(HTTP.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a command side on this port says that it is up. */
  static boolean healthy(int port) {
    URI health = URI.create("http://127.0.0.1:" + port + "/actuator/health");
    try {
      HttpResponse<String> answer =
          HTTP.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString());
      return answer.statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }

  /** An answer, for assertions. */
  record Answered(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    JsonNode json() {
      try {
        return Json.mapper().readTree(response.body());
      } catch (IOException e) {
        throw new UncheckedIOException(response.body(), e);
      }
    }

    String text(String field) {
      return json().path(field).asText();
    }

    String code() {
      return text("code");
    }

    @Override
    public String toString() {
      return status() + " " + response.body();
    }
  }

  /** Shows the real time until it is set. */
  static final class TestClock extends Clock {
    private final AtomicReference<@Nullable Instant> set = new AtomicReference<>();

    void set(Instant now) {
      set.set(now);
    }

    @Override
    public Instant instant() {
      Instant now = set.get();
      return now == null ? InstantSource.system().instant() : now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
