package org.circlejournal.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages that order replays and analyses, over the sample year, in a browser. */
class ActingPagesIT {

  private static final ContainsTextOptions SOON = new ContainsTextOptions().setTimeout(60_000);

  @TempDir static Path folder;
  private static SamplePages pages;

  @BeforeAll
  static void start() throws Exception {
    pages = SamplePages.start(folder);
  }

  @AfterAll
  static void stop() {
    if (pages != null) {
      pages.close();
    }
  }

  private static Page at(String path, String role) throws Exception {
    return at(path, role, new NewContextOptions());
  }

  private static Page at(String path, String role, NewContextOptions options) throws Exception {
    Page page = pages.signedIn(pages.token(role), options);
    page.navigate(pages.queries() + path);
    return page;
  }

  @Test
  void a_replay_is_ordered_watched_promoted_and_taken_back_by_keyboard() throws Exception {
    Page page = at("/pages/replays", "researcher");
    page.focus("#view");
    page.keyboard().type("attendance");
    page.focus("#order button");
    page.keyboard().press("Enter");
    page.waitForURL(Pattern.compile(".*/pages/replays/[A-Za-z0-9_-]{8,40}"));
    String replay = page.url();
    assertThat(page.locator("h1")).hasText("A replay of attendance");
    assertThat(page.locator("#state")).containsText("It is complete", SOON);
    assertThat(page.locator("#proof"))
        .containsText("What was built is what is shown, circle by circle, at the same position.");
    assertThat(page.locator("#deeds button")).hasCount(0);
    assertThat(pages.complaints()).isEmpty();

    page = at(URI.create(replay).getPath(), "operator");
    assertThat(page.locator("#deeds")).containsText("everybody reads what it built");
    page.focus("#deeds button");
    page.keyboard().press("Enter");
    assertThat(page.locator("#state")).containsText("It is promoted");
    String built = generation();
    assertThat(built).startsWith("attendance_").contains("_r");

    page.navigate(pages.queries() + "/pages/replays");
    assertThat(page.locator("#shown table")).containsText(built);
    page.focus("button:text-is('Former one of attendance')");
    page.keyboard().press("Enter");
    assertThat(page.locator("#shown table")).not().containsText(built);
    assertThat(generation()).isNotEqualTo(built);
  }

  private static String generation() throws Exception {
    for (JsonNode row : read("/status", "operator")) {
      if (row.path("view").asText().equals("attendance")) {
        return row.path("generation").asText();
      }
    }
    return "";
  }

  @Test
  void what_is_refused_says_why_and_loses_nothing_that_was_typed() throws Exception {
    Page page = at("/pages/replays", "researcher");
    page.selectOption("#view", "frame");
    page.selectOption("#bound", "upToAt");
    page.fill("#day", "2101-01-01");
    page.click("#order button");
    assertThat(page.locator("#refusal")).containsText("it must be past");
    assertThat(page.locator("#view")).hasValue("frame");
    assertThat(page.locator("#bound")).hasValue("upToAt");
    assertThat(page.locator("#day")).hasValue("2101-01-01");

    page.navigate(pages.queries() + "/pages/research/retention");
    page.fill("#study", "KEEP-1");
    page.fill("#purpose", "because");
    page.click("#ask button");
    assertThat(page.locator("#refusal")).containsText("10 to 1000 characters");
    assertThat(page.locator("#study")).hasValue("KEEP-1");
  }

  @Test
  void an_analysis_is_computed_with_figure_rows_and_a_receipt_that_was_kept() throws Exception {
    Page page = at("/pages/research", "researcher");
    page.click("text=Themes by area over the year");
    page.fill("#sessions", "13");
    page.click("#ask button");
    assertThat(page.locator("#answer p").first()).containsText("These figures may leave.");
    assertThat(page.locator("#answer .chart svg")).hasCount(1);
    JsonNode answer = computed("themes-by-area", "{\"parameters\":{\"sessions\":13}}");
    assertThat(page.locator("#answer tbody tr")).hasCount(answer.path("rows").size());
    List<String> cells =
        page.locator("#answer tbody tr").first().locator("th, td").allTextContents();
    JsonNode first = answer.path("rows").get(0);
    for (int i = 0; i < cells.size(); i++) {
      JsonNode value = first.path(answer.path("columns").get(i).path("name").asText());
      if (value.isNumber()) {
        assertThat(Double.parseDouble(cells.get(i))).isCloseTo(value.asDouble(), within(5e-5));
      } else {
        assertThat(cells.get(i)).isEqualTo(value.isNull() ? "–" : value.asText());
      }
    }
    JsonNode receipt = Json.mapper().readTree(page.textContent("#receipt pre"));
    assertThat(read("/research/receipts/" + receipt.path("id").asText(), "researcher"))
        .isEqualTo(receipt);
    assertThat(page.getAttribute("#answer a[download]", "href")).startsWith("data:text/csv");
    assertThat(pages.complaints()).isEmpty();
  }

