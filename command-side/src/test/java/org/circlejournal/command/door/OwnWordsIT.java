package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.journal.Journal;
import org.junit.jupiter.api.Test;

class OwnWordsIT {

  private static final long DAY = 24 * 60;

  private final App app = App.shared();

  @Test
  void own_closing_words_are_exported_while_they_rest_in_the_box() {
    Story story = endpoint(50 * DAY).written();
    story.done(1, "record-reflection", "{'question':'meaning','text':'first thought'}");
    story.done(1, "record-reflection", "{'question':'meaning','text':'mine'}");
    story.done(2, "record-reflection", "{'question':'change','text':'theirs'}");
    assertThat(recorded(story)).isZero();
    assertThat(words(story, 1)).isEqualTo("[{\"question\":\"meaning\",\"text\":\"mine\"}]");
    assertThat(words(story, 2)).isEqualTo("[{\"question\":\"change\",\"text\":\"theirs\"}]");
  }

  @Test
  void own_closing_words_are_exported_when_they_are_in_the_journal() {
    Story story =
        endpoint(20 * DAY)
            .line(2 * DAY, 1, "record-reflection", "'question':'change','text':'mine'")
            .line(2 * DAY, 2, "record-reflection", "'question':'change','text':'theirs'")
            .session(1, 21 * DAY, 1) // what is due happens first
            .written();
    assertThat(recorded(story)).isEqualTo(2);
    assertThat(words(story, 1)).isEqualTo("[{\"question\":\"change\",\"text\":\"mine\"}]");
    assertThat(words(story, 2)).isEqualTo("[{\"question\":\"change\",\"text\":\"theirs\"}]");
  }

  private Story endpoint(long closes) {
    Story story = new Story(app, 2);
    return story.line(
        DAY,
        1,
        "open-survey-wave",
        "'wave':'endpoint','instruments':['cbi'],'closesAt':'" + story.at(closes) + "'");
  }

  private String words(Story story, int member) {
    return app.get(story.path() + "/me/export", story.token(member))
        .json()
        .path("closingWords")
        .toString();
  }

  private long recorded(Story story) {
    return app.bean(Journal.class)
        .readStream(story.id(), 0)
        .asStream()
        .filter(event -> event.getPayload() instanceof ReflectionRecorded)
        .count();
  }
}
