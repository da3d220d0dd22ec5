package org.circlejournal.query.research;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.circlejournal.query.research.ScoresCsv.Problem;
import org.junit.jupiter.api.Test;

class ScoresCsvTest {

  @Test
  void scores_are_read_in_any_order_of_columns() {
    assertThat(
            ScoresCsv.read(
                String.join(
                    "\r\n",
                    "\uFEFFwave;ID;value;scale;prorated",
                    "baseline;\"a;1\";3.5;exhaustion;true",
                    "",
                    "endpoint;a \"\"x\"\"; ;exhaustion;",
                    "endpoint;b;-2;exhaustion;false")))
        .isEqualTo(
            new ScoresCsv(
                List.of(
                    new Observation("a;1", "baseline", "exhaustion", 3.5, true),
                    new Observation("b", "endpoint", "exhaustion", -2, false)),
                List.of()));
  }

  @Test
  void every_problem_is_said_with_its_line_and_then_nothing_is_used() {
    assertThat(
            ScoresCsv.read(
                """
                id,wave,scale,value
                a,baseline,exhaustion,3
                a,baseline,exhaustion,4
                b,baseline,exhaustion,MANQ
                c,baseline,exhaustion,3,5
                d,baseline,exhaustion,"3,5"
                ,baseline,exhaustion,3
                e,baseline,exhaustion,"3
                f,baseline,exhaustion,1e999
                """))
        .isEqualTo(
            new ScoresCsv(
                List.of(),
                List.of(
                    new Problem(3, "a second score of this person on exhaustion at baseline"),
                    new Problem(4, "no number: MANQ"),
                    new Problem(5, "5 cells (expected: 4)"),
                    new Problem(6, "no number: 3,5 (a decimal point is expected)"),
                    new Problem(7, "no id"),
                    new Problem(8, "an open quote"),
                    new Problem(9, "no score: 1e999"))));
  }

  @Test
  void a_head_that_is_not_understood_is_refused() {
    assertThat(ScoresCsv.read("").problems()).hasSize(1);
    assertThat(ScoresCsv.read("id,wave,scale\n").problems()).hasSize(1);
    assertThat(ScoresCsv.read("id,wave,scale,value,age\n").problems())
        .containsExactly(new Problem(1, "a column that is not known: age"));
    assertThat(ScoresCsv.read("id,id,wave,scale,value\n").problems())
        .containsExactly(new Problem(1, "a column twice: id"));
    assertThat(ScoresCsv.read("id,wave,scale,value\n").problems())
        .containsExactly(new Problem(1, "there are no scores"));
    assertThat(ScoresCsv.read("id,wave,scale,value,prorated\na,b,c,1,maybe\n").problems())
        .containsExactly(new Problem(2, "prorated is neither true nor false: maybe"));
  }
}