  @Test
  void a_disclosure_says_so_before_and_the_journal_after() throws Exception {
    Page page = at("/pages/research/retention", "researcher");
    assertThat(page.locator("#purpose-hint")).containsText("The journal keeps");
    page.fill("#study", "KEEP-2");
    page.fill("#purpose", "who stays to the end");
    page.click("#ask button");
    assertThat(page.locator("#answer p").first()).containsText("for the researcher only", SOON);
    JsonNode receipt = Json.mapper().readTree(page.textContent("#receipt pre"));
    assertThat(receipt.path("study").path("name").asText()).isEqualTo("KEEP-2");
  }

  @Test
  void another_sites_form_and_another_role_order_nothing() throws Exception {
    Page page = at("/pages/replays", "researcher");
    int before = read("/replays", "researcher").size();
    page.locator("#order input[name=csrf]")
        .evaluate("field => { field.value = 'AAAAAAAAAAAAAAAAAAAAAA'; }");
    page.click("#order button");
    assertThat(page.locator("h1")).hasText("This page cannot be shown");
    assertThat(read("/replays", "researcher")).hasSize(before);

    for (String role : List.of("auditor", "dashboard", "steward")) {
      page = at("/pages/replays", role);
      assertThat(page.locator("h1")).hasText("Not for this role");
      assertThat(page.locator("nav")).not().containsText("Replays");
    }
    HttpResponse<String> posted =
        post("/pages/replays", "application/x-www-form-urlencoded", "do=order&view=all", "auditor");
    assertThat(posted.statusCode()).isEqualTo(403);
    assertThat(read("/replays", "researcher")).hasSize(before);
  }

  @Test
  void all_of_them_are_accessible_narrow_and_work_without_a_script() throws Exception {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Page page =
          at(
              "/pages/replays",
              "operator",
              new NewContextOptions().setColorScheme(scheme).setViewportSize(320, 900));
      assertNarrowAndAccessible(page);
      page =
          at(
              "/pages/replays",
              "researcher",
              new NewContextOptions().setColorScheme(scheme).setViewportSize(320, 900));
      assertNarrowAndAccessible(page);
      page.navigate(pages.queries() + "/pages/research");
      assertNarrowAndAccessible(page);
      page.navigate(pages.queries() + "/pages/research/lightness-by-session");
      page.click("#ask button");
      assertThat(page.locator("#answer")).isVisible();
      assertNarrowAndAccessible(page);
    }
    Page page =
        at(
            "/pages/research/themes-by-area",
            "researcher",
            new NewContextOptions().setJavaScriptEnabled(false));
    page.click("#ask button");
    assertThat(page.locator("#answer tbody tr").first()).isVisible();
  }

  private static void assertNarrowAndAccessible(Page page) {
    SamplePages.assertAccessible(page);
    Object width = page.evaluate("() => document.documentElement.scrollWidth");
    assertThat(((Number) width).intValue()).as(page.url()).isLessThanOrEqualTo(320);
  }

  // --- API ------------------------------------------------------------------------------------

  private static JsonNode read(String path, String role) throws Exception {
    HttpResponse<String> answer =
        Program.get(pages.queries() + path, "Authorization", "Bearer " + pages.token(role));
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return Json.mapper().readTree(answer.body());
  }

  private static JsonNode computed(String analysis, String body) throws Exception {
    HttpResponse<String> answer =
        post("/research/analyses/" + analysis, "application/json", body, "researcher");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.mapper().readTree(answer.body());
  }

  private static HttpResponse<String> post(String path, String type, String body, String role)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(pages.queries() + path))
                .header("Authorization", "Bearer " + pages.token(role))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }
}
