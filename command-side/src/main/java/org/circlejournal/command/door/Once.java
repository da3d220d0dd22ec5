package org.circlejournal.command.door;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.axonframework.messaging.MetaData;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.vault.Idempotency;
import org.circlejournal.command.vault.Idempotency.Claim;
import org.jspecify.annotations.Nullable;

/** A request that shall be done once, however often it is sent. */
final class Once {

  static final String HEADER = "Idempotency-Key";

  /** Characters of a key. */
  static final int LONGEST_KEY = 200;

  private static final String NAME = "once-name";
  private static final String EPOCH = "once-epoch";
  private static final String BODY = "once-body";
  private static final String EARLIER = "once-earlier";

  private final Idempotency idempotency;
  private final String bearer;
  private final String target;
  private final String key;
  private final byte[] body;

  private Once(Idempotency idempotency, String bearer, String target, String key, byte[] body) {
    this.idempotency = idempotency;
    this.bearer = bearer;
    this.target = target;
    this.key = key;
    this.body = body;
  }

  /**
   * @param token as shown, or empty
   * @return null if the request has no key
   * @throws FormRefusal if the key is no key
   */
  static @Nullable Once of(
      Idempotency idempotency, HttpServletRequest request, String token, byte[] body) {
    String key = request.getHeader(HEADER);
    if (key == null) {
      return null;
    }
    if (key.isBlank() || key.length() > LONGEST_KEY) {
      throw new FormRefusal(
          Refusal.INVALID_VALUE,
          List.of(HEADER),
          HEADER + ": " + key.length() + " characters (expected: 1.." + LONGEST_KEY + ")");
    }
    return new Once(idempotency, token, request.getRequestURI(), key, body);
  }

  /** See {@link Idempotency#asksFirst()}. */
  boolean asksFirst() {
    return idempotency.asksFirst();
  }

  /**
   * The answer that this request had before.
   *
   * @throws org.circlejournal.command.Refused if the key was used with another body
   */
  byte @Nullable [] answer() {
    Optional<String> answer = idempotency.find(bearer, target, key, body);
    return answer.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
  }

  Claim claim() {
    return idempotency.claim(bearer, target, key, body);
  }

  /** The claim as a command's metadata: it may be carried out by another node. */
  static Map<String, String> metadata(@Nullable Once once) {
    if (once == null) {
      return Map.of();
    }
    Claim claim = once.claim();
    return Map.of(
        NAME,
        claim.name(),
        EPOCH,
        String.valueOf(claim.epoch()),
        BODY,
        claim.body(),
        EARLIER,
        claim.earlier());
  }

  /** The claim that came with a command; null if none did. */
  static @Nullable Claim claim(MetaData metadata) {
    Object name = metadata.get(NAME);
    return name == null
        ? null
        : new Claim(
            name.toString(),
            Integer.parseInt(String.valueOf(metadata.get(EPOCH))),
            String.valueOf(metadata.get(BODY)),
            String.valueOf(metadata.get(EARLIER)));
  }
}
