package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.circle.CircleEvent.FrameAgreed;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleEvent.MemberLeft;
import org.circlejournal.events.circle.CircleEvent.MemberReturned;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.ConsentWithdrawn;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** One member as the circle's journal knows the member's lane. */
final class OwnLane {

  private final CircleId circle;
  private final MemberId member;
  private final Map<Purpose, Consent> consents = new EnumMap<>(Purpose.class);
  private @Nullable Instant joinedAt;
  private @Nullable String frameVersion;
  private boolean present;

  /**
   * @param notice null once it is withdrawn
   */
  record Consent(boolean given, Instant at, @Nullable Notice notice) {

    static void on(Map<Purpose, Consent> consents, String principal, JournalEvent event) {
      if (event instanceof ConsentGiven e && e.principal().equals(principal)) {
        consents.put(e.purpose(), new Consent(true, e.at(), e.notice()));
      } else if (event instanceof ConsentWithdrawn e && e.principal().equals(principal)) {
        consents.put(e.purpose(), new Consent(false, e.at(), null));
      }
    }

    static void write(Map<Purpose, Consent> consents, ArrayNode rows) {
      consents.forEach(
          (purpose, consent) -> {
            ObjectNode row = rows.addObject();
            row.put("purpose", Json.kebab(purpose));
            row.put("state", consent.given ? "given" : "withdrawn");
            row.put("at", consent.at.toString());
            if (consent.notice != null) {
              row.putPOJO("notice", consent.notice);
            }
          });
    }
  }

  OwnLane(CircleId circle, MemberId member) {
    this.circle = circle;
    this.member = member;
  }

  void on(JournalEvent event) {
    if (event instanceof MemberJoined e && e.member().equals(member)) {
      joinedAt = e.at();
      present = true;
    } else if (event instanceof MemberLeft e && e.member().equals(member)) {
      present = false;
    } else if (event instanceof MemberReturned e && e.member().equals(member)) {
      present = true;
    } else if (event instanceof FrameAgreed e && e.member().equals(member)) {
      frameVersion = e.frameVersion();
    }
    Consent.on(consents, member.value(), event);
  }

  ObjectNode json() {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("circleId", circle.value());
    json.put("memberId", member.value());
    json.put("joinedAt", String.valueOf(joinedAt));
    json.put("state", present ? "member" : "left");
    json.put("frameVersion", frameVersion);
    Consent.write(consents, json.putArray("consents"));
    return json;
  }
}
