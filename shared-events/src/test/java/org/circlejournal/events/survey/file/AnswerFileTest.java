package org.circlejournal.events.survey.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.ScaleKey;
import org.circlejournal.events.survey.file.AnswerFile.Form;
import org.circlejournal.events.survey.file.AnswerFile.Problem;
import org.junit.jupiter.api.Test;

class AnswerFileTest {

  private static final Instrument OURS =
      Instruments.shipped().byId("relational-climate").orElseThrow();
  private static final String HEADER = "id,rc-01,rc-02,rc-03,rc-04,rc-05,rc-06,rc-07,rc-08\n";
  private static final int NONE = ScaleKey.NOT_ANSWERED;

  private static final class Taken implements AnswerFile.Taker {
    final List<String> rows = new ArrayList<>();
    final List<String> problems = new ArrayList<>();

    @Override
    public void row(long line, String id, int[] answers, List<String> beside) {
      rows.add(
          line
              + " "
              + id
              + " "
              + Arrays.toString(answers).replace(Integer.toString(NONE), "-")
              + (beside.isEmpty() ? "" : " " + beside));
    }

    @Override
    public void problem(Problem problem) {
      problems.add(problem.line() + " " + problem.column() + ": " + problem.reason());
    }
  }

  private static Taken read(String text, String... missing) throws IOException {
    return read(
        text.getBytes(StandardCharsets.UTF_8), new Form(OURS, "id", Set.of(missing), List.of()));
  }

  private static Taken read(byte[] bytes, Form form) throws IOException {
    Taken taken = new Taken();
    AnswerFile.read(new ByteArrayInputStream(bytes), form, taken);
    return taken;
  }

  @Test
  void rows_come_with_their_lines_and_blanks_are_not_answered() throws IOException {
    Taken taken = read(HEADER + "a,0,1,2,3,4,0,1,2\n\n b ,4, ,,0,1,2,3,4\n");
    assertThat(taken.problems).isEmpty();
    assertThat(taken.rows)
        .containsExactly("2 a [0, 1, 2, 3, 4, 0, 1, 2]", "4 b [4, -, -, 0, 1, 2, 3, 4]");
  }

  @Test
  void ninety_nine_is_out_of_range_until_it_is_declared_to_mean_missing() throws IOException {
    String file = HEADER + "a,99,1,2,3,4,0,1,2\nb,MANQ,1,2,3,4,0,1,2\n";
    Taken strict = read(file);
    assertThat(strict.rows).isEmpty();
    assertThat(strict.problems)
        .containsExactly(
            "2 rc-01: \"99\" is none of the answers 0 1 2 3 4; if it stands for missing, say so",
            "3 rc-01: \"MANQ\" is no number; if it stands for missing, say so");
    Taken declared = read(file, "99", "MANQ");
    assertThat(declared.problems).isEmpty();
    assertThat(declared.rows)
        .containsExactly("2 a [-, 1, 2, 3, 4, 0, 1, 2]", "3 b [-, 1, 2, 3, 4, 0, 1, 2]");
  }

