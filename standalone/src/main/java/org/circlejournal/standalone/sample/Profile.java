package org.circlejournal.standalone.sample;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Set;

/**
 * What is set for one circle before chance comes in.
 *
 * @param alias the circle's name in the import's lines
 * @param founders members before the first session
 * @param members members from session 5 on
 * @param silent how many of them answer no questionnaire
 * @param silentAtEnd how many more answer none at the endpoint and later
 * @param attendance probability that a member comes, before the member's own leaning
 * @param moved sessions moved by a week for service pressure
 * @param cancelled sessions cancelled for service pressure
 * @param writtenUp the session held without a screen and written up the next day; 0 for none
 */
record Profile(
    String alias,
    String name,
    String workplace,
    ZoneId zone,
    LocalDateTime firstMeeting,
    int founders,
    int members,
    int silent,
    int silentAtEnd,
    double attendance,
    Set<Integer> moved,
    Set<Integer> cancelled,
    int writtenUp) {

  static final int SESSIONS = 26;
  static final int RHYTHM_DAYS = 14;
  static final int MINUTES = 90;
  static final int JOINING_UNTIL = 5;
}
