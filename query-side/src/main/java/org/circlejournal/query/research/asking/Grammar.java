package org.circlejournal.query.research.asking;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.research.asking.NotAnswered.Reason;

/**
 * What SQL may say: one SELECT over given tables, by functions that read nothing else, answer the
 * same each time and make little of little. DuckDB's own parser reads it; of its tree only what is
 * named here passes, so that whatever a later DuckDB adds is refused until somebody has thought of
 * it. It is the first of two fences: {@link Sandbox} holds where this one errs.
 */
final class Grammar {

  /** Longer ones are for a file of their own. */
  static final int LONGEST = 20_000;

  /** The parser calls itself for each; nobody nests so deep by hand. */
  private static final int DEEPEST = 200;

  /** Each may double a text. */
  private static final int MOST_JOINS_OF_TEXT = 10;

  private static final Set<String> TABLE_FUNCTIONS = Set.of("unnest", "range", "generate_series");

  private static final Set<String> EXPRESSIONS =
      Set.of(
          "CONSTANT",
          "COLUMN_REF",
          "FUNCTION",
          "CAST",
          "BETWEEN",
          "WINDOW",
          "SUBQUERY",
          "COMPARISON",
          "CONJUNCTION",
          "OPERATOR",
          "CASE",
          "STAR",
          "COLLATE",
          "POSITIONAL_REFERENCE",
          "TYPE");

  /** Nodes, sources of rows, and what modifies them. */
  private static final Set<String> PARTS =
      Set.of(
          "SELECT_NODE",
          "SET_OPERATION_NODE",
          "CTE_NODE",
          "EMPTY",
          "BASE_TABLE",
          "JOIN",
          "SUBQUERY",
          "TABLE_FUNCTION",
          "EXPRESSION_LIST",
          "SHOW_REF",
          "PIVOT",
          "ORDER_MODIFIER",
          "LIMIT_MODIFIER",
          "LIMIT_PERCENT_MODIFIER",
          "DISTINCT_MODIFIER",
          "ASCENDING",
          "DESCENDING",
          "ORDER_DEFAULT");

  /** Names that are functions without parentheses. */
  private static final Set<String> CLOCKS =
      Set.of(
          "current_timestamp",
          "current_date",
          "current_time",
          "localtime",
          "localtimestamp",
          "current_user",
          "current_role",
          "session_user",
          "user",
          "current_catalog",
          "current_schema");

  private static final Set<String> FUNCTIONS = functions();

  private final Set<String> known;
  private final boolean shipped;
  private final Set<String> named = new HashSet<>();
  private final Set<String> tables = new TreeSet<>();
  private int joins;

  private Grammar(Set<String> known, boolean shipped) {
    this.known = known;
    this.shipped = shipped;
  }

