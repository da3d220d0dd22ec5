package org.circlejournal.command.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.axonframework.common.IdentifierFactory;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.circlejournal.command.Order;
import org.circlejournal.command.Papers;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.Circle;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.circle.OpenDesk;
import org.circlejournal.command.vault.BufferedVault;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.SurveyCode;
import org.jspecify.annotations.Nullable;

/**
 * One circle of an import, on its way: decided in memory, line by line, and appended at the end in
 * one transaction. Its events wait as the bytes that they will be.
 */
final class ImportedCircle {

  /** Somebody of this import: the id, and the code under which answers of the import go. */
  record Member(MemberId id, SurveyCode code) {}

  @SuppressWarnings("ArrayRecordComponent") // there are many, and they are compared never
  private record Waiting(Class<? extends JournalEvent> type, byte[] bytes, int line, Role role) {}

  private final CircleId id;
  private final BufferedVault vault;
  private final Map<String, Member> members = new HashMap<>();
  private final List<Waiting> events = new ArrayList<>();
  private final CircleYear year = new CircleYear();
  private Instant now = Instant.MIN;
  private int lines;

  ImportedCircle(CircleId id, BufferedVault vault) {
    this.id = id;
    this.vault = vault;
  }

  CircleId id() {
    return id;
  }

  /** Lines taken so far. */
  int lines() {
    return lines;
  }

  boolean founded() {
    return !events.isEmpty();
  }

  @Nullable Member member(String alias) {
    return members.get(alias);
  }

  void name(String alias, Member member) {
    members.put(alias, member);
  }

  /** The highest time so far, this one included: what an import takes for now. */
  Instant now(Instant at) {
    now = at.isAfter(now) ? at : now;
    return now;
  }

  /**
   * What the clock has brought about by then comes first, as the clock's own doing: a line that
   * names a member must not lend its id to the ballots of a wave.
   *
   * @throws Refused if a rule says no; the circle is then of no more use
   */
  void decide(Order order, int line, Papers papers, RandomGenerator random) {
    year.fallDue(desk(order, line, Role.CLOCK, papers, random));
    year.decide(order.command(), desk(order, line, Role.STEWARD, papers, random));
    lines++;
  }

  private OpenDesk desk(Order order, int line, Role role, Papers papers, RandomGenerator random) {
    long version = events.size() - 1L;
    return new OpenDesk(
        order, vault, random, papers, true, version, event -> keep(event, line, role));
  }

  private void keep(JournalEvent event, int line, Role role) {
    year.evolve(event, events.size());
    try {
      events.add(new Waiting(event.getClass(), Json.mapper().writeValueAsBytes(event), line, role));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends all events, and what the vault keeps for them. */
  void append(Journal journal) {
    UnitOfWork<?> unit = DefaultUnitOfWork.startAndGet(null);
    unit.execute(
        () -> {
          journal.works().enlist(vault.flush());
          journal.eventStore().publish(messages());
        });
  }

  private List<DomainEventMessage<?>> messages() {
    List<DomainEventMessage<?>> messages = new ArrayList<>(events.size());
    String correlation = "";
    int line = -1;
    Role role = Role.ANYONE;
    for (Waiting event : events) {
      if (event.line != line || event.role != role) {
        line = event.line;
        role = event.role;
        correlation = IdentifierFactory.getInstance().generateIdentifier();
      }
      messages.add(
          new GenericDomainEventMessage<>(
              Circle.class.getSimpleName(),
              id.value(),
              messages.size(),
              read(event),
              Map.of("correlationId", correlation, LocalBus.ROLE, Json.kebab(role))));
    }
    return messages;
  }

  private static JournalEvent read(Waiting event) {
    try {
      return Json.mapper().readValue(event.bytes, event.type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
