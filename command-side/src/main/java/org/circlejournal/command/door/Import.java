package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.circlejournal.command.Actor;
import org.circlejournal.command.Command;
import org.circlejournal.command.Order;
import org.circlejournal.command.Refusal;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleCommand.FoundCircle;
import org.circlejournal.command.circle.CircleCommand.JoinCircle;
import org.circlejournal.command.vault.Admission;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.MemberSecret;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.journal.Journal;
import org.jspecify.annotations.Nullable;

/**
 * One file of commands, read line by line. Nothing is journaled before its end; then each circle
 * without a refused line is.
 */
final class Import {

  /** What came of it. */
  record Outcome(List<Taken> circles, int accepted, List<RefusedLine> refused) {}

  record Taken(String alias, CircleId circleId) {}

  record RefusedLine(int line, String code, String detail) {}

  private final Imports door;
  private final boolean allowAnswers;
  private final Bearer steward;
  private final Map<String, @Nullable ImportedCircle> circles = new LinkedHashMap<>();
  private final List<RefusedLine> refused = new ArrayList<>();

  Import(Imports door, boolean allowAnswers, Bearer steward) {
    this.door = door;
    this.allowAnswers = allowAnswers;
    this.steward = steward;
  }

  void read(Lines lines) {
    read(
        lines.number(),
        () -> {
          if (lines.tooLong()) {
            throw new Refused(Refusal.BODY_TOO_LARGE);
          }
          return Bodies.tree(lines.bytes(), 0, lines.length());
        });
  }

  /**
   * Takes one line.
   *
   * @param line a body with {@code circle}, {@code command}, {@code as} and {@code at}
   */
  void read(int number, Supplier<ObjectNode> line) {
    String alias = null;
    try {
      ObjectNode body = line.get();
      alias = take(body, "circle");
      if (!circles.containsKey(alias) || circles.get(alias) != null) {
        decide(alias, number, body);
      }
    } catch (Refused e) {
      refuse(alias, number, e.refusal(), String.valueOf(e.getMessage()));
    } catch (FormRefusal e) {
      refuse(alias, number, e.refusal(), String.valueOf(e.getMessage()));
    }
  }

  /** Lines refused so far. */
  List<RefusedLine> refused() {
    return List.copyOf(refused);
  }

  /** A circle with a refused line is let go; its later lines are passed over. */
  private void refuse(@Nullable String alias, int line, Refusal refusal, String detail) {
    refused.add(new RefusedLine(line, refusal.code(), detail));
    if (alias != null) {
      circles.put(alias, null);
    }
  }

  private void decide(String alias, int line, ObjectNode body) {
    String name = take(body, "command");
    Catalogue.Entry entry = door.catalogue().find(name);
    if (entry == null) {
      throw new Refused(Refusal.COMMAND_UNKNOWN);
    }
    String as = entry.role() == Role.STEWARD ? "" : take(body, "as");
    Instant at = Bodies.takeAt(body);
    if (at == null) {
      throw Bodies.refused(Refusal.MISSING_FIELD, List.of("at"));
    }
    boolean founding = entry.role() == Role.ANYONE;
    ImportedCircle circle = circles.get(alias);
    if (circle == null && !founding) {
      throw new Refused(Refusal.CIRCLE_UNKNOWN, "found-circle must come first");
    }
    if (circle == null) {
      circle = door.newCircle();
      circles.put(alias, circle);
    } else if (founding) {
      throw new Refused(Refusal.ALREADY_SO, "this circle was founded by an earlier line");
    }
    Newcomer newcomer = null;
    if (founding || entry.role() == Role.INVITATION) {
      newcomer = welcome(circle, as, Bodies.takeMemberToken(body));
    }
    Command command = Bodies.command(entry, resolved(entry, circle, body));
    if (command instanceof FoundCircle own && !steward.mayKnow(own.workplace())) {
      throw new Refused(Refusal.ROLE_NOT_ALLOWED, "this circle is of another workplace");
    }
    Actor actor = actor(circle, as, command);
    circle.decide(
        new Order(circle.id(), actor, at, circle.now(at), command, newcomer),
        line,
        door.papers(),
        door.random());
  }

  private Newcomer welcome(ImportedCircle circle, String as, @Nullable String token) {
    if (token != null && !door.fresh(token)) {
      throw Bodies.refused(Refusal.INVALID_VALUE, List.of("memberToken"));
    }
    if (circle.member(as) != null) {
      throw new Refused(Refusal.ALREADY_SO, "this alias has joined already");
    }
    Admission admission = Admission.of(circle.id(), token, null, door.random());
    Newcomer newcomer = admission.newcomer();
    MemberSecret secret =
        MemberSecret.openByToken(
            admission.token(), newcomer.secretByToken(), circle.id(), newcomer.member());
    circle.name(as, new ImportedCircle.Member(newcomer.member(), secret.code(circle.id())));
    return newcomer;
  }

  /** Members stand in a line by their aliases. */
  private static ObjectNode resolved(
      Catalogue.Entry entry, ImportedCircle circle, ObjectNode body) {
    return (ObjectNode)
        entry.shape().withMembers(body, alias -> require(circle, alias).id().value());
  }

  private static ImportedCircle.Member require(ImportedCircle circle, String alias) {
    ImportedCircle.Member member = circle.member(alias);
    if (member == null) {
      throw new Refused(Refusal.MEMBER_UNKNOWN, "no earlier line has this member join");
    }
    return member;
  }

  private Actor actor(ImportedCircle circle, String as, Command command) {
    if (as.isEmpty()) {
      return new Actor(Role.STEWARD, null, null);
    }
    ImportedCircle.Member member = require(circle, as);
    if (!Lanes.underCode(command)) {
      Role role =
          command instanceof FoundCircle
              ? Role.ANYONE
              : command instanceof JoinCircle ? Role.INVITATION : Role.MEMBER;
      return new Actor(role, member.id(), null);
    }
    if (!allowAnswers) {
      throw new Refused(Refusal.ANSWERS_NOT_ALLOWED);
    }
    return new Actor(Role.MEMBER, member.id(), member.code());
  }

  private static String take(ObjectNode body, String field) {
    JsonNode value = body.remove(field);
    if (value == null || value.isNull()) {
      throw Bodies.refused(Refusal.MISSING_FIELD, List.of(field));
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw Bodies.refused(Refusal.INVALID_VALUE, List.of(field));
    }
    return value.textValue();
  }

  /**
   * Appends the circles, each in one transaction.
   *
   * @param journal null for a dry run: nothing is journaled, and no ids are given out
   */
  Outcome finish(@Nullable Journal journal) {
    List<Taken> taken = new ArrayList<>();
    int accepted = 0;
    for (Map.Entry<String, @Nullable ImportedCircle> each : circles.entrySet()) {
      ImportedCircle circle = each.getValue();
      if (circle != null) {
        accepted += circle.lines();
        if (journal != null) {
          circle.append(journal);
          taken.add(new Taken(each.getKey(), circle.id()));
        }
        each.setValue(null);
      }
    }
    return new Outcome(taken, accepted, refused);
  }
}
