package org.circlejournal.command.vault;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.events.access.MemberSecret;
import org.circlejournal.events.access.Tokens;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.Works;
import org.circlejournal.events.survey.SurveyCode;
import org.jspecify.annotations.Nullable;

/** What the vault knows of members: their secrets, which only they open, and invitations. */
public final class Members {

  private final DataSource database;
  private final Works works;
  private final RandomGenerator random;

  /**
   * @param random cryptographic
   */
  public Members(DataSource database, Works works, RandomGenerator random) {
    this.database = database;
    this.works = works;
    this.random = random;
  }

  /**
   * The member's survey code, computed while the token is shown, and stored nowhere.
   *
   * <p>The rows of the whole circle are read: PostgreSQL marks in its files what was ever read, and
   * one member's mark would tell who has answered.
   *
   * @throws Refused if the token is not that member's, or the member's secret was destroyed
   */
  public SurveyCode code(CircleId circle, MemberId member, String token) {
    return codeIfAny(circle, member, token).orElseThrow(() -> new Refused(Refusal.TOKEN_INVALID));
  }

  /** The member's survey code; empty if the secret was destroyed with the circle's other keys. */
  public Optional<SurveyCode> codeIfAny(CircleId circle, MemberId member, String token) {
    record Stored(String member, String byToken) {}
    String sql = "SELECT member_id, by_token FROM vault.member_secret WHERE circle_id = ?";
    return Sql.select(
            database, sql, row -> new Stored(row.getString(1), row.getString(2)), circle.value())
        .stream()
        .filter(stored -> stored.member().equals(member.value()))
        .findFirst()
        .map(s -> MemberSecret.openByToken(token, s.byToken(), circle, member).code(circle));
  }

  /** The member whose token this was before an erasure; empty if it is nobody's. */
  public Optional<MemberId> erased(CircleId circle, String token) {
    String sql =
        "SELECT member_id FROM vault.token WHERE hash = decode(?, 'hex') AND kind = 'erased' AND circle_id = ?";
    return Sql.select(
            database,
            sql,
            row -> new MemberId(row.getString(1)),
            Tokens.hash(token),
            circle.value())
        .stream()
        .findFirst();
  }

  /**
   * Makes an invitation for one newcomer. Whoever asks must be a member of the circle; who it was
   * is not kept.
   */
  public String invite(CircleId circle) {
    String invitation = Tokens.mint(random);
    String sql =
        "INSERT INTO vault.token (hash, kind, circle_id) VALUES (decode(?, 'hex'), 'invitation', ?)";
    works.now(connection -> Sql.update(connection, sql, Tokens.hash(invitation), circle.value()));
    return invitation;
  }

  /**
   * What a recovery code gave back.
   *
   * @param token the new one
   * @param recoveryCode the new one
   * @param lostToken hash of the token that is good no longer
   */
  public record Recovered(
      CircleId circle, MemberId member, String token, String recoveryCode, String lostToken) {

    /** This ends up in no log. */
    @Override
    public String toString() {
      return "Recovered";
    }
  }

  /**
   * Gives the holder of a recovery code a new token and a new recovery code; the lost ones are good
   * no longer. The secret, and with it the survey code, stays the same.
   *
   * <p>A circle that is not there and a code that is another circle's are looked for in the same
   * way.
   *
   * @param ownToken made by the client; null to make one
   * @return empty if no member of this circle has this recovery code
   * @throws Refused as a concurrent write if the same code was used at the same moment
   */
  public Optional<Recovered> recover(
      CircleId circle, String recoveryCode, @Nullable String ownToken) {
    record Found(CircleId circle, MemberId member, String hash, String byRecovery, String token) {}
    String hash = Tokens.hash(Tokens.canonicalRecoveryCode(recoveryCode));
    List<Found> found =
        Sql.select(
            database,
            """
            SELECT circle_id, member_id, encode(recovery_hash, 'hex'), by_recovery, encode(hash, 'hex')
            FROM vault.member_secret JOIN vault.token USING (circle_id, member_id)
            WHERE recovery_hash = decode(?, 'hex') AND kind = 'member'
            """,
            row ->
                new Found(
                    new CircleId(row.getString(1)),
                    new MemberId(row.getString(2)),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5)),
            hash);
    if (found.isEmpty()
        || !same(found.get(0).hash(), hash)
        || !same(found.get(0).circle().value(), circle.value())) {
      return Optional.empty();
    }
    MemberId member = found.get(0).member();
    MemberSecret secret =
        MemberSecret.openByRecoveryCode(recoveryCode, found.get(0).byRecovery(), circle, member);
    String token = ownToken == null ? Tokens.mint(random) : ownToken;
    String recovery = Tokens.mintRecoveryCode(random);
    String replaceToken =
        """
        UPDATE vault.token SET hash = decode(?, 'hex')
        WHERE kind = 'member' AND circle_id = ? AND member_id = ?
          AND NOT EXISTS (SELECT FROM vault.token WHERE hash = decode(?, 'hex'))
        """;
    String replaceSecret =
        """
        UPDATE vault.member_secret SET by_token = ?, by_recovery = ?, recovery_hash = decode(?, 'hex')
        WHERE circle_id = ? AND member_id = ? AND recovery_hash = decode(?, 'hex')
        """;
    works.now(
        connection -> {
          Sql.updateOne(
              connection,
              replaceToken,
              Tokens.hash(token),
              circle.value(),
              member.value(),
              Tokens.hash(token));
          Sql.updateOne(
              connection,
              replaceSecret,
              secret.underToken(token, circle, member),
              secret.underRecoveryCode(recovery, circle, member),
              Tokens.hash(Tokens.canonicalRecoveryCode(recovery)),
              circle.value(),
              member.value(),
              hash);
        });
    return Optional.of(new Recovered(circle, member, token, recovery, found.get(0).token()));
  }

  /** In the same time, wherever they differ. */
  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