  @Test
  void an_answer_cannot_be_declared_to_mean_missing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Form(OURS, "id", Set.of("0"), List.of()))
        .withMessageContaining("0 is an answer of relational-climate");
  }

  @Test
  void nothing_is_clamped_and_every_bad_cell_is_told() throws IOException {
    Taken taken = read(HEADER + "a,11,-1,2,3,4,0,1,x\nb,0,0,0,0,0,0,0,0\n");
    assertThat(taken.rows).containsExactly("3 b [0, 0, 0, 0, 0, 0, 0, 0]");
    assertThat(taken.problems).hasSize(3);
    assertThat(taken.problems.get(0)).startsWith("2 rc-01: \"11\" is none of the answers");
    assertThat(taken.problems.get(1)).startsWith("2 rc-02: \"-1\" is none of the answers");
    assertThat(taken.problems.get(2)).startsWith("2 rc-08: \"x\" is no number");
  }

  @Test
  void semicolons_decimal_commas_tabs_and_byte_order_marks_are_understood() throws IOException {
    String header = HEADER.replace(',', ';');
    Taken taken = read('\ufeff' + header + "a;0,0;1;2;3;4;0;1,00;2\nb;3,5;1;2;3;4;0;1;2\n");
    assertThat(taken.rows).containsExactly("2 a [0, 1, 2, 3, 4, 0, 1, 2]");
    assertThat(taken.problems).containsExactly("3 rc-01: \"3,5\" lies between the answers");
    assertThat(read(HEADER.replace(',', '\t') + "a\t0\t1.0\t2\t3\t4\t0\t1\t2\n").rows)
        .containsExactly("2 a [0, 1, 2, 3, 4, 0, 1, 2]");
  }

  @Test
  void a_decimal_comma_between_commas_is_a_cell_too_many() throws IOException {
    assertThat(read(HEADER + "a,3,5,1,2,3,4,0,1,2\n").problems)
        .containsExactly(
            "2 null: 10 cells (expected: 9); is a decimal comma without quotation marks?");
    assertThat(read(HEADER + "a,\"3,5\",1,2,3,4,0,1,2\n").problems)
        .containsExactly("2 rc-01: \"3,5\" lies between the answers");
  }

  @Test
  void the_same_id_twice_counts_once_and_a_blank_one_not_at_all() throws IOException {
    Taken taken = read(HEADER + "a,0,1,2,3,4,0,1,2\na,4,4,4,4,4,4,4,4\n,0,0,0,0,0,0,0,0\n");
    assertThat(taken.rows).hasSize(1);
    assertThat(taken.problems)
        .containsExactly(
            "3 id: the same as in line 2, which alone counts",
            "4 id: blank: nobody can be told whose answers these are");
  }

  @Test
  void an_unknown_column_is_told_and_a_misspelt_item_stops_the_file() throws IOException {
    Taken extra = read(HEADER.strip() + ",age\na,0,1,2,3,4,0,1,2,40\n");
    assertThat(extra.problems)
        .containsExactly("1 age: no item of relational-climate; the column is not read");
    assertThat(extra.rows).hasSize(1);
    Taken misspelt = read(HEADER.replace("rc-03", "rc-3") + "a,0,1,2,3,4,0,1,2\n");
    assertThat(misspelt.rows).isEmpty();
    assertThat(misspelt.problems)
        .contains("1 rc-03: not there, while other items of strain are; leave out all or none");
  }

  @Test
  void a_whole_scale_may_be_left_out() throws IOException {
    Taken taken = read("rc-05,id,rc-06,rc-08,rc-07\n1,a,2,4,3\n");
    assertThat(taken.problems).isEmpty();
    assertThat(taken.rows).containsExactly("2 a [-, -, -, -, 1, 2, 3, 4]");
  }

  @Test
  void a_file_without_ids_items_or_anything_is_refused() throws IOException {
    assertThat(read("").problems).hasSize(1).first().asString().contains("the file is empty");
    assertThat(read(HEADER.substring(3)).problems.get(0)).startsWith("1 id: this column");
    assertThat(read("id,q1\na,1\n").problems).last().asString().contains("rc-01 … rc-08");
    assertThat(read(HEADER.replace("rc-02", "rc-01")).problems.get(0))
        .isEqualTo("1 rc-01: this column is there twice");
  }

  @Test
  void another_encoding_is_told_and_not_guessed() throws IOException {
    Form form = new Form(OURS, "id", Set.of(), List.of());
    byte[] latin = (HEADER + "Jürgen,0,1,2,3,4,0,1,2\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(read(latin, form).problems).last().asString().contains("not UTF-8");
    byte[] utf16 = ('\ufeff' + HEADER).getBytes(StandardCharsets.UTF_16LE);
    assertThat(read(utf16, form).problems)
        .containsExactly("1 null: this is UTF-16; save the file as UTF-8");
  }

  @Test
  void columns_beside_the_answers_are_handed_on_and_must_be_there() throws IOException {
    Form form = new Form(OURS, "id", Set.of(), List.of("surveys"));
    String text = HEADER.strip() + ",surveys\na,0,1,2,3,4,0,1,2, true\n";
    assertThat(read(text.getBytes(StandardCharsets.UTF_8), form).rows)
        .containsExactly("2 a [0, 1, 2, 3, 4, 0, 1, 2] [true]");
    assertThat(read(HEADER.getBytes(StandardCharsets.UTF_8), form).problems)
        .containsExactly("1 surveys: this column is not there");
  }
}
