package org.circlejournal.command.vault;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.journal.Works;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.Hmac;

/**
 * Remembers answers under {@code Idempotency-Key} for one to two days. A record is named by a keyed
 * hash and holds a keyed hash of the body; the key is an epoch's that is destroyed ({@link
 * Epochs#renewTokens}), so that nobody can try bodies against old records. The answer must hold no
 * secret. Never for {@code record-survey}.
 */
public final class Idempotency {

  private final DataSource database;
  private final Works works;
  private final EpochKeys keys;

  public Idempotency(DataSource database, Works works, EpochKeys keys) {
    this.database = database;
    this.works = works;
    this.keys = keys;
  }

  /**
   * A request's claim to have been made before; can travel with the command, it tells nothing.
   *
   * @param name keyed hash of who asked what where under which key, hex
   * @param epoch of the key that made both hashes
   * @param body keyed hash of the body, hex
   */
  public record Claim(String name, int epoch, String body) {}

  /**
   * @param bearer the token shown, or empty: one person's key is not another's
   * @param target path of the request
   * @param key the header's value
   * @param body bytes of the request
   */
  public Claim claim(String bearer, String target, String key, byte[] body) {
    return claim(keys.newest(Purpose.TOKENS), bearer, target, key, body);
  }

  private Claim claim(int epoch, String bearer, String target, String key, byte[] body) {
    byte[] naming = keys.derive(Purpose.TOKENS, epoch, "idempotency-name/v1");
    byte[] hashing = keys.derive(Purpose.TOKENS, epoch, "idempotency-body/v1");
    String name = bearer + '\n' + target + '\n' + key;
    return new Claim(
        HexFormat.of().formatHex(Hmac.sha256(naming, name.getBytes(StandardCharsets.UTF_8))),
        epoch,
        HexFormat.of().formatHex(Hmac.sha256(hashing, body)));
  }

  /**
   * The answer that was given to the same request, today or yesterday.
   *
   * @throws Refused if the key was used with another body
   */
  public Optional<String> find(String bearer, String target, String key, byte[] body) {
    int newest = keys.newest(Purpose.TOKENS);
    Optional<String> today = find(claim(newest, bearer, target, key, body));
    if (today.isPresent() || newest == 1 || !keys.has(Purpose.TOKENS, newest - 1)) {
      return today;
    }
    return find(claim(newest - 1, bearer, target, key, body));
  }

  private Optional<String> find(Claim claim) {
    record Found(String body, String answer) {}
    String sql = "SELECT body, answer FROM vault.idempotency WHERE name = ?";
    List<Found> found =
        Sql.select(
            database, sql, row -> new Found(row.getString(1), row.getString(2)), claim.name());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (!found.get(0).body().equals(claim.body())) {
      throw new Refused(Refusal.IDEMPOTENCY_KEY_REUSED);
    }
    return Optional.of(found.get(0).answer());
  }

  /**
   * Stores the answer with the events of the current unit of work. Of two requests at once one is
   * refused as a concurrent write, and finds the other's answer when it comes again.
   *
   * @param answer JSON without secrets
   */
  public void enlist(Claim claim, String answer) {
    String sql =
        """
        INSERT INTO vault.idempotency (name, epoch, body, answer)
        SELECT ?, ?, ?, ?
        WHERE EXISTS (SELECT FROM vault.epoch WHERE purpose = 'TOKENS' AND epoch = ? AND NOT destroyed)
        ON CONFLICT DO NOTHING
        """;
    works.enlistAfter(
        connection ->
            Sql.updateOne(
                connection, sql, claim.name(), claim.epoch(), claim.body(), answer, claim.epoch()));
  }
}
