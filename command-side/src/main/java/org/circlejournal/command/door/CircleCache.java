package org.circlejournal.command.door;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Objects;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.jspecify.annotations.NullUnmarked;

/**
 * Loaded circles, the most used ones kept: Axon's cache over Caffeine. A year of 1,500 events is
 * about half a megabyte when it is loaded.
 */
@NullUnmarked
final class CircleCache implements Cache {

  private final com.github.benmanes.caffeine.cache.Cache<Object, Object> circles;

  /**
   * @param most how many circles are kept
   */
  CircleCache(int most) {
    circles = Caffeine.newBuilder().maximumSize(most).build();
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the signature is Axon's
  public <K, V> V get(K key) {
    return (V) circles.getIfPresent(key);
  }

  @Override
  public void put(Object key, Object value) {
    circles.put(key, value);
  }

  @Override
  public boolean putIfAbsent(Object key, Object value) {
    return circles.asMap().putIfAbsent(key, value) == null;
  }

  @Override
  public boolean remove(Object key) {
    return circles.asMap().remove(key) != null;
  }

  @Override
  public void removeAll() {
    circles.invalidateAll();
  }

  @Override
  public boolean containsKey(Object key) {
    return circles.asMap().containsKey(key);
  }

  /** Axon registers listeners only for caches of sagas. */
  @Override
  public Registration registerCacheEntryListener(EntryListener listener) {
    throw new UnsupportedOperationException(Objects.toString(listener));
  }
}
