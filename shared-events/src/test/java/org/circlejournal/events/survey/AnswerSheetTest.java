package org.circlejournal.events.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.CodeLink;
import org.junit.jupiter.api.Test;

class AnswerSheetTest {

  private static final SurveyCode CODE = new SurveyCode("0123456789abcdef".repeat(4));
  private static final Instrument CBI = Instruments.shipped().byId("cbi").orElseThrow();

  @Test
  void a_sheet_comes_back_as_it_was() {
    String items = items(Map.of("cbi-01", 75));
    for (int choices = 0; choices < 16; choices++) {
      AnswerSheet sheet =
          new AnswerSheet(
              CODE,
              (choices & 1) != 0,
              (choices & 2) != 0,
              (choices & 4) != 0,
              (choices & 8) != 0,
              items);

      assertThat(AnswerSheet.of(sheet.bytes())).isEqualTo(sheet);
      assertThat(CBI.decode(sheet.itemBytes())).isEqualTo(Map.of("cbi-01", 75));
    }
  }

  @Test
  void its_length_depends_on_the_instrument_alone() {
    AnswerSheet all = new AnswerSheet(CODE, true, true, true, true, items(answeredAll()));
    AnswerSheet none = new AnswerSheet(CODE, false, false, false, false, items(Map.of()));

    assertThat(all.bytes()).hasSameSizeAs(none.bytes());
  }

  @Test
  void bytes_that_are_no_sheet_are_refused() {
    assertThatThrownBy(() -> AnswerSheet.of(new byte[20])).hasMessageContaining("20 bytes");
    assertThatThrownBy(() -> AnswerSheet.of(new byte[80])).hasMessageContaining("80 bytes");
  }

  @Test
  void a_sheet_and_a_link_name_nobody_in_a_log() {
    AnswerSheet sheet = new AnswerSheet(CODE, true, true, true, true, "000000");
    CodeLink link = new CodeLink(new MemberId("m-someone"), CODE);

    assertThat(sheet + " " + link).doesNotContain(CODE.value()).doesNotContain("someone");
  }

  @Test
  void a_link_comes_back_and_has_one_length() {
    CodeLink link = new CodeLink(new MemberId("m-AAAAAAAAAAAAAAAAAAAAAA"), CODE);

    assertThat(CodeLink.of(link.bytes())).isEqualTo(link);
    assertThat(link.bytes()).hasSize(128);
  }

  private static String items(Map<String, Integer> answers) {
    return HexFormat.of().formatHex(CBI.encode(answers));
  }

  private static Map<String, Integer> answeredAll() {
    return CBI.itemIds().stream().collect(Collectors.toMap(item -> item, item -> 100));
  }
}
