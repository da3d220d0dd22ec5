package org.circlejournal.events.closing;

import org.circlejournal.events.closing.ClosingEvent.Question;
import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.Padding;
import org.circlejournal.events.survey.SurveyCode;

/**
 * Somebody's answer to a closing question: as a ballot in the box, and then sealed inside {@link
 * ReflectionRecorded}. The bytes are the same, padded to a bucket.
 */
public record ClosingWords(SurveyCode code, Question question, String text) {

  /** What the words are sealed for, beside their circle. */
  public static String associated(Question question) {
    String event = EventNames.nameOf(ReflectionRecorded.class);
    return Associated.what(event, "", "", "text/" + Json.kebab(question));
  }

  /** Code, question and text, a line feed after each of the first two. */
  public byte[] bytes() {
    return Padding.text(code.value() + '\n' + Json.kebab(question) + '\n' + text);
  }

  /**
   * @throws IllegalArgumentException when the bytes are not those of closing words
   */
  public static ClosingWords of(byte[] bytes) {
    String[] parts = Padding.text(bytes).split("\n", 3);
    for (Question question : Question.values()) {
      if (parts.length == 3 && parts[1].equals(Json.kebab(question))) {
        return new ClosingWords(new SurveyCode(parts[0]), question, parts[2]);
      }
    }
    throw new IllegalArgumentException("no closing words: " + bytes.length + " bytes");
  }

  /** Names nobody and tells nothing. */
  @Override
  public String toString() {
    return "ClosingWords[" + question + "]";
  }
}
