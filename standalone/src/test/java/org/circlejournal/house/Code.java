package org.circlejournal.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;

/** The production classes of all modules, read once, and the names of rooms and workshops. */
final class Code {

  static final String OURS = "org.circlejournal.";

  static final String EVENTS = OURS + "events";
  static final String COMMAND = OURS + "command";
  static final String QUERY = OURS + "query";
  static final String STANDALONE = OURS + "standalone";

  static final String[] ROOMS = {"circle", "session", "theme", "survey", "consent", "closing"};

  /** Read from class folders under {@code mvn test} and from jars under {@code mvn verify}. */
  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(at -> !at.contains("/test-classes/") && !at.contains("-tests.jar"))
          .importPackages(OURS.substring(0, OURS.length() - 1));

  private Code() {}

  /** The six rooms of a module, with what lies below them, as ArchUnit's package patterns. */
  static String[] rooms(String module) {
    return Arrays.stream(ROOMS).map(room -> module + "." + room + "..").toArray(String[]::new);
  }

  static String[] packages(String module, String... names) {
    return Arrays.stream(names).map(name -> module + "." + name + "..").toArray(String[]::new);
  }
}
