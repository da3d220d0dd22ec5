package org.circlejournal.query.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.research.archive.Exports;

/** What a researcher says of the study whose micro-data are asked for, and what for. */
final class StudyBody {

  static final String STUDY = "study";
  static final String LANE = "lane";
  static final String PURPOSE = "purpose";
  static final String QUOTE = "quote";
  static final String RARE = "rare";
  static final Set<String> FIELDS = Set.of(STUDY, LANE, PURPOSE, QUOTE, RARE);

  private static final int LEAST_PURPOSE = 10;
  private static final int MOST_PURPOSE = 1_000;

  private StudyBody() {}

  /**
   * @throws Refused {@code missing-field} or {@code invalid-value}
   */
  static Exports.Order order(ObjectNode body, Bearer bearer) {
    return order(body, lane(text(body, LANE)), bearer);
  }

  /** The same, where the lane is known. */
  static Exports.Order order(ObjectNode body, DataLane lane, Bearer bearer) {
    String study = text(body, STUDY);
    if (!study.matches("[A-Za-z0-9][A-Za-z0-9-]{1,39}")) {
      throw Question.invalid(STUDY, "expected: a code of 2 to 40 letters, digits and hyphens");
    }
    String purpose = text(body, PURPOSE).strip();
    if (purpose.length() < LEAST_PURPOSE || purpose.length() > MOST_PURPOSE) {
      throw Question.invalid(PURPOSE, "expected: 10 to 1000 characters that say what for");
    }
    boolean quote = flag(body, QUOTE);
    if (quote && lane == DataLane.PARTICIPATION) {
      throw Question.invalid(QUOTE, "words are by survey code: in no study of participation");
    }
    return new Exports.Order(
        study, lane, purpose, quote, flag(body, RARE), bearer.workplaces(), bearer.name());
  }

  static String text(ObjectNode body, String field) {
    if (!body.hasNonNull(field)) {
      throw JsonBody.missing(field);
    }
    if (!body.get(field).isTextual()) {
      throw Question.invalid(field, "expected: a text");
    }
    return body.get(field).textValue();
  }

  private static boolean flag(ObjectNode body, String field) {
    if (body.hasNonNull(field) && !body.get(field).isBoolean()) {
      throw Question.invalid(field, "expected: true or false");
    }
    return body.path(field).booleanValue();
  }

  static List<String> lanes() {
    return Arrays.stream(DataLane.values()).map(Json::kebab).toList();
  }

  private static DataLane lane(String text) {
    return Arrays.stream(DataLane.values())
        .filter(lane -> Json.kebab(lane).equals(text))
        .findFirst()
        .orElseThrow(() -> Question.invalid(LANE, "expected: " + String.join(", ", lanes())));
  }
}
