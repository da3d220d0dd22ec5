package org.circlejournal.command.vault;

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
   * @throws Refused if the token is not that member's, or the member's secret was destroyed
   */
  public SurveyCode code(CircleId circle, MemberId member, String token) {
    String sql = "SELECT by_token FROM vault.member_secret WHERE circle_id = ? AND member_id = ?";
    return Sql.select(database, sql, row -> row.getString(1), circle.value(), member.value())
        .stream()
        .findFirst()
        .map(secret -> MemberSecret.openByToken(token, secret, circle, member).code(circle))
        .orElseThrow(() -> new Refused(Refusal.TOKEN_INVALID));
  }

  /**
   * Makes an invitation for one newcomer. Whoever asks must be a member of the circle; who it was
   * is not kept.
   */
  public String invite(CircleId circle) {
    String invitation = Tokens.mint(random);
    String sql = "INSERT INTO vault.token (hash, kind, circle_id) VALUES (?, 'invitation', ?)";
    works.now(connection -> Sql.update(connection, sql, Tokens.hash(invitation), circle.value()));
    return invitation;
  }

  /** What a recovery code gave back. */
  public record Recovered(CircleId circle, MemberId member, String token) {}

  /**
   * Gives the holder of a recovery code a new token; the lost one is good no longer. The secret,
   * and with it the survey code, stays the same.
   *
   * @return empty if no member has this recovery code
   */
  public Optional<Recovered> recover(String recoveryCode) {
    record Found(CircleId circle, MemberId member, String byRecovery) {}
    String hash = Tokens.hash(Tokens.canonicalRecoveryCode(recoveryCode));
    List<Found> found =
        Sql.select(
            database,
            "SELECT circle_id, member_id, by_recovery FROM vault.member_secret"
                + " WHERE recovery_hash = ?",
            row ->
                new Found(
                    new CircleId(row.getString(1)),
                    new MemberId(row.getString(2)),
                    row.getString(3)),
            hash);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    CircleId circle = found.get(0).circle();
    MemberId member = found.get(0).member();
    MemberSecret secret =
        MemberSecret.openByRecoveryCode(recoveryCode, found.get(0).byRecovery(), circle, member);
    String token = Tokens.mint(random);
    String replaceToken =
        "UPDATE vault.token SET hash = ? WHERE kind = 'member' AND circle_id = ? AND member_id = ?";
    String replaceSecret =
        "UPDATE vault.member_secret SET by_token = ? WHERE circle_id = ? AND member_id = ?";
    works.now(
        connection -> {
          Sql.updateOne(
              connection, replaceToken, Tokens.hash(token), circle.value(), member.value());
          Sql.updateOne(
              connection,
              replaceSecret,
              secret.underToken(token, circle, member),
              circle.value(),
              member.value());
        });
    return Optional.of(new Recovered(circle, member, token));
  }
}
