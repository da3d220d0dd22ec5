package org.circlejournal.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A measured application in a process and a folder of its own; all get the same JVM options. */
final class Server implements AutoCloseable {

  private static final long START_SECONDS = 120;

  private static final List<String> LIMITS =
      List.of(
          "TOKEN_PER_SECOND", "ADDRESS_PER_SECOND", "FAILURES_PER_MINUTE", "FOUNDINGS_PER_HOUR");

  private final Process process;
  private final Path folder;

  private Server(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /** Starts {@code benchmarks.jar serve WHAT …} and waits until each of its ports is healthy. */
  static Server start(String what, Path folder, List<String> arguments, int... ports)
      throws IOException {
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx2g");
    command.add("-XX:+UseParallelGC");
    if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
      command.addAll(List.of("-jar", classPath));
    } else {
      command.addAll(List.of("-cp", classPath, Benchmarks.class.getName()));
    }
    command.add("serve");
    command.add(what);
    command.addAll(arguments);
    Path log = folder.resolve("server.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // Limits count here as they do elsewhere, and let one address do what a benchmark does.
    LIMITS.forEach(limit -> builder.environment().put("CIRCLE_LIMITS_" + limit, "1000000000"));
    Process process = builder.start();
    Server server = new Server(process, folder);
    for (int port : ports) {
      server.awaitHealth(port, log);
    }
    return server;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  Path folder() {
    return folder;
  }

  private void awaitHealth(int port, Path log) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    byte[] request = Load.request("GET", "/actuator/health", "", "");
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw new IOException("the server ended:\n" + Files.readString(log));
      }
      if (healthy(port, request)) {
        return;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    throw new IOException("the server did not start:\n" + Files.readString(log));
  }

  private static boolean healthy(int port, byte[] request) {
    try (Load.Connection connection = new Load.Connection(port)) {
      return connection.send(request) == 200;
    } catch (IOException notYet) {
      // Refused until it listens: asked again by the caller.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
