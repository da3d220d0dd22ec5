package org.circlejournal.events.journal;

import java.time.Instant;
import java.time.LocalDate;

/**
 * ISO-8601 instants, parsed without a formatter: {@code Instant.parse} is most of the cost of
 * decoding an event.
 */
public final class InstantText {

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
