package org.circlejournal.query.audit.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Set;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.log.Leaf;
import org.jspecify.annotations.Nullable;

/**
 * Whose event may be shown to whom in the journal's own bytes, by name; what is named nowhere is
 * shown to nobody. A leaf cannot be rounded or cut: it is shown whole or not at all.
 */
public final class ShownTo {

  /**
   * For members of the circle: what they were there for. Not pulses, ballots and words (of others
   * they see rounded figures at most), not apologies (reason and time would name somebody), not
   * retractions, which carry what was retracted.
   */
  private static final Set<String> OF_MEMBERS =
      Set.of(
          "circle.CircleFounded",
          "circle.MemberJoined",
          "circle.JoiningExtended",
          "circle.FrameAgreed",
          "circle.MemberLeft",
          "circle.MemberReturned",
          "circle.SessionsReplanned",
          "circle.ClosingProposed",
          "circle.CircleClosed",
          "circle.CircleSealed",
          "circle.CircleErased",
          "session.SessionPostponed",
          "session.SessionCancelled",
          "session.SessionStarted",
          "session.MemberCheckedIn",
          "session.PhaseEntered",
          "session.CasePresented",
          "session.QuestionAsked",
          "session.ReflectionShared",
          "session.ThemeExplored",
          "session.ToolTried",
          "session.SessionInterrupted",
          "session.SessionClosed",
          "session.PulseReleased",
          "theme.ThemeRetired",
          "theme.TextRedacted",
          "survey.SurveyWaveOpened",
          "survey.SurveyWaveClosed",
          "survey.ResultReleased");

  /** For a member if they are about the member itself. */
  private static final Set<String> OF_ONESELF =
      Set.of(
          "consent.ConsentGiven",
          "consent.ConsentWithdrawn",
          "consent.ErasureRequested",
          "consent.ErasureCompleted");

  /** For auditors: consent, releases, and the frame that they are judged by. */
  private static final Set<String> OF_AUDITORS =
      Set.of(
          "circle.CircleFounded",
          "circle.CircleClosed",
          "circle.CircleSealed",
          "circle.CircleErased",
          "session.PulseReleased",
          "survey.SurveyWaveOpened",
          "survey.SurveyWaveClosed",
          "survey.ResultReleased",
          "consent.ConsentGiven",
          "consent.ConsentWithdrawn",
          "consent.ErasureRequested",
          "consent.ErasureCompleted",
          "consent.DataDisclosed");

  private ShownTo() {}

  /**
   * Whether a reader may see an event of a circle that it may know.
   *
   * @param member who asks; null for staff
   */
  public static boolean allows(Role role, @Nullable MemberId member, Leaf leaf) {
    return switch (role) {
      case MEMBER ->
          OF_MEMBERS.contains(leaf.name())
              || (member != null && OF_ONESELF.contains(leaf.name()) && isAbout(member, leaf));
      case AUDITOR -> OF_AUDITORS.contains(leaf.name());
      default -> false;
    };
  }

  private static boolean isAbout(MemberId member, Leaf leaf) {
    try {
      JsonNode event = Json.mapper().readTree(leaf.payload());
      return event.path("lane").asText().equals("member")
          && event.path("principal").asText().equals(member.value());
    } catch (IOException e) {
      return false; // torn: of nobody who could be named
    }
  }

  static Set<String> named() {
    Set<String> named = new java.util.TreeSet<>(OF_MEMBERS);
    named.addAll(OF_ONESELF);
    named.addAll(OF_AUDITORS);
    return named;
  }
}
