package org.circlejournal.events.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Ranges of the journal's index by binary COPY (PostgreSQL, "COPY", Binary Format): twice as fast
 * as a cursor, and as parallel as it is asked for. A payload that nobody wants stays where it is.
 */
final class ChunksOnPostgres implements Chunks {

  private static final int RANGE = 20_000;
  private static final int HEADER = 19; // signature, flags and length of the extension
  private static final long POSTGRES_EPOCH_MICROS = TimeUnit.DAYS.toMicros(10_957); // 2000-01-01

  private final DataSource dataSource;
  private final long after;
  private final long upTo;
  private final String wanted;
  private volatile Ends streams = Ends.ALL;
  private final AtomicLong number = new AtomicLong();

  /**
   * @param names whose payloads are fetched
   */
  ChunksOnPostgres(DataSource dataSource, long after, long upTo, Collection<String> names) {
    this.dataSource = dataSource;
    this.after = after;
    this.upTo = upTo;
    this.wanted = names.stream().map(n -> '\'' + n + '\'').collect(Collectors.joining(", "));
  }

  @Override
  public void only(Ends streams) {
    this.streams = streams; // what lies between them is passed over by the server
  }

  private static String condition(Ends streams) {
    String end = " and right(aggregate_identifier, " + Ends.LENGTH + ") collate \"C\"";
    return (streams.from().isEmpty() ? "" : end + " >= '" + streams.from() + "'")
        + (streams.below() == null ? "" : end + " < '" + streams.below() + "'");
  }

  @Override
  public @Nullable Chunk next() {
    long n = number.getAndIncrement();
    long first = after + n * RANGE;
    if (first >= upTo) {
      return null;
    }
    long last = Math.min(first + RANGE, upTo);
    try (Connection c = dataSource.getConnection()) {
      return new Chunk(n, last, read(c.unwrap(PGConnection.class), first, last));
    } catch (SQLException e) {
      throw new EventStoreException("the journal cannot be read", e);
    }
  }

  private List<RawEvent> read(PGConnection connection, long first, long last) throws SQLException {
    String payload =
        wanted.isEmpty()
            ? "null::bytea"
            : "case when payload_type in (" + wanted + ") then payload end";
    String sql =
        """
        copy (select global_index, aggregate_identifier, sequence_number, payload_type,
                     payload_revision, time_stamp, %s
                from journal.domain_event_entry
               where global_index > %d and global_index <= %d%s
               order by global_index) to stdout (format binary)
        """
            .formatted(payload, first, last, condition(streams));
    List<RawEvent> events = new ArrayList<>(RANGE);
    Texts texts = new Texts();
    CopyOut copy = connection.getCopyAPI().copyOut(sql);
    try {
      int skip = HEADER;
      for (byte[] data = copy.readFromCopy(); data != null; data = copy.readFromCopy()) {
        ByteBuffer row = ByteBuffer.wrap(data).position(skip);
        skip = 0;
        if (row.hasRemaining() && row.getShort() > 0) { // −1 is the trailer
          events.add(event(data, row, texts));
        }
      }
      return events;
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static RawEvent event(byte[] data, ByteBuffer row, Texts texts) {
    row.getInt();
    long position = row.getLong();
    String stream = texts.next(data, row);
    row.getInt();
    long sequence = row.getLong();
    String name = texts.next(data, row);
    String revision = texts.next(data, row);
    row.getInt();
    long recorded = row.getLong() + POSTGRES_EPOCH_MICROS;
    int length = row.getInt();
    return new RawEvent(
        position, stream, sequence, name, revision, recorded, data, row.position(), length);
  }

  /**
   * Ids, names and revisions come again and again: each is made once for a piece, as far as its
   * place here is not taken, and so is its hash.
   */
  private static final class Texts {
    private static final int PLACES = 1 << 12;

    private final byte[][] rows = new byte[PLACES][];
    private final int[] offsets = new int[PLACES];
    private final String[] made = new String[PLACES];

    String next(byte[] data, ByteBuffer row) {
      int length = row.getInt();
      int from = row.position();
      row.position(from + length);
      int place = place(data, from, length);
      String known = made[place];
      if (known != null
          && known.length() == length
          && Arrays.equals(
              rows[place], offsets[place], offsets[place] + length, data, from, from + length)) {
        return known;
      }
      String text = new String(data, from, length, StandardCharsets.UTF_8);
      if (text.length() == length) { // ASCII, as all of ours are
        rows[place] = data;
        offsets[place] = from;
        made[place] = text;
      }
      return text;
    }

    /** From the last bytes: names begin alike, and ids are random everywhere. */
    private static int place(byte[] data, int from, int length) {
      int hash = length;
      for (int i = Math.max(from, from + length - 8); i < from + length; i++) {
        hash = hash * 31 + data[i];
      }
      return (hash ^ (hash >>> 12)) & (PLACES - 1);
    }
  }

  @Override
  public void close() {} // each piece brings its own connection back
}
