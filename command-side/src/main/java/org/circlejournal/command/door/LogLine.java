package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.circlejournal.events.log.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * The log's latest checkpoint, as exports and reports print it: in the hands of a person it is what
 * an operator cannot take back.
 */
final class LogLine {

  private static final String THERE =
      "The journal's log as it was when this was written; the last seconds may be missing. Keep it:"
          + " a later log that does not begin with these entries was altered, and the verifier says"
          + " so.";

  private static final String NOT_YET =
      "The journal's log has no entry yet: ask again when the query side has run.";

  private LogLine() {}

  /**
   * Adds the fields {@code checkpoint} (null if there is none yet) and {@code checkpointMeaning}.
   */
  static ObjectNode write(@Nullable Checkpoint latest, ObjectNode json) {
    if (latest == null || latest.size() == 0) {
      json.putNull("checkpoint");
      return json.put("checkpointMeaning", NOT_YET);
    }
    json.putObject("checkpoint")
        .put("origin", latest.origin())
        .put("size", latest.size())
        .put("root", latest.root().base64());
    return json.put("checkpointMeaning", THERE);
  }
}
