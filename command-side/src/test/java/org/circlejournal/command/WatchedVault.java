package org.circlejournal.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.command.vault.Box;
import org.circlejournal.command.vault.BufferedVault;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.command.vault.TestKeys;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.consent.ConsentEvent;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.Padding;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.survey.SurveyCode;

/** A real vault in memory, which also lets a test see what it was told. */
public final class WatchedVault implements Vault {

  private final BufferedVault vault = TestKeys.vault();
  private final List<String> destroyed = new ArrayList<>();
  private final List<Newcomer> admitted = new ArrayList<>();
  private final List<SurveyCode> erasures = new ArrayList<>();
  private final List<Instant> wakes = new ArrayList<>();

  /** The keys that were destroyed. */
  public List<String> destroyed() {
    return destroyed;
  }

  public List<Newcomer> admitted() {
    return admitted;
  }

  /** The codes that asked for erasure. */
  public List<SurveyCode> erasures() {
    return erasures;
  }

  public List<Instant> wakes() {
    return wakes;
  }

  /**
   * Opens a padded text.
   *
   * @param event the journal's name of the event
   * @param field the component of it that holds the sealed bytes
   */
  public String text(String event, String field, Sealed sealed) {
    return Padding.text(open(Associated.what(event, "", "", field), sealed));
  }

  public byte[] open(String associated, Sealed sealed) {
    return vault.open(CircleFixture.CIRCLE, associated, sealed);
  }

  @Override
  public Sealed seal(Content content, CircleId circle, String associated, byte[] plaintext) {
    return vault.seal(content, circle, associated, plaintext);
  }

  @Override
  public void destroyKey(String key) {
    destroyed.add(key);
    vault.destroyKey(key);
  }

  @Override
  public void cast(Box box, String voter, byte[] ballot) {
    vault.cast(box, voter, ballot);
  }

  @Override
  public boolean holds(Box box, String voter) {
    return vault.holds(box, voter);
  }

  @Override
  public void takeBack(Box box, String voter) {
    vault.takeBack(box, voter);
  }

  @Override
  public int count(Box box) {
    return vault.count(box);
  }

  @Override
  public List<byte[]> empty(Box box) {
    return vault.empty(box);
  }

  @Override
  public void admit(CircleId circle, Newcomer newcomer) {
    admitted.add(newcomer);
    vault.admit(circle, newcomer);
  }

  @Override
  public void withdraw(CircleId circle, SurveyCode code, Purpose purpose) {
    vault.withdraw(circle, code, purpose);
  }

  @Override
  public boolean withdrawn(CircleId circle, SurveyCode code, Purpose purpose) {
    return vault.withdrawn(circle, code, purpose);
  }

  @Override
  public void requestErasure(CircleId circle, SurveyCode code) {
    erasures.add(code);
    vault.requestErasure(circle, code);
  }

  @Override
  public void codeLaneJournaled(List<ConsentEvent> events) {
    vault.codeLaneJournaled(events);
  }

  @Override
  public void wake(CircleId circle, Instant when) {
    wakes.add(when);
    vault.wake(circle, when);
  }
}
