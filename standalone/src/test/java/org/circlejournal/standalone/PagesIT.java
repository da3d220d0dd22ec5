package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages over the sample year, in a browser: one server and one browser for all. */
class PagesIT {

  @TempDir static Path folder;

  private static Chromium chromium;
  private static Program program;
  private static String queries;
  private static String commands;

  private final List<String> complaints = new ArrayList<>();
  private BrowserContext context;
  private Page page;

  @BeforeAll
  static void start() throws Exception {
    chromium = Chromium.start();
    int commandPort = Program.freePort();
    int queryPort = Program.freePort();
    commands = "http://127.0.0.1:" + commandPort;
    queries = "http://127.0.0.1:" + queryPort;
    program =
        Program.standalone(
                folder, "--server.command.port=" + commandPort, "--server.query.port=" + queryPort)
            .awaitOutput("burnout-trend\n");
  }

  @AfterAll
  static void stop() {
    if (program != null) {
      program.close();
      chromium.close();
    }
  }

  @BeforeEach
  void open() {
    open(new NewContextOptions());
  }

  private void open(NewContextOptions options) {
    if (context != null) {
      context.close();
    }
    context = chromium.browser().newContext(options);
    page = context.newPage();
    listen(page);
  }

  private void listen(Page to) {
    to.onConsoleMessage(
        message -> {
          if (List.of("error", "warning").contains(message.type())) {
            complaints.add(message.text());
          }
        });
    to.onPageError(complaints::add);
    to.onRequest(
        request -> {
          if (!request.url().startsWith(queries) && !request.url().startsWith("blob:")) {
            complaints.add("left the origin: " + request.url());
          }
        });
  }

  @AfterEach
  void close() {
    context.close();
  }

  private static String token(String role) throws Exception {
    return Json.mapper()
        .readTree(folder.resolve("secrets/tokens.json").toFile())
        .path(role)
        .textValue();
  }

  private static String member() throws Exception {
    return Files.readString(folder.resolve("secrets/sample-member.header"))
        .replaceFirst("(?is).*bearer ", "")
        .strip();
  }

  private void signIn(String token) {
    page.navigate(queries + "/");
    page.fill("#token", token);
    page.keyboard().press("Enter");
    page.waitForSelector(".sign-out");
  }

  private static JsonNode api(String path, String token) throws Exception {
    HttpResponse<String> answer = Program.get(queries + path, "Authorization", "Bearer " + token);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return Json.mapper().readTree(answer.body());
  }

  private void assertAccessible() {
    AxeResults found =
        new AxeBuilder(page)
            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
            .analyze();
    assertThat(found.getViolations())
        .as(page.url())
        .extracting(rule -> rule.getId() + " " + rule.getNodes().get(0).getHtml())
        .isEmpty();
  }

  // --- signing in and out -----------------------------------------------------------------------

  @Test
  void a_pasted_token_signs_in_and_stands_nowhere_where_a_script_or_a_log_could_see_it()
      throws Exception {
    signIn(token("dashboard"));
    assertThat(page.url()).isEqualTo(queries + "/");
    assertThat(page.textContent("main")).contains("signed in as dashboard");
    assertThat(
            page.evaluate("document.cookie + JSON.stringify({...localStorage, ...sessionStorage})"))
        .isEqualTo("{}");
    assertThat(context.cookies())
        .allSatisfy(cookie -> assertThat(cookie.httpOnly).isTrue())
        .allSatisfy(cookie -> assertThat(cookie.value).doesNotContain(dashboard()));
    page.click(".sign-out button");
    page.waitForSelector("#token");
    page.navigate(queries + "/pages/circles");
    assertThat(page.locator("#token").count()).isOne();
    assertThat(complaints)
        .containsOnly("Failed to load resource: the server responded with a status of 401 ()");
  }

