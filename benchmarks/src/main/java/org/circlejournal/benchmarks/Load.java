package org.circlejournal.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Requests over kept-alive HTTP/1.1 connections, one thread each, as cheap for the machine as they
 * can be: on two cores the load is part of what is measured.
 */
final class Load {

  private Load() {}

  /** What one connection sends next; called by its own thread only. */
  @FunctionalInterface
  interface Requests {
    Request next();
  }

  /**
   * @param bytes a whole HTTP/1.1 request
   * @param status the status that counts as success
   */
  @SuppressWarnings("ArrayRecordComponent") // sent and never compared
  record Request(byte[] bytes, int status) {}

  /**
   * @param perSecond successful answers per second
   * @param p50 median time of an answer, milliseconds
   * @param p99 in milliseconds; with a given rate, from when the request was due
   */
  record Result(double perSecond, double p50, double p99) {}

  /** As fast as the connections go. */
  static Result closed(int port, int connections, double seconds, Iterable<Requests> requests)
      throws InterruptedException {
    return run(port, connections, seconds, 0, requests);
  }

  /** At a given rate over all connections; a late answer does not slow the next request's due. */
  static Result atRate(
      int port, int connections, double seconds, double perSecond, Iterable<Requests> requests)
      throws InterruptedException {
    return run(port, connections, seconds, perSecond, requests);
  }

  private static Result run(
      int port, int connections, double seconds, double rate, Iterable<Requests> requests)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
      long end = start + (long) (seconds * 1e9);
      long pause = rate == 0 ? 0 : (long) (connections * 1e9 / rate);
      List<Future<Histogram>> lanes = new ArrayList<>();
      for (Requests lane : requests) {
        long offset = pause * lanes.size() / connections;
        lanes.add(threads.submit(() -> lane(port, start + offset, end, pause, lane)));
      }
      Histogram all = new Histogram(3);
      for (Future<Histogram> lane : lanes) {
        all.add(lane.get());
      }
      return new Result(
          all.getTotalCount() / seconds,
          all.getValueAtPercentile(50) / 1e6,
          all.getValueAtPercentile(99) / 1e6);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a connection failed: " + e.getCause(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static Histogram lane(int port, long start, long end, long pause, Requests requests)
      throws IOException {
    Histogram times = new Histogram(3);
    try (Connection connection = new Connection(port)) {
      long due = start;
      while (due < end) {
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        Request request = requests.next();
        int status = connection.send(request.bytes());
        if (status != request.status()) {
          throw new IOException(
              "status " + status + " (expected: " + request.status() + "): " + connection.body());
        }
        long now = System.nanoTime();
        times.recordValue(Math.max(0, now - due));
        due = pause == 0 ? now : due + pause;
      }
    }
    return times;
  }

  /** One kept-alive connection. */
  static final class Connection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final OutputStream out;
    private final InputStream in;
    private byte[] body = new byte[0];
    private final StringBuilder line = new StringBuilder(128);

    Connection(int port) throws IOException {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      out = socket.getOutputStream();
      in = new BufferedInputStream(socket.getInputStream(), 16_384);
    }

    /** Sends a request, reads the whole answer, and returns its status. */
    int send(byte[] request) throws IOException {
      out.write(request);
      int status = Integer.parseInt(readLine().substring(9, 12));
      int length = 0;
      boolean chunked = false;
      for (String header = readLine(); !header.isEmpty(); header = readLine()) {
        String lower = header.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring(15).strip());
        } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
          chunked = true;
        }
      }
      body = chunked ? readChunks() : in.readNBytes(status == 304 ? 0 : length);
      return status;
    }

    String body() {
      return new String(body, StandardCharsets.UTF_8);
    }

    private byte[] readChunks() throws IOException {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (true) {
        int size = Integer.parseInt(readLine().strip(), 16);
        all.write(in.readNBytes(size));
        readLine();
        if (size == 0) {
          return all.toByteArray();
        }
      }
    }

    private String readLine() throws IOException {
      line.setLength(0);
      while (true) {
        int c = in.read();
        if (c < 0) {
          throw new IOException("the server closed the connection");
        }
        if (c == '\n') {
          return line.toString();
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /**
   * A whole request.
   *
   * @param headers lines with their ends; empty for none
   */
  static byte[] request(String method, String path, String headers, String body) {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + headers
            + (method.equals("GET")
                ? ""
                : "Content-Type: application/json\r\nContent-Length: " + content.length + "\r\n")
            + "\r\n";
    return (head + body).getBytes(StandardCharsets.UTF_8);
  }
}
