package org.circlejournal.command.door;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.circlejournal.command.vault.Box;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.SurveyCode;

/** The real vault, spoilt: each fault lets one kind of attack succeed. */
final class LeakyVault implements Vault {

  /** What is done wrong. */
  enum Fault {
    NONE,
    /** Ballots enter the journal in the order of their casting: nothing shuffles. */
    KEEPS_THE_ORDER,
    /** The ciphertext of the box is journaled as it is. */
    KEEPS_THE_CIPHERTEXT,
    /** A ballot is the longer, the later it was cast. */
    GROWS,
    /** A ballot has a mark that is the same in every wave. */
    MARKS
  }

  /** Shuffles nothing, if told so. */
  static final class Careless extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private volatile boolean careless;

    @Override
    public int nextInt(int bound) {
      return careless ? bound - 1 : super.nextInt(bound);
    }
  }

  private static final int CODE_BYTES = 32;

  private final Vault vault;
  private final DataSource database;
  private final Careless random;
  private final Map<String, Integer> turns = new HashMap<>();
  private final Map<String, byte[]> rows = new HashMap<>();
  private final Map<String, String> authors = new HashMap<>();
  private Fault fault = Fault.NONE;
  private int turn;

  LeakyVault(Vault vault, DataSource database, Careless random) {
    this.vault = vault;
    this.database = database;
    this.random = random;
  }

  void commit(Fault next) {
    fault = next;
    random.careless = next == Fault.KEEPS_THE_ORDER;
  }

  @Override
  public void cast(Box box, String voter, byte[] ballot) {
    turn++;
    turns.put(code(ballot), turn);
    vault.cast(box, voter, ballot);
  }

  /** Whose ballot a data key seals. */
  String author(String key) {
    return authors.getOrDefault(key, "");
  }

  private static String code(byte[] ballot) {
    return HexFormat.of().formatHex(ballot, 1, 1 + CODE_BYTES);
  }

  private int turn(String code) {
    return turns.getOrDefault(code, 0);
  }

  @Override
  public List<byte[]> empty(Box box) {
    List<byte[]> contents = contents(box);
    List<byte[]> ballots = new ArrayList<>(vault.empty(box));
    for (int i = 0; i < ballots.size(); i++) {
      rows.put(code(ballots.get(i)), contents.get(i));
    }
    if (fault == Fault.KEEPS_THE_ORDER) {
      ballots.sort(Comparator.comparingInt(b -> turn(code(b))));
    }
    return ballots;
  }

  /** In the order in which the vault reads them. */
  private List<byte[]> contents(Box box) {
    List<byte[]> contents = new ArrayList<>();
    try (Connection c = database.getConnection();
        PreparedStatement select =
            c.prepareStatement(
                "select content from vault.ballot where circle_id = ? and box = ?"
                    + " order by row_name")) {
      select.setString(1, box.circle().value());
      select.setString(2, box.name());
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          contents.add(found.getBytes(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return contents;
  }

  @Override
  public Sealed seal(Content content, CircleId circle, String associated, byte[] plaintext) {
    Sealed sealed = vault.seal(content, circle, associated, plaintext);
    if (!associated.startsWith("survey.")) {
      return sealed;
    }
    String code = AnswerSheet.of(plaintext).code().value();
    authors.put(sealed.key(), code);
    byte[] box = Base64.getUrlDecoder().decode(sealed.box());
    byte[] spoilt =
        switch (fault) {
          case KEEPS_THE_CIPHERTEXT -> rows.getOrDefault(code, box);
          case GROWS -> Arrays.copyOf(box, box.length + turn(code));
          case MARKS ->
              ByteBuffer.allocate(CODE_BYTES + box.length)
                  .put(HexFormat.of().parseHex(code))
                  .put(box)
                  .array();
          default -> box;
        };
    return new Sealed(sealed.key(), EpochKeys.base64(spoilt));
  }

  @Override
  public void destroyKey(String key) {
    vault.destroyKey(key);
  }

  @Override
  public boolean holds(Box box, String voter) {
    return vault.holds(box, voter);
  }

  @Override
  public void takeBack(Box box, String voter) {
    vault.takeBack(box, voter);
  }

  @Override
  public int count(Box box) {
    return vault.count(box);
  }

  @Override
  public void admit(CircleId circle, Newcomer newcomer) {
    vault.admit(circle, newcomer);
  }

  @Override
  public void withdraw(CircleId circle, SurveyCode code, Purpose purpose) {
    vault.withdraw(circle, code, purpose);
  }

  @Override
  public boolean withdrawn(CircleId circle, SurveyCode code, Purpose purpose) {
    return vault.withdrawn(circle, code, purpose);
  }

  @Override
  public void requestErasure(CircleId circle, SurveyCode code) {
    vault.requestErasure(circle, code);
  }

  @Override
  public void codeLaneJournaled(List<ConsentEvent> events) {
    vault.codeLaneJournaled(events);
  }

  @Override
  public void wake(CircleId circle, Instant when) {
    vault.wake(circle, when);
  }
}
