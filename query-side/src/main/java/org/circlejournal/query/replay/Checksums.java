package org.circlejournal.query.replay;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.circlejournal.events.sealing.Hmac;
import org.circlejournal.query.view.Sheet;
import org.circlejournal.query.view.ViewDefinition;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * What a generation holds, in 32 bytes for each circle. The canonical form of a row is its tuple in
 * PostgreSQL's binary COPY format, without anything of where or when it was written: it depends on
 * the values and the columns' types alone. A circle's digest is SHA-256 over the SHA-256 of each
 * sheet's rows in their order, and of its state with its marks. What is shown is keyed: without the
 * key nobody can try whether a guess of a circle's rows is right.
 */
final class Checksums {

  private static final int HEADER = 19;

  /**
   * A circle in a generation.
   *
   * @param position the last event that was folded
   * @param digest SHA-256
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by isSame
  record Circle(long position, byte[] digest) {
    boolean isSame(Circle other) {
      return position == other.position && Arrays.equals(digest, other.digest);
    }
  }

  private Checksums() {}

  /**
   * Every circle of a generation, by id.
   *
   * @param c all of it is read in the transaction of this connection
   */
  static Map<String, Circle> of(Connection c, ViewDefinition<?> view, String schema)
      throws SQLException {
    Map<String, ByteArrayOutputStream> parts = new TreeMap<>();
    int sheets = 0;
    for (Sheet<?, ?> sheet : view.sheets()) {
      String columns =
          Stream.concat(
                  Stream.of("circle_id", "line"),
                  sheet.columns().all().stream().map(column -> '"' + column.name() + '"'))
              .collect(Collectors.joining(", "));
      digest(
          c,
          "select %s from %s.%s order by circle_id, line".formatted(columns, schema, sheet.table()),
          sheets++,
          parts);
    }
    digest(
        c,
        """
        select circle_id, version, position, read_version, read_position, state
          from %s.state order by circle_id
        """
            .formatted(schema),
        sheets,
        parts);
    Map<String, Long> positions = positions(c, schema);
    Map<String, Circle> circles = new TreeMap<>();
    parts.forEach(
        (id, digests) ->
            circles.put(
                id,
                new Circle(
                    positions.getOrDefault(id, -1L), sha256().digest(digests.toByteArray()))));
    return circles;
  }

  /** Adds the sheet's number and digest to each circle that has rows in it. */
  private static void digest(
      Connection c, String sql, int sheet, Map<String, ByteArrayOutputStream> parts)
      throws SQLException {
    CopyOut copy =
        c.unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("copy (" + sql + ") to stdout (format binary)");
    try {
      MessageDigest digest = sha256();
      @Nullable String current = null;
      int skip = HEADER;
      for (byte[] data = copy.readFromCopy(); data != null; data = copy.readFromCopy()) {
        int at = skip;
        skip = 0;
        if (data.length - at < 22) { // header alone, or the trailer
          continue;
        }
        String circle = circle(data, at + 6); // behind the number of fields and a length
        if (!circle.equals(current)) {
          end(current, sheet, digest, parts);
          current = circle;
        }
        digest.update(data, at, data.length - at);
      }
      end(current, sheet, digest, parts);
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void end(
      @Nullable String circle,
      int sheet,
      MessageDigest digest,
      Map<String, ByteArrayOutputStream> parts) {
    if (circle != null) {
      ByteArrayOutputStream of =
          parts.computeIfAbsent(circle, id -> new ByteArrayOutputStream(33 * 4));
      of.write(sheet);
      of.writeBytes(digest.digest());
    }
  }

  private static String circle(byte[] data, int at) {
    ByteBuffer bytes = ByteBuffer.wrap(data, at, 16);
    return new UUID(bytes.getLong(), bytes.getLong()).toString();
  }

  private static Map<String, Long> positions(Connection c, String schema) throws SQLException {
    Map<String, Long> positions = new TreeMap<>();
    try (PreparedStatement select =
            c.prepareStatement("select circle_id::text, position from " + schema + ".state");
        ResultSet result = select.executeQuery()) {
      while (result.next()) {
        positions.put(result.getString(1), result.getLong(2));
      }
    }
    return positions;
  }

  /** The key of checksums, from the secret that all query sides share. */
  static byte[] key(byte[] secret) {
    return Hmac.sha256(secret, "checksums/v1");
  }

  /** Of all circles together, as it may be shown. */
  static String shown(byte[] key, ViewDefinition<?> view, Map<String, Circle> circles) {
    MessageDigest all = sha256();
    all.update(view.toString().getBytes(StandardCharsets.UTF_8));
    new TreeMap<>(circles)
        .forEach(
            (id, circle) -> {
              all.update(id.getBytes(StandardCharsets.US_ASCII));
              all.update(circle.digest());
            });
    return keyed(key, all.digest());
  }

  private static String keyed(byte[] key, byte[] digest) {
    return "hmac-sha256:"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(Hmac.sha256(key, digest));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
