package org.circlejournal.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** A running query side, with the tokens of its staff. */
public final class QuerySideClient {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;
  private final JsonNode tokens;

  /**
   * @throws StartFailed if there are no tokens
   */
  public QuerySideClient(String url, Path secrets) {
    this.url = url.replaceFirst("/$", "");
    Path file = secrets.resolve("tokens.json");
    try {
      this.tokens = Json.mapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new StartFailed("The tokens cannot be read from " + file + ".", e);
    }
  }

  /**
   * @param body null for none
   * @throws StartFailed in one line, what was refused or that nobody answers
   */
  public JsonNode send(String method, String path, String role, @Nullable JsonNode body) {
    try {
      return Json.mapper().readTree(answer(method, path, role, body).body());
    } catch (IOException e) {
      throw new StartFailed("No query side answers at " + url + ".", e);
    }
  }

  /**
   * An answer, whatever its form.
   *
   * @param receipt id of its receipt; empty if it has none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Answer(byte[] body, String receipt) {}

  /**
   * @param body null for none
   * @throws StartFailed in one line, what was refused or that nobody answers
   */
  public Answer answer(String method, String path, String role, @Nullable JsonNode body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + path))
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + tokens.path(role).asText())
              .header("Content-Type", "application/json")
              .method(
                  method,
                  body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
              .build();
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() >= 300) {
        JsonNode json = Json.mapper().readTree(answer.body());
        throw new StartFailed(
            "Refused (%d %s): %s"
                .formatted(
                    answer.statusCode(), json.path("code").asText(), json.path("detail").asText()));
      }
      return new Answer(answer.body(), answer.headers().firstValue("Receipt").orElse(""));
    } catch (IOException | IllegalArgumentException e) {
      throw new StartFailed("No query side answers at " + url + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailed("Interrupted.", e);
    }
  }

  /**
   * Fetches a file; what is half there when it fails is deleted.
   *
   * @throws StartFailed in one line, what was refused or that nobody answers
   */
  public void download(String path, String role, Path file) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Authorization", "Bearer " + tokens.path(role).asText())
            .build();
    Path draft = file.resolveSibling(file.getFileName() + ".part");
    try {
      HttpResponse<InputStream> answer =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() != 200) {
          throw new StartFailed("Refused (%d).".formatted(answer.statusCode()));
        }
        Files.copy(body, draft, StandardCopyOption.REPLACE_EXISTING);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new StartFailed("The file " + file + " could not be fetched from " + url + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailed("Interrupted.", e);
    }
  }
}
