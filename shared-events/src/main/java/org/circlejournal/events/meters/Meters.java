package org.circlejournal.events.meters;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import org.circlejournal.events.access.Throttle;

/**
 * The meters of one side: those of its process and of its gate, and what the side adds. Names are
 * by the conventions of Prometheus (base units, {@code _total} for what only grows).
 */
public final class Meters implements AutoCloseable {

  /** The text format of Prometheus, as {@code Accept: *}{@code /*} gets it. */
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Where it is scraped, on either side; for the operator. */
  public static final String PATH = "/metrics";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collector = new JvmGcMetrics();

  public Meters(Throttle throttle) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    collector.bindTo(registry);
    FunctionCounter.builder("circle.tokens.unknown", throttle, Throttle::unknownTokens)
        .description("Requests with a token or recovery code that nobody has")
        .register(registry);
    FunctionCounter.builder("circle.requests.throttled", throttle, Throttle::turnedAway)
        .description("Requests beyond a limit, answered with 429")
        .register(registry);
  }

  /** To add meters to. */
  public MeterRegistry registry() {
    return registry;
  }

  /** All meters as they stand, as {@link #TYPE}. */
  public byte[] page() {
    return registry.scrape(TYPE).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    collector.close();
    registry.close();
  }
}
