package org.circlejournal.command.circle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.circlejournal.command.Actor;
import org.circlejournal.command.Answer;
import org.circlejournal.command.Desk;
import org.circlejournal.command.Order;
import org.circlejournal.command.Papers;
import org.circlejournal.command.consent.Notices;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.survey.Instruments;
import org.jspecify.annotations.Nullable;

/** The desk of one order: hands each event on at once, and remembers what to answer. */
public final class OpenDesk implements Desk {

  private final Order order;
  private final Vault vault;
  private final RandomGenerator random;
  private final Papers papers;
  private final boolean imported;
  private final Consumer<JournalEvent> journal;
  private final List<String> events = new ArrayList<>();
  private final List<String> advice = new ArrayList<>();
  private final Map<String, String> created = new LinkedHashMap<>();
  private long version;
  private boolean proposed;
  private @Nullable String ballot;

  /**
   * @param imported whether the order came through the import door
   * @param version of the stream before this order
   * @param journal takes each event, and has the rooms know it before it returns
   */
  public OpenDesk(
      Order order,
      Vault vault,
      RandomGenerator random,
      Papers papers,
      boolean imported,
      long version,
      Consumer<JournalEvent> journal) {
    this.order = order;
    this.vault = vault;
    this.random = random;
    this.papers = papers;
    this.imported = imported;
    this.version = version;
    this.journal = journal;
  }

  public Answer answer() {
    return new Answer(
        order.circleId(),
        version,
        List.copyOf(events),
        created.isEmpty() ? null : created,
        proposed ? true : null,
        ballot,
        advice.isEmpty() ? null : List.copyOf(advice));
  }

  @Override
  public CircleId circleId() {
    return order.circleId();
  }

  @Override
  public Actor actor() {
    return order.actor();
  }

  @Override
  public Instant at() {
    return order.at();
  }

  @Override
  public Instant now() {
    return order.now();
  }

  @Override
  public @Nullable Newcomer newcomer() {
    return order.newcomer();
  }

  @Override
  public void record(JournalEvent event) {
    version++;
    events.add(EventNames.nameOf(event.getClass()));
    journal.accept(event);
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public Vault vault() {
    return vault;
  }

  @Override
  public Notices notices() {
    return papers.notices();
  }

  @Override
  public Instruments instruments() {
    return papers.instruments();
  }

  @Override
  public boolean imported() {
    return imported;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void created(String kind, String id) {
    created.put(kind, id);
  }

  @Override
  public void proposed() {
    proposed = true;
  }

  @Override
  public void ballot(String state) {
    ballot = state;
  }

  @Override
  public void advice(String sentence) {
    advice.add(sentence);
  }
}
