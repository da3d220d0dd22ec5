package org.circlejournal.query.research.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/** What variables are, in words; all else of them follows from the events' records. */
final class Codebook {

  private static final String FILE = "/research/codebook.properties";

  private Codebook() {}

  /** By event, and by {@code Event.component}. */
  static Map<String, String> words() {
    try (InputStream in = Objects.requireNonNull(Codebook.class.getResourceAsStream(FILE), FILE)) {
      Properties words = new Properties();
      words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      return words.stringPropertyNames().stream()
          .collect(Collectors.toUnmodifiableMap(name -> name, words::getProperty));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }
}
