package org.circlejournal.query.door;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * All open streams of server-sent events, whatever they tell. One thread looks at what happened and
 * writes to all of them, without waiting for any.
 */
final class Streams implements SmartLifecycle {

  static final String LAST_ID = "Last-Event-ID";

  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * How many, and how often.
   *
   * @param most open at once; more are told to come again
   * @param heartbeat proxies close what is silent for a minute, some for half of it
   * @param recheck after so long it is asked again whether a reader may still read
   */
  record Limits(int most, Duration heartbeat, Duration recheck) {
    static final Limits USUAL = new Limits(2_000, Duration.ofSeconds(15), Duration.ofMinutes(1));
  }

  /** Looks by itself at what its streams are to be told. */
  @FunctionalInterface
  interface Looking {
    /**
     * @param missed whether something before could not be told, and nobody else will
     */
    void look(boolean missed);
  }

  private final Audience audience;
  private final Limits limits;
  private final Semaphore places;
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();
  private final List<Looking> looking = new ArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private final Thread thread = new Thread(this::run, "streams");
  private volatile boolean running;

  Streams(Audience audience, Limits limits) {
    this.audience = audience;
    this.limits = limits;
    this.places = new Semaphore(limits.most());
    thread.setDaemon(true);
  }

  /** From the start on, by the one thread. */
  void eachSecond(Looking one) {
    looking.add(one);
  }

  /** The one thread does this as soon as it can; what is equal to something that waits, once. */
  void soon(Collection<? extends Runnable> what) {
    lock.lock();
    try {
      waiting.addAll(what);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Opens a stream; who may read it was asked before.
   *
   * @throws Refused {@code too-many-requests}
   */
  void open(
      Bearer bearer,
      HttpServletRequest request,
      HttpServletResponse response,
      Function<Stream.Reader, Stream> making)
      throws IOException {
    if (!running || !places.tryAcquire()) {
      throw new Refused(QueryRefusal.TOO_MANY_REQUESTS);
    }
    boolean begins = false;
    try {
      response.setContentType("text/event-stream;charset=UTF-8");
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("Vary", "Authorization, Cookie");
      response.setHeader("X-Accel-Buffering", "no"); // a proxy must not hold events back
      if (request.getMethod().equals("HEAD")) {
        return;
      }
      AsyncContext context = request.startAsync();
      context.setTimeout(0);
      ServletOutputStream out = response.getOutputStream();
      Stream stream = making.apply(new Stream.Reader(bearer, request, context, out));
      context.addListener(stream);
      begins = true;
      out.setWriteListener(stream);
    } finally {
      if (!begins) {
        places.release();
      }
    }
  }

  /** Called when a stream can be written to for the first time. */
  void begin(Stream stream) {
    open.add(stream);
    stream.begun();
    if (running) {
      soon(List.of((Runnable) stream::greet));
    } else {
      stream.end(); // whoever ended all others did not see this one
    }
  }

  /** Called once for each stream that was opened. */
  void forget(Stream stream) {
    open.remove(stream);
    stream.gone();
    places.release();
  }

  /** How many are open. */
  int count() {
    return limits.most() - places.availablePermits();
  }

  // --- the one thread -------------------------------------------------------------------------

  private void run() {
    long ticked = System.nanoTime();
    long beaten = ticked;
    boolean missed = false;
    while (running) {
      try {
        take(ticked + TICK_NANOS).forEach(Runnable::run);
        long now = System.nanoTime();
        if (now - ticked < TICK_NANOS) {
          continue;
        }
        ticked = now;
        if (now - beaten >= limits.heartbeat().toNanos()) {
          beaten = now;
          open.forEach(Stream::beat);
        }
        for (Looking one : looking) {
          one.look(missed);
        }
        missed = false;
        open.forEach(stream -> recheck(stream, now));
      } catch (RuntimeException e) {
        LOG.warn("streams could not be told, and will be: {}", Traces.of(e));
        missed = true; // at the next tick all of them are
      }
    }
  }

  private List<Runnable> take(long until) {
    lock.lock();
    try {
      long left = until - System.nanoTime();
      while (waiting.isEmpty() && running && left > 0) {
        left = work.awaitNanos(left);
      }
      List<Runnable> all = List.copyOf(waiting);
      waiting.clear();
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  /** A token that was withdrawn, or a session that ended, ends its streams. */
  private void recheck(Stream stream, long now) {
    if (!stream.isDue(now, limits.recheck().toNanos())) {
      return;
    }
    if (mayStillRead(stream)) {
      stream.checked(now);
    } else {
      stream.end();
    }
  }

  private boolean mayStillRead(Stream stream) {
    try {
      return audience.again(stream.request()).equals(stream.bearer());
    } catch (Refused e) {
      return e.refusal() != QueryRefusal.TOKEN_INVALID && e.refusal() != QueryRefusal.TOKEN_MISSING;
    }
  }

  // --- begin and end --------------------------------------------------------------------------

  @Override
  public void start() {
    running = true;
    thread.start();
  }

  /** Before the server waits for the requests under way: these would never end. */
  @Override
  public void stop() {
    running = false;
    soon(List.of());
    open.forEach(Stream::end);
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
