package org.circlejournal.query.research.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.query.research.archive.Archive.Lent;
import org.circlejournal.query.research.archive.Column.Kind;
import org.duckdb.DuckDBAppender;

/**
 * The archive as one study sees it, in a DuckDB of its own: its lane's tables, its pseudonyms, and
 * nobody whose pattern of presence gives them away. Rows of a table are in the order of their
 * values, so that nothing of the journal's order shows, and the same journal gives the same file.
 */
final class StudyTables implements AutoCloseable {

  private static final String RETRACTED = "retracted";

  /**
   * What was left out.
   *
   * @param patterns of presence over waves that fewer than k people share
   * @param people who have one
   * @param circles whose links may not be used
   */
  record LeftOut(int k, long patterns, long people, int circles) {}

  private final Lent lent;
  private final Study study;
  private final Workroom room;
  private final Duck duck;
  private final LeftOut leftOut;

  StudyTables(Lent lent, Study study, Links links, Workroom room, int threads)
      throws SQLException, IOException {
    this.lent = lent;
    this.study = study;
    this.room = room;
    this.duck = new Duck(room.folder(), threads);
    lent.progress().interruptible(duck::interrupt);
    names(links);
    this.leftOut = withoutTheRare(links.withheld());
  }

  Duck duck() {
    return duck;
  }

  LeftOut leftOut() {
    return leftOut;
  }

  long circles() throws SQLException {
    return duck.number("select count(*) from names_circle");
  }

  long people() throws SQLException {
    return duck.number(
        "select count(*) from (select s from names_member union select s from names_code)");
  }

  /** What a study of this lane has, the derived tables first. */
  static List<EventTable> of(Study study) {
    return Stream.concat(
            DerivedTable.ALL.stream().map(DerivedTable::table), Archive.TABLES.stream())
        .filter(table -> table.lanes().contains(study.lane()))
        .filter(table -> study.quote() || !table.name().equals(AnswerTables.WORDS.name()))
        .map(StudyTables::shown)
        .toList();
  }

  /** Without what never leaves the archive, and with what was taken back. */
  private static EventTable shown(EventTable table) {
    List<Column> columns = new ArrayList<>(table.shown());
    if (table.retractable()) {
      columns.add(Column.of(RETRACTED, Column.BOOLEAN, "whether it was taken back as a mistake"));
    }
    return new EventTable(
        table.name(), table.lanes(), columns, table.retractable(), table.description());
  }

  // --- names ----------------------------------------------------------------------------------

  private void names(Links links) throws SQLException {
    Pseudonyms shown = new Pseudonyms(study.key());
    Pseudonyms kept = lent.names();
    Set<String> named = new HashSet<>(); // whoever is named twice would have all rows twice
    Map<String, String> pairs = links.pairs();
    for (String kind : List.of("circle", "workplace", "member", "code")) {
      duck.execute("create table names_%s (a bigint, s varchar)".formatted(kind));
    }
    try (DuckDBAppender circles = appender("circle");
        DuckDBAppender places = appender("workplace");
        DuckDBAppender members = appender("member");
        DuckDBAppender codes = appender("code")) {
      for (Standing.Circle circle : lent.standing().circles()) {
        if (circle.erased()
            || (study.workplaces() != null && !study.workplaces().contains(circle.workplace()))) {
          continue;
        }
        boolean any = study.lane() != DataLane.LINKED;
        if (study.lane() == DataLane.PARTICIPATION) {
          for (String member : circle.members()) {
            if (lent.covered().contains(Standing.ofMember(member))
                && named.add(Standing.ofMember(member))) {
              name(members, kept.number(Kind.MEMBER, member), shown.text(Kind.MEMBER, member));
            }
          }
        } else {
          for (String code : circle.codes()) {
            String member = pairs.get(code);
            if (study.lane() == DataLane.LINKED && member != null) {
              String person = shown.text(Kind.MEMBER, member);
              name(members, kept.number(Kind.MEMBER, member), person);
              name(codes, kept.number(Kind.CODE, code), person);
              any = true;
            } else if (study.lane() == DataLane.ANSWERS
                && lent.covered().contains(Standing.ofCode(code))) {
              name(codes, kept.number(Kind.CODE, code), shown.text(Kind.CODE, code));
            }
          }
        }
        if (any) {
          String id = circle.id();
          name(circles, kept.number(Kind.CIRCLE, id), shown.text(Kind.CIRCLE, id));
          if (named.add("workplace/" + circle.workplace())) {
            String place = circle.workplace();
            name(places, kept.number(Kind.WORKPLACE, place), shown.text(Kind.WORKPLACE, place));
          }
        }
      }
    }
  }

  private DuckDBAppender appender(String kind) throws SQLException {
    return duck.connection().createAppender("main", "names_" + kind);
  }

  private static void name(DuckDBAppender to, long kept, String shown) throws SQLException {
    to.beginRow().append(kept).append(shown).endRow();
  }

  /** Whose pattern of presence over waves fewer than k share: the rule of privacy for research. */
  private LeftOut withoutTheRare(int withheld) throws SQLException, IOException {
    int k = lent.standing().circles().stream().mapToInt(Standing.Circle::k).max().orElse(5);
    if (study.rare() || study.lane() == DataLane.PARTICIPATION) {
      return new LeftOut(k, 0, 0, withheld);
    }
    try (Opened opened = open(Set.of(AnswerTables.ANSWERS.name()))) {
      opened.execute(
          """
          create table rare as
          with presence as (
            select n.s, string_agg(distinct a.wave, ',' order by a.wave) as waves
              from names_code n left join raw_answers a on a.code = n.a group by n.s)
          select s, waves from presence
           where coalesce(waves, '') in (
             select coalesce(waves, '') from presence group by 1 having count(*) < %d)
          """
              .formatted(k));
    }
    LeftOut left =
        new LeftOut(
            k,
            duck.number("select count(distinct coalesce(waves, '')) from rare"),
            duck.number("select count(*) from rare"),
            withheld);
    duck.execute("delete from names_code where s in (select s from rare)");
    duck.execute("delete from names_member where s in (select s from rare)");
    duck.execute("drop table rare");
    return left;
  }

