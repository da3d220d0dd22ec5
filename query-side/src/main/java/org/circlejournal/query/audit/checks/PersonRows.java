package org.circlejournal.query.audit.checks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * Looks for both lanes in one row, in all tables of the database but the journal's: in columns by
 * their names, and in whole rows by the ids and codes that the journal knows.
 *
 * @param looked rows and tables that were looked at
 * @param tablesNotRead this process has no right to read them
 * @param found tables, and nothing of what stands in them
 */
record PersonRows(long looked, int tablesNotRead, List<String> found) {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64,}");
  private static final Pattern MEMBER = Pattern.compile("m-[A-Za-z0-9_-]{22}");
  private static final String NO_SUCH_TABLE = "42P01";
  private static final int CODE = 64;
  private static final int AT_ONCE = 500;

  /** What may be read, what of a row is text, and which columns go by a lane's name. */
  private static final String TABLES =
      """
      select format('%I.%I', n.nspname, c.relname),
             has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'),
             c.relkind in ('r', 'p', 'm'),
             coalesce(string_agg(format(' || '' '' || coalesce(encode(t.%I, ''escape''), '''')',
                                        a.attname), '')
                        filter (where a.atttypid = 'bytea'::regtype), ''),
             coalesce(bool_or(a.attname ~ '(^|_)member(_?id)?$'), false)
               and coalesce(bool_or(a.attname ~ '(^|_)code$'), false)
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        join pg_catalog.pg_attribute a
          on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relkind in ('r', 'p', 'm', 'v')
         and n.nspname not in ('pg_catalog', 'information_schema', 'journal')
         and n.nspname not like 'pg\\_t%'
       group by n.oid, n.nspname, c.oid, c.relname, c.relkind
       order by 1
      """;

  private record Table(
      String name, boolean readable, boolean hasRows, String bytes, boolean columnForEach) {}

  static PersonRows in(DataSource database, Set<String> members, Set<String> codes) {
    List<String> found = new ArrayList<>();
    long looked = 0;
    int notRead = 0;
    try (Connection c = database.getConnection()) {
      c.setAutoCommit(false); // or the driver would fetch all rows at once
      for (Table table : tables(c)) {
        looked++;
        if (table.columnForEach()) {
          found.add("table " + table.name() + " has a column for each lane");
        }
        if (table.hasRows() && table.readable()) {
          looked += rowsIfThere(c, table, members, codes, found);
        } else if (table.hasRows()) {
          notRead++;
        }
      }
      c.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException("the tables cannot be looked at", e);
    }
    return new PersonRows(looked, notRead, found);
  }

  private static List<Table> tables(Connection c) throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (Statement statement = c.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.add(
            new Table(
                rows.getString(1),
                rows.getBoolean(2),
                rows.getBoolean(3),
                rows.getString(4),
                rows.getBoolean(5)));
      }
    }
    return tables;
  }

  /** A generation of a view may be dropped while this runs. */
  private static long rowsIfThere(
      Connection c, Table table, Set<String> members, Set<String> codes, List<String> found)
      throws SQLException {
    Savepoint before = c.setSavepoint();
    try {
      return rows(c, table, members, codes, found);
    } catch (SQLException e) {
      if (!NO_SUCH_TABLE.equals(e.getSQLState())) {
        throw e;
      }
      c.rollback(before);
      return 0;
    }
  }

  /**
   * The database leaves out what cannot hold both.
   *
   * @return how many rows the table has
   */
  private static long rows(
      Connection c, Table table, Set<String> members, Set<String> codes, List<String> found)
      throws SQLException {
    String text = "t::text" + table.bytes();
    String query =
        """
        select row_text from (select %s as row_text from %s t) as rows
         where row_text ~ 'm-[A-Za-z0-9_-]{22}' and row_text ~ '[0-9a-f]{64}'
        """
            .formatted(text, table.name());
    try (Statement statement = c.createStatement()) {
      statement.setFetchSize(AT_ONCE);
      try (ResultSet rows = statement.executeQuery(query)) {
        while (rows.next()) {
          if (names(rows.getString(1), members, codes)) {
            found.add("table " + table.name() + " has a row that names a member and a code");
          }
        }
      }
      try (ResultSet count = statement.executeQuery("select count(*) from " + table.name())) {
        count.next();
        return count.getLong(1);
      }
    }
  }

  private static boolean names(String row, Set<String> members, Set<String> codes) {
    Matcher member = MEMBER.matcher(row);
    boolean namesMember = false;
    for (int from = 0; !namesMember && member.find(from); from = member.start() + 1) {
      namesMember = members.contains(member.group());
    }
    return namesMember && hexIn(row).stream().anyMatch(codes::contains);
  }

  /** All that may be a code, also within longer hex. */
  static Set<String> hexIn(String text) {
    Set<String> found = new HashSet<>();
    Matcher hex = HEX.matcher(text);
    while (hex.find()) {
      for (int from = hex.start(); from + CODE <= hex.end(); from++) {
        found.add(text.substring(from, from + CODE));
      }
    }
    return found;
  }
}
