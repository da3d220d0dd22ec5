package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.axonframework.eventhandling.DomainEventMessage;
import org.circlejournal.command.door.App.Answered;
import org.circlejournal.command.vault.Idempotency;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.session.SessionEvent.FrameSlipNamed;
import org.junit.jupiter.api.Test;

/** What is done once, though it is asked for at the same moment, or a crash came between. */
class OnceIT {

  private static final long DAY = 24 * 60;
  private static final int AT_ONCE = 12;
  private static final String SLIP = "{'session':1,'kind':'advice'}";

  private final App app = App.shared();

  @Test
  void requests_under_one_key_at_the_same_moment_are_carried_out_once() throws Exception {
    Story story = new Story(app, 1).session(1, DAY, 1).written();
    for (int round = 1; round <= 5; round++) {
      List<String> key = List.of("Idempotency-Key", "round-" + round);
      List<Answered> answers =
          atOnce(() -> app.post(story.path() + "/name-frame-slip", story.token(1), SLIP, key));
      Answered again = app.post(story.path() + "/name-frame-slip", story.token(1), SLIP, key);
      assertThat(again.status()).as(again.toString()).isEqualTo(200);
      for (Answered answer : answers) {
        if (answer.status() == 200) {
          assertThat(answer.toString()).isEqualTo(again.toString());
        } else {
          assertThat(answer.code()).as(answer.toString()).isEqualTo("concurrent-write");
          assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
      }
      assertThat(slips(story)).hasSize(round);
    }
  }

  @Test
  void a_claim_whose_events_are_in_the_journal_is_answered_and_not_done_again() throws Exception {
    Story story = new Story(app, 1).session(1, DAY, 1).written();
    Answered first = slip(story);
    Object command = slips(story).get(0).getMetaData().get(Idempotency.CORRELATION);
    leaveClaim(story, String.valueOf(command), "0 seconds");
    assertThat(slip(story).toString()).isEqualTo(first.toString());
    assertThat(slips(story)).hasSize(1);
  }

  @Test
  void a_claim_whose_events_never_came_is_done_anew_when_they_cannot_come_any_more()
      throws Exception {
    Story story = new Story(app, 1).session(1, DAY, 1).written();
    slip(story);
    leaveClaim(story, "never-appended", "0 seconds");
    assertThat(slip(story).code()).isEqualTo("concurrent-write");
    assertThat(slips(story)).hasSize(1);
    leaveClaim(story, "never-appended", "2 minutes");
    Answered anew = slip(story);
    assertThat(anew.status()).as(anew.toString()).isEqualTo(200);
    assertThat(slip(story).toString()).isEqualTo(anew.toString());
    assertThat(slips(story)).hasSize(2);
  }

  @Test
  void of_two_who_found_with_one_token_at_the_same_moment_one_is_told_that_it_is_taken()
      throws Exception {
    for (int round = 0; round < 5; round++) {
      String found =
          "{'name':'RACE','workplace':'CLINIC-A','timeZone':'UTC','firstMeeting':'2026-01-12T17:00',"
              + "'capacity':12,'frameVersion':'1','memberToken':'%s'}"
                  .formatted("R".repeat(41) + (char) ('a' + round) + "A");
      List<Answered> answers = atOnce(() -> app.post("/circles", null, found));
      assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
      assertThat(answers)
          .filteredOn(answer -> answer.status() != 201)
          .hasSize(AT_ONCE - 1)
          .allSatisfy(
              answer -> {
                assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
                assertThat(answer.code()).isEqualTo("invalid-value");
                assertThat(answer.json().path("fields")).hasToString("[\"memberToken\"]");
              });
    }
  }

  private Answered slip(Story story) {
    String path = story.path() + "/name-frame-slip";
    return app.post(path, story.token(1), SLIP, List.of("Idempotency-Key", "crash"));
  }

  /** As a crash between the record and its events leaves it. */
  private void leaveClaim(Story story, String command, String age) throws SQLException {
    String sql =
        "UPDATE vault.idempotency SET stream = ?, command = ?, claimed_at = now() - ?::interval"
            + " WHERE answer LIKE ?";
    try (Connection connection = app.database().dataSource().getConnection();
        PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, story.id());
      update.setString(2, command);
      update.setString(3, age);
      update.setString(4, "%" + story.id() + "%");
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  private List<? extends DomainEventMessage<?>> slips(Story story) {
    return app.bean(Journal.class)
        .readStream(story.id(), 0)
        .asStream()
        .filter(event -> event.getPayload() instanceof FrameSlipNamed)
        .toList();
  }

  private static List<Answered> atOnce(Callable<Answered> request) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Answered> answers = new ArrayList<>();
      List<Callable<Answered>> requests = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        requests.add(request);
      }
      for (Future<Answered> each : threads.invokeAll(requests)) {
        answers.add(each.get());
      }
      return answers;
    } finally {
      threads.shutdown();
    }
  }
}
