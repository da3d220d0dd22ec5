package org.circlejournal.query.audit.log;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.circlejournal.events.journal.Axon;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.journal.StoredEvent;
import org.circlejournal.events.journal.StoredEvents;
import org.circlejournal.events.log.Leaf;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Writes the journal of an Axon Server as the verifier's {@code fsck} reads it, to the output; for
 * PostgreSQL {@code psql} does it. Settings come from the environment as for the query side: {@code
 * CIRCLE_AXON_SERVER_SERVERS}, {@code CIRCLE_AXON_SERVER_TOKEN}.
 */
public final class Dump {

  private static final int BATCH = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Dump() {}

  public static void main(String[] none) throws InterruptedException {
    Axon.silence();
    String servers = System.getenv().getOrDefault("CIRCLE_AXON_SERVER_SERVERS", "localhost:8124");
    JournalSettings settings =
        new JournalSettings(
            new PGSimpleDataSource(), // never asked: events are not there
            new JournalSettings.AxonServer(
                servers, System.getenv("CIRCLE_AXON_SERVER_TOKEN"), "audit-dump"));
    try (Journal journal = Journal.open(settings);
        PrintStream out =
            new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                false,
                StandardCharsets.UTF_8)) {
      write(journal, out);
    }
  }

  static void write(Journal journal, PrintStream out) throws InterruptedException {
    long last = journal.lastPosition();
    try (StoredEvents events = journal.stored(StoredEvents.BEGINNING)) {
      long position = StoredEvents.BEGINNING;
      while (position < last) {
        List<StoredEvent> batch = events.next(BATCH, PATIENCE);
        if (batch.isEmpty()) {
          throw new IllegalStateException("the journal does not answer after " + position);
        }
        for (StoredEvent event : batch) {
          position = event.position();
          if (position <= last) {
            out.print(line(event));
          }
        }
      }
    }
    if (out.checkError()) {
      throw new IllegalStateException("the output cannot be written");
    }
  }

  private static String line(StoredEvent event) {
    Leaf leaf = event.leaf();
    return String.join(
            "\t",
            Long.toString(event.position()),
            escaped(leaf.stream()),
            Long.toString(leaf.sequence()),
            escaped(leaf.name()),
            escaped(leaf.revision()),
            escaped(leaf.eventId()),
            Long.toString(leaf.recordedMicros()),
            HexFormat.of().formatHex(leaf.metadata()),
            HexFormat.of().formatHex(leaf.payload()))
        + "\n";
  }

  /** As COPY does. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }
}
