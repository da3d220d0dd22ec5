package org.circlejournal.events.journal;

import org.axonframework.config.Configurer;
import org.axonframework.config.DefaultConfigurer;

/**
 * Axon without what it does by itself: its update checker, which reports usage to its maker at
 * start, and modules found on the class path, which would look for an Axon Server.
 */
public final class Axon {

  private Axon() {}

  /** A configurer to which everything is given explicitly. */
  public static Configurer configurer() {
    silence();
    return DefaultConfigurer.defaultConfiguration(false);
  }

  /**
   * Switches usage reporting off for whoever makes a configurer of its own. The system property
   * comes before environment and files in Axon's order.
   */
  public static void silence() {
    System.setProperty("axoniq.update-checker.disabled", "true");
  }
}
