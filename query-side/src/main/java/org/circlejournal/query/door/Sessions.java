package org.circlejournal.query.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.circlejournal.events.access.SessionKey;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Cipher;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.Hmac;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of pages. Nothing of one is kept here but that it was ended: the cookie holds it,
 * encrypted under a key that all query sides share, so each knows the others' sessions, and they
 * outlive restarts.
 */
final class Sessions {

  static final Duration LENGTH = Duration.ofHours(8);

  /** Browsers keep no longer cookie. */
  private static final int LONGEST_COOKIE = 4_000;

  static final String CSRF_HEADER = "X-CSRF-Token";
  private static final byte[] COOKIE = "session-cookie/v1".getBytes(StandardCharsets.UTF_8);
  private static final String CSRF = "csrf/v1\n";
  private static final int ID_BYTES = 16;

  private final Path secrets;
  private final DataSource database;
  private final InstantSource clock;
  private final RandomGenerator random;
  private volatile byte @Nullable [] key;

  /**
   * @param random cryptographic
   */
  Sessions(Path secrets, DataSource database, InstantSource clock, RandomGenerator random) {
    this.secrets = secrets;
    this.database = database;
    this.clock = clock;
    this.random = random;
  }

  /** The command side makes the file when it first starts, which may be after this side. */
  private byte[] key() {
    byte[] known = key;
    if (known == null) {
      known = SessionKey.read(secrets);
      key = known;
    }
    return known;
  }

  Session begin(String token) {
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    return new Session(base64(id), clock.instant().plus(LENGTH), token);
  }

  /**
   * The value of the cookie.
   *
   * @throws Refused {@code invalid-value} if the token is too long for one
   */
  String seal(Session session) {
    Map<String, Object> content =
        Map.of(
            "id", session.id(),
            "until", session.until().getEpochSecond(),
            "token", session.token());
    try {
      String value =
          base64(Cipher.encrypt(key(), Json.mapper().writeValueAsBytes(content), COOKIE));
      if (value.length() > LONGEST_COOKIE) {
        throw Question.invalid("token", "too long for a cookie");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The session whose cookie comes with this request; null if there is none that is good. */
  @Nullable Session of(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return null;
    }
    for (Cookie cookie : cookies) {
      if (cookie.getName().equals(name(request))) {
        Session session = open(cookie.getValue());
        if (session != null && clock.instant().isBefore(session.until()) && !isEnded(session)) {
          return session;
        }
      }
    }
    return null;
  }

  private @Nullable Session open(String value) {
    try {
      var content =
          Json.mapper()
              .readTree(Cipher.decrypt(key(), Base64.getUrlDecoder().decode(value), COOKIE));
      return new Session(
          content.path("id").asText(),
          Instant.ofEpochSecond(content.path("until").asLong()),
          content.path("token").asText());
    } catch (DoesNotOpen | IllegalArgumentException | java.io.IOException e) {
      return null; // not ours, or of an earlier key
    }
  }

  /** Over TLS the name promises what browsers then enforce: our host only, all paths, Secure. */
  static String name(HttpServletRequest request) {
    return request.isSecure() ? "__Host-circle-session" : "circle-session";
  }

  /**
   * @param value empty to have the browser forget it
   */
  static String cookie(HttpServletRequest request, String value) {
    return name(request)
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite=Strict; Max-Age="
        + (value.isEmpty() ? 0 : LENGTH.toSeconds())
        + (request.isSecure() ? "; Secure" : "");
  }

  /** What a page of ours can know of its session, and no other page can. */
  String csrfToken(Session session) {
    return base64(Hmac.sha256(key(), CSRF + session.id()));
  }

  /**
   * @throws Refused {@code csrf-token-missing}
   */
  void requireOurPage(Session session, HttpServletRequest request) {
    requireOurPage(session, request.getHeader(CSRF_HEADER));
  }

  /** The same for what a page's form says. */
  void requireOurPage(Session session, @Nullable String shown) {
    if (shown == null || !MessageDigest.isEqual(bytes(shown), bytes(csrfToken(session)))) {
      throw new Refused(QueryRefusal.CSRF_TOKEN_MISSING);
    }
  }

  /** Ends it on every query side; what ended by itself is forgotten. */
  void end(Session session) {
    String forget = "delete from views.ended_session where until < ?";
    String end = "insert into views.ended_session (id, until) values (?, ?) on conflict do nothing";
    try (Connection c = database.getConnection();
        PreparedStatement forgetting = c.prepareStatement(forget);
        PreparedStatement ending = c.prepareStatement(end)) {
      forgetting.setTimestamp(1, Timestamp.from(clock.instant()));
      forgetting.executeUpdate();
      ending.setString(1, session.id());
      ending.setTimestamp(2, Timestamp.from(session.until()));
      ending.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("the session cannot be ended", e);
    }
  }

  private boolean isEnded(Session session) {
    try (Connection c = database.getConnection();
        PreparedStatement find =
            c.prepareStatement("select 1 from views.ended_session where id = ?")) {
      find.setString(1, session.id());
      try (ResultSet row = find.executeQuery()) {
        return row.next();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the sessions cannot be read", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
