package org.circlejournal.command;

import java.io.IOException;
import java.nio.file.Path;
import org.circlejournal.command.consent.Notices;
import org.circlejournal.events.WrongFile;
import org.circlejournal.events.survey.Instruments;

/** What lies on every desk: shipped, and joined by files of the operator. */
public record Papers(Notices notices, Instruments instruments) {

  /** What is shipped. */
  public static Papers shipped() {
    return new Papers(Notices.samples(), Instruments.shipped());
  }

  /**
   * @param data the operator's folder, whose {@code notices/} and {@code instruments/} are read now
   * @throws WrongFile naming the first file that cannot be used
   */
  public static Papers in(Path data) throws IOException {
    return new Papers(
        Notices.in(data.resolve("notices")), Instruments.in(data.resolve("instruments")));
  }
}
