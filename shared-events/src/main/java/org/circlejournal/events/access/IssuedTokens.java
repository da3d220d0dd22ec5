package org.circlejournal.events.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Tokens of staff that an OpenID Connect issuer signed: JWTs, checked by Spring Security and Nimbus
 * (signature by one of the issuer's public keys, {@code iss}, {@code aud}, {@code exp}, {@code
 * nbf}). Symmetric algorithms and none are never accepted.
 *
 * <p>A token acts in one role. One that names none of ours, or several, is not good here.
 */
public final class IssuedTokens implements Staff {

  private static final Logger LOG = LoggerFactory.getLogger(IssuedTokens.class);
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST = 10_000;
  private static final int PATIENCE_MILLIS = 3_000;
  private static final int LARGEST_ANSWER = 1 << 18;
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final String ALL_WORKPLACES = "*";

  private record Known(Bearer bearer, Instant until) {}

  private final Oidc oidc;
  private final String issuer;
  private final InstantSource clock;
  private final Cache<String, Known> known =
      Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).build();
  private volatile @Nullable NimbusJwtDecoder decoder;
  private volatile boolean answered;

  /** The issuer is not asked for anything before the first token comes. */
  public IssuedTokens(Oidc oidc, InstantSource clock) {
    this.oidc = oidc;
    this.issuer = Objects.requireNonNull(oidc.issuer(), "no issuer");
    this.clock = clock;
  }

  @Override
  public Optional<Bearer> remembered(String token) {
    Known found = known.getIfPresent(Tokens.hash(token));
    return found != null && clock.instant().isBefore(found.until())
        ? Optional.of(found.bearer())
        : Optional.empty();
  }

  @Override
  public Optional<Bearer> find(String token) {
    if (token.indexOf('.') < 0) {
      return Optional.empty();
    }
    try {
      Jwt jwt = decoder().decode(token);
      answered = true;
      Optional<Bearer> bearer = bearer(jwt);
      bearer.ifPresent(
          b ->
              known.put(
                  Tokens.hash(token), new Known(b, Objects.requireNonNull(jwt.getExpiresAt()))));
      return bearer;
    } catch (BadJwtException e) {
      return Optional.empty();
    } catch (JwtException e) {
      if (answered && e.getCause() instanceof RateLimitReachedException) {
        return Optional.empty(); // a key that the issuer was asked for just now, and did not know
      }
      throw silent(e);
    } catch (IOException e) {
      throw silent(e);
    }
  }

  private static IssuerSilent silent(Exception e) {
    // Not the message: it may quote the token.
    LOG.warn("the issuer's keys cannot be had: {}", e.getClass().getSimpleName());
    return new IssuerSilent();
  }

  /** Whoever runs an issuer wants to know who founds circles. */
  @Override
  public boolean anyoneFounds() {
    return false;
  }

  private Optional<Bearer> bearer(Jwt jwt) {
    Set<String> named = texts(claim(jwt, oidc.roleClaim()));
    List<Role> roles =
        StaffTokens.ROLES.stream().filter(role -> named.contains(Json.kebab(role))).toList();
    if (roles.size() != 1) {
      return Optional.empty();
    }
    Set<String> workplaces = texts(claim(jwt, oidc.workplacesClaim()));
    return Optional.of(
        Bearer.named(
            roles.get(0),
            workplaces.contains(ALL_WORKPLACES) ? null : workplaces,
            jwt.getSubject()));
  }

  private static @Nullable Object claim(Jwt jwt, String path) {
    Object value = jwt.getClaims();
    for (String name : path.split("\\.")) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  private static Set<String> texts(@Nullable Object claim) {
    Set<String> texts = new LinkedHashSet<>();
    if (claim instanceof String text) {
      texts.add(text);
    } else if (claim instanceof Collection<?> many) {
      many.forEach(each -> texts.add(String.valueOf(each)));
    }
    return texts;
  }

  private NimbusJwtDecoder decoder() throws IOException {
    NimbusJwtDecoder made = decoder;
    if (made == null) {
      made =
          NimbusJwtDecoder.withJwkSource(keys(jwks()))
              .jwsAlgorithms(IssuedTokens::asymmetric)
              .build();
      JwtTimestampValidator times = new JwtTimestampValidator();
      times.setAllowEmptyExpiryClaim(false);
      made.setJwtValidator(
          new DelegatingOAuth2TokenValidator<>(
              times, new JwtIssuerValidator(issuer), new JwtAudienceValidator(oidc.audience())));
      decoder = made;
    }
    return made;
  }

  private static void asymmetric(Set<SignatureAlgorithm> algorithms) {
    algorithms.addAll(List.of(SignatureAlgorithm.values()));
  }

  /** Keys are remembered; unknown ones are asked for at most twice in half a minute. */
  private static JWKSource<SecurityContext> keys(URL jwks) {
    return JWKSourceBuilder.create(jwks, retriever()).build();
  }

  private URL jwks() throws IOException {
    String set = oidc.jwks();
    if (set != null && !set.isBlank()) {
      return url(set);
    }
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    JsonNode found =
        Json.mapper().readTree(retriever().retrieveResource(url(base + DISCOVERY)).getContent());
    if (!issuer.equals(found.path("issuer").asText())) {
      throw new IOException("the issuer calls itself otherwise");
    }
    return url(found.path("jwks_uri").asText());
  }

  private static URL url(String text) throws IOException {
    try {
      return URI.create(text).toURL();
    } catch (IllegalArgumentException | MalformedURLException e) {
      throw new IOException("no address", e);
    }
  }

  private static DefaultResourceRetriever retriever() {
    return new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, LARGEST_ANSWER);
  }
}
