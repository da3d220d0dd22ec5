package org.circlejournal.command.door;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's note at a row that its writer has committed. It is made when the row is first read,
 * so the heap tells which rows were.
 */
final class HintBits {

  private static final int PAGE = 8_192;
  private static final int LINE_POINTERS = 24;
  private static final int COMMITTED = 0x0100;

  private HintBits() {}

  /** Of these members, those whose secret was ever read. */
  static List<String> read(OwnPostgres postgres, List<String> members) {
    List<String> read = new ArrayList<>();
    try (Connection c = postgres.database().dataSource().getConnection();
        Statement statement = c.createStatement()) {
      statement.execute("checkpoint");
      try (ResultSet path =
          statement.executeQuery("select pg_relation_filepath('vault.member_secret')")) {
        path.next();
        byte[] heap = Files.readAllBytes(postgres.folder().resolve(path.getString(1)));
        ByteBuffer bytes = ByteBuffer.wrap(heap).order(ByteOrder.LITTLE_ENDIAN);
        for (int page = 0; page < heap.length; page += PAGE) {
          int end = bytes.getShort(page + 12);
          for (int pointer = LINE_POINTERS; pointer < end; pointer += 4) {
            int line = bytes.getInt(page + pointer);
            int row = page + (line & 0x7fff);
            String text = new String(heap, row, line >>> 17, StandardCharsets.ISO_8859_1);
            if ((bytes.getShort(row + 20) & COMMITTED) != 0) {
              members.stream().filter(text::contains).forEach(read::add);
            }
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read;
  }
}
