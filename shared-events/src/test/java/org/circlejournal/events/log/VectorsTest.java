package org.circlejournal.events.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples in C2SP's specifications themselves. */
class VectorsTest {

  /** From signed-note. */
  private static final String VKEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

  private static final String NOTE =
      """
      This is an example message.

      \u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
      """;

  /** From tlog-checkpoint. */
  private static final String CHECKPOINT =
      """
      example.com/behind-the-sofa
      20852163
      CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

      \u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
      """;

  @Test
  void the_signed_note_of_the_specification_is_verified_by_its_key() {
    Note note = Note.parse(NOTE.getBytes(StandardCharsets.UTF_8));
    NoteKey key = NoteKey.parse(VKEY);
    assertThat(key.vkey()).isEqualTo(VKEY);
    assertThat(note.requireSigned(List.of(key))).isEqualTo("This is an example message.\n");
    assertThat(note.written()).isEqualTo(NOTE);
    Note altered =
        Note.parse(NOTE.replace("example m", "exemple m").getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> altered.requireSigned(List.of(key))).isInstanceOf(NotProven.class);
  }

  @Test
  void the_checkpoint_of_the_specification_is_read_and_written() {
    Note note = Note.parse(CHECKPOINT.getBytes(StandardCharsets.UTF_8));
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    assertThat(checkpoint.origin()).isEqualTo("example.com/behind-the-sofa");
    assertThat(checkpoint.size()).isEqualTo(20852163);
    assertThat(checkpoint.text()).isEqualTo(note.text());
    assertThat(note.written()).isEqualTo(CHECKPOINT);
  }

  @Test
  void tiles_are_named_as_in_the_specification() {
    assertThat(new Tile(0, 1234067, 256).path()).isEqualTo("0/x001/x234/067");
    assertThat(new Tile(3, 5, 17).path()).isEqualTo("3/005.p/17");
    for (String path : List.of("0/x001/x234/067", "3/005.p/17", "63/000", "0/x999/999.p/255")) {
      assertThat(Tile.parse(path).path()).isEqualTo(path);
    }
    for (String wrong :
        List.of(
            "64/000",
            "00/000",
            "0/0",
            "0/x000/067",
            "0/001/067",
            "0/067.p/0",
            "0/067.p/256",
            "0/067.p/017",
            "0/067/",
            "-1/000",
            "entries/000",
            "0/067.p/",
            "")) {
      assertThatThrownBy(() -> Tile.parse(wrong)).as(wrong).isInstanceOf(NotProven.class);
    }
  }

  @Test
  void the_tiles_of_a_tree_of_70000_are_those_of_the_specification() {
    assertThat(Tile.of(0, 272, 70_000).width()).isEqualTo(256);
    assertThat(Tile.of(0, 273, 70_000).width()).isEqualTo(112);
    assertThat(Tile.of(0, 274, 70_000).width()).isZero();
    assertThat(Tile.of(1, 0, 70_000).width()).isEqualTo(256);
    assertThat(Tile.of(1, 1, 70_000).width()).isEqualTo(17);
    assertThat(Tile.of(2, 0, 70_000).width()).isEqualTo(1);
    assertThat(Tile.of(3, 0, 70_000).width()).isZero();
    assertThat(Tile.of(1, 0, 256).width()).isEqualTo(1);
    assertThat(new Tile(0, 273, 113).isWithin(70_000)).isFalse();
    assertThat(new Tile(0, 273, 111).isWithin(70_000)).isTrue();
  }
}
