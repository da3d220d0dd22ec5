package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of a system that is empty at first, and then has a thousand circles. */
class ManyCirclesPagesIT {

  private static final int CIRCLES = 1_000;

  @TempDir static Path folder;
  private static SamplePages pages;

  @BeforeAll
  static void start() throws Exception {
    pages = SamplePages.startEmpty(folder);
  }

  @AfterAll
  static void stop() {
    if (pages != null) {
      pages.close();
    }
  }

  @Test
  void an_empty_system_says_so_and_a_thousand_circles_are_listed_page_by_page() throws Exception {
    Map<String, List<String>> all =
        Map.of(
            "dashboard", List.of("/pages/circles", "/pages/programme"),
            "researcher", List.of("/pages/replays", "/pages/research"),
            "operator", List.of("/pages/replays"),
            "auditor", List.of("/pages/audit", "/pages/audit/checks", "/pages/audit/releases"));
    for (Map.Entry<String, List<String>> each : all.entrySet()) {
      Page page = pages.signedIn(pages.token(each.getKey()));
      for (String path : each.getValue()) {
        assertThat(page.navigate(pages.queries() + path).status()).as(path).isEqualTo(200);
        assertThat(page.textContent("#content")).as(path).containsPattern("[A-Z][^.]{8,}\\.");
        SamplePages.assertAccessible(page);
      }
      assertThat(pages.complaints()).isEmpty();
    }
    Page page = pages.signedIn(pages.token("dashboard"));
    page.navigate(pages.queries() + "/pages/circles");
    assertThat(page.textContent("#content")).contains("no circle");

    found();
    await().untilAsserted(() -> assertThat(listed()).isEqualTo(CIRCLES));
    page.navigate(pages.queries() + "/pages/circles");
    List<String> names = new ArrayList<>(names(page));
    while (page.locator("a:text-is('More circles')").count() > 0) {
      page.click("a:text-is('More circles')");
      names.addAll(names(page));
    }
    assertThat(names).doesNotHaveDuplicates().hasSize(CIRCLES);
    assertThat(pages.complaints()).isEmpty();
  }

  private static List<String> names(Page page) {
    return page.locator("tbody tr > th").allTextContents();
  }

  private static int listed() throws Exception {
    HttpResponse<String> list =
        Program.get(
            pages.queries() + "/circles?limit=1000",
            "Authorization",
            "Bearer " + pages.token("dashboard"));
    return Json.mapper().readTree(list.body()).size();
  }

  private static void found() {
    HttpClient client = HttpClient.newHttpClient();
    CompletableFuture<?>[] founded =
        IntStream.range(0, CIRCLES)
            .mapToObj(
                i ->
                    client
                        .sendAsync(
                            HttpRequest.newBuilder(URI.create(pages.commands() + "/circles"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(circle(i)))
                                .build(),
                            BodyHandlers.ofString())
                        .thenAccept(
                            answer ->
                                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201)))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(founded).join();
  }

  private static String circle(int i) {
    return """
    {"name":"MANY-%d","workplace":"CLINIC-A","timeZone":"Europe/Berlin",
     "firstMeeting":"2027-01-11T17:00","capacity":12,"frameVersion":"1"}"""
        .formatted(i);
  }
}
