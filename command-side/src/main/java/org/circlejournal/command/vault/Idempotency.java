package org.circlejournal.command.vault;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.journal.OneRow;
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
   * @param earlier the same name by the key of the epoch before; empty if there is none
   */
  public record Claim(String name, int epoch, String body, String earlier) {}

  /**
   * Whether a request must be looked up before it is carried out. Where its record and its events
   * are one transaction, it is enough to look once it was refused: a second record of it never is.
   */
  public boolean asksFirst() {
    return !works.together();
  }

  /**
   * @param bearer the token shown, or empty: one person's key is not another's
   * @param target path of the request
   * @param key the header's value
   * @param body bytes of the request
   */
  public Claim claim(String bearer, String target, String key, byte[] body) {
    int newest = keys.newest(Purpose.TOKENS);
    String name = bearer + '\n' + target + '\n' + key;
    String earlier = hasBefore(newest) ? name(newest - 1, name) : "";
    return new Claim(name(newest, name), newest, hash(newest, body), earlier);
  }

  private boolean hasBefore(int epoch) {
    return epoch > 1 && keys.has(Purpose.TOKENS, epoch - 1);
  }

  private String name(int epoch, String name) {
    byte[] key = keys.derive(Purpose.TOKENS, epoch, "idempotency-name/v1");
    return HexFormat.of().formatHex(Hmac.sha256(key, name));
  }

  private String hash(int epoch, byte[] body) {
    byte[] key = keys.derive(Purpose.TOKENS, epoch, "idempotency-body/v1");
    return HexFormat.of().formatHex(Hmac.sha256(key, body));
  }

  /**
   * The answer that was given to the same request, today or yesterday.
   *
   * @throws Refused if the key was used with another body
   */
  public Optional<String> find(String bearer, String target, String key, byte[] body) {
    Claim claim = claim(bearer, target, key, body);
    Optional<String> today = find(claim.name(), claim.epoch(), body);
    return today.isPresent() || claim.earlier().isEmpty()
        ? today
        : find(claim.earlier(), claim.epoch() - 1, body);
  }

  private Optional<String> find(String name, int epoch, byte[] body) {
    record Found(String body, String answer) {}
    String sql = "SELECT body, answer FROM vault.idempotency WHERE name = ?";
    List<Found> found =
        Sql.select(database, sql, row -> new Found(row.getString(1), row.getString(2)), name);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (!found.get(0).body().equals(hash(epoch, body))) {
      throw new Refused(Refusal.IDEMPOTENCY_KEY_REUSED);
    }
    return Optional.of(found.get(0).answer());
  }

  /**
   * Stores the answer with the events of the current unit of work. A request that has a record
   * already, be it yesterday's, is refused as a concurrent write; so is a claim under a key that is
   * not the newest, because another node would look for it under another name.
   *
   * @param answer JSON without secrets
   */
  public void enlist(Claim claim, String answer) {
    String sql =
        """
        INSERT INTO vault.idempotency (name, epoch, body, answer)
        SELECT t.name, t.epoch::integer, t.body, t.answer
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
          AS t (name, epoch, body, answer, earlier)
        WHERE t.epoch::integer = (SELECT max(e.epoch) FROM vault.epoch AS e
            WHERE e.purpose = 'TOKENS' AND NOT e.destroyed)
          AND (SELECT i.name FROM vault.idempotency AS i WHERE i.name = t.earlier) IS NULL
        ON CONFLICT DO NOTHING
        """;
    String epoch = String.valueOf(claim.epoch());
    works.enlistAfter(
        new OneRow(
            sql,
            List.of(claim.name(), epoch, claim.body(), answer, claim.earlier()),
            () -> {
              keys.refresh(); // perhaps another node began an epoch
              return new Refused(Refusal.CONCURRENT_WRITE);
            }));
  }
}
