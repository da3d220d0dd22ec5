package org.circlejournal.events.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Rate limits, by token and by address. What it remembers lies in memory, is bounded, and is
 * forgotten after an hour without requests; addresses are written nowhere.
 *
 * <p>Who knocks from the machine itself is not held back, but for tokens that are not known: an
 * import, a benchmark or a script of the operator's is no stranger. A proxy on this machine must
 * therefore say where requests come from, and be believed ({@code
 * server.forward-headers-strategy}).
 */
public final class Throttle {

  private static final int BURST = 10;
  private static final int MOST = 100_000;

  private final Limits limits;
  private final Cache<Object, Bucket> tokens = buckets();
  private final Cache<String, Bucket> addresses = buckets();
  private final Cache<String, Bucket> failures = buckets();
  private final Cache<String, Bucket> foundings = buckets();
  private final LongAdder unknownTokens = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();

  public Throttle(Limits limits) {
    this.limits = limits;
  }

  private static <K> Cache<K, Bucket> buckets() {
    return Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(Duration.ofHours(1)).build();
  }

  /**
   * One more request from this address.
   *
   * @throws TurnedAway if there were too many
   */
  public void address(String address) {
    if (isHere(address)) {
      return;
    }
    take(addresses.get(network(address), a -> perSecond(limits.addressPerSecond())));
  }

  /**
   * One more request of this caller.
   *
   * @param holder whatever stands for the token
   * @throws TurnedAway if there were too many
   */
  void token(String address, Object holder) {
    if (isHere(address)) {
      return;
    }
    take(tokens.get(holder, t -> perSecond(limits.tokenPerSecond())));
  }

  /**
   * Before a token is looked for that is not remembered.
   *
   * @throws TurnedAway if this address showed too many that are not known
   */
  void requireFewFailures(String address) {
    Bucket bucket = failures.getIfPresent(network(address));
    if (bucket != null && bucket.getAvailableTokens() < 1) {
      throw turnedAway(bucket);
    }
  }

  /** This address showed a token or a code that is not known. */
  void failed(String address) {
    unknownTokens.increment();
    failures
        .get(network(address), a -> of(limits.failuresPerMinute(), Duration.ofMinutes(1)))
        .tryConsume(1);
  }

  /**
   * A circle is founded from this address, by nobody in particular.
   *
   * @throws TurnedAway if there were too many
   */
  void founding(String address) {
    if (isHere(address)) {
      return;
    }
    take(foundings.get(network(address), a -> of(limits.foundingsPerHour(), Duration.ofHours(1))));
  }

  /** How many tokens and codes were shown that nobody has, since the start. */
  public double unknownTokens() {
    return unknownTokens.sum();
  }

  /** How many requests were turned away, since the start. */
  public double turnedAway() {
    return turnedAway.sum();
  }

  private static Bucket perSecond(long requests) {
    return Bucket.builder()
        .addLimit(
            limit -> limit.capacity(requests * BURST).refillGreedy(requests, Duration.ofSeconds(1)))
        .build();
  }

  private static Bucket of(long times, Duration in) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(times).refillGreedy(times, in))
        .build();
  }

  private void take(Bucket bucket) {
    if (!bucket.tryConsume(1)) {
      throw turnedAway(bucket);
    }
  }

  private TurnedAway turnedAway(Bucket bucket) {
    turnedAway.increment();
    long nanos = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    return new TurnedAway(1 + TimeUnit.NANOSECONDS.toSeconds(nanos));
  }

  /** Whether it is a loopback address. */
  static boolean isHere(String address) {
    return address.startsWith("127.")
        || address.equals("::1")
        || address.equals("0:0:0:0:0:0:0:1")
        || address.startsWith("::ffff:127.");
  }

  /** One household or provider's customer has 2⁶⁴ addresses of IPv6: they count as one. */
  static String network(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress(); // written in figures: no lookup
      return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) : address;
    } catch (UnknownHostException e) {
      return "no address"; // then all of these share one limit
    }
  }
}
