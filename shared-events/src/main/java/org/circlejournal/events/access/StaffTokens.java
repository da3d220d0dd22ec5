package org.circlejournal.events.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.SecretFile;

/** The tokens of staff in {@code tokens.json} of the secrets folder; good for all workplaces. */
public final class StaffTokens implements Staff {

  /** The roles that have one, in the order of the file. */
  public static final List<Role> ROLES =
      List.of(Role.STEWARD, Role.DASHBOARD, Role.RESEARCHER, Role.AUDITOR, Role.OPERATOR);

  private static final String FILE = "tokens.json";

  /** Hashes, so that the comparison takes as long for every length and prefix. */
  private final Map<Role, byte[]> hashes = new EnumMap<>(Role.class);

  private StaffTokens(Map<String, String> tokens, Path file) {
    for (Role role : ROLES) {
      String token = tokens.get(Json.kebab(role));
      if (token == null || token.length() < 32) {
        throw new IllegalStateException(
            "%s: %s has no token of 32 characters or more".formatted(file, Json.kebab(role)));
      }
      hashes.put(role, hash(token));
    }
  }

  /**
   * Reads the file, and makes it with fresh tokens and mode 600 if there is none.
   *
   * @param random cryptographic
   */
  public static StaffTokens open(Path secrets, RandomGenerator random) {
    Path file = secrets.resolve(FILE);
    if (SecretFile.read(file) == null) {
      Map<String, String> tokens = new LinkedHashMap<>();
      ROLES.forEach(role -> tokens.put(Json.kebab(role), Tokens.mint(random)));
      SecretFile.create(file, write(tokens));
    }
    return read(secrets);
  }

  /**
   * @throws IllegalStateException if there is no file, or a role is missing in it
   */
  public static StaffTokens read(Path secrets) {
    Path file = secrets.resolve(FILE);
    String json = SecretFile.read(file);
    if (json == null) {
      throw new IllegalStateException(
          file + " is missing; the command side makes it when it starts");
    }
    try {
      return new StaffTokens(
          Json.mapper().readValue(json, new TypeReference<Map<String, String>>() {}), file);
    } catch (JsonProcessingException e) {
      // Not the parser's message: it quotes what it read.
      throw new IllegalStateException(file + " is no JSON object of tokens by role");
    }
  }

  /** Whose token this is; looks at all of them, whichever it is. */
  public Optional<Role> roleOf(String token) {
    byte[] presented = hash(token);
    Optional<Role> found = Optional.empty();
    for (Map.Entry<Role, byte[]> each : hashes.entrySet()) {
      if (MessageDigest.isEqual(each.getValue(), presented)) {
        found = Optional.of(each.getKey());
      }
    }
    return found;
  }

  @Override
  public Optional<Bearer> find(String token) {
    return roleOf(token).map(role -> new Bearer(role, null, null));
  }

  @Override
  public Optional<Bearer> remembered(String token) {
    return find(token);
  }

  /** Whoever runs this on one machine has nobody else to ask. */
  @Override
  public boolean anyoneFounds() {
    return true;
  }

  private static byte[] hash(String token) {
    return Tokens.hash(token).getBytes(StandardCharsets.US_ASCII);
  }

  private static String write(Map<String, String> tokens) {
    try {
      return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(tokens) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
