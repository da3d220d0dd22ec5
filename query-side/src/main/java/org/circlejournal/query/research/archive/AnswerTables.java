package org.circlejournal.query.research.archive;

import static org.circlejournal.query.research.archive.Column.BOOLEAN;
import static org.circlejournal.query.research.archive.Column.DOUBLE;
import static org.circlejournal.query.research.archive.Column.INTEGER;
import static org.circlejournal.query.research.archive.Column.TEXT;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.closing.ClosingEvent.Question;
import org.circlejournal.events.consent.ConsentEvent.DataLane;
import org.circlejournal.events.journal.Json;
import org.circlejournal.query.research.archive.Column.Kind;

/** What was sealed in the journal, by survey code. */
final class AnswerTables {

  private static final Set<DataLane> LANES = Set.of(DataLane.ANSWERS, DataLane.LINKED);
  private static final Column CIRCLE = Column.of("circle", Kind.CIRCLE, "pseudonym of the circle");
  private static final Column CODE = Column.of("code", Kind.CODE, "pseudonym of the person");
  private static final Column WAVE = Column.of("wave", TEXT, "the round of questionnaires");
  private static final Column INSTRUMENT = Column.of("instrument", TEXT, "the questionnaire");

  private static final Column DAY =
      Column.of("day", INTEGER, "when the round ended: days since the circle was founded")
          .in("days");

  static final EventTable ANSWERS =
      new EventTable(
          "answers",
          LANES,
          List.of(
              CIRCLE,
              CODE,
              WAVE,
              DAY,
              INSTRUMENT,
              Column.of("item", TEXT, "the item, as the instrument's key names it"),
              Column.of("value", INTEGER, "the option that was chosen, as it was answered")),
          "Answers to questionnaires, one row for each item that was answered.");

  static final EventTable SCORES =
      new EventTable(
          "scores",
          LANES,
          List.of(
              CIRCLE,
              CODE,
              WAVE,
              DAY,
              INSTRUMENT,
              Column.of("fingerprint", TEXT, "SHA-256 of the key by which it was scored"),
              Column.of("scale", TEXT, "the scale"),
              Column.of("mean", DOUBLE, "mean of the answered items, after reversing"),
              Column.of("sum", DOUBLE, "mean times number of items; empty where not in use"),
              Column.of("answered", INTEGER, "items of the scale that were answered").in("items"),
              Column.of("prorated", BOOLEAN, "whether it rests on fewer than all items")),
          "Scores of scales; empty where too few items were answered.");

  static final EventTable WORDS =
      new EventTable(
          "closing_words",
          LANES,
          List.of(
              CIRCLE,
              CODE,
              DAY,
              Column.of("question", TEXT, "which of the three questions")
                  .oneOf(Arrays.stream(Question.values()).map(Json::kebab).toList()),
              Column.of("text", TEXT, "the words; only of people who may be quoted")),
          "Answers to the closing questions, of people who may be quoted.");

  static final List<EventTable> ALL = List.of(ANSWERS, SCORES, WORDS);

  private AnswerTables() {}
}
