package org.circlejournal.command.vault;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
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
 *
 * <p>Where events and vault are not one transaction (Axon Server), a record is made before the
 * events, as a claim: it keeps a second request from being carried out beside the first. It is
 * settled after them. What a crash left between is decided by the journal: the events carry the
 * command's id, or are not there.
 */
public final class Idempotency {

  /** Name in an event's metadata of the id of the command that it came of. */
  public static final String CORRELATION = "correlationId";

  /** Axon gives up an append after ten seconds; by now it is in the journal, or never will be. */
  private static final String LONGEST_APPEND = "1 minute";

  private static final String NAME = "idempotency-name/v1";
  private static final String BODY = "idempotency-body/v1";

  private static final String INSERT =
      """
      INSERT INTO vault.idempotency (name, epoch, body, answer, stream, command, claimed_at)
      SELECT decode(t.name, 'hex'), t.epoch::integer, decode(t.body, 'hex'), t.answer, nullif(t.stream, ''),
             nullif(t.command, ''), CASE WHEN t.command <> '' THEN now() END
      FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
        AS t (name, epoch, body, answer, earlier, stream, command)
      WHERE t.epoch::integer = (SELECT max(e.epoch) FROM vault.epoch AS e
          WHERE e.purpose = 'TOKENS' AND NOT e.destroyed)
        AND (t.earlier = '' OR (SELECT i.name FROM vault.idempotency AS i
          WHERE i.name = decode(t.earlier, 'hex')) IS NULL)
      ON CONFLICT DO NOTHING
      """;

  private static final String SETTLE =
      """
      UPDATE vault.idempotency SET stream = NULL, command = NULL, claimed_at = NULL
      WHERE name = decode(?, 'hex') AND command = ?
      """;

  private static final String FREE =
      "DELETE FROM vault.idempotency WHERE name = decode(?, 'hex') AND command = ?";

  private final DataSource database;
  private final Journal journal;
  private final Works works;
  private final EpochKeys keys;

  public Idempotency(DataSource database, Journal journal, EpochKeys keys) {
    this.database = database;
    this.journal = journal;
    this.works = journal.works();
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
    String earlier =
        hasBefore(newest) ? hex(keys.derive(Purpose.TOKENS, newest - 1, NAME), name) : "";
    List<byte[]> hashing = keys.derive(Purpose.TOKENS, newest, List.of(NAME, BODY));
    return new Claim(hex(hashing.get(0), name), newest, hex(hashing.get(1), body), earlier);
  }

  private boolean hasBefore(int epoch) {
    return epoch > 1 && keys.has(Purpose.TOKENS, epoch - 1);
  }

  private static String hex(byte[] key, String name) {
    return HexFormat.of().formatHex(Hmac.sha256(key, name));
  }

  private static String hex(byte[] key, byte[] body) {
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
    String sql =
        """
        SELECT encode(body, 'hex'), answer, coalesce(stream, ''), coalesce(command, ''),
               coalesce(claimed_at < now() - interval '%s', false)
        FROM vault.idempotency WHERE name = decode(?, 'hex')
        """
            .formatted(LONGEST_APPEND);
    Optional<Found> found =
        Sql.select(
                database,
                sql,
                row ->
                    new Found(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getBoolean(5)),
                name)
            .stream()
            .findFirst();
    if (found.isPresent()
        && !found.get().body().equals(hex(keys.derive(Purpose.TOKENS, epoch, BODY), body))) {
      throw new Refused(Refusal.IDEMPOTENCY_KEY_REUSED);
    }
    return found.flatMap(record -> settled(name, record));
  }

  /**
   * @param stream of the events that the answer waits for; empty if it waits for none
   * @param command their correlation id
   * @param old whether they would be in the journal by now
   */
  private record Found(String body, String answer, String stream, String command, boolean old) {}

  /**
   * @return empty if the events of the request never came: its record is gone, it may be done anew
   * @throws Refused as a concurrent write if they may still come
   */
  private Optional<String> settled(String name, Found found) {
    if (found.command().isEmpty()) {
      return Optional.of(found.answer());
    }
    if (wasAppended(found)) {
      works.now(connection -> Sql.update(connection, SETTLE, name, found.command()));
      return Optional.of(found.answer());
    }
    if (!found.old()) {
      throw new Refused(
          Refusal.CONCURRENT_WRITE,
          "The same request is being carried out; please send it again for its answer.");
    }
    works.now(connection -> Sql.update(connection, FREE, name, found.command()));
    return Optional.empty();
  }

  private boolean wasAppended(Found found) {
    return journal
        .readStream(found.stream(), 0)
        .asStream()
        .anyMatch(e -> found.command().equals(e.getMetaData().get(CORRELATION)));
  }

  /**
   * Stores the answer with what the current unit of work stores in the vault, where it has no
   * events. A request that has a record already, be it yesterday's, is refused as a concurrent
   * write; so is a claim under a key that is not the newest, because another node would look for it
   * under another name.
   *
   * @param answer JSON without secrets
   */
  public void enlist(Claim claim, String answer) {
    OneRow row = row(claim, answer, "", "");
    if (works.together()) {
      works.enlistAfter(row);
    } else {
      works.enlist(row);
    }
  }

  /**
   * Stores the answer with the events of the current unit of work, under the same conditions.
   *
   * @param circle whose events they are
   * @param command their correlation id
   */
  public void enlist(Claim claim, String answer, CircleId circle, String command) {
    if (works.together()) {
      enlist(claim, answer);
      return;
    }
    works.enlist(row(claim, answer, circle.value(), command));
    works.enlistAfter(connection -> Sql.update(connection, SETTLE, claim.name(), command));
    PostgresVault.whenNotAppended(
        works, connection -> Sql.update(connection, FREE, claim.name(), command));
  }

  private OneRow row(Claim claim, String answer, String stream, String command) {
    String epoch = String.valueOf(claim.epoch());
    return new OneRow(
        INSERT,
        List.of(claim.name(), epoch, claim.body(), answer, claim.earlier(), stream, command),
        () -> {
          keys.refresh(); // perhaps another node began an epoch
          return new Refused(Refusal.CONCURRENT_WRITE);
        });
  }
}
