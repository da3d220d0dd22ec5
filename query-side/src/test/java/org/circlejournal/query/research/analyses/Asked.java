package org.circlejournal.query.research.analyses;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An analysis' file, asked of tables that a test has filled: its SQL alone. */
public final class Asked {

  private static final Pattern PARAMETER = Pattern.compile("\\$([a-z]+)");

  private Asked() {}

  public static String text(String analysis) {
    try (InputStream in =
        Objects.requireNonNull(Asked.class.getResourceAsStream("/research/" + analysis + ".sql"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Table of(Connection duck, String analysis, Map<String, ?> parameters)
      throws SQLException {
    String sql = text(analysis);
    try (PreparedStatement select = duck.prepareStatement(PARAMETER.matcher(sql).replaceAll("?"))) {
      int number = 0;
      Matcher matcher = PARAMETER.matcher(sql);
      while (matcher.find()) {
        select.setObject(++number, parameters.get(matcher.group(1)));
      }
      try (ResultSet result = select.executeQuery()) {
        return table(result);
      }
    }
  }

  private static Table table(ResultSet result) throws SQLException {
    int width = result.getMetaData().getColumnCount();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= width; i++) {
      columns.add(result.getMetaData().getColumnName(i));
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    while (result.next()) {
      List<@Nullable Object> row = new ArrayList<>();
      for (int i = 1; i <= width; i++) {
        row.add(result.getObject(i));
      }
      rows.add(row);
    }
    return new Table(columns, rows);
  }

  public static Table stepped(
      Connection duck, String analysis, String step, Map<String, ?> parameters)
      throws SQLException {
    return Objects.requireNonNull(Steps.ALL.get(step))
        .of(of(duck, analysis, parameters), parameters);
  }
}
