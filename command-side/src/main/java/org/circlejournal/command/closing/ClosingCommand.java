package org.circlejournal.command.closing;

import static org.circlejournal.command.Refusal.*;

import org.circlejournal.command.Command;
import org.circlejournal.command.Form;
import org.circlejournal.command.Refuses;
import org.circlejournal.events.closing.ClosingEvent.Question;
import org.circlejournal.events.closing.ClosingEvent.Ripple;

/** Commands of the closing room. */
public sealed interface ClosingCommand extends Command {

  /**
   * Goes into the box; a later answer to the same question replaces the earlier one.
   *
   * @param text 1 to 2,000 characters
   */
  @Refuses({WAVE_UNKNOWN, NOT_A_MEMBER, CIRCLE_SEALED, WAVE_CLOSED})
  record RecordReflection(Question question, String text) implements ClosingCommand {
    public RecordReflection {
      Form.text("text", text, 2_000);
    }
  }

  @Refuses({NOT_A_MEMBER, CIRCLE_SEALED, AT_OUT_OF_ORDER})
  record NoteRipple(Ripple ripple) implements ClosingCommand {}
}
