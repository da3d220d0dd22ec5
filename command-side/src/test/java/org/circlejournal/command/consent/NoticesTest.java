package org.circlejournal.command.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticesTest {

  @TempDir Path folder;

  private static String sha256(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void samples_of_both_notices_are_shipped_in_english_and_german() {
    assertThat(Notices.samples().all())
        .extracting(t -> t.notice() + "/" + t.version() + "/" + t.language())
        .containsExactlyInAnyOrder(
            "taking-part/1/en", "taking-part/1/de", "answers/1/en", "answers/1/de");
  }

  @Test
  void a_sample_carries_the_hash_of_its_own_bytes() throws Exception {
    for (Notices.Text text : Notices.samples().all()) {
      assertThat(text.sha256()).isEqualTo(sha256(text.text()));
    }
  }

  @Test
  void every_sample_says_what_is_lost_with_token_and_recovery_code() {
    for (Notices.Text text : Notices.samples().all()) {
      assertThat(text.text())
          .contains(
              text.language().equals("en") ? "If **both** are lost" : "Sind **beide** verloren")
          .contains(text.language().equals("en") ? "paired" : "verbinden")
          .contains(text.language().equals("en") ? "erase them yourself" : "selbst löschen");
    }
  }

  @Test
  void every_purpose_is_explained_in_its_notice_in_both_languages() {
    for (Purpose purpose : Purpose.values()) {
      String word = "`" + purpose.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`";
      assertThat(Notices.samples().all())
          .filteredOn(text -> text.notice().equals(purpose.notice()))
          .hasSize(2)
          .allSatisfy(text -> assertThat(text.text()).contains(word));
    }
  }

  @Test
  void the_operators_files_join_the_samples() throws Exception {
    Files.writeString(folder.resolve("answers.2.1.pt-BR.md"), "Suas respostas");
    Notices notices = Notices.in(folder);
    assertThat(notices.all()).hasSize(5);
    Notice notice = new Notice("2.1", "pt-BR", sha256("Suas respostas"));
    assertThatCode(() -> notices.require(Purpose.SURVEYS, notice)).doesNotThrowAnyException();
    assertThatThrownBy(() -> notices.require(Purpose.TAKE_PART, notice))
        .hasMessageContaining("taking-part");
  }

  @Test
  void the_operators_file_replaces_the_sample_of_its_name() throws Exception {
    Notices.Text sample =
        Notices.samples().all().stream()
            .filter(t -> t.notice().equals("answers") && t.language().equals("en"))
            .findFirst()
            .orElseThrow();
    Files.writeString(folder.resolve("answers.1.en.md"), "Ours");
    Notices notices = Notices.in(folder);
    assertThat(notices.all()).hasSize(4);
    Notice ofSample = new Notice("1", "en", sample.sha256());
    assertThatThrownBy(() -> notices.require(Purpose.QUOTE, ofSample))
        .hasMessageContaining("GET /notices");
  }

  @Test
  void a_folder_that_is_not_there_leaves_the_samples() throws IOException {
    assertThat(Notices.in(folder.resolve("notices")).all()).hasSize(4);
  }

  @Test
  void a_misnamed_file_is_not_lost_in_silence() throws IOException {
    Files.writeString(folder.resolve("answer.1.en.md"), "x");
    assertThatThrownBy(() -> Notices.in(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("answer.1.en.md");
  }
}
