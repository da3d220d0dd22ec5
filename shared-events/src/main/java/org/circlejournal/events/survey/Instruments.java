package org.circlejournal.events.survey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.circlejournal.events.journal.Json;

/** The instruments whose keys are shipped. */
public final class Instruments {

  private static final List<String> SHIPPED = List.of("mbi-hss", "cbi", "olbi", "olbi-agree-high");

  private final List<Instrument> all;

  private Instruments(List<Instrument> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Reads the definitions {@code /instruments/*.json} of the classpath; strictly, an unknown field
   * is an error.
   */
  public static Instruments shipped() {
    return new Instruments(SHIPPED.stream().map(Instruments::read).toList());
  }

  public List<Instrument> all() {
    return all;
  }

  public Optional<Instrument> byId(String id) {
    return all.stream().filter(i -> i.id().equals(id)).findFirst();
  }

  private static Instrument read(String id) {
    String path = "/instruments/" + id + ".json";
    try (InputStream in = Instruments.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("not on the classpath: " + path);
      }
      return Json.mapper().readValue(in, Instrument.class);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
