package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.axonframework.serialization.SerializedObject;
import org.circlejournal.command.Actor;
import org.circlejournal.command.Answer;
import org.circlejournal.command.Command;
import org.circlejournal.command.Order;
import org.circlejournal.command.circle.CircleCommand.LeaveCircle;
import org.circlejournal.command.session.SessionCommand.Attendee;
import org.circlejournal.command.session.SessionCommand.WriteUpSession;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.JournalSerializer;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.Presence;
import org.junit.jupiter.api.Test;

/** What goes from node to node over Axon Server arrives as it was sent. */
class TravelTest {

  private static final JournalSerializer MESSAGES = Circles.messages();

  private static Object travelled(Object sent) {
    SerializedObject<byte[]> bytes = MESSAGES.serialize(sent, byte[].class);
    return Objects.requireNonNull(MESSAGES.deserialize(bytes));
  }

  private static Order order(Command command) {
    Instant now = Instant.parse("2026-02-09T18:00:00Z");
    Actor actor = new Actor(Role.MEMBER, new MemberId("m-a"), null);
    return new Order(new CircleId("c"), actor, now, now, command, null);
  }

  @Test
  void orders_keep_their_command() {
    Order leave = order(new LeaveCircle());
    Order writeUp =
        order(
            new WriteUpSession(
                3,
                Instant.parse("2026-02-09T16:00:00Z"),
                List.of(new Attendee(new MemberId("m-a"), Presence.REMOTE)),
                null,
                Map.of(Phase.STILLNESS, 10),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null));
    assertThat(travelled(leave)).isEqualTo(leave);
    assertThat(travelled(writeUp)).isEqualTo(writeUp);
  }

  @Test
  void answers_come_back() {
    Answer answer =
        new Answer(new CircleId("c"), 7, List.of("circle.MemberLeft"), null, null, null, null);
    assertThat(travelled(answer)).isEqualTo(answer);
  }
}
