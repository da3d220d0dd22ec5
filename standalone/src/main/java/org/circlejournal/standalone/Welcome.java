package org.circlejournal.standalone;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.circlejournal.events.journal.Json;

/** The end of a start: what runs where, where the tokens are, and four lines to paste. */
final class Welcome {

  private Welcome() {}

  static void print(PrintStream out, Standalone.Options options, BothSides sides, double seconds)
      throws IOException {
    Path secrets = sides.secrets().folder();
    out.printf(
        Locale.ROOT,
        """

        Circle Journal runs (started in %.1f s). Stop it with Ctrl-C.

          commands   %s   (GET /commands lists them)
          queries    %s   (open it in a browser; GET /api explains what programs ask)
          database   %s
          tokens     %s
        """,
        seconds,
        sides.commandUrl(),
        sides.queryUrl(),
        options.data.toAbsolutePath().normalize().resolve("postgres"),
        secrets.resolve("tokens.json"));
    Path sample = secrets.resolve("sample-tokens.json");
    if (!Files.exists(sample)) {
      return;
    }
    String circle = Json.mapper().readTree(sample.toFile()).path("circleId").textValue();
    out.printf(
        """
          sample     %s   (everything in it is synthetic)

        Try, from outside as a dashboard, and from inside as a member:

          curl -H @%s %s/circles
          curl -H @%s %s/circles/%s/protected-space
          curl -H @%s '%s/circles/%s/attendance?by=member'
          curl -H @%s -H 'Accept: text/csv' %s/circles/%s/burnout-trend

        """,
        sample,
        secrets.resolve("dashboard.header"),
        sides.queryUrl(),
        secrets.resolve("dashboard.header"),
        sides.queryUrl(),
        circle,
        secrets.resolve("sample-member.header"),
        sides.queryUrl(),
        circle,
        secrets.resolve("sample-member.header"),
        sides.queryUrl(),
        circle);
  }
}
