package org.circlejournal.events.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way to corrupt a proof, a checkpoint, a key or a tile: each is refused, and named. */
class CorruptionTest {

  private static final String ORIGIN = "circle-journal/test/1";
  private static final int SIZE = 300;
  private static final int INDEX = 77;

  @TempDir java.nio.file.Path secrets;

  private final GrownTree tree = GrownTree.of(SIZE);

  private LogKey key() {
    LogKey.makeFirst(secrets, new SecureRandom());
    return LogKey.read(secrets, 1);
  }

  private Note note(LogKey key, long size) {
    return key.sign(new Checkpoint(ORIGIN, size, tree.at(size).root()));
  }

  private String proof(LogKey key) {
    return new LogProof(INDEX, tree.at(SIZE).inclusion(INDEX), note(key, SIZE)).written();
  }

  private static void refused(ThrowingCallable call, String why) {
    assertThatThrownBy(call).isInstanceOf(NotProven.class).hasMessageContaining(why);
  }

  private void refused(UnaryOperator<String> corruption, String why) {
    LogKey key = key();
    List<NoteKey> trusted = List.of(key.verifying(ORIGIN));
    String sound = proof(key);
    Hash leaf = Hash.leaf(tree.entries.get(INDEX));
    assertThat(LogProof.parse(utf8(sound)).requireProves(leaf, trusted).size()).isEqualTo(SIZE);
    String corrupt = corruption.apply(sound);
    assertThat(corrupt).isNotEqualTo(sound);
    refused(() -> LogProof.parse(utf8(corrupt)).requireProves(leaf, trusted), why);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static UnaryOperator<String> line(int number, UnaryOperator<String> change) {
    return text -> {
      List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
      lines.set(number, change.apply(lines.get(number)));
      return String.join("\n", lines);
    };
  }

  private static UnaryOperator<String> without(int number) {
    return text -> {
      List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
      lines.remove(number);
      return String.join("\n", lines);
    };
  }

  private static UnaryOperator<String> twice(int number) {
    return text -> {
      List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
      lines.add(number, lines.get(number));
      return String.join("\n", lines);
    };
  }

  private static String flip(String base64) {
    byte[] bytes = Text64.read(base64, "it");
    bytes[0] ^= 1;
    return Text64.of(bytes);
  }

  // Lines: 0 form, 1 index, 2 to 10 the path, 11 empty, 12 origin, 13 size, 14 root, 15 empty, 16
  // signature.

  @Test
  void a_proof_of_another_form_is_refused() {
    refused(line(0, form -> form + "2"), "does not begin with");
  }

  @Test
  void a_proof_without_an_index_is_refused() {
    refused(without(1), "names no index");
  }

  @Test
  void an_index_with_leading_zeroes_is_refused() {
    refused(line(1, i -> "index 077"), "not a decimal number");
  }

  @Test
  void a_negative_index_is_refused() {
    refused(line(1, i -> "index -77"), "not a decimal number");
  }

  @Test
  void another_index_is_refused() {
    refused(line(1, i -> "index 78"), "another root");
  }

  @Test
  void an_index_beyond_the_tree_is_refused() {
    refused(line(1, i -> "index 300"), "not below the tree's size");
  }

  @Test
  void extra_data_that_is_not_base64_is_refused() {
    refused(line(0, form -> form + "\nextra ~"), "not base64");
  }

  @Test
  void an_altered_hash_of_the_path_is_refused() {
    refused(line(5, CorruptionTest::flip), "another root");
  }

  @Test
  void a_hash_of_the_path_that_is_too_short_is_refused() {
    refused(line(5, hash -> "AAAA"), "expected 32");
  }

  @Test
  void a_hash_of_the_path_in_base64_that_is_not_canonical_is_refused() {
    refused(line(5, hash -> hash.replace("=", "")), "not canonical");
  }

  @Test
  void a_missing_hash_of_the_path_is_refused() {
    refused(without(10), "too few hashes");
  }

  @Test
  void a_hash_too_many_is_refused() {
    refused(twice(10), "too many hashes");
  }

  @Test
  void two_hashes_of_the_path_in_the_wrong_order_are_refused() {
    refused(
        text -> {
          List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
          lines.add(3, lines.remove(2));
          return String.join("\n", lines);
        },
        "another root");
  }

  @Test
  void a_proof_without_a_checkpoint_is_refused() {
    refused(text -> text.substring(0, text.indexOf("\n\n")), "no checkpoint");
  }

  @Test
  void another_origin_is_refused() {
    refused(line(12, origin -> origin + "0"), "not of this text");
  }

  @Test
  void another_size_is_refused() {
    refused(line(13, size -> "301"), "not of this text");
  }

  @Test
  void another_root_is_refused() {
    refused(line(14, CorruptionTest::flip), "not of this text");
  }

  @Test
  void an_extension_line_that_was_not_signed_is_refused() {
    refused(line(14, root -> root + "\nmore"), "not of this text");
  }

  @Test
  void a_checkpoint_without_signatures_is_refused() {
    refused(text -> text.substring(0, text.lastIndexOf("\n\n")) + "\n", "no signatures");
  }

  @Test
  void an_altered_signature_is_refused() {
    refused(
        line(
            16,
            s -> {
              int at = s.lastIndexOf(' ') + 1;
              byte[] bytes = Text64.read(s.substring(at), "it");
              bytes[20] ^= 1;
              return s.substring(0, at) + Text64.of(bytes);
            }),
        "not of this text");
  }

  @Test
  void a_signature_under_another_key_id_counts_for_nothing() {
    refused(
        line(
            16,
            s -> {
              int at = s.lastIndexOf(' ') + 1;
              return s.substring(0, at) + flip(s.substring(at));
            }),
        "no trusted key");
  }

  @Test
  void a_signature_under_another_name_counts_for_nothing() {
    refused(line(16, s -> s.replace("/test/", "/text/")), "no trusted key");
  }

  @Test
  void a_signature_with_a_hyphen_for_the_dash_is_refused() {
    refused(line(16, s -> s.replace('\u2014', '-')), "not: dash, name, base64");
  }

  @Test
  void a_cut_off_signature_is_refused() {
    refused(line(16, s -> s.substring(0, s.lastIndexOf(' ')) + " AAAA"), "too short");
  }

  @Test
  void control_characters_are_refused() {
    refused(line(12, origin -> origin + "\r"), "control characters");
  }

  @Test
  void a_signature_line_without_its_newline_is_refused() {
    refused(text -> text.stripTrailing(), "does not end");
  }

  @Test
  void what_is_not_utf8_is_refused() {
    byte[] bytes = utf8(note(key(), SIZE).written());
    bytes[3] = (byte) 0xff;
    refused(() -> Note.parse(bytes), "not UTF-8");
  }

  @Test
  void a_checkpoint_of_another_trusted_log_is_refused() {
    LogKey key = key();
    String other = "circle-journal/test/2";
    Note note = new Note(note(key, SIZE).text(), List.of(key.sign(other, note(key, SIZE).text())));
    refused(
        () -> LogProof.requireCheckpoint(note, List.of(key.verifying(other))), "of another log");
  }

  @Test
  void a_leaf_of_other_data_is_refused() {
    LogKey key = key();
    refused(
        () ->
            LogProof.parse(utf8(proof(key)))
                .requireProves(
                    Hash.leaf(tree.entries.get(INDEX + 1)), List.of(key.verifying(ORIGIN))),
        "another root");
  }

  @Test
  void consistency_is_refused_for_altered_missing_and_surplus_hashes_and_for_other_roots() {
    Hash old = tree.at(200).root();
    Hash now = tree.root();
    List<Hash> path = tree.at(SIZE).consistency(200);
    Tree.requireConsistent(200, old, SIZE, now, path);
    for (int i = 0; i < path.size(); i++) {
      List<Hash> altered = new ArrayList<>(path);
      altered.set(i, Hash.leaf(new byte[0]));
      refused(() -> Tree.requireConsistent(200, old, SIZE, now, altered), "leads to another");
    }
    List<Hash> shorter = path.subList(0, path.size() - 1);
    refused(() -> Tree.requireConsistent(200, old, SIZE, now, shorter), "too few");
    List<Hash> longer = new ArrayList<>(path);
    longer.add(now);
    refused(() -> Tree.requireConsistent(200, old, SIZE, now, longer), "too many");
    refused(() -> Tree.requireConsistent(200, now, SIZE, now, path), "another old root");
    refused(() -> Tree.requireConsistent(200, old, SIZE, old, path), "another new root");
    refused(() -> Tree.requireConsistent(SIZE, now, 200, old, path), "larger");
    refused(() -> Tree.requireConsistent(SIZE, old, SIZE, now, List.of()), "same size");
    refused(() -> Tree.requireConsistent(SIZE, now, SIZE, now, path), "too many");
    refused(() -> Tree.requireConsistent(0, now, SIZE, now, List.of()), "without leaves");
    refused(() -> Tree.requireConsistent(128, tree.at(128).root(), SIZE, now, List.of()), "too");
  }

  @Test
  void an_altered_byte_of_any_tile_gives_another_root_or_proof() {
    for (Tile tile : List.of(new Tile(0, 0, 256), new Tile(0, 1, 44), new Tile(1, 0, 1))) {
      Tree altered =
          new Tree(
              SIZE,
              wanted -> {
                byte[] hashes = tree.read(wanted);
                if (wanted.equals(tile)) {
                  hashes[hashes.length - 1] ^= 1;
                }
                return hashes;
              });
      int index = tile.level() == 0 && tile.index() == 0 ? INDEX : SIZE - 2;
      assertThat(altered.inclusion(index)).isNotEqualTo(tree.at(SIZE).inclusion(index));
    }
  }

  @Test
  void a_tile_of_another_width_is_refused() {
    Tree cut = new Tree(SIZE, tile -> Arrays.copyOf(tree.read(tile), 32));
    refused(cut::root, "expected 1408");
  }

  @Test
  void leaf_data_is_refused_when_cut_off_prolonged_or_of_another_form() {
    byte[] data =
        new Leaf("s", 3, "room.Event", "1", "id", 1_000_000, utf8("{}"), utf8("{\"a\":1}")).data();
    assertThat(Leaf.parse(data).data()).isEqualTo(data);
    for (int length = 0; length < data.length; length++) {
      byte[] cut = Arrays.copyOf(data, length);
      refused(() -> Leaf.parse(cut), "leaf data is cut off");
    }
    refused(() -> Leaf.parse(Arrays.copyOf(data, data.length + 1)), "too many");
    byte[] other = data.clone();
    other[6] = '2';
    refused(() -> Leaf.parse(other), "leaf/v1");
  }

  @Test
  void vkeys_are_refused_when_they_are_not_whole() {
    String vkey = key().verifying(ORIGIN).vkey();
    assertThat(NoteKey.parse(vkey).vkey()).isEqualTo(vkey);
    refused(() -> NoteKey.parse("name"), "three parts");
    refused(() -> NoteKey.parse(vkey.replace("/1+", "/2+")), "id does not belong");
    refused(() -> NoteKey.parse("a b+00000000+AAAA"), "no Ed25519");
    refused(() -> NoteKey.parse(vkey.substring(0, vkey.length() - 4)), "");
  }

  @Test
  void a_new_key_counts_only_when_the_old_one_signed_it() {
    LogKey old = key();
    SecureRandom random = new SecureRandom();
    org.circlejournal.events.sealing.SecretFile.create(
        secrets.resolve("log-2.key"), LogKey.make(random));
    LogKey next = LogKey.read(secrets, 2);
    String written =
        LogKeys.written(
            old.verifying(ORIGIN).vkey(), List.of(LogKey.handOver(ORIGIN, old, next).written()));
    assertThat(LogKeys.parse(written)).hasSize(2);
    LogProof.requireCheckpoint(note(next, SIZE), LogKeys.parse(written));
    refused(
        () -> LogProof.requireCheckpoint(note(next, SIZE), List.of(old.verifying(ORIGIN))),
        "no trusted key");
    String usurped =
        LogKeys.written(
            old.verifying(ORIGIN).vkey(), List.of(LogKey.handOver(ORIGIN, next, next).written()));
    refused(() -> LogKeys.parse(usurped), "no trusted key");
  }
}
