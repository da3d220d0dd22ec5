package org.circlejournal.query.replay;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.query.view.Generation;
import org.circlejournal.query.view.Generation.State;
import org.circlejournal.query.view.LiveView;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewFailure;
import org.circlejournal.query.view.ViewTables;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts generations in the place of those that are shown, all of them in one transaction, as soon as
 * nothing goes back in time by it.
 */
final class Promotion {

  private static final Logger LOG = LoggerFactory.getLogger(Promotion.class);
  private static final Duration CATCHING_UP = Duration.ofSeconds(30);
  private static final int LOOK_MILLIS = 20;

  private final Replays replays;
  private final Journal journal;
  private final DataSource tables;

  Promotion(Replays replays, Journal journal, DataSource tables) {
    this.replays = replays;
    this.journal = journal;
    this.tables = tables;
  }

  /**
   * Shows the generation again that was shown before.
   *
   * @throws Replays.NotNow if there is none of this version
   */
  void rollBack(ViewDefinition<?> view) {
    try (Connection c = tables.getConnection()) {
      for (Generation generation : ViewTables.generations(c)) {
        if (generation.view().equals(view.name())
            && generation.version() == view.version()
            && generation.state() == State.KEPT) {
          show(List.of(view.name()), List.of(generation.schema()), null);
          return;
        }
      }
    } catch (SQLException e) {
      throw new ViewFailure("generations cannot be read", e);
    }
    throw new Replays.NotNow(
        Replays.Reason.NOT_PROMOTABLE, "no former generation of this version is kept");
  }

  void show(List<String> names, List<String> schemas, @Nullable String replay) {
    long deadline = System.nanoTime() + CATCHING_UP.toNanos();
    long target = journal.lastPosition();
    while (!shown(names, schemas, replay, target)) {
      if (System.nanoTime() > deadline || replays.pause(LOOK_MILLIS)) {
        throw new Replays.NotNow(
            Replays.Reason.NOT_CAUGHT_UP, "it has not caught up with what is shown");
      }
    }
    LOG.info("shown from now on: {}", String.join(", ", schemas));
  }

  /** Whether it could be done now: nothing that is shown may go back in time. */
  private boolean shown(
      List<String> names, List<String> schemas, @Nullable String replay, long target) {
    try {
      return replays.alone(
          c -> {
            Map<String, Generation> known = new HashMap<>();
            ViewTables.generations(c).forEach(g -> known.put(g.schema(), g));
            for (int i = 0; i < schemas.size(); i++) {
              Generation next = known.get(schemas.get(i));
              if (next == null || !next.state().isFollowed()) {
                throw new Replays.NotNow(
                    Replays.Reason.NOT_PROMOTABLE, schemas.get(i) + " is not there any more");
              }
              Generation before = ViewTables.shown(c, names.get(i));
              long shown = before == null ? -1 : LiveView.position(c, before.schema());
              if (LiveView.position(c, next.schema()) < Math.max(target, shown)) {
                return false;
              }
            }
            for (int i = 0; i < schemas.size(); i++) {
              ViewTables.show(
                  c,
                  Objects.requireNonNull(replays.view(names.get(i))),
                  Objects.requireNonNull(known.get(schemas.get(i))));
            }
            if (replay != null) {
              ReplayTable.become(c, replay, "promoted");
            }
            return true;
          });
    } catch (SQLException e) {
      throw new ViewFailure("generations cannot be shown", e);
    }
  }
}
