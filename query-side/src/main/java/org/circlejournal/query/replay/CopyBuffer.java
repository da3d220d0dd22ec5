package org.circlejournal.query.replay;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows on their way into one table, in PostgreSQL's binary COPY format (documentation of COPY,
 * "Binary Format"): numbers in network order, each field behind its length. Not safe for threads.
 */
final class CopyBuffer {

  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final byte[] TRAILER = {(byte) 0xFF, (byte) 0xFF};

  private final String sql;
  private byte[] bytes = new byte[1 << 14];
  private int length;
  private long rows;

  /**
   * @param table with its schema, and the columns in the order of the fields
   */
  CopyBuffer(String table) {
    this.sql = "copy " + table + " from stdin (format binary)";
  }

  int size() {
    return length;
  }

  /** Rows that were begun since this buffer was made. */
  long rows() {
    return rows;
  }

  void begin(int fields) {
    room(2);
    bytes[length++] = (byte) (fields >> 8);
    bytes[length++] = (byte) fields;
    rows++;
  }

  void nothing() {
    length(-1);
  }

  void int2(int value) {
    length(2);
    room(2);
    bytes[length++] = (byte) (value >> 8);
    bytes[length++] = (byte) value;
  }

  void int4(int value) {
    length(4);
    raw4(value);
  }

  void int8(long value) {
    length(8);
    raw8(value);
  }

  void float8(double value) {
    length(8);
    raw8(Double.doubleToLongBits(value));
  }

  void bool(boolean value) {
    length(1);
    room(1);
    bytes[length++] = (byte) (value ? 1 : 0);
  }

  void uuid(UUID value) {
    length(16);
    raw8(value.getMostSignificantBits());
    raw8(value.getLeastSignificantBits());
  }

  void text(String value) {
    text(value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @param utf8 of a text
   */
  void text(byte[] utf8) {
    length(utf8.length);
    room(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  private void length(int field) {
    raw4(field);
  }

  private void raw4(int value) {
    room(4);
    bytes[length++] = (byte) (value >> 24);
    bytes[length++] = (byte) (value >> 16);
    bytes[length++] = (byte) (value >> 8);
    bytes[length++] = (byte) value;
  }

  private void raw8(long value) {
    raw4((int) (value >> 32));
    raw4((int) value);
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }

  /** Sends what there is, and is empty afterwards. */
  void flush(Connection connection) throws SQLException {
    if (length == 0) {
      return;
    }
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      copy.writeToCopy(HEADER, 0, HEADER.length);
      copy.writeToCopy(bytes, 0, length);
      copy.writeToCopy(TRAILER, 0, TRAILER.length);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    length = 0;
  }
}
