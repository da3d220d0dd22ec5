package org.circlejournal.query.audit.log;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.circlejournal.events.log.verify.Verify;

/** The auditor's program, in this process. */
final class Verifier {

  private Verifier() {}

  /** Exit code and what it said. */
  static String run(String... words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int code = Verify.run(List.of(words), out, out);
    return code + " " + said.toString(StandardCharsets.UTF_8).strip();
  }
}
