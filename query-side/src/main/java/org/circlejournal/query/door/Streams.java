package org.circlejournal.query.door;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.circlejournal.events.access.Bearer;
import org.circlejournal.events.access.Traces;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.view.Moved;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * {@code GET /circles/{id}/stream}: tells open readers which views of their circle moved. One
 * thread looks at what moved and writes to all of them, without waiting for any.
 */
final class Streams implements SmartLifecycle {

  static final String NAME = "stream";

  private static final Logger LOG = LoggerFactory.getLogger(Streams.class);

  /** More are told to come again. */
  private static final int MOST = 2_000;

  private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long RECHECK_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Map<String, ReadModel> models = new LinkedHashMap<>();
  private final Pages pages;
  private final Audience audience;
  private final long heartbeatNanos;
  private final Semaphore places = new Semaphore(MOST);
  private final Map<CircleId, Set<Stream>> open = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final List<Stream> begun = new ArrayList<>();
  private final Set<Movement> moved = new LinkedHashSet<>();
  private final Thread thread = new Thread(this::run, "streams");
  private volatile boolean running;

  private record Movement(ReadModel model, CircleId circle) {}

  Streams(List<ReadModel> models, Pages pages, Audience audience, Duration heartbeat) {
    models.forEach(model -> this.models.put(model.view().name(), model));
    this.pages = pages;
    this.audience = audience;
    this.heartbeatNanos = heartbeat.toNanos();
    thread.setDaemon(true);
  }

  /** Opens a stream; who may know of the circle was asked before. */
  void open(
      Bearer bearer, CircleId circle, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean inside = Audience.isInside(bearer, circle);
    List<ReadModel> readable =
        models.values().stream()
            .filter(model -> inside || model.outsiders().contains(bearer.role()))
            .filter(model -> model.shown().stream().anyMatch(s -> s.inside() == inside))
            .toList();
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
      Stream stream =
          new Stream(
              this,
              circle,
              inside,
              readable,
              request.getHeader("Last-Event-ID"),
              request,
              context,
              out);
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
    open.compute(
        stream.circle(),
        (circle, all) -> {
          Set<Stream> streams = all == null ? ConcurrentHashMap.newKeySet() : all;
          streams.add(stream);
          return streams;
        });
    lock.lock();
    try {
      begun.add(stream);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Called once for each stream that was opened. */
  void forget(Stream stream) {
    open.computeIfPresent(
        stream.circle(),
        (circle, all) -> {
          all.remove(stream);
          return all.isEmpty() ? null : all;
        });
    places.release();
  }

  /** How many are open. */
  int count() {
    return MOST - places.availablePermits();
  }

  private void moved(Moved what) {
    ReadModel model = models.get(what.view());
    if (model == null) {
      return;
    }
    Collection<CircleId> circles =
        what.circle().equals(Moved.ALL) ? open.keySet() : List.of(what.circle());
    lock.lock();
    try {
      for (CircleId circle : circles) {
        if (open.containsKey(circle)) {
          moved.add(new Movement(model, circle));
        }
      }
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  // --- the one thread -------------------------------------------------------------------------

  private void run() {
    long ticked = System.nanoTime();
    long beaten = ticked;
    long listening = -1;
    while (running) {
      List<Stream> beginning = new ArrayList<>();
      List<Movement> movements = new ArrayList<>();
      take(beginning, movements, ticked + TICK_NANOS);
      try {
        beginning.forEach(this::greet);
        movements.forEach(this::tell);
        long now = System.nanoTime();
        if (now - ticked >= TICK_NANOS) {
          ticked = now;
          long heard = pages.listening();
          if (heard < 0 || heard != listening) {
            everything();
          }
          listening = heard;
          boolean beats = now - beaten >= heartbeatNanos;
          beaten = beats ? now : beaten;
          open.values().forEach(all -> all.forEach(one -> tick(one, now, beats)));
        }
      } catch (RuntimeException e) {
        LOG.warn("streams could not be told, and will be: {}", Traces.of(e));
        listening = -1; // at the next tick all of them are
      }
    }
  }

  private void take(List<Stream> beginning, List<Movement> movements, long until) {
    lock.lock();
    try {
      long left = until - System.nanoTime();
      while (begun.isEmpty() && moved.isEmpty() && running && left > 0) {
        left = work.awaitNanos(left);
      }
      beginning.addAll(begun);
      begun.clear();
      movements.addAll(moved);
      moved.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    } finally {
      lock.unlock();
    }
  }

  private void greet(Stream stream) {
    stream.begin();
    for (ReadModel model : stream.models()) {
      stream.tell(model, pages.page(model.view(), stream.circle()));
    }
  }

  private void tell(Movement movement) {
    Set<Stream> streams = open.getOrDefault(movement.circle(), Set.of());
    if (!streams.isEmpty()) {
      Page page = pages.page(movement.model().view(), movement.circle());
      streams.forEach(stream -> stream.tell(movement.model(), page));
    }
  }

  /** What moved while nothing was heard. */
  private void everything() {
    for (CircleId circle : open.keySet()) {
      models.values().forEach(model -> tell(new Movement(model, circle)));
    }
  }

  private void tick(Stream stream, long now, boolean beats) {
    if (stream.isDue(now, RECHECK_NANOS) && !mayStillRead(stream)) {
      stream.end();
    } else if (beats) {
      stream.beat();
    }
  }

  /** A token that was withdrawn, or a session that ended, ends its streams. */
  private boolean mayStillRead(Stream stream) {
    try {
      audience.require(stream.request());
      return true;
    } catch (Refused e) {
      return e.refusal() != QueryRefusal.TOKEN_INVALID && e.refusal() != QueryRefusal.TOKEN_MISSING;
    }
  }

  // --- begin and end --------------------------------------------------------------------------

  @Override
  public void start() {
    running = true;
    pages.tell(this::moved);
    thread.start();
  }

  /** Before the server waits for the requests under way: these would never end. */
  @Override
  public void stop() {
    running = false;
    lock.lock();
    try {
      work.signal();
    } finally {
      lock.unlock();
    }
    open.values().forEach(all -> all.forEach(Stream::end));
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
