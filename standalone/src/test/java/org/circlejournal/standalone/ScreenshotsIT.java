package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.circlejournal.events.journal.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's pictures, of the sample year; {@code .ci/screenshots} puts them in their place. */
class ScreenshotsIT {

  private static final Path FOLDER = Path.of("target", "screenshots");

  @TempDir static Path folder;
  private static SamplePages pages;
  private static String circle = "";

  @BeforeAll
  static void start() throws Exception {
    pages = SamplePages.start(folder);
    JsonNode circles =
        Json.mapper()
            .readTree(
                Program.get(
                        pages.queries() + "/circles",
                        "Authorization",
                        "Bearer " + pages.token("dashboard"))
                    .body());
    for (JsonNode one : circles) {
      if (one.path("name").textValue().equals("SYNTHETIC 14")) {
        circle = one.path("circleId").textValue();
      }
    }
  }

  @AfterAll
  static void stop() {
    if (pages != null) {
      pages.close();
    }
  }

  @Test
  void a_circles_year_as_a_member_sees_it() throws Exception {
    taken("year", pages.member(), "/pages/circles/" + circle, ColorScheme.LIGHT, 1100, 900);
  }

  @Test
  void the_same_on_a_phone_at_night() throws Exception {
    taken("phone", pages.member(), "/pages/circles/" + circle, ColorScheme.DARK, 390, 844);
  }

  @Test
  void the_programme() throws Exception {
    String dashboard = pages.token("dashboard");
    taken("programme", dashboard, "/pages/programme", ColorScheme.LIGHT, 1100, 900);
  }

  @Test
  void a_proof_in_the_browser() throws Exception {
    Page page = at(pages.token("auditor"), "/pages/audit", ColorScheme.DARK, 1100, 900);
    page.fill("#circle", circle);
    page.click("#prove button");
    page.waitForSelector("#steps li:nth-child(7)");
    page.locator("#outcome").scrollIntoViewIfNeeded();
    take(page, "audit");
  }

  private static void taken(
      String name, String token, String path, ColorScheme scheme, int width, int height)
      throws Exception {
    Page page = at(token, path, scheme, width, height);
    page.waitForSelector(".chart svg");
    assertThat(page.locator(".chart").count()).isEqualTo(page.locator(".chart svg").count());
    take(page, name);
  }

  private static Page at(String token, String path, ColorScheme scheme, int width, int height) {
    NewContextOptions options =
        new NewContextOptions().setColorScheme(scheme).setViewportSize(width, height);
    Page page = pages.signedIn(token, options);
    page.navigate(pages.queries() + path);
    return page;
  }

  private static void take(Page page, String name) {
    page.screenshot(new ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
    assertThat(pages.complaints()).isEmpty();
    assertThat(FOLDER.resolve(name + ".png")).isNotEmptyFile();
  }
}
