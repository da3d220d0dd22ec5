package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pages over the sample year, in a browser: one server and one browser for all. */
class PagesIT {

  @TempDir static Path folder;

  private static SamplePages pages;
  private static String queries;
  private static String commands;

  private Page page;

  @BeforeAll
  static void start() throws Exception {
    pages = SamplePages.start(folder);
    queries = pages.queries();
    commands = pages.commands();
  }

  @AfterAll
  static void stop() {
    if (pages != null) {
      pages.close();
    }
  }

  @BeforeEach
  void open() {
    open(new NewContextOptions());
  }

  private void open(NewContextOptions options) {
    page = pages.open(options);
  }

  private static String token(String role) throws Exception {
    return pages.token(role);
  }

  private static String member() throws Exception {
    return pages.member();
  }

  private void signIn(String token) {
    pages.signIn(page, token);
  }

  private static JsonNode api(String path, String token) throws Exception {
    HttpResponse<String> answer = Program.get(queries + path, "Authorization", "Bearer " + token);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return Json.mapper().readTree(answer.body());
  }

  private void assertAccessible() {
    SamplePages.assertAccessible(page);
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
    assertThat(page.context().cookies())
        .allSatisfy(cookie -> assertThat(cookie.httpOnly).isTrue())
        .allSatisfy(cookie -> assertThat(cookie.value).doesNotContain(dashboard()));
    page.click(".sign-out button");
    page.waitForSelector("#token");
    page.navigate(queries + "/pages/circles");
    assertThat(page.locator("#token").count()).isOne();
    assertThat(pages.complaints())
        .isNotEmpty()
        .allSatisfy(complaint -> assertThat(complaint).contains("a status of 401"));
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
    assertThat(pages.complaints()).isEmpty();
  }

  @Test
  void a_role_sees_what_is_there_for_it_and_nothing_else() throws Exception {
    signIn(token("auditor"));
    assertThat(page.locator("nav >> text=Circles").count()).isZero();
    page.navigate(queries + "/pages/circles");
    assertThat(page.textContent("main")).contains("may not see");
  }

  // --- a circle's year --------------------------------------------------------------------------

  private static final String LARGE = "SYNTHETIC 14";
  private static final String SMALL = "SYNTHETIC 6";

  private static String circle(String name) throws Exception {
    for (JsonNode row : api("/circles", token("dashboard"))) {
      if (row.path("name").textValue().equals(name)) {
        return row.path("circleId").textValue();
      }
    }
    throw new AssertionError(name);
  }

  private void year(String name) throws Exception {
    page.navigate(queries + "/pages/circles/" + circle(name));
    page.waitForSelector("#trend svg, #trend:not(:has(.chart))");
  }

  /** What a table says in a column, by its head. */
  private List<String> column(String figure, int column) {
    return page.locator("#" + figure + " table")
        .first()
        .locator("tbody tr > :nth-child(" + column + ")")
        .allTextContents();
  }

  @Test
  void a_years_tables_hold_the_numbers_of_the_api_and_its_sentences_are_made_of_them()
      throws Exception {
    signIn(token("dashboard"));
    year(LARGE);
    String circle = "/circles/" + circle(LARGE);
    JsonNode trend = api(circle + "/burnout-trend", token("dashboard"));
    List<String> means = new ArrayList<>();
    trend.forEach(
        row ->
            means.add(
                row.path("mean").isNull()
                    ? "–"
                    : new java.math.BigDecimal(row.path("mean").asText())
                        .setScale(2, java.math.RoundingMode.HALF_EVEN)
                        .stripTrailingZeros()
                        .toPlainString()
                        .replace('-', '−')));
    assertThat(column("trend", 5)).isEqualTo(means);
    assertThat(page.textContent("#trend"))
        .containsPattern(
            "CBI personal was [0-9.]+ points lower at the endpoint than at the baseline"
                + " \\(95% interval −?[0-9.]+ to [0-9.]+; 13 pairs\\); without a comparison group"
                + " this does not show that the circle caused it");
    List<String> states = new ArrayList<>();
    api(circle + "/protected-space", token("dashboard"))
        .forEach(row -> states.add(row.path("state").textValue()));
    assertThat(column("space", 3)).isEqualTo(states);
    assertThat(page.textContent("#space")).contains("25 of 26 planned sessions were held");
    assertThat(page.locator(".chart svg").count()).isGreaterThanOrEqualTo(8);
    assertThat(page.locator("#themes").textContent()).doesNotContain("Text, for the circle itself");
    assertThat(pages.complaints()).as("nothing is blocked, nothing leaves the origin").isEmpty();
  }

