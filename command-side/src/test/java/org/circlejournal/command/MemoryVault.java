package org.circlejournal.command;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.vault.Box;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.SurveyCode;

/**
 * A vault for tests of rules: it remembers what it was told, and "seals" so that tests can look.
 */
public final class MemoryVault implements Vault {

  /** What was sealed, by key. */
  public record Content(Vault.Content content, CircleId circle, String associated, String text) {}

  public final Map<String, Content> sealed = new LinkedHashMap<>();
  public final List<String> destroyed = new ArrayList<>();
  public final List<Newcomer> admitted = new ArrayList<>();
  public final List<String> withdrawn = new ArrayList<>();
  public final List<String> erasures = new ArrayList<>();
  public final List<Instant> wakes = new ArrayList<>();
  private final Map<Box, Map<String, byte[]>> boxes = new HashMap<>();

  @Override
  public Sealed seal(Vault.Content content, CircleId circle, String associated, byte[] plaintext) {
    String key = "key-" + (sealed.size() + 1);
    sealed.put(
        key,
        new Content(content, circle, associated, new String(plaintext, StandardCharsets.UTF_8)));
    byte[] box = ("box of " + plaintext.length).getBytes(StandardCharsets.UTF_8);
    return new Sealed(key, Base64.getUrlEncoder().withoutPadding().encodeToString(box));
  }

  @Override
  public void destroyKey(String key) {
    destroyed.add(key);
  }

  @Override
  public void cast(Box box, String voter, byte[] ballot) {
    boxes.computeIfAbsent(box, b -> new LinkedHashMap<>()).put(voter, ballot);
  }

  @Override
  public boolean holds(Box box, String voter) {
    return boxes.getOrDefault(box, Map.of()).containsKey(voter);
  }

  @Override
  public void takeBack(Box box, String voter) {
    boxes.getOrDefault(box, new HashMap<>()).remove(voter);
  }

  @Override
  public int count(Box box) {
    return boxes.getOrDefault(box, Map.of()).size();
  }

  @Override
  public List<byte[]> empty(Box box) {
    Map<String, byte[]> ballots = boxes.remove(box);
    return ballots == null ? List.of() : List.copyOf(ballots.values());
  }

  @Override
  public void admit(CircleId circle, Newcomer newcomer) {
    admitted.add(newcomer);
  }

  @Override
  public void withdraw(CircleId circle, SurveyCode code, Purpose purpose) {
    withdrawn.add(code + " " + purpose);
  }

  @Override
  public void requestErasure(CircleId circle, SurveyCode code) {
    erasures.add(code.value());
  }

  @Override
  public void wake(CircleId circle, Instant when) {
    wakes.add(when);
  }
}