  private static Set<String> functions() {
    String path = "/research/functions.txt";
    try (InputStream in = Objects.requireNonNull(Grammar.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# "))
          .flatMap(line -> List.of(line.split(" ")).stream())
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  /**
   * Which tables it reads.
   *
   * @param duck any, only to parse
   * @param known names of tables that it may read
   * @param shipped whether it is one of ours, which may have {@code ?} and lambdas
   * @throws NotAnswered {@code SQL_INVALID} or {@code STATEMENT_NOT_ALLOWED}
   */
  static Set<String> tables(Connection duck, String sql, Set<String> known, boolean shipped) {
    requireReadable(sql);
    JsonNode tree = parsed(duck, sql);
    if (tree.path("error").booleanValue()) {
      if (tree.path("error_type").asText().equals("parser")
          || tree.path("error_type").asText().equals("syntax")) {
        throw new NotAnswered(
            Reason.SQL_INVALID, "sql", tree.path("error_message").asText().strip());
      }
      throw refused("only SELECT is answered");
    }
    if (tree.path("statements").size() != 1) {
      throw refused("expected: one statement");
    }
    Grammar grammar = new Grammar(known, shipped);
    grammar.name(tree);
    grammar.walk(tree.path("statements").get(0));
    return grammar.tables;
  }

  private static void requireReadable(String sql) {
    if (sql.isBlank()) {
      throw new NotAnswered(Reason.SQL_INVALID, "sql", "expected: a SELECT");
    }
    if (sql.length() > LONGEST) {
      throw refused("longer than " + LONGEST + " characters");
    }
    if (sql.indexOf('\0') >= 0) {
      throw refused("a NUL character");
    }
    int depth = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if (c == ')' || c == ']' || c == '}') {
        depth--;
      }
      if (depth > DEEPEST) {
        throw refused("more than " + DEEPEST + " parentheses in each other");
      }
    }
  }

  private static JsonNode parsed(Connection duck, String sql) {
    try (PreparedStatement select =
        duck.prepareStatement("select json_serialize_sql(?::varchar)")) {
      select.setString(1, sql);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return Json.mapper().readTree(row.getString(1));
      }
    } catch (SQLException | IOException e) {
      throw refused("it cannot be parsed");
    }
  }

  /** Names that the statement gives to queries of its own. */
  private void name(JsonNode node) {
    JsonNode own = node.path("cte_map").path("map");
    own.forEach(entry -> named.add(entry.path("key").asText().toLowerCase(Locale.ROOT)));
    node.forEach(this::name);
  }

  private void walk(JsonNode node) {
    if (node.isObject()) {
      if (node.path("class").isTextual()) {
        expression(node);
      } else if (node.path("type").isTextual()) {
        part(node);
      }
      if (node.path("sample").isObject()) {
        throw refused("a sample is another one each time");
      }
      if (node.path("at_clause").isObject()) {
        throw refused("AT");
      }
    }
    if (node.path("type").asText().equals("TABLE_FUNCTION")) {
      node.path("function").path("arguments").forEach(this::walk); // it is no scalar
    } else {
      node.forEach(this::walk);
    }
  }

  private void expression(JsonNode node) {
    String kind = node.path("class").asText();
    if (shipped && (kind.equals("PARAMETER") || kind.equals("LAMBDA"))) {
      return;
    }
    if (!EXPRESSIONS.contains(kind)) {
      throw refused("expression " + kind.toLowerCase(Locale.ROOT));
    }
    if (kind.equals("FUNCTION") || kind.equals("WINDOW")) {
      function(node);
    } else if (kind.equals("COLUMN_REF")) {
      JsonNode names = node.path("column_names");
      if (names.size() == 1 && CLOCKS.contains(names.get(0).asText().toLowerCase(Locale.ROOT))) {
        throw refused(names.get(0).asText() + " is another one each time");
      }
    } else if (kind.equals("TYPE") && node.path("qualified_name").path("path").size() > 1) {
      throw refused("a type of another schema");
    }
  }

  private void function(JsonNode node) {
    String name = node.path("function_name").asText().toLowerCase(Locale.ROOT);
    if (!FUNCTIONS.contains(name) || node.path("qualified_name").path("path").size() > 1) {
      throw refused("function " + name);
    }
    if ((name.equals("||") || name.startsWith("concat")) && ++joins > MOST_JOINS_OF_TEXT) {
      throw refused("more than " + MOST_JOINS_OF_TEXT + " texts put together");
    }
  }

  private void part(JsonNode node) {
    String kind = node.path("type").asText();
    if (!PARTS.contains(kind)) {
      throw refused(kind.toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    if (kind.equals("BASE_TABLE")) {
      table(node);
    } else if (kind.equals("TABLE_FUNCTION")) {
      tableFunction(node.path("function"));
    } else if (kind.equals("SHOW_REF") && !node.path("query").isObject()) {
      throw refused("SHOW");
    }
  }

  private void table(JsonNode node) {
    String name = node.path("table_name").asText().toLowerCase(Locale.ROOT);
    if (node.path("qualified_name").path("path").size() > 1 || !name.matches("[a-z_][a-z0-9_]*")) {
      throw refused("table " + node.path("table_name").asText());
    }
    if (known.contains(name)) {
      tables.add(name);
    } else if (!named.contains(name)) {
      throw new NotAnswered(
          Reason.SQL_INVALID,
          "sql",
          "there is no table " + name + " among " + new TreeSet<>(known));
    }
  }

  private static void tableFunction(JsonNode node) {
    String name = node.path("function_name").asText().toLowerCase(Locale.ROOT);
    if (!TABLE_FUNCTIONS.contains(name)) {
      throw refused("table function " + name);
    }
  }

  private static NotAnswered refused(String what) {
    return new NotAnswered(Reason.STATEMENT_NOT_ALLOWED, "sql", "not allowed: " + what);
  }
}