  @Test
  void members_see_their_signs_and_texts_and_only_of_their_circle() throws Exception {
    signIn(member());
    page.click("nav >> text=Your circle's year");
    page.waitForSelector("#attendance svg");
    assertThat(page.textContent("#attendance")).contains("By member sign").contains("●");
    assertThat(page.textContent("#themes"))
        .contains("Text, for the circle itself", "Synthetic: what hurts");
    page.navigate(queries + "/pages/circles/" + circle(SMALL));
    assertThat(page.textContent("main")).contains("There is no such circle");
  }

  @Test
  void attendance_is_a_calendar_of_sessions_inside_and_of_blocks_outside_without_scripts()
      throws Exception {
    open(new NewContextOptions().setJavaScriptEnabled(false));
    signIn(member());
    page.navigate(queries + "/pages/circles/" + circle(LARGE));
    List<String> counts = new ArrayList<>();
    api("/circles/" + circle(LARGE) + "/attendance", member())
        .forEach(row -> counts.add(row.path("present").asInt() + " of " + row.path("members")));
    assertThat(page.locator("#attendance .calendar li").count()).isEqualTo(26);
    assertThat(page.locator("#attendance .calendar strong").allTextContents())
        .containsAll(counts)
        .filteredOn(said -> said.contains(" of "))
        .hasSameSizeAs(counts);
    open(new NewContextOptions().setJavaScriptEnabled(false));
    signIn(token("dashboard"));
    page.navigate(queries + "/pages/circles/" + circle(LARGE));
    assertThat(page.locator("#attendance .calendar li").count())
        .isEqualTo(api("/circles/" + circle(LARGE) + "/attendance", token("dashboard")).size());
    assertThat(page.locator("#attendance .calendar").textContent())
        .contains("Session 1–6")
        .doesNotContain(" of ");
  }

  @Test
  void what_is_suppressed_is_said_and_drawn_as_hidden() throws Exception {
    signIn(token("dashboard"));
    year(SMALL);
    assertThat(page.textContent("#trend")).contains("hidden: fewer than 5");
    assertThat(page.textContent("#trend svg >> nth=0")).isNotEmpty();
    assertThat(page.locator("#trend .chart").first().textContent()).contains("hidden");
  }

  @Test
  void a_steward_sees_the_plan_and_nothing_of_the_people() throws Exception {
    signIn(token("steward"));
    page.navigate(queries + "/pages/circles/" + circle(LARGE));
    page.waitForSelector("#space svg");
    assertThat(page.locator(".figure h2").allTextContents())
        .containsExactly("The year", "Was the space protected?");
    assertThat(page.locator("#year svg").textContent())
        .contains("Sessions")
        .doesNotContain("Questionnaires", "Came", "Themes", "Heaviness", "Ripples");
  }

  @Test
  void the_year_hangs_on_one_axis_of_time_without_a_script_too() throws Exception {
    open(new NewContextOptions().setJavaScriptEnabled(false));
    signIn(token("dashboard"));
    page.navigate(queries + "/pages/circles/" + circle(LARGE));
    String path = "/circles/" + circle(LARGE);
    JsonNode space = api(path + "/protected-space", token("dashboard"));
    int held = 0;
    for (JsonNode row : space) {
      held += row.path("state").asText().equals("held") ? 1 : 0;
    }
    assertThat(page.locator("#year circle[r='4'][fill='var(--one)']").count()).isEqualTo(held);
    int pulses = 0;
    for (JsonNode row : api(path + "/lightness", token("dashboard"))) {
      pulses += row.path("change").isNull() ? 0 : 1;
    }
    assertThat(page.locator("#year circle[r='3']").count()).isEqualTo(pulses).isPositive();
    assertThat(page.locator("#year svg").textContent())
        .contains("◆baseline", "◆endpoint", "◆follow-up", "▲", "Jan 2025", "80 %")
        .contains("hidden: fewer than 5");
    assertThat(page.locator("#year p").first().textContent())
        .isEqualTo(
            "%d of %d planned sessions have been held. Questionnaires closed: baseline on 17 Mar"
                    .formatted(held, space.size())
                + " 2025, endpoint on 19 Jan 2026, follow-up on 19 May 2026.");
    assertThat(page.locator("#year tbody tr").count()).isEqualTo(space.size());
  }