  // --- tables ---------------------------------------------------------------------------------

  /** Files that lie open, until this is closed. */
  private final class Opened implements AutoCloseable {
    private final List<Path> files = new ArrayList<>();
    private final List<String> views = new ArrayList<>();

    void execute(String sql) throws SQLException {
      duck.execute(sql);
    }

    @Override
    public void close() throws SQLException, IOException {
      for (int i = views.size() - 1; i >= 0; i--) {
        duck.execute("drop view " + views.get(i));
      }
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private Opened open(Set<String> tables) throws SQLException, IOException {
    Opened opened = new Opened();
    for (EventTable table : Archive.TABLES) {
      if (tables.contains(table.name())) {
        List<String> files = new ArrayList<>();
        for (Index.Part part : lent.parts(table)) {
          Path file = room.file(part.file().replace(".sealed", ""));
          lent.open(part, file);
          opened.files.add(file);
          files.add("'" + file + "'");
        }
        String rows =
            files.isEmpty()
                ? empty(table)
                : "select * from read_parquet([" + String.join(", ", files) + "])";
        duck.execute("create view raw_%s as %s".formatted(table.name(), rows));
        opened.views.add("raw_" + table.name());
      }
    }
    return opened;
  }

  private static String empty(EventTable table) {
    return table.columns().stream()
        .map(column -> "null::%s as \"%s\"".formatted(column.type(), column.name()))
        .collect(Collectors.joining(", ", "select ", " where false"));
  }

  /** A table's rows under the study's names; an entry's number stays, for those that follow. */
  private static String named(EventTable table) {
    StringBuilder select = new StringBuilder();
    StringBuilder joins = new StringBuilder();
    for (Column column : table.columns()) {
      select.append(select.isEmpty() ? "" : ", ");
      String name = '"' + column.name() + '"';
      switch (column.kind()) {
        case PLAIN, INTERNAL -> select.append("r.").append(name);
        default -> {
          boolean needed = !column.name().equals("continues");
          select.append("n_").append(column.name()).append(".s as ").append(name);
          joins.append(
              " %s join names_%s n_%s on n_%s.a = r.%s"
                  .formatted(
                      needed ? "" : "left",
                      column.kind().name().toLowerCase(Locale.ROOT),
                      column.name(),
                      column.name(),
                      name));
        }
      }
    }
    if (table.retractable()) {
      select.append(", x.version is not null as ").append(RETRACTED);
      joins.append(
          """
           left join (select distinct circle, version from raw_entry_retracted) x
             on x.circle = r.circle and x.version = r.sequence
          """);
    }
    return "select %s from raw_%s r %s".formatted(select, table.name(), joins);
  }

  /**
   * Writes one of the study's tables.
   *
   * @return its rows
   */
  long write(EventTable table, Path csv, Path parquet) throws SQLException, IOException {
    show(table, "shown");
    long rows = duck.number("select count(*) from shown");
    duck.execute("copy shown to '%s' (format csv, header)".formatted(csv));
    duck.execute("copy shown to '%s' (format parquet, compression zstd)".formatted(parquet));
    duck.execute("drop table shown");
    return rows;
  }

  /** Writes some of the study's tables into a database of their own, in the room's folder. */
  void into(Path database, List<EventTable> tables) throws SQLException, IOException {
    duck.execute("attach '%s' as study".formatted(database));
    for (EventTable table : tables) {
      show(table, "study.main.\"" + table.name() + "\"");
    }
    duck.execute("detach study");
  }

  private void show(EventTable table, String as) throws SQLException, IOException {
    DerivedTable derived =
        DerivedTable.ALL.stream()
            .filter(each -> each.table().name().equals(table.name()))
            .findFirst()
            .orElse(null);
    Set<String> sources =
        new LinkedHashSet<>(derived == null ? List.of(table.name()) : derived.sources());
    Set<String> needed = new LinkedHashSet<>(sources);
    needed.add("entry_retracted");
    try (Opened opened = open(needed)) {
      for (EventTable source : Archive.TABLES) {
        if (sources.contains(source.name())) {
          duck.execute("create view %s as %s".formatted(source.name(), named(source)));
          opened.views.add(source.name());
        }
      }
      String columns =
          table.columns().stream()
              .map(column -> '"' + column.name() + '"')
              .collect(Collectors.joining(", "));
      String rows = derived == null ? table.name() : "(" + derived.sql() + ")";
      duck.execute(
          "create table %s as select %s from %s order by all".formatted(as, columns, rows));
    }
  }

  /** For the manifest: under which consents its people are in it. */
  static List<Purpose> scope(Study study) {
    List<Purpose> scope = new ArrayList<>();
    if (study.lane() != DataLane.ANSWERS) {
      scope.add(Purpose.RESEARCH_PARTICIPATION);
    }
    if (study.lane() != DataLane.PARTICIPATION) {
      scope.add(Purpose.SURVEYS);
      scope.add(Purpose.RESEARCH_ANSWERS);
      if (study.quote()) {
        scope.add(Purpose.QUOTE);
      }
    }
    if (study.lane() == DataLane.LINKED) {
      scope.add(Purpose.LINK);
    }
    return scope;
  }

  @Override
  public void close() throws SQLException {
    lent.progress().interruptible(null);
    duck.close();
  }
}
