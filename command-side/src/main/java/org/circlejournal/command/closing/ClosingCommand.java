package org.circlejournal.command.closing;

import org.circlejournal.command.Command;
import org.circlejournal.events.closing.ClosingEvent.Question;
import org.circlejournal.events.closing.ClosingEvent.Ripple;

/** Commands of the closing room. */
public sealed interface ClosingCommand extends Command {

  record RecordReflection(Question question, String text) implements ClosingCommand {}

  record NoteRipple(Ripple ripple) implements ClosingCommand {}
}
