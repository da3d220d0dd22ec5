package org.circlejournal.command.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Works;

/**
 * Settles boxes that were left closing by a crash between the two halves of a close, where journal
 * and vault are not one transaction: if the journal says that session or wave are closed, the
 * ballots are in it, and the box is destroyed; if it does not, the box is opened again with all its
 * ballots. To be called at the start and every minute from then on.
 *
 * <p>A box is opened again only when it was found closing for a minute: before that another node
 * may be in the middle of its close. Meanwhile ballots for it are answered with "retry".
 */
public final class BoxSweep {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final DataSource database;
  private final Works works;
  private final Function<CircleId, Stream<JournalEvent>> journal;
  private final Map<Closing, Instant> firstSeen = new HashMap<>();

  private record Closing(Box box, long revision) {}

  /**
   * @param journal the events of a circle's stream
   */
  public BoxSweep(
      DataSource database, Works works, Function<CircleId, Stream<JournalEvent>> journal) {
    this.database = database;
    this.works = works;
    this.journal = journal;
  }

  public synchronized void run(Instant now) {
    List<Closing> closing =
        Sql.select(
            database,
            "SELECT circle_id, name, revision FROM vault.box WHERE state = 'closing'",
            row -> new Closing(BoxRows.box(row), row.getLong("revision")));
    firstSeen.keySet().retainAll(closing);
    for (Closing each : closing) {
      Instant since = firstSeen.computeIfAbsent(each, c -> now);
      if (closedInJournal(each.box())) {
        works.now(connection -> BoxRows.destroy(connection, each.box()));
      } else if (!since.plus(PATIENCE).isAfter(now)) {
        works.now(connection -> BoxRows.reopen(connection, each.box(), each.revision()));
      }
    }
  }

  private boolean closedInJournal(Box box) {
    try (Stream<JournalEvent> events = journal.apply(box.circle())) {
      return events.anyMatch(box::closedBy);
    }
  }
}
