package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import org.axonframework.config.Configuration;
import org.axonframework.updates.UpdateChecker;
import org.axonframework.updates.UpdateCheckerHttpClient;
import org.axonframework.updates.configuration.UsagePropertyProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Axon reports usage to its maker one second after start. Here its maker is a socket of ours, and
 * Axon is told that this is no test, because in tests it keeps quiet by itself.
 */
class UpdateCheckerTest {

  private static final String NO_TEST = "axoniq.usage.force-test-environment";
  private static final String URL = "axoniq.usage.url";
  private static final String DISABLED = "axoniq.update-checker.disabled";

  private final ServerSocket maker = open();
  private final String home = System.getProperty("user.home");

  /** Axon writes an identifier of the machine into the user's home. */
  @TempDir Path elsewhere;

  @BeforeEach
  void as_in_production() {
    System.setProperty(NO_TEST, "true");
    System.setProperty(URL, "http://127.0.0.1:" + maker.getLocalPort() + "/");
    System.setProperty("user.home", elsewhere.toString());
    System.clearProperty(DISABLED);
  }

  @AfterEach
  void restore() throws Exception {
    System.clearProperty(NO_TEST);
    System.clearProperty(URL);
    System.setProperty("user.home", home);
    Axon.silence();
    maker.close();
  }

  @Test
  void our_configurer_reports_nothing() throws Exception {
    Configuration configuration = Axon.configurer().start();
    assertThat(configuration.getComponent(UpdateChecker.class)).isNull();
    assertThat(somebodyCalls(1_500)).isFalse();
    configuration.shutdown();
  }

  /** Also for a configurer that finds its modules by itself, the update checker among them. */
  @Test
  void silenced_every_configurer_reports_nothing() throws Exception {
    Axon.silence();
    assertThat(UsagePropertyProvider.create().getDisabled()).isTrue();
    UpdateChecker checker = checker();
    checker.start();
    assertThat(somebodyCalls(1_500)).isFalse();
    checker.stop();
  }

  /** That the tests above can fail: unsilenced, somebody calls. */
  @Test
  void unsilenced_axon_calls_its_maker() throws Exception {
    UpdateChecker checker = checker();
    checker.start();
    assertThat(somebodyCalls(10_000)).isTrue();
    checker.stop();
  }

  private static UpdateChecker checker() {
    UsagePropertyProvider properties = UsagePropertyProvider.create();
    return new UpdateChecker(
        new UpdateCheckerHttpClient(properties), (request, response) -> {}, properties);
  }

  private boolean somebodyCalls(int millis) throws Exception {
    maker.setSoTimeout(millis);
    try {
      maker.accept().close();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  private static ServerSocket open() {
    try {
      return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
