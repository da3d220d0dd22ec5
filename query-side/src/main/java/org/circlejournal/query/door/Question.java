package org.circlejournal.query.door;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks for, beside the circle and the read model.
 *
 * @param by null if not asked for
 * @param from null if not asked for
 * @param to null if not asked for
 */
record Question(
    boolean csv, boolean bom, @Nullable String by, @Nullable Bound from, @Nullable Bound to) {

  private static final String TEXT_CSV = "text/csv";
  private static final String APPLICATION_JSON = "application/json";

  /** No parameters. */
  static final Question JSON = new Question(false, false, null, null, null);

  static final Question CSV = new Question(true, false, null, null, null);

  /** One end of a range: a session's number, a day, or a moment; exactly one is there. */
  record Bound(@Nullable Integer session, @Nullable LocalDate day, @Nullable Instant moment) {}

  /**
   * A question, and about which state of the circle.
   *
   * @param minVersion from which version of its stream on it may be answered; −1 for any
   * @param asOf the point at which it shall be answered; null for now
   */
  record Asked(Question question, long minVersion, Past.@Nullable When asOf) {

    /** What the link to the next page says of it. */
    String again() {
      return asOf == null ? "" : "&asOf=" + asOf;
    }
  }

  /**
   * @param known parameters that may be given here
   * @throws Refused {@code invalid-value}, naming the parameter
   */
  static Asked of(HttpServletRequest request, Set<String> known) {
    boolean csv = asksForCsv(request.getHeader("Accept"));
    if (request.getQueryString() == null) {
      return new Asked(csv ? CSV : JSON, -1, null);
    }
    Map<String, String[]> parameters = request.getParameterMap();
    for (Map.Entry<String, String[]> parameter : parameters.entrySet()) {
      if (!known.contains(parameter.getKey())) {
        throw invalid(parameter.getKey(), "unknown parameter; there are " + known);
      }
      if (parameter.getValue().length > 1) {
        throw invalid(parameter.getKey(), "given more than once");
      }
    }
    String bom = request.getParameter("bom");
    if (bom != null && !bom.equals("1") && !bom.equals("0")) {
      throw invalid("bom", "expected: 0 or 1");
    }
    if (request.getParameter("asOf") != null && request.getParameter("minVersion") != null) {
      throw invalid("minVersion", "not together with asOf");
    }
    return new Asked(
        new Question(
            csv,
            csv && "1".equals(bom),
            request.getParameter("by"),
            bound(request, "from"),
            bound(request, "to")),
        number(request, "minVersion", -1, 0, Long.MAX_VALUE),
        asOf(request));
  }

  private static Past.@Nullable When asOf(HttpServletRequest request) {
    String text = request.getParameter("asOf");
    if (text == null) {
      return null;
    }
    try {
      if (text.matches("[0-9]{1,18}")) {
        return new Past.When(Long.valueOf(text), null, null);
      }
      return text.contains("T")
          ? new Past.When(null, Instant.parse(text), null)
          : new Past.When(null, null, LocalDate.parse(requireDay(text)));
    } catch (DateTimeException e) {
      throw invalid(
          "asOf", "expected: a date (2026-03-31), a time (2026-03-31T15:00:00Z) or a position");
    }
  }

  private static @Nullable Bound bound(HttpServletRequest request, String name) {
    String text = request.getParameter(name);
    if (text == null) {
      return null;
    }
    try {
      if (text.matches("[0-9]{1,4}")) {
        return new Bound(Integer.valueOf(text), null, null);
      }
      return text.contains("T")
          ? new Bound(null, null, Instant.parse(text))
          : new Bound(null, LocalDate.parse(text), null);
    } catch (DateTimeException e) {
      throw invalid(
          name,
          "expected: a date (2026-03-31), a time (2026-03-31T15:00:00Z) or a session's number");
    }
  }

  /** Years of four digits only: there is a day after each. */
  private static String requireDay(String text) {
    if (text.length() != 10) {
      throw new DateTimeException(text);
    }
    return text;
  }

  static long number(
      HttpServletRequest request, String name, long otherwise, long least, long most) {
    String text = request.getParameter(name);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= most) {
        return value;
      }
      throw invalid(name, "%d (expected: %d..%d)".formatted(value, least, most));
    } catch (NumberFormatException e) {
      throw invalid(name, "expected: a whole number");
    }
  }

  static Refused invalid(String parameter, String detail) {
    return new Refused(QueryRefusal.INVALID_VALUE, List.of(parameter), parameter + ": " + detail);
  }

  private static boolean asksForCsv(@Nullable String accept) {
    if (accept == null || !accept.contains(TEXT_CSV)) {
      return false;
    }
    return accept.equals(TEXT_CSV) || weight(accept, TEXT_CSV) > weight(accept, APPLICATION_JSON);
  }

  /** How much a media type is wanted, RFC 9110, 12.5.1; 0 if it is not named. */
  private static double weight(String accept, String type) {
    for (String range : accept.split(",")) {
      String[] parts = range.split(";");
      if (parts[0].strip().equalsIgnoreCase(type)) {
        for (int i = 1; i < parts.length; i++) {
          String parameter = parts[i].strip();
          if (parameter.matches("[qQ]=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
            return Double.parseDouble(parameter.substring(2));
          }
        }
        return 1;
      }
    }
    return 0;
  }
}
