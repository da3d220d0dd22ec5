package org.circlejournal.events.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** More of it, over HTTP, stands in IssuedTokensIT of standalone. */
class IssuedTokensTest {

  private static Oidc at(String issuer) {
    return new Oidc(issuer, null, "circle-journal", "roles", "workplaces");
  }

  @Test
  void whose_token_it_is_cannot_be_said_while_the_issuer_is_silent() throws Exception {
    RSAKey key = new RSAKeyGenerator(2048).keyID("one").generate();
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(),
            new JWTClaimsSet.Builder().issuer("http://127.0.0.1:1").build());
    jwt.sign(new RSASSASigner(key));
    IssuedTokens tokens = new IssuedTokens(at("http://127.0.0.1:1"), InstantSource.system());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> tokens.find(jwt.serialize())).isInstanceOf(IssuerSilent.class);
    }
    IssuedTokens known =
        new IssuedTokens(
            new Oidc(
                "http://127.0.0.1:1", "http://127.0.0.1:1/keys", "circle-journal", "roles", "w"),
            InstantSource.system());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> known.find(jwt.serialize())).isInstanceOf(IssuerSilent.class);
    }
  }

  @Test
  void what_is_no_jwt_is_not_brought_before_the_issuer() {
    IssuedTokens tokens = new IssuedTokens(at("http://127.0.0.1:1"), InstantSource.system());
    assertThat(tokens.find("t".repeat(43))).isEmpty();
    assertThat(tokens.remembered("t".repeat(43))).isEmpty();
  }

  @Test
  void no_issuer_is_set_unless_it_is_named() {
    assertThat(at("").isSet()).isFalse();
    assertThat(at(" ").isSet()).isFalse();
    assertThat(new Oidc(null, null, "a", "r", "w").isSet()).isFalse();
    assertThat(at("https://issuer.example").isSet()).isTrue();
  }
}
