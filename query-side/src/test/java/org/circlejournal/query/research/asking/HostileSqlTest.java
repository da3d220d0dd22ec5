package org.circlejournal.query.research.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.circlejournal.query.research.asking.NotAnswered.Reason;
import org.circlejournal.query.research.asking.Sandbox.Limits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What nobody may have a study's database do, and that it answers the same afterwards. */
class HostileSqlTest {

  private static final Set<String> TABLES = Set.of("answers", "sessions");
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(2), 128, 1_000);
  private static final String COUNT =
      "select wave, count(*) as n, sum(item) as s from answers group by all order by all";

  @TempDir static Path folder;
  private static @Nullable Sandbox box;

  @BeforeAll
  static void make() throws Exception {
    Path database = folder.resolve("study.duckdb");
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:" + database);
        Statement statement = duck.createStatement()) {
      statement.execute(
          "create table answers as select 'p-' || (i % 7) as code, i as item,"
              + " case when i % 2 = 0 then 'baseline' else 'endpoint' end as wave"
              + " from range(1000) t(i)");
      statement.execute("create table sessions as select i as session from range(26) t(i)");
    }
    box = Sandbox.over(database, LIMITS);
  }

  @AfterAll
  static void close() throws Exception {
    box().close();
  }

  private static Sandbox box() {
    return Objects.requireNonNull(box);
  }

  private static List<String> hostile() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(HostileSqlTest.class.getResourceAsStream("/hostile.sql.txt"))) {
      List<String> all = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.startsWith("  ")) { // goes on
          all.add(all.remove(all.size() - 1) + "\n" + line);
        } else if (!line.isEmpty()) {
          all.add(line);
        }
      }
      return all;
    }
  }

  private static Result ask(String sql) throws SQLException {
    Grammar.tables(box().connection(), sql, TABLES, false);
    box().requireBindable(sql);
    try {
      return box().run(sql, List.of(), () -> false);
    } finally {
      try (Statement statement = box().connection().createStatement()) {
        statement.execute("drop table if exists temp.main.answer");
      }
    }
  }

  @Test
  void hostile_statements_are_refused_before_they_run_each_with_a_reason() throws Exception {
    Result before = ask(COUNT);
    List<String> all = hostile();
    assertThat(all).hasSizeGreaterThan(200);
    List<String> passed = new ArrayList<>();
    for (String sql : all) {
      try {
        Grammar.tables(box().connection(), sql, TABLES, false);
        passed.add(sql);
      } catch (NotAnswered e) {
        assertThat(e.reason()).as(sql).isIn(Reason.STATEMENT_NOT_ALLOWED, Reason.SQL_INVALID);
        assertThat(e.detail()).as(sql).isNotBlank();
      }
    }
    assertThat(passed).isEmpty();
    assertThat(ask(COUNT)).isEqualTo(before);
  }

  /** The second fence alone, as if the grammar had let them through. */
  @Test
  void what_the_grammar_would_miss_the_sandbox_holds() throws Exception {
    Result before = ask(COUNT);
    List<Path> outside;
    try (Stream<Path> files = Files.list(folder)) {
      outside = files.sorted().toList();
    }
    for (String sql :
        List.of(
            "select * from read_text('/etc/passwd')",
            "select * from read_csv('/etc/passwd')",
            "select * from glob('/**')",
            "select * from '/etc/passwd'",
            "select * from read_parquet('https://example.org/x.parquet')",
            "select * from query('select * from read_text(''/etc/passwd'')')")) {
      assertThatThrownBy(() -> box().run(sql, List.of(), () -> false))
          .as(sql)
          .isInstanceOf(NotAnswered.class);
    }
    for (String sql :
        List.of(
            "copy answers to '" + folder.resolve("stolen.csv") + "'",
            "export database '" + folder.resolve("stolen") + "'",
            "attach '" + folder.resolve("other.duckdb") + "' as other",
            "install httpfs",
            "load httpfs",
            "set enable_external_access = true",
            "set memory_limit = '64GB'",
            "set threads = 64",
            "set lock_configuration = false",
            "set temp_directory = '/tmp'",
            "delete from answers",
            "update answers set item = 0",
            "drop table answers",
            "create table study.main.x as select 1")) {
      assertThatThrownBy(
              () -> {
                try (Statement statement = box().connection().createStatement()) {
                  statement.execute(sql);
                }
              })
          .as(sql)
          .isInstanceOf(SQLException.class);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.sorted().toList()).isEqualTo(outside);
    }
    assertThat(ask(COUNT)).isEqualTo(before);
  }

  @Test
  void what_takes_too_much_is_stopped() throws Exception {
    Result before = ask(COUNT);
    assertReason(
        "select count(*) from range(100000000000) t(i) where hash(i) = 0", Reason.QUERY_TOO_LONG);
    assertReason(
        "select count(*) from answers a, answers b, answers c, answers d where hash(a.item, d.item) = 0",
        Reason.QUERY_TOO_LONG);
    assertReason("select list(i) from range(100000000) t(i)", Reason.MEMORY_EXCEEDED);
    assertReason("select median(hash(i)) from range(100000000) t(i)", Reason.MEMORY_EXCEEDED);
    assertReason(
        "select string_agg(i::varchar, ',') from range(100000000) t(i)", Reason.MEMORY_EXCEEDED);
    assertReason(
        "select * from answers a, answers b, answers c",
        Reason.MEMORY_EXCEEDED,
        Reason.QUERY_TOO_LONG);
    assertReason("select * from range(1001)", Reason.RESULT_TOO_LARGE);
    assertReason(
        "select " + "(".repeat(5_000) + "1" + ")".repeat(5_000), Reason.STATEMENT_NOT_ALLOWED);
    assertReason("select 1" + " ".repeat(20_000), Reason.STATEMENT_NOT_ALLOWED);
    assertReason(
        "select " + "- ".repeat(9_000) + "1", Reason.STATEMENT_NOT_ALLOWED, Reason.SQL_INVALID);
    assertReason(
        "select 1" + " + 1".repeat(4_000), Reason.STATEMENT_NOT_ALLOWED, Reason.SQL_INVALID);
    assertReason(
        "select not ".repeat(1) + "not ".repeat(4_000) + "true",
        Reason.STATEMENT_NOT_ALLOWED,
        Reason.SQL_INVALID);
    assertThat(ask(COUNT)).isEqualTo(before);
  }

  private static void assertReason(String sql, Reason... reasons) {
    String as = sql.substring(0, Math.min(80, sql.length()));
    assertThatThrownBy(() -> ask(sql))
        .as(as)
        .isInstanceOfSatisfying(
            NotAnswered.class, e -> assertThat(e.reason()).as(as).isIn((Object[]) reasons));
  }

  @Test
  void a_failure_while_it_runs_quotes_no_data() {
    assertThatThrownBy(() -> ask("select cast(code as integer) from answers"))
        .isInstanceOfSatisfying(
            NotAnswered.class,
            e -> {
              assertThat(e.reason()).isEqualTo(Reason.SQL_INVALID);
              assertThat(e.detail()).doesNotContain("p-");
            });
  }

  @Test
  void what_is_wrong_with_it_is_told_before_it_runs() {
    assertThatThrownBy(() -> ask("selec 1")).hasMessageContaining("syntax error");
    assertThatThrownBy(() -> ask("select * from nobody"))
        .hasMessageContaining("[answers, sessions]");
    assertThatThrownBy(() -> ask("select nothing from answers")).hasMessageContaining("nothing");
  }

  @Test
  void what_researchers_ask_is_answered() throws Exception {
    for (String sql :
        List.of(
            COUNT,
            "from answers",
            "values (1, 'a'), (2, 'b')",
            "select distinct on (code) * exclude (item) from answers order by code desc nulls last limit 3",
            "with w as (select wave, avg(item) as m from answers group by all) select * from w",
            "select code, item, lag(item) over (partition by code order by item) from answers limit 5",
            "select code, count(*) filter (where item > 3) from answers group by code having count(*) > 1",
            "select case when item between 1 and 3 then 'low' else 'high' end as x, count(*) from answers group by 1",
            "select * from answers a join sessions s on s.session = a.item where a.code in ('p-1', 'p-2')",
            "select wave, quantile_cont(item, 0.5), stddev_samp(item), corr(item, item) from answers group by rollup (wave)",
            "select code from answers intersect select code from answers where wave like 'base%'",
            "select unnest([1, 2, 3]) as i, coalesce(null, 1)",
            "select * from (describe answers)",
            "select * from answers qualify row_number() over (partition by code order by item) = 1",
            "select i, i // 2, i % 2, i::double / 3 from range(10) t(i)",
            "select * from (select code, wave, item from answers) pivot (sum(item) for wave in ('baseline', 'endpoint'))",
            "select exists (select 1 from sessions), (select max(session) from sessions) as last;",
            "select 1 -- the end")) {
      assertThat(ask(sql).rows()).as(sql).isNotEmpty();
    }
  }

  @Test
  void the_grammar_says_which_tables_are_read() throws Exception {
    assertThat(
            Grammar.tables(
                box().connection(),
                "with sessions as (select 1) select * from answers, (select 1 from sessions)",
                TABLES,
                false))
        .contains("answers");
  }
}
