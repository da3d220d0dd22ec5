package org.circlejournal.standalone.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.circlejournal.command.consent.Notices;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.journal.Json;

/** One synthetic circle: its lines are made when they are asked for, the same every time. */
public final class SimulatedCircle {

  private final Profile profile;
  private final long seed;

  SimulatedCircle(Profile profile, long seed) {
    this.profile = profile;
    this.seed = seed;
  }

  /** Its name in the lines. */
  public String alias() {
    return profile.alias();
  }

  public String name() {
    return profile.name();
  }

  /** The tokens of its members by alias, {@code m1} the founder. */
  public Map<String, String> tokens() {
    Map<String, String> tokens = new LinkedHashMap<>();
    for (int i = 1; i <= profile.members(); i++) {
      tokens.put("m" + i, SimulatedYear.token(seed, profile.alias(), "m" + i));
    }
    return tokens;
  }

  /** The whole year as NDJSON, one command a line, in UTF-8. */
  public byte[] lines() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    Consumer<ObjectNode> write =
        line -> {
          try {
            lines.writeBytes(Json.mapper().writeValueAsBytes(line));
            lines.write('\n');
          } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
          }
        };
    new SimulatedYear(profile, seed, notices(), new Rehearsal(write)).play();
    return lines.toByteArray();
  }

  private static SampleNotices notices() {
    return new SampleNotices(notice("taking-part"), notice("answers"));
  }

  private static Notice notice(String name) {
    Notices.Text text =
        Notices.samples().all().stream()
            .filter(t -> t.notice().equals(name) && t.language().equals("en"))
            .findFirst()
            .orElseThrow();
    return new Notice(text.version(), text.language(), text.sha256());
  }
}
