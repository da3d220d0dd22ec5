package org.circlejournal.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.AxeResults;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** The sample year's pages in a browser that complains about whatever leaves the origin. */
final class SamplePages implements AutoCloseable {

  private final Path folder;
  private final Chromium chromium;
  private final Program program;
  private final String commands;
  private final String queries;
  private @Nullable BrowserContext context;
  private final List<String> complaints = new ArrayList<>();

  private SamplePages(
      Path folder, Chromium chromium, Program program, int commandPort, int queryPort) {
    this.folder = folder;
    this.chromium = chromium;
    this.program = program;
    this.commands = "http://127.0.0.1:" + commandPort;
    this.queries = "http://127.0.0.1:" + queryPort;
  }

  static SamplePages start(Path folder) throws Exception {
    return start(folder, "burnout-trend\n");
  }

  /** The same without any circle; its audit log is begun. */
  static SamplePages startEmpty(Path folder) throws Exception {
    SamplePages pages = start(folder, "Ctrl-C", "--sample=false");
    await().until(() -> Program.get(pages.queries + "/audit/log/keys").statusCode() == 200);
    return pages;
  }

  private static SamplePages start(Path folder, String ready, String... arguments)
      throws Exception {
    Chromium chromium = Chromium.start();
    int commandPort = Program.freePort();
    int queryPort = Program.freePort();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--server.command.port=" + commandPort);
    all.add("--server.query.port=" + queryPort);
    Program program = Program.standalone(folder, all.toArray(String[]::new)).awaitOutput(ready);
    return new SamplePages(folder, chromium, program, commandPort, queryPort);
  }

  String commands() {
    return commands;
  }

  String queries() {
    return queries;
  }

  /** What the browser warned of since the last page was opened. */
  List<String> complaints() {
    return complaints;
  }

  /** In a browser that has seen nothing yet. */
  Page open(NewContextOptions options) {
    complaints.clear();
    if (context != null) {
      context.close();
    }
    context = chromium.browser().newContext(options);
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (List.of("error", "warning").contains(message.type())) {
            complaints.add(message.text() + " " + message.location());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().startsWith(queries) && !request.url().startsWith("blob:")) {
            complaints.add("left the origin: " + request.url());
          }
        });
    return page;
  }

  Page signedIn(String token) {
    return signedIn(token, new NewContextOptions());
  }

  Page signedIn(String token, NewContextOptions options) {
    Page page = open(options);
    signIn(page, token);
    return page;
  }

  void signIn(Page page, String token) {
    page.navigate(queries + "/");
    page.fill("#token", token);
    page.keyboard().press("Enter");
    page.waitForSelector(".sign-out");
  }

  String token(String role) throws IOException {
    Path tokens = folder.resolve("secrets/tokens.json");
    return Json.mapper().readTree(tokens.toFile()).path(role).textValue();
  }

  /** Of one member of the first circle. */
  String member() throws IOException {
    return Files.readString(folder.resolve("secrets/sample-member.header"))
        .replaceFirst("(?is).*bearer ", "")
        .strip();
  }

  static void assertAccessible(Page page) {
    AxeResults found =
        new AxeBuilder(page)
            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"))
            .analyze();
    assertThat(found.getViolations())
        .as(page.url())
        .extracting(rule -> rule.getId() + " " + rule.getNodes().get(0).getHtml())
        .isEmpty();
  }

  @Override
  public void close() {
    program.close();
    chromium.close();
  }
}
