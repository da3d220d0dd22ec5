package org.circlejournal.command.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.circlejournal.events.sealing.EpochKeys;

/** Epoch keys in a folder of their own, and vaults on them, for tests of all rooms. */
public final class TestKeys {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final EpochKeys SHARED = fresh();

  private TestKeys() {}

  /** New keys in a new folder. */
  public static EpochKeys fresh() {
    return fresh(folder());
  }

  static EpochKeys fresh(Path folder) {
    EpochKeys keys = new EpochKeys(folder);
    for (EpochKeys.Purpose purpose : EpochKeys.Purpose.values()) {
      keys.mint(purpose, 1, RANDOM);
    }
    return keys;
  }

  static Path folder() {
    try {
      return Files.createTempDirectory("secrets");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A real vault in memory; all of them share their epoch keys. */
  public static BufferedVault vault() {
    return new BufferedVault(SHARED, RANDOM);
  }
}
