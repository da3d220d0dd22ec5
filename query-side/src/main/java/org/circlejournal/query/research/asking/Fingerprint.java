package org.circlejournal.query.research.asking;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.circlejournal.events.sealing.Hmac;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of a result: of each column, of each thousand rows, and of all. A study's are HMACs under
 * its key: a plain hash of a few small numbers is guessed in no time, and a receipt is made to be
 * shown around.
 *
 * @param columns in their order
 * @param blocks of a thousand rows each
 */
record Fingerprint(List<Part> columns, List<String> blocks, String hash) {

  static final int BLOCK = 1_000;

  /** A column's. */
  record Part(String name, Result.Kind kind, String hash) {}

  /**
   * @param key null for what may leave: then they are SHA-256
   */
  static Fingerprint of(Result result, byte @Nullable [] key) {
    List<Part> columns = new ArrayList<>();
    for (int i = 0; i < result.columns().size(); i++) {
      Result.Column column = result.columns().get(i);
      MessageDigest digest = digest();
      for (List<@Nullable Object> row : result.rows()) {
        digest.update(bytes(row.get(i)));
      }
      String hash = sealed("column/" + i, digest.digest(), key);
      columns.add(new Part(column.name(), column.kind(), hash));
    }
    List<String> blocks = new ArrayList<>();
    for (int from = 0; from < result.rows().size(); from += BLOCK) {
      MessageDigest digest = digest();
      int to = Math.min(from + BLOCK, result.rows().size());
      for (List<@Nullable Object> row : result.rows().subList(from, to)) {
        row.forEach(value -> digest.update(bytes(value)));
      }
      blocks.add(sealed("block/" + from, digest.digest(), key));
    }
    MessageDigest all = digest();
    columns.forEach(part -> all.update(bytes(part.toString())));
    blocks.forEach(block -> all.update(bytes(block)));
    return new Fingerprint(columns, blocks, sealed("result", all.digest(), key));
  }

  private static String sealed(String what, byte[] digest, byte @Nullable [] key) {
    return HexFormat.of()
        .formatHex(
            key == null
                ? digest
                : Hmac.sha256(key, (what + '\n').getBytes(StandardCharsets.UTF_8), digest));
  }

  /** One value, so that no two rows have the same bytes. */
  private static byte[] bytes(@Nullable Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (value == null) {
        out.writeByte(0);
      } else if (value instanceof Boolean flag) {
        out.writeByte(1);
        out.writeBoolean(flag);
      } else if (value instanceof Long number) {
        out.writeByte(2);
        out.writeLong(number);
      } else if (value instanceof Double number) {
        out.writeByte(3);
        out.writeLong(Double.doubleToLongBits(number));
      } else {
        byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
        out.writeByte(4);
        out.writeInt(text.length);
        out.write(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where another one differs first; null if nowhere. */
  @Nullable String difference(Fingerprint other) {
    if (hash.equals(other.hash)) {
      return null;
    }
    List<String> names = columns.stream().map(Part::name).toList();
    List<String> others = other.columns.stream().map(Part::name).toList();
    if (!names.equals(others)) {
      return "columns are " + others + " and were " + names;
    }
    for (int i = 0; i < columns.size(); i++) {
      Part now = other.columns.get(i);
      if (!columns.get(i).equals(now)) {
        return "column " + now.name() + ", " + rows(other);
      }
    }
    return rows(other);
  }

  private String rows(Fingerprint other) {
    for (int i = 0; i < Math.max(blocks.size(), other.blocks.size()); i++) {
      @Nullable String was = i < blocks.size() ? blocks.get(i) : null;
      @Nullable String is = i < other.blocks.size() ? other.blocks.get(i) : null;
      if (!Objects.equals(was, is)) {
        return "rows %d to %d".formatted(i * BLOCK + 1, (i + 1) * BLOCK);
      }
    }
    return "the order of columns";
  }
}
