package org.circlejournal.command.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.circlejournal.command.Refused;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.sealing.Unsealer.Item;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A new epoch of data keys, while others seal, read and erase. */
class RenewalIT {

  private static final CircleId CIRCLE = VaultDatabase.freshCircle();

  private VaultDatabase db;

  @BeforeEach
  void open() {
    db = new VaultDatabase();
  }

  @AfterEach
  void close() {
    db.close();
  }

  private Sealed seal(PostgresVault vault, int n) {
    byte[] text = ("text " + n).getBytes(UTF_8);
    return db.inCommand(() -> vault.seal(Vault.Content.ANSWERS, CIRCLE, "x", text));
  }

  private static Item item(Sealed sealed) {
    return new Item(sealed, new Associated(CIRCLE.value(), "x"));
  }

  @Test
  void nothing_that_is_sealed_on_any_node_meanwhile_is_lost_and_no_reader_misses_it()
      throws Exception {
    List<Sealed> sealed = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean done = new AtomicBoolean();
    // Another node: its own writer, and a memory of epochs that are gone.
    Journal journal = Journal.open(JournalSettings.postgres(db.pool));
    PostgresVault other =
        new PostgresVault(db.pool, journal.works(), new EpochKeys(db.folder), db.random);
    ExecutorService nodes = Executors.newFixedThreadPool(3);
    List<Future<?>> runs = new ArrayList<>();
    for (PostgresVault vault : List.of(db.vault, other)) {
      runs.add(nodes.submit(() -> sealOn(vault, sealed, done)));
    }
    Unsealer reader = new Unsealer(db.pool, new EpochKeys(db.folder));
    runs.add(
        nodes.submit(
            () -> {
              while (!done.get()) {
                List<Sealed> now = List.copyOf(sealed);
                assertThat(reader.open(now.stream().map(RenewalIT::item).toList()))
                    .allMatch(each -> each.isPresent());
              }
            }));
    for (int i = 0; i < 12; i++) {
      int before = sealed.size();
      db.epochs.renewData(Purpose.ANSWERS, step -> {});
      org.awaitility.Awaitility.await().until(() -> sealed.size() > before);
    }
    done.set(true);
    for (Future<?> run : runs) {
      run.get();
    }
    nodes.shutdown();
    journal.close();
    assertThat(reader.open(sealed.stream().map(RenewalIT::item).toList()))
        .hasSizeGreaterThan(12)
        .allMatch(each -> each.isPresent());
    assertThat(db.keys.epochs(Purpose.ANSWERS)).containsExactly(13);
  }

  private void sealOn(PostgresVault vault, List<Sealed> sealed, AtomicBoolean done) {
    for (int n = 0; !done.get(); n++) {
      try {
        sealed.add(seal(vault, n));
      } catch (Refused refused) {
        n--; // as the door: once more, under the new epoch
      }
    }
  }

  @Test
  void a_key_that_was_dropped_is_not_wrapped_anew_and_opens_no_more() {
    Sealed dropped = seal(db.vault, 1);
    Sealed other = seal(db.vault, 2);
    db.inCommand(() -> db.vault.destroyKey(dropped.key()));
    db.epochs.renewData(Purpose.ANSWERS, step -> {});
    Unsealer unsealer = new Unsealer(db.pool, db.keys);
    assertThat(unsealer.open(dropped, new Associated(CIRCLE.value(), "x"))).isEmpty();
    assertThat(unsealer.open(other, new Associated(CIRCLE.value(), "x"))).isPresent();
    assertThat(db.has(Purpose.ANSWERS, 1)).isFalse();
  }

  @Test
  void more_keys_than_are_wrapped_at_once_are_all_wrapped_anew() {
    List<Sealed> many =
        db.inCommand(
            () -> {
              List<Sealed> made = new ArrayList<>();
              for (int i = 0; i < 4_100; i++) {
                made.add(db.vault.seal(Vault.Content.ANSWERS, CIRCLE, "x", new byte[] {1}));
              }
              return made;
            });
    List<Eraser.Step> steps = new ArrayList<>();
    db.epochs.renewData(Purpose.ANSWERS, steps::add);
    assertThat(Collections.frequency(steps, Eraser.Step.WRAPPING)).isEqualTo(3);
    assertThat(db.number("SELECT count(*) FROM vault.data_key WHERE epoch = 2")).isEqualTo(4_100);
    assertThat(new Unsealer(db.pool, db.keys).open(many.stream().map(RenewalIT::item).toList()))
        .allMatch(each -> each.isPresent());
  }

  @Test
  void given_up_keys_are_destroyed_ones_and_their_boxes_begin_anew() {
    Box box = Box.session(CIRCLE, 3);
    db.inCommand(() -> db.vault.cast(box, "m-1", new byte[8]));
    db.keys.destroy(Purpose.BOXES, 1);
    db.keys.mint(Purpose.BOXES, 7, db.random);
    assertThatThrownBy(db.epochs::open).hasMessageContaining("restored from a backup");
    db.epochs.giveUpLost();
    db.epochs.open();
    assertThat(db.keys.epochs(Purpose.BOXES)).contains(8).doesNotContain(1);
    db.inCommand(() -> db.vault.cast(box, "m-2", new byte[8]));
    assertThat(db.vault.count(box)).isEqualTo(1);
  }
}
