package org.circlejournal.query.door;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.circlejournal.query.World.Running;

/** A connection to a stream of events, read when somebody waits for something. */
final class Listening implements AutoCloseable {
  /** Less than the minute for which tokens are remembered. */
  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private static final Pattern ID = Pattern.compile("id: (\\S+)");

  private final Socket socket = new Socket();
  private final StringBuilder text = new StringBuilder();

  /**
   * @param lastId empty for none
   * @param buffer bytes that the system keeps for it; 0 for what is usual
   */
  Listening(Running query, String path, String token, String lastId, int buffer)
      throws IOException {
    this(
        query,
        path,
        buffer,
        "Authorization: Bearer "
            + token
            + (lastId.isEmpty() ? "" : "\r\nLast-Event-ID: " + lastId));
  }

  private Listening(Running query, String path, int buffer, String headers) throws IOException {
    if (buffer > 0) {
      socket.setReceiveBufferSize(buffer);
    }
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), query.port()));
    String request = "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n".formatted(path, headers);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** As a page does it. */
  static Listening withCookie(Running query, String path, String cookie) throws IOException {
    return new Listening(query, path, 0, "Cookie: " + cookie);
  }

  /** Reads until this has come, after whatever was waited for before. */
  void until(String what) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (text.indexOf(what) < 0) {
      if (System.nanoTime() > deadline) { // heartbeats go on
        throw new IOException(what + " did not come:\n" + text);
      }
      if (!more()) {
        throw new IOException("ended before " + what + " came:\n" + text);
      }
    }
  }

  /** Reads until the other side says that nothing more comes, and not only breaks off. */
  void untilEnd() throws IOException {
    until("\r\n0\r\n\r\n");
  }

  /** Reads until so many heartbeats came, each between events. */
  void untilBeats(int number) throws IOException {
    while (beats() < number) {
      if (!more()) {
        throw new IOException("ended before it beat:\n" + text);
      }
    }
  }

  int beats() {
    return text.toString().split("\n:\n\n", -1).length - 1;
  }

  private boolean more() throws IOException {
    InputStream in = socket.getInputStream();
    byte[] some = new byte[4096];
    int n = in.read(some);
    if (n > 0) {
      text.append(new String(some, 0, n, StandardCharsets.UTF_8));
    }
    return n >= 0;
  }

  String text() {
    return text.toString();
  }

  String lastId() {
    String last = "";
    for (Matcher ids = ID.matcher(text); ids.find(); ) {
      last = ids.group(1);
    }
    return last;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
