package org.circlejournal.events.log.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.circlejournal.events.log.Leaf;
import org.circlejournal.events.log.NotProven;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order of the journal, one per line, nine columns with tabs between, as PostgreSQL's
 * COPY writes them as text: position, stream, sequence, name, revision, event id, recording time in
 * microseconds since 1970, metadata and payload in hex.
 */
public final class JournalDump {

  /** What makes the dump, between {@code copy (} and {@code ) to stdout}. */
  public static final String QUERY =
      """
      select global_index, aggregate_identifier, sequence_number, payload_type, payload_revision,
             event_identifier, (extract(epoch from time_stamp) * 1000000)::bigint,
             encode(meta_data, 'hex'), encode(payload, 'hex')
        from journal.domain_event_entry order by global_index
      """;

  private static final int COLUMNS = 9;
  private static final int BUFFER = 1 << 16;

  /**
   * One event and where it stands.
   *
   * @param position number in the journal
   */
  record Placed(long position, Leaf leaf) {}

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private final int[] starts = new int[COLUMNS];
  private int filled;
  private int at;
  private byte[] line = new byte[4096];
  private int length;
  private long number;

  JournalDump(InputStream in) {
    this.in = in;
  }

  /** Null at the end. */
  @Nullable Placed next() throws IOException {
    if (!readLine()) {
      return null;
    }
    number++;
    split();
    return new Placed(
        decimal(0),
        new Leaf(text(1), decimal(2), text(3), text(4), text(5), decimal(6), hex(7), hex(8)));
  }

  private boolean readLine() throws IOException {
    length = 0;
    while (true) {
      if (at == filled) {
        filled = Math.max(0, in.read(buffer));
        at = 0;
        if (filled == 0) {
          return length > 0;
        }
      }
      int end = at;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      int more = end - at;
      if (length + more > line.length) {
        line = Arrays.copyOf(line, Math.max(2 * line.length, length + more));
      }
      System.arraycopy(buffer, at, line, length, more);
      length += more;
      at = end;
      if (end < filled) {
        at++;
        return true;
      }
    }
  }

  private void split() {
    int column = 0;
    starts[0] = 0;
    for (int i = 0; i < length; i++) {
      if (line[i] == '\t') {
        column++;
        if (column < COLUMNS) {
          starts[column] = i + 1;
        }
      }
    }
    if (column != COLUMNS - 1) {
      throw wrong((column + 1) + " columns, expected " + COLUMNS);
    }
  }

  private int end(int column) {
    return column == COLUMNS - 1 ? length : starts[column + 1] - 1;
  }

  private long decimal(int column) {
    String text = text(column);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong("no number in column " + (column + 1));
    }
  }

  private String text(int column) {
    int from = starts[column];
    int to = end(column);
    for (int i = from; i < to; i++) {
      if (line[i] == '\\') {
        return unescaped(from, to);
      }
    }
    return new String(line, from, to - from, StandardCharsets.UTF_8);
  }

  /** COPY's own escapes. */
  private String unescaped(int from, int to) {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    for (int i = from; i < to; i++) {
      if (line[i] == '\\' && i + 1 < to) {
        i++;
        plain.write(
            switch (line[i]) {
              case 'b' -> '\b';
              case 'f' -> '\f';
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              case 'v' -> 0x0b;
              default -> line[i];
            });
      } else {
        plain.write(line[i]);
      }
    }
    return plain.toString(StandardCharsets.UTF_8);
  }

  private byte[] hex(int column) {
    int from = starts[column];
    int digits = end(column) - from;
    if (digits % 2 != 0) {
      throw wrong("no hex in column " + (column + 1));
    }
    byte[] bytes = new byte[digits / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = Character.digit(line[from + 2 * i], 16);
      int low = Character.digit(line[from + 2 * i + 1], 16);
      if (high < 0 || low < 0) {
        throw wrong("no hex in column " + (column + 1));
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return bytes;
  }

  private NotProven wrong(String why) {
    return new NotProven("line %d of the dump: %s".formatted(number, why));
  }
}
