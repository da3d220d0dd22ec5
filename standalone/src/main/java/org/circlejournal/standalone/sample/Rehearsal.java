package org.circlejournal.standalone.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.circlejournal.command.Actor;
import org.circlejournal.command.Command;
import org.circlejournal.command.CommandNames;
import org.circlejournal.command.Order;
import org.circlejournal.command.Papers;
import org.circlejournal.command.circle.CircleYear;
import org.circlejournal.command.circle.OpenDesk;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.SurveyCode;

/**
 * Plays the lines against the real rules before they are sent, because a line that takes an entry
 * back must name the entry's version, and only the rules know it. Aliases stand for ids.
 */
final class Rehearsal implements Consumer<ObjectNode> {

  private static final CircleId CIRCLE = new CircleId("rehearsal");

  private final Consumer<ObjectNode> out;
  private final Papers papers = Papers.shipped();
  private final CircleYear year = new CircleYear();
  private final RehearsalVault vault = new RehearsalVault();
  private final Random random = new Random(0);
  private final List<String> journaled = new ArrayList<>();

  Rehearsal(Consumer<ObjectNode> out) {
    this.out = out;
  }

  /** Passes the line on, with {@code "retract": event name} replaced by the latest's version. */
  @Override
  public void accept(ObjectNode line) {
    JsonNode retract = line.remove("retract");
    if (retract != null) {
      line.put("version", journaled.lastIndexOf(retract.textValue()));
    }
    decide(line);
    out.accept(line);
  }

  private void decide(ObjectNode line) {
    String alias = line.path("as").textValue();
    String name = line.path("command").textValue();
    Instant at = Instant.parse(line.path("at").textValue());
    ObjectNode body = line.deepCopy().without(List.of("circle", "as", "command", "at"));
    Actor actor = new Actor(Role.MEMBER, new MemberId(alias), code(alias));
    boolean joins = name.equals("found-circle") || name.equals("join-circle");
    Order order =
        new Order(CIRCLE, actor, at, at, command(name, body), joins ? newcomer(alias) : null);
    OpenDesk desk =
        new OpenDesk(order, vault, random, papers, true, journaled.size() - 1L, this::evolve);
    year.decide(order.command(), desk);
  }

  private void evolve(JournalEvent event) {
    year.evolve(event, journaled.size());
    journaled.add(EventNames.nameOf(event.getClass()));
  }

  private static Command command(String name, ObjectNode body) {
    Class<? extends Command> type = CommandNames.typeOf(name);
    if (type == null) {
      throw new IllegalArgumentException("no command " + name);
    }
    try {
      return Json.mapper().treeToValue(body, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** Any code will do, as long as each alias has its own. */
  private static SurveyCode code(String alias) {
    byte[] bytes = Arrays.copyOf(alias.getBytes(StandardCharsets.UTF_8), 32);
    return new SurveyCode(HexFormat.of().formatHex(bytes));
  }

  /** Nobody's: the rehearsal keeps no secret, and nothing of it is stored. */
  private static Newcomer newcomer(String alias) {
    return new Newcomer(new MemberId(alias), alias, "", alias, "", "");
  }
}
