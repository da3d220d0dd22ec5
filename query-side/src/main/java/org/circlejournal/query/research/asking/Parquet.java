package org.circlejournal.query.research.asking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.circlejournal.query.research.archive.Workroom;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** A result as a Parquet file, written by DuckDB. */
final class Parquet {

  private Parquet() {}

  static byte[] write(Result result) throws SQLException, IOException {
    String columns =
        result.columns().stream()
            .map(column -> quoted(column.name()) + " " + type(column.kind()))
            .collect(Collectors.joining(", "));
    try (Workroom room = Workroom.open();
        Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      Path file = room.file("result.parquet");
      statement.execute("create table result (" + columns + ")");
      try (DuckDBAppender rows =
          duck.unwrap(DuckDBConnection.class).createAppender("main", "result")) {
        for (List<@Nullable Object> row : result.rows()) {
          rows.beginRow();
          row.forEach(value -> append(rows, value));
          rows.endRow();
        }
      }
      statement.execute("copy result to '" + file + "' (format parquet, compression zstd)");
      return Files.readAllBytes(file);
    }
  }

  private static void append(DuckDBAppender rows, @Nullable Object value) {
    try {
      if (value == null) {
        rows.appendNull();
      } else if (value instanceof Boolean flag) {
        rows.append(flag.booleanValue());
      } else if (value instanceof Long number) {
        rows.append(number.longValue());
      } else if (value instanceof Double number) {
        rows.append(number.doubleValue());
      } else {
        rows.append(value.toString());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String type(Result.Kind kind) {
    return switch (kind) {
      case BOOLEAN -> "boolean";
      case INTEGER -> "bigint";
      case NUMBER -> "double";
      case TEXT -> "varchar";
    };
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
