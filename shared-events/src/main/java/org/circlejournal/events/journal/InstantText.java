package org.circlejournal.events.journal;

import java.time.Instant;
import java.time.LocalDate;

/**
 * ISO-8601 instants, parsed and written without a formatter: {@code Instant.parse} is most of the
 * cost of decoding an event.
 */
public final class InstantText {

  private static final long YEAR_10000 = 253_402_300_800L;

  private InstantText() {}

  /**
   * Reads what {@code Instant.toString} writes ({@code 2026-01-12T16:00:00Z}, with up to nine
   * decimals); anything else is left to {@code Instant.parse}.
   *
   * @throws java.time.DateTimeException if it is no instant
   */
  public static Instant parse(String text) {
    int length = text.length();
    if (length < 20
        || length > 30
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':'
        || text.charAt(length - 1) != 'Z') {
      return Instant.parse(text);
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, 10);
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, 19);
    int nanos = 0;
    if (length > 20) {
      nanos = text.charAt(19) == '.' && length > 21 ? digits(text, 20, length - 1) : -1;
      for (int i = length - 21; nanos > 0 && i < 9; i++) {
        nanos *= 10;
      }
    }
    if ((year | month | day | hour | minute | second | nanos) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return Instant.parse(text);
    }
    long epochDay = LocalDate.of(year, month, day).toEpochDay();
    return Instant.ofEpochSecond(epochDay * 86_400L + hour * 3_600L + minute * 60L + second, nanos);
  }

  /** As {@code Instant.toString} writes it. */
  public static String of(Instant instant) {
    long second = instant.getEpochSecond();
    int nanos = instant.getNano();
    if (nanos % 1_000_000 != 0 || second < 0 || second >= YEAR_10000) {
      return instant.toString();
    }
    LocalDate day = LocalDate.ofEpochDay(second / 86_400);
    int time = (int) (second % 86_400);
    StringBuilder text = new StringBuilder(24).append(day).append('T');
    two(text, time / 3_600).append(':');
    two(text, time / 60 % 60).append(':');
    two(text, time % 60);
    if (nanos != 0) {
      int millis = nanos / 1_000_000;
      two(text.append('.'), millis / 10).append((char) ('0' + millis % 10));
    }
    return text.append('Z').toString();
  }

  private static StringBuilder two(StringBuilder text, int value) {
    return text.append((char) ('0' + value / 10)).append((char) ('0' + value % 10));
  }

  /** The number in {@code text[from, to)}, or −1 if it is none. */
  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
