package org.circlejournal.events.survey;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.circlejournal.events.WrongFile;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.InstrumentCheck.Flaw;

/** The words that may be shown: ours, and those of the operator's bundle. */
public final class Wordings {

  /** {@code cbi.en.json}: instrument, BCP 47 language tag. */
  private static final Pattern FILE =
      Pattern.compile("([a-z0-9-]{1,40})\\.([A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)\\.json");

  private static final List<String> OURS =
      List.of("relational-climate.en.json", "relational-climate.de.json");

  /** Characters of one text; a page is no place for more. */
  private static final int LONGEST = 2_000;

  private final List<Wording> ours;
  private final List<Wording> operators;

  private Wordings(List<Wording> ours, List<Wording> operators) {
    this.ours = List.copyOf(ours);
    this.operators = List.copyOf(operators);
  }

  /** Ours alone. */
  public static Wordings shipped() {
    return new Wordings(OURS.stream().map(Wordings::read).toList(), List.of());
  }

  /**
   * Ours and the operator's, as they are now.
   *
   * @param folder {@code data/instruments/texts}; need not exist
   * @param instruments whose words they are
   * @throws WrongFile naming each flaw of the first file that has any
   */
  public static Wordings in(Path folder, Instruments instruments) {
    List<Wording> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
          byte[] bytes = Files.readAllBytes(file);
          List<Flaw> flaws = flaws(bytes, file.getFileName().toString(), instruments);
          if (!flaws.isEmpty()) {
            throw new WrongFile(
                flaws.stream()
                    .map(flaw -> file + flaw.sentence())
                    .collect(Collectors.joining("\n")));
          }
          found.add(Json.events().readValue(bytes, Wording.class));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new Wordings(shipped().ours, found);
  }

  /** Words for this instrument that anybody may read. */
  List<Wording> ours(String instrument) {
    return ours.stream().filter(one -> one.instrument().equals(instrument)).toList();
  }

  /** Words for this instrument that the operator answers for. */
  List<Wording> operators(String instrument) {
    return operators.stream().filter(one -> one.instrument().equals(instrument)).toList();
  }

  /**
   * What is wrong with a file of words.
   *
   * @param fileName {@code {instrument}.{language}.json}
   */
  public static List<Flaw> flaws(byte[] bytes, String fileName, Instruments instruments) {
    Matcher name = FILE.matcher(fileName);
    if (!name.matches()) {
      return List.of(new Flaw(1, "", "a file of words is {instrument}.{language}.json"));
    }
    if (OURS.contains(fileName)) {
      return List.of(new Flaw(1, "", "these words are shipped"));
    }
    Wording one;
    try {
      one = Json.events().readValue(bytes, Wording.class);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      return List.of(new Flaw(line, "", e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, Integer> lines = InstrumentCheck.lines(bytes);
    List<Flaw> flaws = new ArrayList<>();
    if (!one.instrument().equals(name.group(1))) {
      flaws.add(flaw(lines, "/instrument", "the file's name says " + name.group(1)));
    }
    if (!one.language().equals(name.group(2))) {
      flaws.add(flaw(lines, "/language", "the file's name says " + name.group(2)));
    }
    if (one.rights().isBlank()) {
      flaws.add(flaw(lines, "/rights", "whose words are they, and why may they stand here?"));
    }
    Optional<Instrument> of = instruments.byId(one.instrument());
    if (of.isEmpty()) {
      flaws.add(flaw(lines, "/instrument", "there is no such instrument"));
    } else {
      compare(lines, "/items", one.items(), of.get().itemIds(), flaws);
      List<String> values =
          of.get().options().stream().map(option -> Integer.toString(option.value())).toList();
      compare(lines, "/options", one.options(), values, flaws);
    }
    return flaws;
  }

  /** All of them, no others, and none blank: half a questionnaire is another questionnaire. */
  private static void compare(
      Map<String, Integer> lines,
      String pointer,
      Map<String, String> texts,
      List<String> expected,
      List<Flaw> flaws) {
    Set<String> absent = new LinkedHashSet<>(expected);
    absent.removeAll(texts.keySet());
    if (!absent.isEmpty()) {
      flaws.add(flaw(lines, pointer, "not there: " + String.join(" ", absent)));
    }
    texts.forEach(
        (id, text) -> {
          String at = pointer + "/" + id.replace("~", "~0").replace("/", "~1");
          if (!expected.contains(id)) {
            flaws.add(flaw(lines, at, "the instrument has none of this name"));
          } else if (text == null || text.isBlank() || text.length() > LONGEST) {
            flaws.add(flaw(lines, at, "expected: 1 to " + LONGEST + " characters"));
          }
        });
  }

  private static Flaw flaw(Map<String, Integer> lines, String pointer, String reason) {
    return new Flaw(InstrumentCheck.line(lines, pointer), pointer, reason);
  }

  private static Wording read(String file) {
    String path = "/instruments/texts/" + file;
    try (InputStream in = Wordings.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("not on the classpath: " + path);
      }
      return Json.events().readValue(in, Wording.class);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
