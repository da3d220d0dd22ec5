package org.circlejournal.query.door;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.view.Moved;
import org.circlejournal.query.view.ViewDefinition;
import org.circlejournal.query.view.ViewReader;
import org.jspecify.annotations.Nullable;

/**
 * Pages, remembered until their circle moves. A page that is just being read when its circle moves
 * is forgotten, too: to forget waits for the reading.
 */
final class Pages {

  private static final int MOST = 20_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** More may not wait at once: they would take all threads from those who need not. */
  private static final int MOST_WAITING = 64;

  private record Key(String view, CircleId circle) {}

  private final ViewReader reader;
  private @Nullable Movements heard;
  private volatile Consumer<Moved> listener = moved -> {};
  private final Cache<Key, Page> pages = Caffeine.newBuilder().maximumSize(MOST).build();
  private final Semaphore waiting = new Semaphore(MOST_WAITING);

  Pages(ViewReader reader) {
    this.reader = reader;
  }

  /**
   * Who is told of each movement from now on, when the page of before is forgotten.
   *
   * @param next returns at once
   */
  void tell(Consumer<Moved> next) {
    listener = next;
  }

  /** The time of listening that lasts, or −1 while nothing is heard. */
  long listening() {
    return movements().listening();
  }

  /** Whoever is returned tells from now on which circles moved; nothing is remembered before. */
  Movements listenTo(DataSource dataSource) {
    Movements movements = new Movements(dataSource, this::moved);
    heard = movements;
    return movements;
  }

  private Movements movements() {
    return Objects.requireNonNull(heard, "pages listen to nothing");
  }

  private void moved(Moved moved) {
    if (moved.circle().equals(Moved.ALL)) {
      pages.invalidateAll();
    } else {
      pages.invalidate(new Key(moved.view(), moved.circle()));
    }
    listener.accept(moved);
  }

  Page page(ViewDefinition<?> view, CircleId circle) {
    long listening = movements().listening();
    if (listening < 0) {
      return read(view, circle, listening);
    }
    Key key = new Key(view.name(), circle);
    Page page = pages.get(key, k -> read(view, circle, listening));
    if (page.listening() != listening) {
      pages.asMap().remove(key, page);
      page = pages.get(key, k -> read(view, circle, listening));
    }
    return page;
  }

  private Page read(ViewDefinition<?> view, CircleId circle, long listening) {
    ViewReader.Shown shown = reader.read(view, circle);
    return new Page(
        shown.generation(),
        shown.rows(),
        shown.folded(),
        shown.read(),
        shown.released(),
        listening);
  }

  /**
   * The page once it shows at least this version; waits 2 s for it.
   *
   * @throws Refused {@code not-yet-visible}
   */
  Page page(ViewDefinition<?> view, CircleId circle, Shown<?, ?> shown, long minVersion) {
    Page page = page(view, circle);
    if (page.mark(shown).version() >= minVersion) {
      return page;
    }
    return await(
        () -> {
          Page now = page(view, circle);
          return now.mark(shown).version() >= minVersion ? now : null;
        });
  }

  /**
   * What is found once it is there; looks again whenever a circle moved, for 2 s.
   *
   * @throws Refused {@code not-yet-visible}
   */
  <T> T await(Supplier<@Nullable T> looking) {
    if (!waiting.tryAcquire()) {
      throw new Refused(QueryRefusal.NOT_YET_VISIBLE);
    }
    try {
      long deadline = System.nanoTime() + PATIENCE_NANOS;
      while (true) {
        long seen = movements().count();
        T found = looking.get();
        if (found != null) {
          return found;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
          throw new Refused(QueryRefusal.NOT_YET_VISIBLE);
        }
        movements().await(seen, left);
      }
    } finally {
      waiting.release();
    }
  }
}
