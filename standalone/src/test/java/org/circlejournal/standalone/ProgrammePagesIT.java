package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The programme's page over the sample year, in a browser. */
class ProgrammePagesIT {

  private static final String PAGE = "/pages/programme";

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

  private static JsonNode api(String path) throws Exception {
    HttpResponse<String> answer =
        Program.get(pages.queries() + path, "Authorization", "Bearer " + pages.token("dashboard"));
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return Json.mapper().readTree(answer.body());
  }

  @Test
  void the_pools_are_told_as_the_api_has_them() throws Exception {
    Page page = pages.signedIn(pages.token("dashboard"));
    page.click("nav >> text=Programme");
    JsonNode space = api("/pools/all/protected-space");
    page.click("#space-imported summary");
    assertThat(page.locator("#space-imported tbody tr").count()).isEqualTo(space.size());
    List<String> warnings = new ArrayList<>();
    space.forEach(row -> warnings.add(row.path("earlyWarnings").asText()));
    assertThat(page.locator("#space-imported tbody td:last-child").allTextContents())
        .isEqualTo(warnings);
    assertThat(page.textContent("#trend-imported"))
        .contains("without a comparison group this does not show that the circle caused it");
    assertThat(page.textContent("#suppressed")).contains("Of ", "hidden: fewer than 5");
    assertThat(page.locator("#space").count()).as("nothing was recorded, all imported").isZero();
    assertThat(pages.complaints()).isEmpty();
  }

  @Test
  void a_workplace_has_its_own_page() throws Exception {
    Page page = pages.signedIn(pages.token("researcher"));
    page.navigate(pages.queries() + PAGE);
    page.click("#workplaces >> text=SYNTHETIC-WARD");
    page.waitForURL("**/programme/SYNTHETIC-WARD");
    assertThat(page.textContent("h1")).isEqualTo("Programme: SYNTHETIC-WARD");
    assertThat(page.textContent("#suppressed")).contains("hidden: ");
  }

  @Test
  void a_member_sees_the_own_circle_and_no_programme() throws Exception {
    Page page = pages.signedIn(pages.member());
    assertThat(page.locator("nav >> text=Programme").count()).isZero();
    page.navigate(pages.queries() + PAGE);
    assertThat(page.textContent("main")).contains("may not see");
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void axe_finds_nothing_and_all_fits_320_pixels(ColorScheme scheme) throws Exception {
    NewContextOptions options =
        new NewContextOptions()
            .setColorScheme(scheme)
            .setViewportSize(320, 256)
            .setDeviceScaleFactor(4);
    Page page = pages.signedIn(pages.token("dashboard"), options);
    page.navigate(pages.queries() + PAGE);
    SamplePages.assertAccessible(page);
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(320);
    page.setViewportSize(1100, 800);
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target", "screenshots", "programme" + scheme + ".png")));
  }
}
