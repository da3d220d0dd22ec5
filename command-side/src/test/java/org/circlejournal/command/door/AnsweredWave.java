package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.survey.SurveyEvent.SurveyWaveClosed;
import org.circlejournal.events.survey.Wave;

/** A circle of eight whose baseline was answered by all in both questionnaires. */
final class AnsweredWave {

  static final int MEMBERS = 8;
  private static final List<String> INSTRUMENTS = List.of("cbi", "olbi");

  private final Story story;

  /**
   * @param app its clock must be between the founding, forty days ago, and the end
   */
  AnsweredWave(App app, Instant closesAt) {
    story = new Story(app, MEMBERS).written();
    story.done(
        1,
        "open-survey-wave",
        "{'wave':'baseline','instruments':['cbi','olbi'],'closesAt':'" + closesAt + "'}");
    for (String instrument : INSTRUMENTS) {
      String item = Instruments.shipped().byId(instrument).orElseThrow().itemIds().get(0);
      for (int member = 1; member <= MEMBERS; member++) {
        story.done(
            member,
            "record-survey",
            "{'wave':'baseline','instrument':'%s','answers':{'%s':%d},"
                    .formatted(instrument, item, instrument.equals("cbi") ? 75 : 1)
                + "'choices':{'surveys':true,'researchAnswers':false,'quote':false},'notice':%s}"
                    .formatted(story.notice("answers")));
      }
    }
  }

  /** A time in the past at which such a wave can be answered, and one at which it ends. */
  static Instant answering() {
    return Instant.now().minus(Duration.ofDays(30));
  }

  static Instant ending() {
    return Instant.now().minus(Duration.ofDays(20));
  }

  String id() {
    return story.id();
  }

  Story story() {
    return story;
  }

  boolean isClosed(App app) {
    return closes(app) > 0;
  }

  private long closes(App app) {
    return events(app).stream().filter(SurveyWaveClosed.class::isInstance).count();
  }

  List<JournalEvent> events(App app) {
    return app.bean(Journal.class)
        .readStream(id(), 0)
        .asStream()
        .map(event -> (JournalEvent) event.getPayload())
        .toList();
  }

  /** Once closed, one ballot of each code for each questionnaire, and nothing in the box. */
  void requireClosedOnce(App app) {
    assertThat(closes(app)).isOne();
    Unsealer unsealer = new Unsealer(app.bean(DataSource.class), app.bean(EpochKeys.class));
    Map<String, List<String>> codes = new HashMap<>();
    List<String> consents = new ArrayList<>();
    for (JournalEvent event : events(app)) {
      if (event instanceof SurveyRecorded e) {
        String what = AnswerSheet.associated(Wave.BASELINE, e.instrument());
        byte[] sheet = unsealer.open(e.answers(), new Associated(id(), what)).orElseThrow();
        codes
            .computeIfAbsent(e.instrument(), i -> new ArrayList<>())
            .add(AnswerSheet.of(sheet).code().value());
      } else if (event instanceof ConsentGiven e && e.lane() == Lane.CODE) {
        assertThat(e.purpose()).isEqualTo(Purpose.SURVEYS);
        consents.add(e.principal());
      }
    }
    assertThat(codes.keySet()).containsExactlyInAnyOrderElementsOf(INSTRUMENTS);
    assertThat(codes.values())
        .allSatisfy(each -> assertThat(each).hasSize(MEMBERS).doesNotHaveDuplicates());
    assertThat(codes.get("cbi")).containsExactlyInAnyOrderElementsOf(codes.get("olbi"));
    assertThat(consents).containsExactlyInAnyOrderElementsOf(codes.get("cbi"));
  }
}