  private static String dashboard() {
    try {
      return token("dashboard");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_token_that_is_refused_says_so_and_the_page_that_was_wanted_comes_afterwards()
      throws Exception {
    page.navigate(queries + "/pages/circles");
    page.fill("#token", "not-a-token");
    page.keyboard().press("Enter");
    page.waitForSelector("#refusal");
    assertThat(page.textContent("#refusal")).contains("not known here");
    assertThat(page.getAttribute("#token", "aria-invalid")).isEqualTo("true");
    assertThat(page.inputValue("#token")).isEmpty();
    page.fill("#token", token("dashboard"));
    page.keyboard().press("Enter");
    page.waitForURL(queries + "/pages/circles");
  }

  @Test
  void it_works_without_scripts() throws Exception {
    open(new NewContextOptions().setJavaScriptEnabled(false));
    signIn(token("researcher"));
    page.click("nav >> text=Circles");
    assertThat(page.textContent("main")).contains("SYNTHETIC 14", "SYNTHETIC 6");
    page.click(".sign-out button");
    assertThat(page.locator("#token").count()).isOne();
  }

  @Test
  void a_form_of_another_page_signs_nobody_in_and_leads_nowhere_else() throws Exception {
    HttpResponse<String> forged =
        Program.post(
            queries + "/pages/sign-in",
            "token=" + token("dashboard") + "&to=/&proof=AAAAAAAAAAAAAAAAAAAAAA",
            "Accept",
            "text/html");
    assertThat(forged.statusCode()).isEqualTo(415);
    assertThat(
            form("token=" + token("dashboard") + "&proof=AAAAAAAAAAAAAAAAAAAAAA", "").statusCode())
        .isEqualTo(403);
    String proof = "circle-form=AAAAAAAAAAAAAAAAAAAAAA";
    HttpResponse<String> elsewhere =
        form(
            "token=" + token("dashboard") + "&proof=AAAAAAAAAAAAAAAAAAAAAA&to=//example.org/",
            proof);
    assertThat(elsewhere.statusCode()).isEqualTo(303);
    assertThat(elsewhere.headers().firstValue("Location")).hasValue("/");
  }

  private static HttpResponse<String> form(String body, String cookie) throws Exception {
    return Program.form(queries + "/pages/sign-in", body, cookie);
  }

  // --- the list of circles ----------------------------------------------------------------------

  @Test
  void the_list_shows_what_the_api_lists() throws Exception {
    signIn(token("dashboard"));
    page.click("nav >> text=Circles");
    List<String> names = new ArrayList<>();
    api("/circles", token("dashboard")).forEach(row -> names.add(row.path("name").textValue()));
    assertThat(page.locator("tbody th").allTextContents()).isEqualTo(names);
    assertThat(complaints).isEmpty();
  }

  @Test
  void a_role_sees_what_is_there_for_it_and_nothing_else() throws Exception {
    signIn(token("auditor"));
    assertThat(page.locator("nav >> text=Circles").count()).isZero();
    page.navigate(queries + "/pages/circles");
    assertThat(page.textContent("main")).contains("may not see");
  }

  // --- for everybody ----------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void axe_finds_nothing(ColorScheme scheme) throws Exception {
    open(new NewContextOptions().setColorScheme(scheme));
    page.navigate(queries + "/");
    assertAccessible();
    page.fill("#token", "not-a-token");
    page.keyboard().press("Enter");
    page.waitForSelector("#refusal");
    assertAccessible();
    signIn(token("dashboard"));
    assertAccessible();
    for (String path : List.of("/pages/circles", "/pages/nowhere")) {
      page.navigate(queries + path);
      assertAccessible();
    }
  }

  @Test
  void the_keyboard_reaches_the_content_first_and_shows_where_it_is() throws Exception {
    signIn(token("dashboard"));
    page.navigate(queries + "/pages/circles");
    page.keyboard().press("Tab");
    assertThat(page.evaluate("document.activeElement.textContent"))
        .isEqualTo("Skip to the content");
    assertThat(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
    page.keyboard().press("Enter");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("main");
  }

  @Test
  void it_fits_a_screen_of_320_pixels() throws Exception {
    open(new NewContextOptions().setViewportSize(320, 640));
    signIn(token("dashboard"));
    for (String path : List.of("/", "/pages/circles")) {
      page.navigate(queries + path);
      assertThat(page.evaluate("document.documentElement.scrollWidth")).as(path).isEqualTo(320);
    }
  }
}
