package org.circlejournal.command.door;

import java.util.List;
import org.circlejournal.command.Refusal;

/** A body that is not of the form its command asks for: 400, with the fields named. */
final class FormRefusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Refusal refusal;
  private final transient List<String> fields;

  /**
   * @param detail a sentence that repeats nothing of the body but names of fields
   */
  FormRefusal(Refusal refusal, List<String> fields, String detail) {
    super(detail, null, false, false);
    this.refusal = refusal;
    this.fields = List.copyOf(fields);
  }

  Refusal refusal() {
    return refusal;
  }

  /**
   * Paths like {@code notice.sha256} or {@code present[2].mode}; empty if it is all of the body.
   */
  List<String> fields() {
    return fields;
  }
}
