package org.circlejournal.query.door;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Folds over many circles, one after the other on a thread of their own, and their last results:
 * what was shown then does not change. A question waits two seconds for its fold and is then told
 * to come again.
 */
final class Folds {

  private static final int PATIENCE_SECONDS = 2;

  /** More questions at once are told to come again. */
  private static final int MOST_WAITING = 8;

  /** Rows that are kept, over all results. */
  private static final int MOST_ROWS = 200_000;

  /** A result, and how many rows it is worth. */
  record Result(Object value, int rows) {}

  private final Cache<Object, Result> results =
      Caffeine.newBuilder()
          .maximumWeight(MOST_ROWS)
          .weigher((Object key, Result result) -> 1 + result.rows())
          .build();
  private final ConcurrentHashMap<Object, FutureTask<Result>> running = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          task -> {
            Thread made = new Thread(task, "as-of");
            made.setDaemon(true);
            return made;
          });

  Folds() {
    thread.allowCoreThreadTimeOut(true);
  }

  /**
   * @param question equal only if the result is
   * @throws Refused {@code replay-running} if it takes longer; what the fold throws
   */
  Object get(Object question, Supplier<Result> fold) {
    Result known = results.getIfPresent(question);
    if (known != null) {
      return known.value();
    }
    FutureTask<Result> task = running.computeIfAbsent(question, q -> begin(q, fold));
    try {
      return task.get(PATIENCE_SECONDS, TimeUnit.SECONDS).value();
    } catch (TimeoutException e) {
      throw new Refused(QueryRefusal.REPLAY_RUNNING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused(QueryRefusal.REPLAY_RUNNING);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refused refused) {
        throw refused;
      }
      throw new IllegalStateException("a fold failed", e.getCause());
    }
  }

  private FutureTask<Result> begin(Object question, Supplier<Result> fold) {
    FutureTask<Result> task =
        new FutureTask<>(
            () -> {
              try {
                Result result = fold.get();
                results.put(question, result);
                return result;
              } finally {
                running.remove(question);
              }
            });
    try {
      thread.execute(task);
      return task;
    } catch (RejectedExecutionException e) {
      throw new Refused(QueryRefusal.REPLAY_RUNNING);
    }
  }
}
