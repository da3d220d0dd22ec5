package org.circlejournal.events.sealing;

import java.nio.charset.StandardCharsets;

/**
 * What sealed bytes are for. It is bound to the ciphertext and not stored with it: a ciphertext
 * moved to another circle, event, wave, instrument or field does not open.
 *
 * <p>Canonical form: {@code seal/v1}, circle, event, wave, instrument and field, joined by line
 * feeds, in UTF-8. None of them can hold a line feed.
 *
 * @param circle the circle's id
 * @param what event, wave, instrument and field as {@link #what} writes them
 */
public record Associated(String circle, String what) {

  /**
   * @param event the journal's name of the event, e.g. {@code survey.SurveyRecorded}
   * @param wave of the answers; empty where there is none
   * @param instrument of the answers; empty where there is none
   * @param field name of the event's component that holds the sealed bytes, e.g. {@code answers}
   */
  public static String what(String event, String wave, String instrument, String field) {
    return event + '\n' + wave + '\n' + instrument + '\n' + field;
  }

  byte[] bytes() {
    return ("seal/v1\n" + circle + '\n' + what).getBytes(StandardCharsets.UTF_8);
  }
}
