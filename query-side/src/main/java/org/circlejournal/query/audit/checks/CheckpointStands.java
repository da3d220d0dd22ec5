package org.circlejournal.query.audit.checks;

import java.util.List;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.events.log.Growth;
import org.jspecify.annotations.Nullable;

/** The log's tree, computed anew from the journal, has the root that the log says. */
final class CheckpointStands extends Check {

  private final @Nullable Checkpoint checkpoint;
  private final Growth tree = new Growth(0, List.of(), (level, index, hashes) -> {});

  /**
   * @param checkpoint null as long as there is no log
   */
  CheckpointStands(@Nullable Checkpoint checkpoint) {
    super(
        "checkpoint-stands",
        "Is the journal the one that the log's checkpoint speaks of?",
        "Events after that checkpoint; which event was altered (fsck names it); whether others are"
            + " shown the same log.");
    this.checkpoint = checkpoint;
  }

  @Override
  void see(Seen seen) {
    if (checkpoint != null && tree.size() < checkpoint.size()) {
      tree.add(seen.leaf());
      looked(1);
    }
  }

  @Override
  void end(List<Ballot> outside) {
    if (checkpoint != null
        && !(tree.size() == checkpoint.size() && tree.root().equals(checkpoint.root()))) {
      violated(
          "the first %d events have another root than the checkpoint %s; fsck names the first"
              .formatted(tree.size(), checkpoint.origin()));
    }
  }
}
