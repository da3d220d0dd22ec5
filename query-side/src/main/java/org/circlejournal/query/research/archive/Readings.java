package org.circlejournal.query.research.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.DataDisclosed;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.sealing.Cipher;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Hmac;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * Lends a study's tables as a database that is there for one question: of whoever consents at the
 * head, at the head or as the journal stood at an earlier position.
 */
public final class Readings {

  /** Of the tables; raised when columns, rows or words change. */
  public static final int FORM = Archive.FORM;

  /**
   * What the tables were made of.
   *
   * @param position up to which the journal is in them
   * @param epoch of the key of research at the head
   * @param form of the tables
   * @param purposes the consents under which people are in them
   * @param consents who is in them: an HMAC under the study's key, which tells nobody
   */
  public record State(
      long position,
      int epoch,
      int form,
      List<Purpose> purposes,
      int circles,
      int people,
      String consents) {}

  /** Something done with a study's tables. */
  @FunctionalInterface
  public interface Use<T> {

    /**
     * @param database a DuckDB file with the tables; gone afterwards
     * @param key of the study's receipts
     */
    T with(State state, Path database, byte[] key)
        throws IOException, SQLException, InterruptedException;
  }

  private final Archive archive;
  private final Studies studies;
  private final Journal journal;
  private final Unsealer unsealer;
  private final InstantSource clock;
  private final int threads;

  /** Of the one question that has the archive. */
  private volatile Progress current = new Progress();

  /**
   * @param archive also of the exports: under one name a study has the same pseudonyms
   * @param random cryptographic
   * @param threads of DuckDB, to make the tables
   */
  public Readings(
      Archive archive,
      Journal journal,
      Unsealer unsealer,
      EpochKeys epochs,
      RandomGenerator random,
      InstantSource clock,
      int threads) {
    this.archive = archive;
    this.studies = new Studies(archive.folder().resolve("studies"), epochs, random);
    this.journal = journal;
    this.unsealer = unsealer;
    this.clock = clock;
    this.threads = threads;
  }

  /** Tables of a study, and the names of their columns. */
  public static Map<String, List<String>> tables(DataLane lane, boolean quote) {
    Map<String, List<String>> tables = new TreeMap<>();
    for (EventTable table : StudyTables.of(study(lane, quote))) {
      tables.put(table.name(), table.columns().stream().map(Column::name).toList());
    }
    return Collections.unmodifiableMap(tables);
  }

  private static Study study(DataLane lane, boolean quote) {
    return new Study("", lane, quote, false, null, new byte[0]);
  }

  /** Whether the study's key is there: without it nobody can make its pseudonyms again. */
  public boolean has(String study) {
    return studies.has(study);
  }

  /**
   * Makes tables and lends them; one question after the other.
   *
   * @param upTo a position; null for the head
   * @param tables by name; others are not made
   * @param first before tables are made, when it is this question's turn
   * @throws Archive.Busy if another process has the archive
   */
  public <T> T read(
      Exports.Order order, @Nullable Long upTo, Set<String> tables, Runnable first, Use<T> use)
      throws InterruptedException {
    long position = upTo == null ? Long.MAX_VALUE : upTo;
    Progress progress = new Progress();
    try {
      return archive.useUpTo(
          position,
          progress,
          lent -> {
            current = progress;
            first.run();
            return with(order, tables, lent, use);
          });
    } catch (Progress.CalledOff e) {
      throw new Archive.Busy("an erasure goes first; ask again");
    }
  }

  private <T> T with(Exports.Order order, Set<String> names, Archive.Lent lent, Use<T> use)
      throws IOException, SQLException, InterruptedException {
    byte[] key = studies.key(order.study(), order.lane());
    Study study =
        new Study(
            order.study(), order.lane(), order.quote(), order.rare(), order.workplaces(), key);
    Links links =
        order.lane() == DataLane.LINKED
            ? Links.read(journal, unsealer, lent.standing(), lent.covered(), lent.position())
            : Links.NONE;
    byte[] receipts = Cipher.derive(key, "receipts/v1");
    try (Workroom room = Workroom.open()) {
      Path database = room.file("study.duckdb");
      State state;
      try (StudyTables tables = new StudyTables(lent, study, links, room, threads)) {
        tables.into(
            database,
            StudyTables.of(study).stream().filter(t -> names.contains(t.name())).toList());
        state =
            new State(
                lent.position(),
                lent.epoch(),
                Archive.FORM,
                StudyTables.scope(study),
                (int) tables.circles(),
                (int) tables.people(),
                consents(study, lent, receipts));
      }
      return use.with(state, database, receipts);
    }
  }

  /** Everybody whom the study could hold, so that it is another one when somebody takes back. */
  private static String consents(Study study, Archive.Lent lent, byte[] key) {
    List<String> all = new ArrayList<>();
    Set<String> covered = lent.covered();
    for (Standing.Circle circle : lent.standing().circles()) {
      Set<String> places = study.workplaces();
      if (places != null && !places.contains(circle.workplace())) {
        continue;
      }
      all.add(Standing.ofCircle(circle.id()));
      if (study.lane() != DataLane.ANSWERS) {
        circle.members().forEach(member -> all.add(Standing.ofMember(member)));
      }
      if (study.lane() != DataLane.PARTICIPATION) {
        for (String code : circle.codes()) {
          all.add(Standing.ofCode(code));
          all.add(Standing.ofQuote(code));
          all.add(Standing.ofLink(code));
        }
      }
    }
    all.retainAll(covered);
    Collections.sort(all);
    return HexFormat.of()
        .formatHex(Hmac.sha256(Cipher.derive(key, "consents/v1"), String.join("\n", all)));
  }

  /**
   * Journals that micro-data go to a researcher; before they go.
   *
   * @param id a random UUID
   * @param receipt SHA-256 of the receipt, hex
   */
  public void disclose(String id, Exports.Order order, State state, String receipt) {
    current.check(); // what is erased meanwhile is given to nobody
    CircleId disclosure = new CircleId(id);
    journal.append(
        Recorded.ledgerOf(disclosure),
        0,
        new DataDisclosed(
            disclosure,
            clock.instant(),
            order.study(),
            order.lane(),
            StudyExport.sha256(order.purpose().getBytes(StandardCharsets.UTF_8)),
            state.purposes(),
            state.position(),
            state.circles(),
            state.people(),
            receipt),
        clock.instant(),
        Map.of());
  }
}
