package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.command.consent.JournalCodeLane.Withdrawal;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.NightRequest;
import org.circlejournal.events.survey.SurveyCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done once a night for all circles: withdrawals and erasures of the code's lane enter the
 * journal, shuffled and with one time, and the keys of closed boxes and of old idempotency records
 * are destroyed. It may be called at any time and on any node; it runs once a day (UTC).
 */
public final class NightBatch {

  private static final Logger LOG = LoggerFactory.getLogger(NightBatch.class);

  /** Of PostgreSQL's advisory locks: one night at a time, on whichever node. */
  private static final long TURN = 4_172_205_561_903_377L;

  private final DataSource database;
  private final Epochs epochs;
  private final Random random;
  private final Consumer<JournalCodeLane> bus;

  /**
   * @param random cryptographic
   * @param bus brings an order to its circle, and returns when it is done
   */
  public NightBatch(
      DataSource database, Epochs epochs, Random random, Consumer<JournalCodeLane> bus) {
    this.database = database;
    this.epochs = epochs;
    this.random = random;
    this.bus = bus;
  }

  /**
   * @return whether it ran: false if it ran today, or runs on another node
   */
  public boolean run(Instant now) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    try (Connection turn = database.getConnection()) {
      turn.setAutoCommit(false);
      boolean runs = takeTurn(turn, today);
      if (runs) {
        journalCodeLane(epochs.renewNight(), now);
        // Once more: what is journaled now shall have no name in common with what comes tomorrow.
        epochs.renewNight();
        epochs.renewBoxes();
        epochs.renewTokens();
        Sql.update(turn, "UPDATE vault.night SET last = ?", today);
      }
      turn.commit();
      return runs;
    } catch (SQLException e) {
      throw new IllegalStateException("the night's batch was not finished", e);
    }
  }

  private static boolean takeTurn(Connection turn, LocalDate today) throws SQLException {
    List<Boolean> alone =
        Sql.select(turn, "SELECT pg_try_advisory_xact_lock(?)", row -> row.getBoolean(1), TURN);
    if (!alone.get(0)) {
      return false;
    }
    List<LocalDate> last =
        Sql.select(turn, "SELECT last FROM vault.night", row -> row.getObject(1, LocalDate.class));
    if (last.isEmpty()) {
      // The first day has no night before it: whoever withdrew a minute ago waits as others do.
      Sql.update(turn, "INSERT INTO vault.night (last) VALUES (?)", today);
      return false;
    }
    return last.get(0).isBefore(today);
  }

  /** What was asked for before this night's key was made, and so in an order that says nothing. */
  private void journalCodeLane(List<NightRequest> waiting, Instant now) {
    Map<CircleId, JournalCodeLane> orders = new LinkedHashMap<>();
    for (NightRequest each : waiting) {
      JournalCodeLane order = order(orders, each.circle(), now);
      SurveyCode code = new SurveyCode(each.code());
      if (each.isErasure()) {
        order.erasures().add(code);
      } else {
        order.withdrawals().add(new Withdrawal(code, Purpose.valueOf(each.purpose())));
      }
    }
    List<JournalCodeLane> shuffled = new ArrayList<>(orders.values());
    Collections.shuffle(shuffled, random);
    for (JournalCodeLane order : shuffled) {
      Collections.shuffle(order.withdrawals(), random);
      Collections.shuffle(order.erasures(), random);
      send(order);
    }
  }

  private static JournalCodeLane order(
      Map<CircleId, JournalCodeLane> orders, String circle, Instant now) {
    return orders.computeIfAbsent(
        new CircleId(circle),
        id -> new JournalCodeLane(id, now, new ArrayList<>(), new ArrayList<>()));
  }

  /** One circle that cannot be written does not keep the others from it; it waits for tomorrow. */
  private void send(JournalCodeLane order) {
    try {
      bus.accept(order);
    } catch (RuntimeException e) {
      LOG.warn(
          "the night's batch: circle {} waits until tomorrow ({})",
          order.circleId(),
          e.getClass().getName());
    }
  }
}
