package org.circlejournal.events.sealing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.stream.Stream;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SealingTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Associated ANSWERS =
      new Associated(
          "circle-1", Associated.what("survey.SurveyRecorded", "baseline", "cbi", "answers"));

  @TempDir Path folder;
  private EpochKeys epochs;

  @BeforeEach
  void mint() {
    epochs = new EpochKeys(folder.resolve("secrets"));
    epochs.mint(Purpose.ANSWERS, 1, RANDOM);
  }

  @Test
  void what_was_sealed_opens_for_what_it_was_sealed_for() {
    DataKey.Sealing made = seal("nine items", ANSWERS);
    assertThat(made.key().open(epochs, made.sealed(), ANSWERS)).asString().isEqualTo("nine items");
  }

  @ParameterizedTest
  @CsvSource({
    "circle-2, survey.SurveyRecorded, baseline, cbi, answers",
    "circle-1, closing.ReflectionRecorded, baseline, cbi, answers",
    "circle-1, survey.SurveyRecorded, endpoint, cbi, answers",
    "circle-1, survey.SurveyRecorded, baseline, mbi-hss, answers",
    "circle-1, survey.SurveyRecorded, baseline, cbi, text",
  })
  void it_opens_for_nothing_else(
      String circle, String event, String wave, String instrument, String field) {
    DataKey.Sealing made = seal("nine items", ANSWERS);
    Associated other = new Associated(circle, Associated.what(event, wave, instrument, field));
    assertThatThrownBy(() -> made.key().open(epochs, made.sealed(), other))
        .isInstanceOf(DoesNotOpen.class);
  }

  @Test
  void the_canonical_form_of_what_it_was_sealed_for_stays() {
    assertThat(ANSWERS.bytes())
        .asString(UTF_8)
        .isEqualTo("seal/v1\ncircle-1\nsurvey.SurveyRecorded\nbaseline\ncbi\nanswers");
  }

  @Test
  void an_altered_bit_is_noticed() {
    DataKey.Sealing made = seal("nine items", ANSWERS);
    byte[] box = Base64.getUrlDecoder().decode(made.sealed().box());
    box[box.length / 2] ^= 1;
    Sealed altered = new Sealed(made.sealed().key(), EpochKeys.base64(box));
    assertThatThrownBy(() -> made.key().open(epochs, altered, ANSWERS))
        .isInstanceOf(DoesNotOpen.class);
  }

  @Test
  void the_same_content_never_looks_the_same() {
    DataKey.Sealing one = seal("nine items", ANSWERS);
    DataKey.Sealing two = seal("nine items", ANSWERS);
    assertThat(one.sealed().box()).isNotEqualTo(two.sealed().box());
    assertThat(one.sealed().key()).isNotEqualTo(two.sealed().key());
    assertThat(one.key().wrapped()).isNotEqualTo(two.key().wrapped());
  }

  @Test
  void a_wrapped_key_of_another_circle_or_epoch_does_not_open() {
    epochs.mint(Purpose.ANSWERS, 2, RANDOM);
    DataKey made = seal("nine items", ANSWERS).key();
    Sealed sealed = seal("nine items", ANSWERS).sealed();
    DataKey moved = new DataKey(made.id(), "circle-2", made.purpose(), 1, made.wrapped());
    DataKey later = new DataKey(made.id(), made.circle(), made.purpose(), 2, made.wrapped());
    assertThatThrownBy(() -> moved.open(epochs, sealed, ANSWERS)).isInstanceOf(DoesNotOpen.class);
    assertThatThrownBy(() -> later.open(epochs, sealed, ANSWERS)).isInstanceOf(DoesNotOpen.class);
  }

  @Test
  void with_the_epoch_destroyed_nothing_opens_that_it_wrapped() {
    DataKey.Sealing made = seal("nine items", ANSWERS);
    epochs.destroy(Purpose.ANSWERS, 1);
    assertThatThrownBy(() -> made.key().open(epochs, made.sealed(), ANSWERS))
        .isInstanceOf(DoesNotOpen.class);
    assertThat(epochs.newest(Purpose.ANSWERS)).isZero();
  }

  @Test
  void a_key_that_another_process_destroyed_is_not_remembered() {
    DataKey.Sealing made = seal("nine items", ANSWERS);
    byte[] derived = epochs.derive(Purpose.ANSWERS, 1, "a");
    assertThat(epochs.derive(Purpose.ANSWERS, 1, "a")).isEqualTo(derived);
    assertThat(epochs.derive(Purpose.ANSWERS, 1, "b")).isNotEqualTo(derived);
    new EpochKeys(folder.resolve("secrets")).destroy(Purpose.ANSWERS, 1);

    assertThatThrownBy(() -> made.key().open(epochs, made.sealed(), ANSWERS))
        .isInstanceOf(DoesNotOpen.class);
    assertThatThrownBy(() -> epochs.derive(Purpose.ANSWERS, 1, "a"))
        .isInstanceOf(DoesNotOpen.class);
  }

  @Test
  void a_key_that_is_there_is_never_overwritten() {
    String first = epochs.fingerprint(Purpose.ANSWERS, 1);
    new EpochKeys(folder.resolve("secrets")).mint(Purpose.ANSWERS, 1, RANDOM);
    assertThat(new EpochKeys(folder.resolve("secrets")).fingerprint(Purpose.ANSWERS, 1))
        .isEqualTo(first);
  }

  @Test
  void only_the_owner_reads_the_keys() throws Exception {
    Path secrets = folder.resolve("secrets");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(secrets)) {
      assertThat(files)
          .singleElement()
          .satisfies(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 64", "1, 64", "60, 64", "61, 128", "124, 128", "125, 256", "2000, 2048"})
  void texts_are_as_long_as_their_bucket(int length, int bucket) {
    String text = "x".repeat(length);
    assertThat(Padding.text(text)).hasSize(bucket);
    assertThat(Padding.text(Padding.text(text))).isEqualTo(text);
  }

  @Test
  void texts_of_any_script_come_back() {
    String text = "Zwischenmüde – 疲れた 🌿\u0000";
    assertThat(Padding.text(Padding.text(text))).isEqualTo(text);
  }

  @Test
  void bytes_that_were_not_padded_are_not_taken_for_content() {
    byte[] wrong = new byte[64];
    wrong[3] = 61;
    assertThatThrownBy(() -> Padding.unpad(wrong)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Padding.unpad(new byte[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private DataKey.Sealing seal(String content, Associated associated) {
    return DataKey.seal(epochs, Purpose.ANSWERS, 1, associated, content.getBytes(UTF_8), RANDOM);
  }
}