  @Test
  void rows_and_pictures_can_be_taken_away_and_a_view_be_restored() throws Exception {
    signIn(token("researcher"));
    year(LARGE);
    var csv = page.waitForDownload(() -> page.click("#trend a:text-is('CSV')"));
    assertThat(csv.suggestedFilename()).isEqualTo("burnout-trend.csv");
    assertThat(Files.readString(csv.path())).startsWith("circleId,wave,");
    var svg = page.waitForDownload(() -> page.click("#space button.svg"));
    assertThat(Files.readString(svg.path()))
        .startsWith("<svg")
        .contains("xmlns")
        .doesNotContain("var(");
    String year = page.url();
    page.click("#space a:text-is('This view, as it is now')");
    PlaywrightAssertions.assertThat(page.locator("h1")).hasText("Not settled yet");
    PlaywrightAssertions.assertThat(page.locator("main"))
        .containsText("does not move", new ContainsTextOptions().setTimeout(60_000));
    assertThat(page.locator("#space table").count()).isPositive();
    assertThat(page.url()).contains("generation=protected_space_v");
    assertThat(page.textContent("#space")).doesNotContain("The link was made");
    page.navigate(page.url().replaceFirst("protected_space_v[0-9]+", "protected_space_v0"));
    assertThat(page.textContent("#space"))
        .contains("The link was made of generation protected_space_v0; this is protected_space_v");
    assertThat(page.textContent("#attendance")).doesNotContain("The link was made");
    page.navigate(year + "?asOf=2025-01-01");
    assertThat(page.locator("main").textContent()).contains("no such circle");
  }

  /** A circle of one member, with its id and that member's token. */
  private static JsonNode founded(String name) throws Exception {
    return Json.mapper()
        .readTree(
            Program.post(
                    commands + "/circles",
                    """
                    {"name":"%s","workplace":"CLINIC-A","timeZone":"Europe/Berlin",
                     "firstMeeting":"2027-01-11T17:00","capacity":12,"frameVersion":"1"}"""
                        .formatted(name))
                .body());
  }

  private static void postponeForStaffing(JsonNode founded) throws Exception {
    HttpResponse<String> moved =
        Program.post(
            commands + "/circles/" + founded.path("circleId").textValue() + "/postpone-session",
            "{\"session\":9,\"to\":null,\"reason\":\"staffing\",\"decidedBy\":\"service\"}",
            "Authorization",
            "Bearer " + founded.path("memberToken").textValue());
    assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
  }

