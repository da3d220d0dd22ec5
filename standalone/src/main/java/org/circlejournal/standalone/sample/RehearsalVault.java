package org.circlejournal.standalone.sample;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.vault.Box;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.SurveyCode;

/**
 * What a rehearsal needs of a vault: how full the boxes are. It seals nothing and stores nothing.
 */
final class RehearsalVault implements Vault {

  private final Map<Box, Map<String, byte[]>> boxes = new HashMap<>();

  @Override
  public Sealed seal(Content content, CircleId circle, String associated, byte[] plaintext) {
    return new Sealed("", "");
  }

  @Override
  public void destroyKey(String key) {}

  @Override
  public void cast(Box box, String voter, byte[] ballot) {
    boxes.computeIfAbsent(box, b -> new HashMap<>()).put(voter, ballot);
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
    return ballots == null ? List.of() : new ArrayList<>(ballots.values());
  }

  @Override
  public void admit(CircleId circle, Newcomer newcomer) {}

  @Override
  public void withdraw(CircleId circle, SurveyCode code, Purpose purpose) {}

  @Override
  public void requestErasure(CircleId circle, SurveyCode code) {}

  @Override
  public boolean withdrawn(CircleId circle, SurveyCode code, Purpose purpose) {
    return false;
  }

  @Override
  public void codeLaneJournaled(List<ConsentEvent> events) {}

  @Override
  public void wake(CircleId circle, Instant when) {}
}
