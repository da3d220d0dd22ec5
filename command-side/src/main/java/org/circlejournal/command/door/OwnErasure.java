package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.CircleErased;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.ErasureRequested;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.SurveyCode;
import org.jspecify.annotations.Nullable;

/**
 * The report of erasures, for the person: what was destroyed, what stays and why, and until when
 * backups persist. It names neither the member id nor the code.
 */
final class OwnErasure {

  /** What the kinds of {@code ErasureCompleted} mean, for people. */
  private static final Map<String, String> MEANING =
      Map.ofEntries(
          Map.entry("answer-keys", "the keys of your answers: nobody can open them again"),
          Map.entry("closing-word-keys", "the keys of your closing words"),
          Map.entry("link-keys", "the key of what said that both lanes are one person, if any did"),
          Map.entry("ballots-in-open-boxes", "ballots of yours that still rested in a box"),
          Map.entry("stored-secret", "the secret from which your survey code was computed"),
          Map.entry("token", "your token: it opens this report, and nothing else"),
          Map.entry("recovery-code", "your recovery code"),
          Map.entry("attendance-rows-by-member", "the rows that show when you were there"),
          Map.entry(
              "released-results",
              "means and numbers of people that were shown before: they were computed while you"
                  + " agreed, are of at least k + 1 people, and cannot be taken back from those who"
                  + " read them"),
          Map.entry(
              "sealed-events-without-key",
              "the sealed events themselves: the journal is append-only, and without their keys they"
                  + " are random bytes"),
          Map.entry(
              "consent-events",
              "consents, withdrawals and this erasure: they show that what was done was allowed"),
          Map.entry(
              "attendance-counts", "how many were at each session: a number, without a person"),
          Map.entry(
              "journal-entries-by-member-id",
              "entries of the journal under your random id, such as check-ins: the journal is"
                  + " append-only, and nothing leads from the id to you any more"));

  private static final String BACKUPS =
      "Backups made before hold no epoch keys, so what was sealed is unreadable in them as well."
          + " What was not sealed (the stored secret, encrypted under your token and recovery code)"
          + " is in them until backupsUntil.";

  private final CircleId circle;
  private final MemberId member;
  private final @Nullable SurveyCode code;
  private final boolean waits;
  private final Map<Lane, ErasureRequested> requested = new EnumMap<>(Lane.class);
  private final Map<Lane, ErasureCompleted> completed = new EnumMap<>(Lane.class);
  private @Nullable CircleErased erased;

  /**
   * @param code null if it cannot be computed any more
   * @param waits whether a request of the code's lane waits for the night's batch
   */
  OwnErasure(CircleId circle, MemberId member, @Nullable SurveyCode code, boolean waits) {
    this.circle = circle;
    this.member = member;
    this.code = code;
    this.waits = waits;
  }

  void on(JournalEvent event) {
    if (event instanceof ErasureRequested e && isOwn(e.lane(), e.principal())) {
      requested.put(e.lane(), e);
      completed.remove(e.lane());
    } else if (event instanceof ErasureCompleted e && isOwn(e.lane(), e.principal())) {
      completed.put(e.lane(), e);
    } else if (event instanceof CircleErased e) {
      erased = e;
    }
  }

  private boolean isOwn(Lane lane, String principal) {
    return lane == Lane.MEMBER
        ? principal.equals(member.value())
        : code != null && principal.equals(code.value());
  }

  ObjectNode json() {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("circleId", circle.value());
    ArrayNode lanes = json.putArray("lanes");
    for (Lane lane : Lane.values()) {
      write(lane, lanes.addObject());
    }
    if (erased != null) {
      ObjectNode all = json.putObject("circle");
      all.put("erasedAt", erased.at().toString());
      all.put("reason", Json.kebab(erased.reason()));
      all.put("destroyed", "all keys of the circle: its answers, closing words and texts");
    }
    json.put("backups", BACKUPS);
    return json;
  }

  private void write(Lane lane, ObjectNode row) {
    ErasureRequested request = requested.get(lane);
    ErasureCompleted done = completed.get(lane);
    row.put("lane", Json.kebab(lane));
    row.put("state", state(lane, request, done));
    row.put("requestedAt", text(request == null ? null : request.at()));
    row.put("completedAt", text(done == null ? null : done.at()));
    kinds(row.putArray("destroyed"), done == null ? List.of() : done.destroyed(), "what");
    kinds(row.putArray("kept"), done == null ? List.of() : done.kept(), "why");
    row.put("backupsUntil", text(done == null ? null : done.backupsUntil()));
  }

  private String state(
      Lane lane, @Nullable ErasureRequested request, @Nullable ErasureCompleted done) {
    if (lane == Lane.CODE && waits) {
      return "waits-for-the-night";
    } else if (done != null) {
      return "completed";
    } else if (lane == Lane.CODE && code == null) {
      return "unknown-without-the-secret";
    }
    return request == null ? "not-requested" : "requested";
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private static void kinds(ArrayNode rows, List<String> kinds, String field) {
    for (String kind : kinds) {
      rows.addObject().put("kind", kind).put(field, MEANING.getOrDefault(kind, kind));
    }
  }
}
