package org.circlejournal.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages of the audit over the sample year, in a browser. */
class AuditPagesIT {

  @TempDir static Path folder;
  private static SamplePages pages;
  private static String circle;

  @BeforeAll
  static void start() throws Exception {
    pages = SamplePages.start(folder);
    circle = api("/circles", "dashboard").get(0).path("circleId").textValue();
  }

  @AfterAll
  static void stop() {
    if (pages != null) {
      pages.close();
    }
  }

  private static JsonNode api(String path, String role) throws Exception {
    return read(path, pages.token(role));
  }

  private static JsonNode asMember(String path) throws Exception {
    return read(path, pages.member());
  }

  private static JsonNode read(String path, String token) throws Exception {
    HttpResponse<String> answer =
        Program.get(pages.queries() + path, "Authorization", "Bearer " + token);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return Json.mapper().readTree(answer.body());
  }

  private static Page audit(String token) {
    Page page = pages.signedIn(token);
    page.navigate(pages.queries() + "/pages/audit");
    assertThat(page.locator("#key")).hasValue(Pattern.compile("circle-journal/.+"));
    return page;
  }

  private static String outcome(Page page) {
    page.click("#prove button");
    assertThat(page.locator("#outcome")).hasText(Pattern.compile("Proven: .+|NOT PROVEN: .+"));
    return page.textContent("#outcome");
  }

  @Test
  void the_browser_proves_an_event_step_by_step() throws Exception {
    Page page = audit(pages.token("auditor"));
    page.fill("#circle", circle);
    assertThat(outcome(page)).startsWith("Proven: entry ").contains("circle-journal/");
    assertThat(page.locator("#steps li").count()).isEqualTo(7);
    assertThat(page.textContent("#steps")).contains("has signed this checkpoint");
    assertThat(pages.complaints()).isEmpty();
  }

  @Test
  void a_member_proves_an_event_of_the_own_circle() throws Exception {
    Page page = audit(pages.member());
    assertThat(page.inputValue("#circle")).isNotEmpty();
    assertThat(outcome(page)).startsWith("Proven: entry ");
  }

  @Test
  void a_key_that_is_not_to_be_had_is_said() throws Exception {
    Page page = pages.signedIn(pages.token("auditor"));
    page.route(
        "**/audit/log/keys",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setStatus(503)
                    .setBody("{\"detail\":\"The log is being begun.\"}")));
    page.navigate(pages.queries() + "/pages/audit");
    assertThat(page.locator("#outcome"))
        .hasText("The log's key is not to be had now: The log is being begun.");
    assertThat(page.inputValue("#key")).isEmpty();
  }

  @Test
  void an_event_that_was_altered_by_one_bit_is_not_proven() throws Exception {
    Page page = audit(pages.token("auditor"));
    page.fill("#circle", circle);
    page.route(
        Pattern.compile(".*/audit/log/leaf.*"),
        route -> {
          var answer = route.fetch();
          byte[] body = answer.body();
          body[body.length - 1] ^= 1;
          route.fulfill(new Route.FulfillOptions().setResponse(answer).setBodyBytes(body));
        });
    assertThat(outcome(page)).isEqualTo("NOT PROVEN: the checkpoint has another root.");
  }

  @Test
  void a_root_that_nobody_signed_is_not_proven() throws Exception {
    Page page = audit(pages.token("auditor"));
    page.fill("#circle", circle);
    page.route(
        Pattern.compile(".*/audit/log/proofs/.*"),
        route -> {
          var answer = route.fetch();
          String text = new String(answer.body(), StandardCharsets.UTF_8);
          char last = text.charAt(text.length() - 6);
          String forged =
              text.substring(0, text.length() - 6)
                  + (last == 'A' ? 'B' : 'A')
                  + text.substring(text.length() - 5);
          route.fulfill(new Route.FulfillOptions().setResponse(answer).setBody(forged));
        });
    assertThat(outcome(page)).isEqualTo("NOT PROVEN: this key has not signed the checkpoint.");
  }

  @Test
  void another_logs_key_proves_nothing() throws Exception {
    Page page = audit(pages.token("auditor"));
    page.fill("#circle", circle);
    page.fill("#key", "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8");
    assertThat(outcome(page)).isEqualTo("NOT PROVEN: the key is of sum.golang.org.");
    page.fill("#circle", "nobody");
    assertThat(outcome(page)).startsWith("NOT PROVEN: ");
  }

  @Test
  void one_persons_consents_are_looked_up_and_the_id_stands_in_no_address() throws Exception {
    String own = asMember("/circles").path(0).path("circleId").textValue();
    String id =
        asMember("/circles/" + own + "/attendance?by=member").path(0).path("memberId").textValue();
    Page page = audit(pages.token("auditor"));
    List<String> addresses = new ArrayList<>();
    page.onRequest(request -> addresses.add(request.url()));
    page.fill("#principal", id);
    page.click("#ask button");
    assertThat(page.locator("#said")).hasText(Pattern.compile("[1-9][0-9]* entries\\."));
    assertThat(page.textContent("#person")).contains("take-part");
    assertThat(addresses).isNotEmpty().noneMatch(address -> address.contains(id));
  }

  @Test
  void checks_and_releases_show_what_the_api_answers() throws Exception {
    Page page = audit(pages.token("auditor"));
    page.click("text=the checks");
    page.waitForURL("**/pages/audit/checks");
    JsonNode checks = api("/audit/checks", "auditor");
    assertThat(page.locator("tbody tr").count()).isEqualTo(checks.size());
    assertThat(page.textContent("main")).contains("None of " + checks.size() + " checks found");
    page.click("text=Back to the audit");
    page.click("text=the releases");
    page.waitForURL("**/pages/audit/releases");
    JsonNode releases = api("/audit/releases", "auditor");
    assertThat(page.locator("tbody tr").count()).isEqualTo(releases.size());
    assertThat(page.textContent("tbody")).contains("hidden: fewer than 5", "as it is");
    assertThat(pages.complaints()).isEmpty();
  }

  @Test
  void who_is_no_auditor_sees_no_checks() throws Exception {
    Page page = pages.signedIn(pages.token("dashboard"));
    assertThat(page.locator("nav >> text=Audit").count()).isZero();
    for (String path : List.of("/pages/audit", "/pages/audit/checks", "/pages/audit/releases")) {
      page.navigate(pages.queries() + path);
      assertThat(page.textContent("main")).as(path).contains("may not see");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void axe_finds_nothing_and_all_fits_320_pixels(ColorScheme scheme) throws Exception {
    NewContextOptions options =
        new NewContextOptions()
            .setColorScheme(scheme)
            .setViewportSize(320, 256)
            .setDeviceScaleFactor(4);
    Page page = pages.signedIn(pages.token("auditor"), options);
    for (String path : List.of("/pages/audit", "/pages/audit/checks", "/pages/audit/releases")) {
      page.navigate(pages.queries() + path);
      SamplePages.assertAccessible(page);
      assertThat(page.evaluate("document.documentElement.scrollWidth")).as(path).isEqualTo(320);
      page.screenshot(
          new Page.ScreenshotOptions()
              .setFullPage(true)
              .setPath(Path.of("target", "screenshots", path.replace('/', '-') + scheme + ".png")));
    }
  }
}
