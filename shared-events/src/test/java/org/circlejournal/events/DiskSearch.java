package org.circlejournal.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks for bytes wherever they may lie: in PostgreSQL's files (heap with its dead rows, indexes,
 * write-ahead log), in what its tables say, which may lie compressed, and in folders; as they are,
 * and as hex or base64. A test that finds nothing first plants something that is found.
 */
public final class DiskSearch {

  private static final int PAGE = 8_192;
  private static final int SHORT_HEADER = 24;
  private static final int LONG_HEADER = 40;
  private static final int IS_LONG = 2;

  /** So much of the write-ahead log is held in one piece, and so much of it again in the next. */
  private static final int PIECE = 8 << 20;

  private static final int OVERLAP = 1 << 16;

  private static final String WAL = "pg_wal";

  /** By place: a file, {@code pg_wal} as a whole, or {@code table …}; a byte a character. */
  private final Map<String, List<String>> places = new LinkedHashMap<>();

  private DiskSearch() {}

  /** Reads it all, after a checkpoint: what is written later is not looked at. */
  public static DiskSearch of(TestPostgres.Database database, Path... folders) {
    DiskSearch search = new DiskSearch();
    database.execute("checkpoint");
    try (Connection c = database.dataSource().getConnection();
        Statement statement = c.createStatement()) {
      Path data = Path.of(ask(statement, "show data_directory"));
      String own = ask(statement, "select oid from pg_database where datname = current_database()");
      search.files(data, own);
      search.places.put(WAL, pieces(data.resolve(WAL)));
      search.tables(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    for (Path folder : folders) {
      search.files(folder, "");
    }
    return search;
  }

  private static String ask(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** The server is shared by tests: other databases' heaps are not looked at. */
  private void files(Path folder, String database) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path inside = folder.relativize(file);
        boolean others =
            !database.isEmpty()
                && inside.startsWith("base")
                && !inside.startsWith(Path.of("base", database));
        if (!others && !inside.startsWith(WAL)) { // that is looked at as a whole
          places.put(file.toString(), List.of(new String(read(file), ISO_8859_1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            """
            select format('%I.%I', schemaname, tablename) from pg_tables
             where schemaname not in ('pg_catalog', 'information_schema')
            """)) {
      while (row.next()) {
        tables.add(row.getString(1));
      }
    }
    for (String table : tables) {
      StringBuilder rows = new StringBuilder();
      try (ResultSet row = statement.executeQuery("select t::text from " + table + " t")) {
        while (row.next()) {
          rows.append(new String(row.getString(1).getBytes(UTF_8), ISO_8859_1)).append('\n');
        }
      }
      places.put("table " + table, List.of(rows.toString()));
    }
  }

  /** Where these bytes lie, in whatever writing. */
  public Set<String> find(byte[] wanted) {
    Set<String> found = new LinkedHashSet<>();
    List<String> writings = writings(wanted);
    places.forEach(
        (place, pieces) -> {
          if (pieces.stream().anyMatch(bytes -> writings.stream().anyMatch(bytes::contains))) {
            found.add(place);
          }
        });
    return found;
  }

  /** As it is, hex, and base64 in both alphabets, wherever in a longer one it begins. */
  private static List<String> writings(byte[] wanted) {
    Set<String> writings = new LinkedHashSet<>();
    writings.add(new String(wanted, ISO_8859_1));
    writings.add(HexFormat.of().formatHex(wanted));
    writings.add(HexFormat.of().withUpperCase().formatHex(wanted));
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + wanted.length];
      System.arraycopy(wanted, 0, shifted, before, wanted.length);
      int whole = shifted.length / 3 * 3; // what follows changes the last, broken group
      byte[] groups = Arrays.copyOf(shifted, whole);
      int from = before == 0 ? 0 : 4; // and what stands before changes the first
      writings.add(Base64.getEncoder().encodeToString(groups).substring(from));
      writings.add(Base64.getUrlEncoder().encodeToString(groups).substring(from));
    }
    return List.copyOf(writings);
  }

  /** In pieces that overlap: the whole of it does not fit into a test's memory. */
  private static List<String> pieces(Path folder) {
    List<String> pieces = new ArrayList<>();
    ByteArrayOutputStream now = new ByteArrayOutputStream(PIECE * 3);
    for (Path segment : segments(folder)) {
      withoutHeaders(read(segment), now);
      if (now.size() >= PIECE) {
        byte[] bytes = now.toByteArray();
        pieces.add(new String(bytes, ISO_8859_1));
        now.reset();
        now.write(bytes, bytes.length - OVERLAP, OVERLAP);
      }
    }
    pieces.add(now.toString(ISO_8859_1));
    return pieces;
  }

  private static List<Path> segments(Path folder) {
    try (Stream<Path> segments = Files.list(folder)) {
      return segments
          .filter(segment -> segment.getFileName().toString().matches("[0-9A-F]{24}"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log's bytes without the headers of its pages, so that what crosses a page is whole. */
  public static byte[] writeAheadLog(Path folder) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    segments(folder).forEach(segment -> withoutHeaders(read(segment), all));
    return all.toByteArray();
  }

  private static void withoutHeaders(byte[] segment, ByteArrayOutputStream to) {
    ByteBuffer pages = ByteBuffer.wrap(segment).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + PAGE <= segment.length && pages.getShort(at) != 0; at += PAGE) {
      int header = (pages.getShort(at + 2) & IS_LONG) != 0 ? LONG_HEADER : SHORT_HEADER;
      to.write(segment, at + header, PAGE - header);
    }
  }

  /** Nothing is found in a file that went meanwhile. */
  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
