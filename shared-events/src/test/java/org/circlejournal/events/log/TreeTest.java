package org.circlejournal.events.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The fast tree against its slow twin, and proofs that must hold. */
class TreeTest {

  private static final int SMALL = 300;

  @Test
  void every_small_tree_has_the_root_of_the_rfc_from_its_edge_and_from_its_tiles() {
    GrownTree tree = new GrownTree();
    for (int size = 0; size <= 2 * SMALL; size++) {
      Hash root = SlowTree.mth(tree.entries);
      assertThat(tree.root()).isEqualTo(root);
      assertThat(tree.at(size).root()).isEqualTo(root);
      tree.add(GrownTree.entry(size));
    }
  }

  @Test
  void every_leaf_of_small_trees_is_proven_as_in_the_rfc() {
    GrownTree tree = GrownTree.of(SMALL);
    for (int size : List.of(1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 65, 255, 256, 257, SMALL)) {
      List<byte[]> d = tree.entries.subList(0, size);
      Hash root = SlowTree.mth(d);
      for (int m = 0; m < size; m++) {
        List<Hash> path = tree.at(size).inclusion(m);
        assertThat(path).isEqualTo(SlowTree.path(m, d));
        Tree.requireIncluded(Hash.leaf(d.get(m)), m, size, path, root);
      }
    }
  }

  @Test
  void any_two_small_trees_are_consistent_as_in_the_rfc() {
    GrownTree tree = GrownTree.of(SMALL);
    List<Hash> roots = new ArrayList<>();
    for (int size = 0; size <= SMALL; size++) {
      roots.add(SlowTree.mth(tree.entries.subList(0, size)));
    }
    for (int now = 1; now <= SMALL; now += 1 + now / 20) {
      for (int old = 1; old < now; old += 1 + old / 9) {
        List<Hash> path = tree.at(now).consistency(old);
        assertThat(path).isEqualTo(SlowTree.proof(old, tree.entries.subList(0, now)));
        Tree.requireConsistent(old, roots.get(old), now, roots.get(now), path);
      }
    }
    Tree.requireConsistent(0, roots.get(0), SMALL, roots.get(SMALL), List.of());
    Tree.requireConsistent(SMALL, roots.get(SMALL), SMALL, roots.get(SMALL), List.of());
  }

  /** Three levels of tiles begin at 65,536. */
  @Property(tries = 12)
  void large_trees_agree_with_the_rfc_at_random_places(
      @ForAll @IntRange(min = 1, max = 140_000) int size,
      @ForAll @IntRange(max = 139_999) int leaf,
      @ForAll @IntRange(min = 1, max = 139_999) int older) {
    GrownTree tree = GrownTree.of(size);
    Hash root = SlowTree.mth(tree.entries);
    assertThat(tree.root()).isEqualTo(root);
    int m = leaf % size;
    List<Hash> path = tree.at(size).inclusion(m);
    assertThat(path).isEqualTo(SlowTree.path(m, tree.entries));
    Tree.requireIncluded(Hash.leaf(tree.entries.get(m)), m, size, path, root);
    int old = older % size;
    if (old > 0) {
      assertThat(tree.at(size).consistency(old)).isEqualTo(SlowTree.proof(old, tree.entries));
    }
    assertThat(tree.at(old).root()).isEqualTo(SlowTree.mth(tree.entries.subList(0, old)));
  }

  @Test
  void a_tree_that_was_taken_over_at_any_size_grows_the_same() {
    GrownTree whole = GrownTree.of(1_000);
    GrownTree broken = new GrownTree();
    for (int i = 0; i < 1_000; i++) {
      broken.add(GrownTree.entry(i));
      broken.restart();
    }
    assertThat(broken.root()).isEqualTo(whole.root());
  }

  @Test
  void the_tree_without_leaves_has_the_hash_of_nothing() {
    assertThat(new GrownTree().root().base64())
        .isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  }
}
