package org.circlejournal.events.survey;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.circlejournal.events.WrongFile;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.InstrumentCheck.Flaw;
import org.circlejournal.events.survey.SurveyEvent.InstrumentKey;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveOpened;
import org.jspecify.annotations.Nullable;

/**
 * The instruments whose keys are shipped, and those of the operator. A wave names its key by
 * fingerprint, so earlier editions stay beside the one in use.
 */
public final class Instruments {

  private static final List<String> SHIPPED =
      List.of(
          "mbi-hss", "cbi", "olbi", "olbi-agree-high", "bat-23", "bat-12", "relational-climate");

  private final List<Instrument> all;
  private @Nullable Map<InstrumentKey, Instrument> byKey;

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

  /**
   * The shipped ones and the operator's, as they are now. {@code {id}.json} is the edition in use;
   * files {@code {id}.….json} are earlier ones, by which old waves are still scored.
   *
   * @param folder {@code data/instruments}; need not exist
   * @throws WrongFile naming each flaw of the first file that has any: a definition that is passed
   *     over would be answers that nobody can score
   */
  public static Instruments in(Path folder) {
    List<Instrument> all = new ArrayList<>(shipped().all);
    if (!Files.isDirectory(folder)) {
      return new Instruments(all);
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        List<Flaw> flaws = InstrumentCheck.flaws(bytes, file.getFileName().toString());
        if (!flaws.isEmpty()) {
          throw new WrongFile(
              flaws.stream().map(flaw -> file + flaw.sentence()).collect(Collectors.joining("\n")));
        }
        Instrument one = Json.mapper().readValue(bytes, Instrument.class);
        boolean inUse = file.getFileName().toString().equals(one.id() + ".json");
        all.add(inUse ? SHIPPED.size() : all.size(), one);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Instruments(all);
  }

  static boolean isShipped(String id) {
    return SHIPPED.contains(id);
  }

  /** Every edition; of those with one id the edition in use comes first. */
  public List<Instrument> all() {
    return all;
  }

  /** The edition in use. */
  public Optional<Instrument> byId(String id) {
    return all.stream().filter(i -> i.id().equals(id)).findFirst();
  }

  /** The edition in use, as a wave that opens now names it. */
  public Optional<InstrumentKey> keyOf(String id) {
    return byKey().keySet().stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /** The very edition; empty when this installation does not have it. */
  public Optional<Instrument> byKey(InstrumentKey key) {
    return Optional.ofNullable(byKey().get(key));
  }

  /** The edition by which this wave asked; empty when it did not, or when it is not here. */
  public Optional<Instrument> of(SurveyWaveOpened wave, String id) {
    return wave.instruments().stream()
        .filter(key -> key.id().equals(id))
        .findFirst()
        .flatMap(this::byKey);
  }

  /**
   * @throws IllegalStateException saying what to do, when this installation does not have it
   */
  public Instrument require(InstrumentKey key) {
    return byKey(key)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a wave asked by an edition of %s that is not here, with the fingerprint %s; put it into data/instruments as %s.{edition}.json and start again"
                        .formatted(key.id(), key.fingerprint(), key.id())));
  }

  /** Made when first asked for: fingerprints are dear, and who scores a file needs one. */
  synchronized Map<InstrumentKey, Instrument> byKey() {
    Map<InstrumentKey, Instrument> made = byKey;
    if (made == null) {
      made = new LinkedHashMap<>();
      for (Instrument each : all) {
        made.put(new InstrumentKey(each.id(), each.fingerprint()), each);
      }
      byKey = made;
    }
    return made;
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
