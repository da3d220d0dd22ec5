package org.circlejournal.benchmarks;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pages of the sample year in Chromium, in a browser that has seen nothing yet each time. Beside
 * them the page to sign in on, which has neither scripts nor data: what the browser itself takes.
 *
 * <p>A page has two rows. {@code NAME}: kilobytes (1,000 bytes) that went over the wire, and the
 * first contentful paint (W3C Paint Timing). {@code NAME-interactive}: requests, and the end of the
 * last task of more than 50 ms (W3C Long Tasks) before a quiet second, or of the document's loading
 * if there was none.
 */
final class PagesBenchmark {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final String SIGN_IN = "sign-in";
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 15;

  private static final String WATCH =
      """
      window.long = [];
      new PerformanceObserver((list) => {
        for (const task of list.getEntries()) window.long.push(task.startTime + task.duration);
      }).observe({ type: "longtask", buffered: true });
      """;

  private static final String SETTLED =
      """
      async () => {
        for (;;) {
          const navigation = performance.getEntriesByType("navigation")[0];
          const paint = performance.getEntriesByName("first-contentful-paint")[0];
          const ends = [navigation.domContentLoadedEventEnd, ...window.long];
          const drawn = [...document.querySelectorAll("[data-chart]")]
            .every((chart) => chart.querySelector("svg"));
          if (paint && drawn && navigation.loadEventEnd > 0) {
            const interactive = Math.max(paint.startTime, ...ends);
            if (performance.now() - interactive > 1000) {
              const all = [navigation, ...performance.getEntriesByType("resource")]
                .filter((one) => one.transferSize > 0);
              const bytes = all.reduce((sum, one) => sum + one.transferSize, 0);
              return [paint.startTime, interactive, bytes, all.length];
            }
          }
          await new Promise((soon) => setTimeout(soon, 50));
        }
      }
      """;

  /** What a page took; times in milliseconds. */
  private record Seen(double paint, double interactive, double bytes, double requests) {}

  /**
   * @param token empty for nobody
   */
  private record Asked(String name, String path, String token) {}

  Report run() throws IOException {
    Report report = new Report("pages");
    if (!Files.isExecutable(CHROMIUM)) {
      report.add(Report.Row.skipped("pages", "there is no " + CHROMIUM));
      return report;
    }
    try (Ours ours = Ours.startWithSample();
        Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")))) {
      String queries = "http://127.0.0.1:" + ours.queryPort();
      Map<Asked, List<Seen>> all = new LinkedHashMap<>();
      for (Asked asked : asked(ours)) {
        all.put(asked, new ArrayList<>());
      }
      for (int round = 0; round < WARM_UP + ROUNDS; round++) {
        System.err.println(round < WARM_UP ? "warm-up" : "round " + (round - WARM_UP + 1));
        for (Map.Entry<Asked, List<Seen>> page : all.entrySet()) {
          Seen seen = open(browser, queries, page.getKey());
          if (round >= WARM_UP) {
            page.getValue().add(seen);
          }
        }
      }
      all.forEach((asked, seen) -> add(report, asked.name(), seen));
      all.keySet().forEach(asked -> report.ratio(asked.name(), SIGN_IN));
    }
    return report;
  }

  private static List<Asked> asked(Ours ours) throws IOException {
    String year = "/pages/circles/" + ours.sampleCircle();
    return List.of(
        new Asked(SIGN_IN, "/", ""),
        new Asked("circles", "/pages/circles", ours.dashboard()),
        new Asked("year-outside", year, ours.dashboard()),
        new Asked("year-inside", year, ours.sampleMember()),
        new Asked("programme", "/pages/programme", ours.dashboard()),
        new Asked("research", "/pages/research", ours.researcher()));
  }

  private static Seen open(Browser browser, String queries, Asked asked) {
    String session = "";
    if (!asked.token().isEmpty()) {
      try (BrowserContext first = browser.newContext()) {
        Page page = first.newPage();
        page.navigate(queries + "/");
        page.fill("#token", asked.token());
        page.keyboard().press("Enter");
        page.waitForSelector(".sign-out");
        session = first.storageState();
      }
    }
    Browser.NewContextOptions cold = new Browser.NewContextOptions();
    if (!session.isEmpty()) {
      cold.setStorageState(session);
    }
    try (BrowserContext context = browser.newContext(cold)) {
      Page page = context.newPage();
      page.addInitScript(WATCH);
      page.navigate(queries + asked.path());
      List<?> seen = (List<?>) page.evaluate(SETTLED);
      return new Seen(number(seen, 0), number(seen, 1), number(seen, 2), number(seen, 3));
    }
  }

  private static double number(List<?> seen, int i) {
    return ((Number) seen.get(i)).doubleValue();
  }

  private static void add(Report report, String name, List<Seen> seen) {
    double[] paint = seen.stream().mapToDouble(Seen::paint).sorted().toArray();
    double[] interactive = seen.stream().mapToDouble(Seen::interactive).sorted().toArray();
    double bytes = seen.stream().mapToDouble(Seen::bytes).max().orElseThrow();
    double requests = seen.stream().mapToDouble(Seen::requests).max().orElseThrow();
    report.add(row(name, bytes / 1000, "KB", paint));
    report.add(row(name + "-interactive", requests, "requests", interactive));
  }

  /** Of so few, p99 is the worst. */
  private static Report.Row row(String name, double value, String unit, double[] sorted) {
    return new Report.Row(
        name, value, unit, sorted[sorted.length / 2], sorted[sorted.length - 1], null, null);
  }
}
