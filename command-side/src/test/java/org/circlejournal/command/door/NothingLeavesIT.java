package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.circlejournal.command.CommandSide;
import org.circlejournal.events.TestPostgres;
import org.junit.jupiter.api.Test;

/**
 * The application is started in a JVM whose every way to another machine leads into a trap: HTTP
 * and HTTPS proxies, and SOCKS for plain sockets.
 */
class NothingLeavesIT {

  /** Listens, counts and hangs up. */
  private static final class Trap implements AutoCloseable {
    private final ServerSocket socket;
    private final AtomicInteger caught = new AtomicInteger();

    Trap() throws IOException {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(this::run, "trap");
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      while (!socket.isClosed()) {
        try (Socket caller = socket.accept()) {
          caught.addAndGet(caller.isConnected() ? 1 : 0);
        } catch (IOException e) {
          assertThat(socket.isClosed()).isTrue();
        }
      }
    }

    List<String> options() {
      String port = String.valueOf(socket.getLocalPort());
      return List.of(
          "-Dhttp.proxyHost=127.0.0.1",
          "-Dhttp.proxyPort=" + port,
          "-Dhttps.proxyHost=127.0.0.1",
          "-Dhttps.proxyPort=" + port,
          "-DsocksProxyHost=127.0.0.1",
          "-DsocksProxyPort=" + port,
          "-Daxoniq.update-checker.disabled=false");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void the_trap_catches_axons_update_checker() throws IOException {
    try (Trap trap = new Trap();
        Fork fork = Fork.of(UpdateCheckerOn.class, trap.options(), List.of())) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(trap.caught).as(fork.output()).hasPositiveValue());
    }
  }

  @Test
  void the_command_side_stays_on_its_machine() throws IOException {
    int port = Fork.freePort();
    Path secrets = Files.createTempDirectory("secrets");
    try (Trap trap = new Trap();
        Fork fork =
            Fork.of(
                CommandSide.class,
                trap.options(),
                List.of(
                    "--server.port=" + port,
                    "--circle.postgres.url=" + TestPostgres.database().url(),
                    "--circle.postgres.user=postgres",
                    "--circle.secrets=" + secrets,
                    "--circle.data=" + secrets))) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(App.healthy(port)).as(fork.output()).isTrue());
      await()
          .during(Duration.ofSeconds(3)) // the checker calls one second after the start
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(trap.caught).hasValue(0));
      assertThat(fork.alive()).isTrue();
    }
  }
}
