package org.circlejournal.query.dashboard;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.circlejournal.events.access.Role;
import org.jspecify.annotations.Nullable;

/** How numbers, times and names are said on all pages. */
public final class Words {

  /** A cell or a figure without a number, because there is none. */
  public static final String NONE = "–";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

  private Words() {}

  public static String of(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  /** {@code service-pressure} as {@code service pressure}. */
  public static String plain(String code) {
    return code.replace('-', ' ');
  }

  /** The same at the beginning of a sentence or a cell. */
  public static String first(String code) {
    String plain = plain(code);
    return plain.isEmpty()
        ? plain
        : plain.substring(0, 1).toUpperCase(Locale.ROOT) + plain.substring(1);
  }

  /** At most two decimals, a true minus. */
  public static String number(@Nullable Double value) {
    return value == null
        ? NONE
        : new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(value + 0.0)
            .replaceFirst("^-0$", "0")
            .replace('-', '−');
  }

  public static String percent(@Nullable Double share) {
    return share == null ? NONE : Math.round(share * 100) + " %";
  }

  /** {@code 1 session}, {@code 2 sessions}. */
  public static String count(int n, String one) {
    return n + " " + (n == 1 ? one : one + "s");
  }

  /** {@code a, b and c}. */
  public static String list(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }

  /** The day of a time as the API writes it; empty for none. */
  public static String day(String time) {
    return time.isEmpty() ? "" : DAY.format(date(time));
  }

  public static LocalDate date(String time) {
    return LocalDate.parse(time.substring(0, 10));
  }

  public static String minute(String time) {
    return time.isEmpty()
        ? ""
        : time.contains("[")
            ? MINUTE.format(ZonedDateTime.parse(time))
            : MINUTE.format(Instant.parse(time).atOffset(ZoneOffset.UTC)) + " UTC";
  }

  /** What stands in the place of a figure that is withheld; null if none is. */
  public static @Nullable String hidden(Row row) {
    return switch (row.text("withheld")) {
      case "" -> null;
      case "fewer-than-k" -> "hidden: fewer than " + LEAST;
      case "would-allow-subtraction" -> "hidden: two sets of people could be subtracted";
      case "rounded-below-2k" -> null;
      default -> "hidden: " + plain(row.text("withheld"));
    };
  }

  /** Fewer people are no number; a circle may ask for more. */
  private static final int LEAST = 5;
}
