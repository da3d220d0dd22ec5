package org.circlejournal.query.research.asking;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of an analysis.
 *
 * @param choices of {@code one-of}; else empty
 * @param least of numbers; null where there is none
 * @param most of numbers; null where there is none
 * @param otherwise its value where none is given, as it stands in the head
 */
public record Parameter(
    String name,
    Type type,
    List<String> choices,
    @Nullable Double least,
    @Nullable Double most,
    String otherwise,
    String words) {

  /** What values it has. */
  public enum Type {
    INTEGER,
    NUMBER,
    TEXT,
    DATE,
    ONE_OF
  }

  private static final int LONGEST = 200;

  private static final Pattern FORM =
      Pattern.compile(
          "([a-z][a-z_]*) (integer|number|text|date|one-of)(?:\\(([^)]*)\\))? (\\S+) -- (.+)");

  private static final Pattern RANGE = Pattern.compile("(-?[0-9.]+)\\.\\.(-?[0-9.]+)");

  /**
   * @param text {@code NAME TYPE DEFAULT -- WORDS}
   * @throws IllegalArgumentException that says what was expected
   */
  static Parameter parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "expected: NAME TYPE DEFAULT -- WORDS, of type integer, number, text, date, one-of(a|b)");
    }
    Type type = Type.valueOf(form.group(2).toUpperCase(Locale.ROOT).replace('-', '_'));
    @Nullable String of = form.group(3);
    List<String> choices = List.of();
    Double least = null;
    Double most = null;
    if (type == Type.ONE_OF) {
      if (of == null || of.isEmpty()) {
        throw new IllegalArgumentException("expected: one-of(a|b)");
      }
      choices = List.of(of.split("\\|", -1));
    } else if (of != null) {
      Matcher range = RANGE.matcher(of);
      if (!range.matches() || (type != Type.INTEGER && type != Type.NUMBER)) {
        throw new IllegalArgumentException("expected: a range of numbers (1..52)");
      }
      least = Double.valueOf(range.group(1));
      most = Double.valueOf(range.group(2));
    }
    Parameter parameter =
        new Parameter(form.group(1), type, choices, least, most, form.group(4), form.group(5));
    try {
      parameter.value(form.group(4));
    } catch (NotAnswered e) {
      throw new IllegalArgumentException("its default: " + e.detail(), e);
    }
    return parameter;
  }

  /**
   * @param given as a request has it; null for none
   * @return Long, Double, String or LocalDate
   * @throws NotAnswered if it cannot have this value
   */
  Object value(@Nullable JsonNode given) {
    if (given == null || given.isNull()) {
      return value(otherwise);
    }
    boolean fits =
        switch (type) {
          case INTEGER -> given.isIntegralNumber();
          case NUMBER -> given.isNumber();
          case TEXT, DATE, ONE_OF -> given.isTextual();
        };
    if (!fits) {
      throw invalid();
    }
    return value(given.asText());
  }

  private Object value(String text) {
    try {
      Object value =
          switch (type) {
            case INTEGER -> Long.valueOf(text);
            case NUMBER -> Double.valueOf(text);
            case TEXT, ONE_OF -> text;
            case DATE -> LocalDate.parse(text);
          };
      if (value instanceof Number number
          && ((least != null && number.doubleValue() < least)
              || (most != null && number.doubleValue() > most)
              || !Double.isFinite(number.doubleValue()))) {
        throw invalid();
      }
      if (text.length() > LONGEST || (type == Type.ONE_OF && !choices.contains(text))) {
        throw invalid();
      }
      return value;
    } catch (NumberFormatException | DateTimeException e) {
      throw invalid();
    }
  }

  private NotAnswered invalid() {
    return new NotAnswered(
        NotAnswered.Reason.INVALID, "parameters", name + ": expected: " + expected());
  }

  private String expected() {
    String range = least == null || most == null ? "" : " from " + least + " to " + most;
    return switch (type) {
      case INTEGER -> "a whole number" + range;
      case NUMBER -> "a number" + range;
      case TEXT -> "a text of at most " + LONGEST + " characters";
      case DATE -> "a date (2026-03-31)";
      case ONE_OF -> String.join(", ", choices);
    };
  }
}
