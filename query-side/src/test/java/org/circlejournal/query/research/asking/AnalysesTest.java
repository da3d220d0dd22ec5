package org.circlejournal.query.research.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.ReadModels;
import org.circlejournal.query.Researching;
import org.circlejournal.query.research.archive.Readings;
import org.circlejournal.query.view.OpenSheet;
import org.junit.jupiter.api.Test;

class AnalysesTest {

  private static final String HEAD =
      """
      -- title: A title
      -- question: What
      --   goes on?
      -- row: a session
      -- not: Anything.
      -- source: participation
      -- parameter: least integer(1..52) 6 -- sessions
      -- parameter: kind one-of(a|b) a -- which
      """;

  @Test
  void a_head_says_what_is_asked_and_parameters_are_bound_where_they_stand() throws Exception {
    Analysis analysis =
        Analysis.parse("x", HEAD + "select $kind, $least\n where 1 < $least -- more\n");
    assertThat(analysis.question()).isEqualTo("What goes on?");
    assertThat(analysis.sql()).isEqualTo("select ?, ?\n where 1 < ? -- more\n");
    assertThat(analysis.bound()).containsExactly("kind", "least", "least");
    assertThat(analysis.values(null)).isEqualTo(Map.of("least", 6L, "kind", "a"));
    JsonNode given = Json.mapper().readTree("{\"least\": 9, \"kind\": \"b\"}");
    assertThat(analysis.values(given)).isEqualTo(Map.of("least", 9L, "kind", "b"));
  }

  @Test
  void what_is_wrong_with_a_file_is_told_with_its_line() {
    assertMalformed(HEAD + "select $nobody", "x.sql:9: no parameter $nobody");
    assertMalformed(HEAD, "x.sql:8: no SQL");
    assertMalformed(HEAD + "-- titel: A\nselect 1", "x.sql:9: expected: -- KEY: VALUE");
    assertMalformed(HEAD + "-- title: B\nselect 1", "x.sql:9: a second title");
    assertMalformed(HEAD + "-- parameter: x list 1 -- y\nselect 1", "x.sql:9: expected: NAME TYPE");
    assertMalformed(
        HEAD + "-- parameter: x integer(1..3) 4 -- y\nselect 1", "x.sql:9: its default");
    assertMalformed(HEAD + "-- figure: {\nselect 1", "x.sql:9: no JSON");
    assertMalformed(HEAD.replace("participation", "all") + "select 1", "x.sql:6: expected: part");
    assertMalformed(HEAD.replace("-- row: a session\n", "") + "select 1", "the head has no row");
  }

  private static void assertMalformed(String text, String why) {
    assertThatThrownBy(() -> Analysis.parse("x", text))
        .isInstanceOf(Analysis.Malformed.class)
        .hasMessageContaining(why);
  }

  @Test
  void a_value_that_a_parameter_cannot_have_is_refused() throws Exception {
    Analysis analysis = Analysis.parse("x", HEAD + "select $least, $kind");
    for (String wrong :
        Set.of(
            "{\"least\": 0}",
            "{\"least\": 53}",
            "{\"least\": \"6\"}",
            "{\"least\": 1.5}",
            "{\"kind\": \"c\"}",
            "{\"kind\": \"a' or 1=1\"}",
            "{\"other\": 1}")) {
      JsonNode given = Json.mapper().readTree(wrong);
      assertThatThrownBy(() -> analysis.values(given)).as(wrong).isInstanceOf(NotAnswered.class);
    }
  }

  /** So that none can do what a researcher's own SQL could not. */
  @Test
  void every_analysis_that_ships_keeps_to_what_sql_may_say() throws Exception {
    Analyses analyses = Researching.analyses();
    assertThat(analyses.all()).hasSizeGreaterThanOrEqualTo(10);
    Set<String> released =
        ReadModels.open().stream().map(OpenSheet::name).collect(Collectors.toSet());
    try (Sandbox box = Sandbox.empty()) {
      for (Analysis analysis : analyses.all()) {
        Set<String> known =
            analysis.mayLeave()
                ? released
                : Readings.tables(DataLane.valueOf(analysis.source().name()), false).keySet();
        assertThat(Grammar.tables(box.connection(), analysis.sql(), known, true))
            .as(analysis.name())
            .isNotEmpty();
        assertThat(analysis.not()).as(analysis.name()).isNotEmpty();
        assertThat(analysis.figure().isObject()).as(analysis.name()).isTrue();
      }
    }
  }
}
