package org.circlejournal.events.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.sealing.Cipher;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.Hmac;
import org.circlejournal.events.survey.SurveyCode;

/**
 * The random secret that links a member to a survey code. It is stored encrypted only, once under a
 * key derived from the token and once under one derived from the recovery code; so the code can be
 * computed only while the member shows one of them.
 */
public final class MemberSecret {

  private static final int BYTES = 32;
  private static final String BY_TOKEN = "member-secret/by-token/v1";
  private static final String BY_RECOVERY = "member-secret/by-recovery/v1";
  private static final byte[] SURVEY_CODE = "survey-code/v1".getBytes(StandardCharsets.UTF_8);

  private final byte[] secret;

  private MemberSecret(byte[] secret) {
    this.secret = secret;
  }

  /**
   * @param random cryptographic
   */
  public static MemberSecret mint(RandomGenerator random) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return new MemberSecret(secret);
  }

  /** HMAC-SHA-256(secret, "survey-code/v1" ‖ circleId), hex. */
  public SurveyCode code(CircleId circle) {
    byte[] id = circle.value().getBytes(StandardCharsets.UTF_8);
    return new SurveyCode(HexFormat.of().formatHex(Hmac.sha256(secret, SURVEY_CODE, id)));
  }

  /**
   * @return the secret, encrypted under a key derived from the token, base64url
   */
  public String underToken(String token, CircleId circle, MemberId member) {
    return encrypt(token, BY_TOKEN, circle, member);
  }

  /**
   * @param recoveryCode as shown or as typed
   * @return the secret, encrypted under a key derived from the recovery code, base64url
   */
  public String underRecoveryCode(String recoveryCode, CircleId circle, MemberId member) {
    return encrypt(Tokens.canonicalRecoveryCode(recoveryCode), BY_RECOVERY, circle, member);
  }

  /**
   * @throws DoesNotOpen if the token is not the member's
   */
  public static MemberSecret openByToken(
      String token, String underToken, CircleId circle, MemberId member) {
    return decrypt(token, BY_TOKEN, underToken, circle, member);
  }

  /**
   * @throws DoesNotOpen if the recovery code is not the member's
   */
  public static MemberSecret openByRecoveryCode(
      String recoveryCode, String underRecoveryCode, CircleId circle, MemberId member) {
    String code = Tokens.canonicalRecoveryCode(recoveryCode);
    return decrypt(code, BY_RECOVERY, underRecoveryCode, circle, member);
  }

  private String encrypt(String from, String label, CircleId circle, MemberId member) {
    byte[] box = Cipher.encrypt(key(from, label), secret, associated(label, circle, member));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(box);
  }

  private static MemberSecret decrypt(
      String from, String label, String encrypted, CircleId circle, MemberId member) {
    byte[] box = Base64.getUrlDecoder().decode(encrypted);
    return new MemberSecret(
        Cipher.decrypt(key(from, label), box, associated(label, circle, member)));
  }

  private static byte[] key(String from, String label) {
    return Cipher.derive(from.getBytes(StandardCharsets.UTF_8), label);
  }

  private static byte[] associated(String label, CircleId circle, MemberId member) {
    return (label + '\n' + circle + '\n' + member).getBytes(StandardCharsets.UTF_8);
  }
}
