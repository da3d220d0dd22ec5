package org.circlejournal.command.door;

import org.circlejournal.events.WrongFile;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Has a start that ends at a file of the operator say which, and where, instead of a trace. */
final class WrongFiles extends AbstractFailureAnalyzer<WrongFile> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, WrongFile cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Correct the file or take it away, and start again.",
        cause);
  }
}
