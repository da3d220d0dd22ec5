package org.circlejournal.query.research.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Cipher;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;

/**
 * The keys of studies: made when a study is first exported, and deleted when it ends. Each lies in
 * a file, wrapped under an epoch key of the secrets folder; without it nobody, we included, can
 * tell whom a pseudonym of the study meant, or make the same again.
 */
final class Studies {

  private record Kept(int epoch, String wrapped) {}

  private final Path folder;
  private final EpochKeys epochs;
  private final RandomGenerator random;

  Studies(Path folder, EpochKeys epochs, RandomGenerator random) {
    this.folder = folder;
    this.epochs = epochs;
    this.random = random;
  }

  /** The study's key for one lane: under one name both lanes have nothing in common. */
  byte[] key(String study, DataLane lane) throws IOException {
    Path file = file(study);
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      byte[] key = new byte[Cipher.KEY_BYTES];
      random.nextBytes(key);
      epochs.refresh();
      int epoch = epochs.newest(Purpose.STUDIES);
      Kept kept = new Kept(epoch, epochs.wrap(Purpose.STUDIES, epoch, bound(study), key));
      Files.write(file, Json.mapper().writeValueAsBytes(kept));
    }
    Kept kept = Json.mapper().readValue(Files.readAllBytes(file), Kept.class);
    byte[] key = epochs.unwrap(Purpose.STUDIES, kept.epoch(), bound(study), kept.wrapped());
    return Cipher.derive(key, "study/v1 " + lane);
  }

  boolean has(String study) {
    return Files.exists(file(study));
  }

  /** Whether there was one. */
  boolean end(String study) throws IOException {
    return Files.deleteIfExists(file(study));
  }

  private Path file(String study) {
    return folder.resolve(study + ".key.json");
  }

  private static String bound(String study) {
    return "study\n" + study;
  }
}
