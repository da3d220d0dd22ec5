package org.circlejournal.command.door;

import org.axonframework.updates.LoggingUpdateCheckerReporter;
import org.axonframework.updates.UpdateChecker;
import org.axonframework.updates.UpdateCheckerHttpClient;
import org.axonframework.updates.configuration.UsagePropertyProvider;

/** What Axon would do by itself: shows that the trap of {@link NothingLeavesIT} catches it. */
final class UpdateCheckerOn {

  private UpdateCheckerOn() {}

  public static void main(String[] args) {
    UsagePropertyProvider properties = UsagePropertyProvider.create();
    new UpdateChecker(
            new UpdateCheckerHttpClient(properties), new LoggingUpdateCheckerReporter(), properties)
        .start();
  }
}