  @Test
  void a_change_in_the_journal_comes_to_the_page_by_itself() throws Exception {
    JsonNode founded = founded("LIVE-1");
    String circle = founded.path("circleId").textValue();
    signIn(founded.path("memberToken").textValue());
    page.navigate(queries + "/pages/circles/" + circle);
    page.waitForSelector("#live:has-text('Live')");
    long before = System.nanoTime();
    postponeForStaffing(founded);
    page.waitForSelector("#space:has-text('1 for staffing')");
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .as("a second, and what a busy machine adds")
        .isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void whoever_stands_in_what_moves_stands_there_still() throws Exception {
    JsonNode founded = founded("FOCUS-1");
    String circle = founded.path("circleId").textValue();
    signIn(founded.path("memberToken").textValue());
    page.navigate(queries + "/pages/circles/" + circle);
    page.waitForSelector("#live:has-text('Live')");
    page.locator("#space summary").first().focus();
    page.evaluate("window.former = document.activeElement");
    postponeForStaffing(founded);
    page.waitForSelector("#space:has-text('1 for staffing')");
    assertThat(page.evaluate("window.former.isConnected")).isEqualTo(false);
    assertThat(page.evaluate("document.activeElement.tagName")).isEqualTo("SUMMARY");
    assertThat(page.evaluate("document.activeElement.closest('#space') !== null")).isEqualTo(true);
    assertThat(String.valueOf(page.evaluate(STOP))).endsWith(" seen");
  }

  @Test
  void a_server_that_does_not_answer_is_said_and_the_page_heals() throws Exception {
    page.route("**/stream", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
    signIn(token("dashboard"));
    year(LARGE);
    page.waitForSelector("#live.lost:has-text('Connection lost')");
    page.unroute("**/stream");
    page.waitForSelector("#live:not(.lost):has-text('Live')");
  }

  @Test
  void a_year_is_two_pages_of_paper() throws Exception {
    signIn(member());
    page.navigate(queries + "/pages/circles/" + circle(LARGE));
    page.waitForSelector("#ripples svg");
    byte[] pdf =
        page.pdf(new Page.PdfOptions().setPreferCSSPageSize(true).setPrintBackground(true));
    assertThat(new String(pdf, StandardCharsets.ISO_8859_1).split("/Type /Page\\b", -1))
        .as("what stands between two pages, and around them")
        .hasSize(3);
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
    year(LARGE);
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
    assertAccessible();
    year(SMALL);
    assertAccessible();
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
  void the_keyboard_goes_through_all_of_a_year_and_is_seen_everywhere() throws Exception {
    signIn(token("researcher"));
    year(LARGE);
    Set<String> met = new LinkedHashSet<>();
    for (int i = 0; i < MOST_STOPS; i++) {
      page.keyboard().press("Tab");
      String stop = String.valueOf(page.evaluate(STOP));
      assertThat(stop).as("after %s", met).doesNotEndWith(" unseen");
      if (stop.startsWith("BODY") || !met.add(stop)) {
        break;
      }
    }
    assertThat(met).hasSizeLessThan(MOST_STOPS);
    assertThat(met).anyMatch(stop -> stop.contains("asOf"));
    for (String what : List.of("SUMMARY", "BUTTON", "A")) {
      long there = page.locator(what.toLowerCase(Locale.ROOT) + ":visible").all().stream().count();
      assertThat(met).filteredOn(stop -> stop.startsWith(what + " ")).hasSize((int) there);
    }
  }

  /** What has the focus, with its place among all, and whether that is seen. */
  private static final String STOP =
      """
      (() => {
        const at = document.activeElement;
        const style = getComputedStyle(at);
        const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
            || style.boxShadow !== "none";
        const place = [...document.querySelectorAll("*")].indexOf(at);
        return `${at.tagName} ${at.id} ${place} ${seen || at === document.body ? "seen" : "unseen"}`;
      })()""";

  private static final int MOST_STOPS = 150;

  @Test
  void nothing_moves_for_whoever_does_not_want_it() throws Exception {
    open(new NewContextOptions().setReducedMotion(ReducedMotion.REDUCE));
    signIn(token("researcher"));
    year(LARGE);
    assertThat(
            page.evaluate(
                """
                [...document.querySelectorAll("*")]
                    .map((one) => getComputedStyle(one))
                    .map((s) => `${s.transitionDuration},${s.animationDuration}`)
                    .flatMap((times) => times.split(","))
                    .map((time) => parseFloat(time) * (time.trim().endsWith("ms") ? 1 : 1000))
                    .reduce((a, b) => Math.max(a, b), 0) <= 1"""))
        .isEqualTo(true);
  }

  @Test
  void while_a_server_is_slow_what_is_shown_stays_and_is_renewed_then() throws Exception {
    JsonNode founded = founded("SLOW-1");
    String circle = founded.path("circleId").textValue();
    signIn(founded.path("memberToken").textValue());
    page.navigate(queries + "/pages/circles/" + circle);
    page.waitForSelector("#live:has-text('Live')");
    List<Route> held = new ArrayList<>();
    page.route("**/pages/circles/" + circle, held::add);
    postponeForStaffing(founded);
    page.waitForCondition(() -> !held.isEmpty());
    assertThat(page.textContent("#space")).doesNotContain("1 for staffing");
    assertThat(page.locator("#space table").count()).isPositive();
    page.unroute("**/pages/circles/" + circle);
    held.forEach(Route::resume);
    page.waitForSelector("#space:has-text('1 for staffing')");
  }

  /** Which is a screen of 1280 pixels at 400%. */
  @Test
  void it_fits_a_screen_of_320_pixels() throws Exception {
    open(new NewContextOptions().setViewportSize(320, 256).setDeviceScaleFactor(4));
    signIn(token("dashboard"));
    for (String path : List.of("/", "/pages/circles", "/pages/circles/" + circle(LARGE))) {
      page.navigate(queries + path);
      assertThat(page.evaluate("document.documentElement.scrollWidth")).as(path).isEqualTo(320);
    }
  }
}
