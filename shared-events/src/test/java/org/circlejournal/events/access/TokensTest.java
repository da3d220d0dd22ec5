package org.circlejournal.events.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.survey.SurveyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final CircleId CIRCLE = new CircleId("c1");
  private static final MemberId MEMBER = new MemberId("m-1");

  @TempDir Path folder;

  @Test
  void a_token_has_43_characters_and_is_never_the_same() {
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      tokens.add(Tokens.mint(RANDOM));
    }
    assertThat(tokens).hasSize(100).allMatch(Tokens::wellFormed);
    assertThat(Tokens.wellFormed("a".repeat(42))).isFalse();
    assertThat(Tokens.wellFormed("a".repeat(42) + "+")).isFalse();
  }

  @Test
  void a_hash_is_sha_256_in_hex() {
    assertThat(Tokens.hash("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void a_recovery_code_is_read_as_people_write() {
    String code = Tokens.mintRecoveryCode(RANDOM);
    assertThat(code).matches("([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}");
    assertThat(Tokens.canonicalRecoveryCode(code)).hasSize(28);
    assertThat(Tokens.canonicalRecoveryCode(" 7zk4 oQwe-Il1O"))
        .isEqualTo(Tokens.canonicalRecoveryCode("7ZK4-0QWE-1110"));
  }

  @Test
  void the_recovery_code_opens_the_same_secret_as_the_token() {
    String token = Tokens.mint(RANDOM);
    String recovery = Tokens.mintRecoveryCode(RANDOM);
    MemberSecret secret = MemberSecret.mint(RANDOM);
    String underToken = secret.underToken(token, CIRCLE, MEMBER);
    String underRecovery = secret.underRecoveryCode(recovery, CIRCLE, MEMBER);

    SurveyCode code = secret.code(CIRCLE);
    assertThat(MemberSecret.openByToken(token, underToken, CIRCLE, MEMBER).code(CIRCLE))
        .isEqualTo(code);
    String typed = recovery.toLowerCase(Locale.ROOT).replace('-', ' ');
    assertThat(MemberSecret.openByRecoveryCode(typed, underRecovery, CIRCLE, MEMBER).code(CIRCLE))
        .isEqualTo(code);
    assertThatThrownBy(() -> MemberSecret.openByToken(recovery, underRecovery, CIRCLE, MEMBER))
        .isInstanceOf(DoesNotOpen.class);
  }

  @Test
  void somebody_elses_token_opens_nothing() {
    MemberSecret secret = MemberSecret.mint(RANDOM);
    String token = Tokens.mint(RANDOM);
    String underToken = secret.underToken(token, CIRCLE, MEMBER);
    assertThatThrownBy(
            () -> MemberSecret.openByToken(Tokens.mint(RANDOM), underToken, CIRCLE, MEMBER))
        .isInstanceOf(DoesNotOpen.class);
    assertThatThrownBy(
            () -> MemberSecret.openByToken(token, underToken, CIRCLE, new MemberId("m-2")))
        .isInstanceOf(DoesNotOpen.class);
  }

  @Test
  void a_survey_code_is_stable_and_another_in_every_circle() {
    MemberSecret secret = MemberSecret.mint(RANDOM);
    assertThat(secret.code(CIRCLE)).isEqualTo(secret.code(CIRCLE));
    assertThat(secret.code(CIRCLE)).isNotEqualTo(secret.code(new CircleId("c2")));
    assertThat(secret.code(CIRCLE).value()).matches("[0-9a-f]{64}");
  }

  @Test
  void the_survey_code_is_the_documented_hmac() throws Exception {
    // A secret of 32 zero bytes.
    MemberSecret zeros = MemberSecret.mint(() -> 0L);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
    byte[] expected = mac.doFinal("survey-code/v1c1".getBytes(UTF_8));
    assertThat(zeros.code(CIRCLE).value()).isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Test
  void staff_tokens_are_made_once_and_readable_by_their_owner_only() throws Exception {
    StaffTokens made = StaffTokens.open(folder, RANDOM);
    Path file = folder.resolve("tokens.json");
    String json = Files.readString(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    StaffTokens again = StaffTokens.open(folder, RANDOM);
    assertThat(Files.readString(file)).isEqualTo(json);
    for (Role role : StaffTokens.ROLES) {
      String name = Json.kebab(role);
      String token = Json.mapper().readTree(json).get(name).asText();
      assertThat(Tokens.wellFormed(token)).isTrue();
      assertThat(made.roleOf(token)).contains(role);
      assertThat(again.roleOf(token)).contains(role);
    }
    assertThat(made.roleOf(Tokens.mint(RANDOM))).isEmpty();
    assertThat(made.roleOf("")).isEmpty();
  }

  @Test
  void a_role_without_token_in_the_file_stops_the_start_and_says_which() throws Exception {
    Files.writeString(folder.resolve("tokens.json"), "{\"steward\":\"" + "x".repeat(43) + "\"}");
    assertThatThrownBy(() -> StaffTokens.read(folder)).hasMessageContaining("dashboard");
  }

  @Test
  void a_broken_token_file_is_not_quoted() throws Exception {
    Files.writeString(folder.resolve("tokens.json"), "{\"steward\": hunter2");
    assertThatThrownBy(() -> StaffTokens.read(folder))
        .hasMessageContaining("tokens.json")
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }
}
