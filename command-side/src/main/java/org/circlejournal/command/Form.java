package org.circlejournal.command;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Checks of a body's form, used by the constructors of the command records. */
public final class Form {

  /** Those that records name: a dozen. */
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private Form() {}

  /** A value that is not allowed in its field; the door answers 400 {@code invalid-value}. */
  public static final class Invalid extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final String field;

    Invalid(String field, String detail) {
      super(detail);
      this.field = field;
    }

    public String field() {
      return field;
    }
  }

  /**
   * @throws Invalid naming the field, unless {@code holds}
   */
  public static void check(boolean holds, String field, String detail) {
    if (!holds) {
      throw new Invalid(field, detail);
    }
  }

  /**
   * @throws Invalid unless {@code least <= value <= most}
   */
  public static void range(String field, int value, int least, int most) {
    check(
        value >= least && value <= most,
        field,
        field + ": " + value + " (expected: " + least + ".." + most + ")");
  }

  /**
   * @param pattern of the whole value
   * @throws Invalid unless the value is such a code
   */
  public static void code(String field, String value, String pattern) {
    check(
        PATTERNS.computeIfAbsent(pattern, Pattern::compile).matcher(value).matches(),
        field,
        field + ": not of the form " + pattern);
  }

  /**
   * @param most characters, as a person counts them
   * @throws Invalid if the text is blank or longer
   */
  public static void text(String field, String value, int most) {
    int length = value.codePointCount(0, value.length());
    check(
        !value.isBlank() && length <= most,
        field,
        field + ": " + length + " characters (expected: 1.." + most + ", not blank)");
  }
}
