package org.circlejournal.command.vault;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Work;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.DataKey;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.NightRequest;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.SurveyCode;

/**
 * A vault in memory, for circles that are written in one go (imports) and for fixtures: seals like
 * any other, keeps what is to be stored, and hands it out as one {@link #flush work} to be
 * committed with the events. Boxes that were emptied leave nothing to store. Of one thread.
 */
public final class BufferedVault implements Vault {

  private final EpochKeys epochs;
  private final RandomGenerator random;
  private final int answersEpoch;
  private final int textsEpoch;

  private final Map<String, DataKey> keys = new LinkedHashMap<>();
  private final Map<Box, Map<String, byte[]>> boxes = new LinkedHashMap<>();
  private final Set<Box> emptied = new HashSet<>();
  private final List<Admitted> admitted = new ArrayList<>();
  private final Set<CodeLaneRow> withdrawals = new LinkedHashSet<>();
  private final Set<CodeLaneRow> erasures = new LinkedHashSet<>();
  private final Set<Due> dues = new LinkedHashSet<>();

  private record Admitted(CircleId circle, Newcomer newcomer) {}

  private record CodeLaneRow(CircleId circle, SurveyCode code, String purpose) {
    NightRequest request() {
      return new NightRequest(circle.value(), code.value(), purpose);
    }
  }

  private record Due(CircleId circle, Instant when) {}

  /**
   * @param random cryptographic
   */
  public BufferedVault(EpochKeys epochs, RandomGenerator random) {
    this.epochs = epochs;
    this.random = random;
    this.answersEpoch = epochs.newest(EpochKeys.Purpose.ANSWERS);
    this.textsEpoch = epochs.newest(EpochKeys.Purpose.TEXTS);
  }

  @Override
  public Sealed seal(Content content, CircleId circle, String associated, byte[] plaintext) {
    boolean answers = content == Content.ANSWERS;
    DataKey.Sealing made;
    try {
      made =
          DataKey.seal(
              epochs,
              answers ? EpochKeys.Purpose.ANSWERS : EpochKeys.Purpose.TEXTS,
              answers ? answersEpoch : textsEpoch,
              new Associated(circle.value(), associated),
              plaintext,
              random);
    } catch (DoesNotOpen e) {
      // Its epoch was ended by an erasure; what was sealed before would be refused in the end.
      throw new Refused(Refusal.CONCURRENT_WRITE);
    }
    keys.put(made.key().id(), made.key());
    return made.sealed();
  }

  /**
   * Opens what this vault sealed and still holds the key of.
   *
   * @throws IllegalStateException if the key was destroyed
   */
  public byte[] open(CircleId circle, String associated, Sealed sealed) {
    DataKey key = keys.get(sealed.key());
    if (key == null) {
      throw new IllegalStateException("the key was destroyed");
    }
    return key.open(epochs, sealed, new Associated(circle.value(), associated));
  }

  @Override
  public void destroyKey(String key) {
    keys.remove(key);
  }

  @Override
  public void cast(Box box, String voter, byte[] ballot) {
    if (emptied.contains(box)) {
      throw new Refused(Refusal.CONCURRENT_WRITE, "The box was emptied.");
    }
    boxes.computeIfAbsent(box, b -> new TreeMap<>()).put(voter, ballot.clone());
  }

  @Override
  public boolean holds(Box box, String voter) {
    return ballots(box).containsKey(voter);
  }

  @Override
  public void takeBack(Box box, String voter) {
    ballots(box).remove(voter);
  }

  @Override
  public int count(Box box) {
    return ballots(box).size();
  }

  private Map<String, byte[]> ballots(Box box) {
    return boxes.getOrDefault(box, new TreeMap<>());
  }

  /** The order is that of a keyed hash, as in the real box: nothing may rest on it. */
  @Override
  public List<byte[]> empty(Box box) {
    if (!emptied.add(box)) {
      throw new Refused(Refusal.CONCURRENT_WRITE, "The box was emptied.");
    }
    BoxKey key = BoxKey.fresh(box, random);
    Map<String, byte[]> byRow = new TreeMap<>();
    ballots(box).forEach((voter, ballot) -> byRow.put(key.row(voter), ballot));
    boxes.remove(box);
    return List.copyOf(byRow.values());
  }

  @Override
  public void admit(CircleId circle, Newcomer newcomer) {
    admitted.add(new Admitted(circle, newcomer));
  }

  @Override
  public void withdraw(CircleId circle, SurveyCode code, Purpose purpose) {
    withdrawals.add(new CodeLaneRow(circle, code, purpose.name()));
  }

  @Override
  public boolean withdrawn(CircleId circle, SurveyCode code, Purpose purpose) {
    return withdrawals.contains(new CodeLaneRow(circle, code, purpose.name()));
  }

  @Override
  public void requestErasure(CircleId circle, SurveyCode code) {
    erasures.add(new CodeLaneRow(circle, code, ""));
  }

  @Override
  public void codeLaneJournaled(List<ConsentEvent> events) {
    for (ConsentEvent event : events) {
      if (event instanceof ConsentWithdrawn e) {
        SurveyCode code = new SurveyCode(e.principal());
        withdrawals.remove(new CodeLaneRow(e.circleId(), code, e.purpose().name()));
      } else if (event instanceof ErasureRequested e) {
        erasures.remove(new CodeLaneRow(e.circleId(), new SurveyCode(e.principal()), ""));
      }
    }
  }

  @Override
  public void wake(CircleId circle, Instant when) {
    dues.add(new Due(circle, when));
  }

  /**
   * Everything kept so far, as one work to be committed together with the events. To be called
   * once, at the end. May be carried out again after a rollback.
   */
  public Work flush() {
    return connection -> {
      Rows.insertKeys(connection, keys.values());
      for (Admitted each : admitted) {
        Rows.admit(each.circle(), each.newcomer()).in(connection);
      }
      for (Map.Entry<Box, Map<String, byte[]>> each : boxes.entrySet()) {
        insertBox(connection, each.getKey(), each.getValue());
      }
      for (Box box : emptied) {
        BoxRows.insertClosed(connection, box);
      }
      for (CodeLaneRow each : withdrawals) {
        NightRows.insert(connection, epochs, each.request());
      }
      for (CodeLaneRow each : erasures) {
        NightRows.insert(connection, epochs, each.request());
      }
      for (Due each : dues) {
        Rows.due(each.circle(), each.when()).in(connection);
      }
    };
  }

  private void insertBox(Connection connection, Box box, Map<String, byte[]> ballots)
      throws SQLException {
    int epoch = epochs.newest(EpochKeys.Purpose.BOXES);
    BoxKey key = BoxKey.fresh(box, random);
    BoxRows.insertOpen(connection, box, epoch, key.wrap(epochs, epoch));
    Map<String, byte[]> byRow = new TreeMap<>();
    ballots.forEach((voter, ballot) -> byRow.put(key.row(voter), ballot));
    for (Map.Entry<String, byte[]> each : byRow.entrySet()) {
      byte[] content = key.encrypt(each.getKey(), each.getValue());
      BoxRows.putBallot(connection, box, each.getKey(), content);
    }
  }
}
