package org.circlejournal.command.door;

import java.util.UUID;
import java.util.random.RandomGenerator;
import org.circlejournal.command.Papers;
import org.circlejournal.command.vault.BufferedVault;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.sealing.EpochKeys;

/** What every import needs. */
record Imports(
    Catalogue catalogue, Callers callers, Papers papers, EpochKeys keys, RandomGenerator random) {

  ImportedCircle newCircle() {
    return new ImportedCircle(
        new CircleId(UUID.randomUUID().toString()), new BufferedVault(keys, random));
  }

  /** Whether nobody has this token yet. */
  boolean fresh(String token) {
    return !callers.isTaken(token);
  }
}
