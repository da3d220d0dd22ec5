package org.circlejournal.events.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.circlejournal.events.WrongFile;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.InstrumentCheck.Flaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordingsTest {

  private static final Instruments KEYS = Instruments.shipped();

  /** In another language than ours are. */
  private static final String GOOD =
      """
      {
        "instrument": "relational-climate",
        "language": "fr",
        "rights": "a translation of ours",
        "items": {
          "rc-01": "1", "rc-02": "2", "rc-03": "3", "rc-04": "4",
          "rc-05": "5", "rc-06": "6", "rc-07": "7", "rc-08": "8"
        },
        "options": {"0": "a", "1": "b", "2": "c", "3": "d", "4": "e"}
      }
      """;

  private static List<Flaw> flaws(String text) {
    return Wordings.flaws(
        text.getBytes(StandardCharsets.UTF_8), "relational-climate.fr.json", KEYS);
  }

  @Test
  void words_for_all_items_and_options_have_no_flaw() {
    assertThat(flaws(GOOD)).isEmpty();
  }

  @Test
  void half_a_questionnaire_and_items_of_another_are_told_with_line_and_pointer() {
    List<Flaw> flaws = flaws(GOOD.replace("\"rc-02\": \"2\"", "\"rc-22\": \"2\""));
    assertThat(flaws).extracting(Flaw::pointer).containsExactly("/items", "/items/rc-22");
    assertThat(flaws).extracting(Flaw::line).containsExactly(5, 6);
    assertThat(flaws.get(0).reason()).contains("rc-02");
    assertThat(flaws(GOOD.replace("\"4\": \"e\"", "\"4\": \" \"")))
        .extracting(Flaw::pointer)
        .containsExactly("/options/4");
  }

  @Test
  void a_file_says_whose_words_they_are_and_its_name_says_for_what() {
    assertThat(flaws(GOOD.replace("a translation of ours", "")))
        .extracting(Flaw::pointer)
        .containsExactly("/rights");
    assertThat(flaws(GOOD.replace("\"fr\"", "\"it\"")))
        .extracting(Flaw::pointer)
        .containsExactly("/language");
    assertThat(flaws(GOOD.replace("\"rights\"", "\"wrights\""))).hasSize(1);
    assertThat(flaws("{\n \"instrument\": oops}")).extracting(Flaw::line).containsExactly(2);
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    assertThat(Wordings.flaws(good, "relational-climate.json", KEYS)).hasSize(1);
    assertThat(Wordings.flaws(good, "relational-climate.en.json", KEYS))
        .extracting(Flaw::reason)
        .containsExactly("these words are shipped");
  }

  @Test
  void only_our_own_words_are_for_anyone(@TempDir Path data) throws IOException {
    Path texts = Files.createDirectories(data.resolve("instruments/texts"));
    Files.writeString(texts.resolve("relational-climate.fr.json"), GOOD);
    InstrumentList list = InstrumentList.in(data, KEYS);
    assertThat(languages(list.json(false))).containsExactly("en", "de");
    assertThat(languages(list.json(true))).containsExactly("en", "de", "fr");

    Files.writeString(texts.resolve("relational-climate.it.json"), GOOD);
    assertThatExceptionOfType(WrongFile.class)
        .isThrownBy(() -> InstrumentList.in(data, KEYS))
        .withMessageContaining("relational-climate.it.json:3: /language: ");
  }

  private static List<String> languages(byte[] json) throws IOException {
    return Json.mapper().readTree(json).findValues("texts").stream()
        .flatMap(texts -> texts.findValuesAsText("language").stream())
        .toList();
  }
}
