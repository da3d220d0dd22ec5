package org.circlejournal.events.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * One event as the log takes it: {@code leaf/v1} and then eight fields, each with its length before
 * it (four bytes, big-endian): stream id, sequence, name, revision, event id, recording time,
 * metadata, payload. Sequence is decimal; the time is decimal microseconds since 1970; texts are
 * UTF-8; metadata and payload are the bytes as stored. The log's entry is its SHA-256.
 */
public final class Leaf {

  private static final byte[] FORM = "leaf/v1".getBytes(StandardCharsets.US_ASCII);
  private static final int FIELDS = 8;

  private final String stream;
  private final long sequence;
  private final String name;
  private final String revision;
  private final String eventId;
  private final long recordedMicros;
  private final byte[] metadata;
  private final byte[] payload;

  /**
   * @param eventId random: who does not know it cannot guess an entry's content
   * @param recordedMicros microseconds since 1970
   */
  public Leaf(
      String stream,
      long sequence,
      String name,
      String revision,
      String eventId,
      long recordedMicros,
      byte[] metadata,
      byte[] payload) {
    this.stream = stream;
    this.sequence = sequence;
    this.name = name;
    this.revision = revision;
    this.eventId = eventId;
    this.recordedMicros = recordedMicros;
    this.metadata = metadata;
    this.payload = payload;
  }

  public String stream() {
    return stream;
  }

  public long sequence() {
    return sequence;
  }

  public String name() {
    return name;
  }

  public long recordedMicros() {
    return recordedMicros;
  }

  public String revision() {
    return revision;
  }

  public String eventId() {
    return eventId;
  }

  public byte[] metadata() {
    return metadata.clone();
  }

  public byte[] payload() {
    return payload.clone();
  }

  /** What the entry is the hash of. */
  public byte[] data() {
    byte[][] fields = {
      utf8(stream),
      utf8(Long.toString(sequence)),
      utf8(name),
      utf8(revision),
      utf8(eventId),
      utf8(Long.toString(recordedMicros)),
      metadata,
      payload
    };
    int length = FORM.length;
    for (byte[] field : fields) {
      length += Integer.BYTES + field.length;
    }
    ByteBuffer data = ByteBuffer.allocate(length).put(FORM);
    for (byte[] field : fields) {
      data.putInt(field.length).put(field);
    }
    return data.array();
  }

  /** The log's entry. */
  public byte[] entry() {
    return entry(Hash.sha256());
  }

  byte[] entry(MessageDigest sha) {
    return sha.digest(data());
  }

  public static byte[] entryOf(byte[] data) {
    return Hash.sha256().digest(data);
  }

  public Hash hash() {
    return Hash.leaf(entry());
  }

  /**
   * @throws NotProven unless it is the data of a leaf, whole and nothing more
   */
  public static Leaf parse(byte[] data) {
    ByteBuffer rest = ByteBuffer.wrap(data);
    byte[] form = take(rest, FORM.length);
    if (!java.util.Arrays.equals(form, FORM)) {
      throw new NotProven("leaf data does not begin with leaf/v1");
    }
    List<byte[]> fields = new ArrayList<>();
    for (int i = 0; i < FIELDS; i++) {
      int length = ByteBuffer.wrap(take(rest, Integer.BYTES)).getInt();
      fields.add(take(rest, length));
    }
    if (rest.hasRemaining()) {
      throw new NotProven("leaf data has " + rest.remaining() + " bytes too many");
    }
    return new Leaf(
        text(fields.get(0)),
        Text64.number(text(fields.get(1)), "the sequence of the leaf data"),
        text(fields.get(2)),
        text(fields.get(3)),
        text(fields.get(4)),
        Text64.number(text(fields.get(5)), "the time of the leaf data"),
        fields.get(6),
        fields.get(7));
  }

  private static byte[] take(ByteBuffer rest, int length) {
    if (length < 0 || length > rest.remaining()) {
      throw new NotProven("leaf data is cut off");
    }
    byte[] bytes = new byte[length];
    rest.get(bytes);
    return bytes;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
