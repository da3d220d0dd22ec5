package org.circlejournal.query.door;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Set;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.access.Throttle;
import org.circlejournal.events.meters.Meters;
import org.circlejournal.query.replay.ReplayRow;
import org.circlejournal.query.replay.Replays;
import org.circlejournal.query.replay.ViewsStatus;
import org.circlejournal.query.replay.ViewsStatus.State;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the operator may count on the query side: how its views, replays and streams do. */
@Configuration(proxyBeanMethods = false)
public class MeterWiring {

  @Bean(destroyMethod = "close")
  Meters meters(Throttle throttle, Streams streams) {
    Meters meters = new Meters(throttle);
    Gauge.builder("circle.streams.open", streams, Streams::count)
        .description("Streams of server-sent events that are open")
        .register(meters.registry());
    return meters;
  }

  @Bean
  List<Inquiry> meterInquiries(Meters meters, ViewsStatus status, Replays replays) {
    MultiGauge lags =
        gauge(meters, "circle.view.lag.seconds", "Age of the first event not yet folded");
    MultiGauge up = gauge(meters, "circle.view.up", "1 while the view moves, 0 when it stands");
    MultiGauge counts = gauge(meters, "circle.replays", "Replays known, by their state");
    return List.of(
        Inquiry.paper(
            Meters.PATH,
            "lag, replays, streams and the process, for Prometheus",
            Set.of(Role.OPERATOR),
            List.of(Meters.TYPE),
            asked -> {
              List<ViewsStatus.Row> rows = status.withoutChecksums();
              lags.register(rows.stream().map(MeterWiring::lag).toList(), true);
              up.register(rows.stream().map(MeterWiring::up).toList(), true);
              List<ReplayRow> all = replays.list();
              counts.register(
                  ReplayRow.STATES.stream().map(state -> count(state, all)).toList(), true);
              return new Inquiry.Paper(Meters.TYPE, meters.page(), null);
            }));
  }

  private static MultiGauge gauge(Meters meters, String name, String description) {
    return MultiGauge.builder(name).description(description).register(meters.registry());
  }

  /** In seconds; not a number while nobody knows. */
  private static MultiGauge.Row<?> lag(ViewsStatus.Row row) {
    Long millis = row.lagMillis();
    return MultiGauge.Row.of(
        Tags.of("view", row.view()), millis == null ? Double.NaN : millis / 1000.0);
  }

  private static MultiGauge.Row<?> up(ViewsStatus.Row row) {
    boolean moves = row.state() == State.LIVE || row.state() == State.BEHIND;
    return MultiGauge.Row.of(Tags.of("view", row.view()), moves ? 1 : 0);
  }

  private static MultiGauge.Row<?> count(String state, List<ReplayRow> all) {
    long count = all.stream().filter(row -> row.state().equals(state)).count();
    return MultiGauge.Row.of(Tags.of("state", state), count);
  }
}
