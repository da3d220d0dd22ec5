package org.circlejournal.events.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.axonframework.axonserver.connector.AxonServerConfiguration;
import org.junit.jupiter.api.Test;

/** What is set of the connection to Axon Server is what Axon is told. */
class AxonServerTlsTest {

  @Test
  void tls_token_and_certificate_are_handed_over() {
    AxonServerConfiguration told =
        JournalOnAxonServer.configuration(
            new JournalSettings.AxonServer(
                "a:8124,b:8124", "secret", "query-side", true, Path.of("ca.pem")));
    assertThat(told.isSslEnabled()).isTrue();
    assertThat(told.getCertFile()).isEqualTo("ca.pem");
    assertThat(told.getToken()).isEqualTo("secret");
    assertThat(told.getServers()).isEqualTo("a:8124,b:8124");
  }

  @Test
  void without_a_certificate_those_count_that_java_trusts() {
    AxonServerConfiguration told =
        JournalOnAxonServer.configuration(
            new JournalSettings.AxonServer("a:8124", null, "query-side", true, null));
    assertThat(told.isSslEnabled()).isTrue();
    assertThat(told.getCertFile()).isNull();
  }

  @Test
  void tls_is_off_unless_it_is_set() {
    AxonServerConfiguration told =
        JournalOnAxonServer.configuration(
            new JournalSettings.AxonServer("a:8124", null, "query-side", false, Path.of("ca.pem")));
    assertThat(told.isSslEnabled()).isFalse();
    assertThat(told.getCertFile()).isNull();
  }
}
