package org.circlejournal.query.dashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** What {@code charts.js} draws: numbers and names, nothing about how it looks. */
public final class Chart {

  private final ObjectNode spec = Json.mapper().createObjectNode();
  private int drawn;

  private Chart(String kind, String axis, String unit) {
    spec.put("kind", kind);
    spec.put("axis", axis);
    spec.put("unit", unit);
    spec.putArray("names");
    spec.putArray("series");
    spec.putArray("points");
  }

  /**
   * Bars that stand on each other, from 0.
   *
   * @param axis what the names are
   * @param unit of the numbers
   */
  public static Chart stack(String axis, String unit, List<String> names) {
    Chart chart = new Chart("stack", axis, unit);
    names.forEach(chart.spec.withArray("names")::add);
    return chart;
  }

  /** Without gaps between the bars: a river, and no smoother than it was. */
  public Chart joined() {
    spec.put("joined", true);
    return this;
  }

  /** Points with their 95% intervals, a line each, on an axis that contains 0. */
  public static Chart intervals(String unit) {
    return new Chart("intervals", "", unit);
  }

  /** From one number to another, for each name; from 0 to {@code most}. */
  public static Chart change(String axis, String unit, double most) {
    Chart chart = new Chart("change", axis, unit);
    chart.spec.put("most", most);
    return chart;
  }

  /** The axis ends here, and not where the data do. */
  public Chart upTo(double most) {
    spec.put("most", most);
    return this;
  }

  /**
   * @param values one for each name; null is nothing, and a series of nothing is not there
   */
  public Chart series(String name, List<? extends @Nullable Number> values) {
    return add(name, values, false);
  }

  /** The same, drawn as what is hidden. */
  public Chart hidden(String name, List<? extends @Nullable Number> values) {
    return add(name, values, true);
  }

  private Chart add(String name, List<? extends @Nullable Number> values, boolean hidden) {
    if (values.stream().allMatch(Objects::isNull)) {
      return this;
    }
    ObjectNode series = spec.withArray("series").addObject();
    series.put("name", name);
    series.put("hidden", hidden);
    ArrayNode numbers = series.putArray("values");
    for (Number value : values) {
      if (value == null) {
        numbers.addNull();
      } else {
        numbers.add(value.doubleValue());
        drawn++;
      }
    }
    return this;
  }

  /**
   * @param hidden what stands in its place; null if it is shown
   */
  public Chart point(
      String name,
      @Nullable Double at,
      @Nullable Double low,
      @Nullable Double high,
      @Nullable String hidden) {
    ObjectNode point = spec.withArray("points").addObject();
    point.put("name", name);
    point.put("at", at);
    point.put("low", low);
    point.put("high", high);
    point.put("hidden", hidden);
    drawn++;
    return this;
  }

  boolean isEmpty() {
    return drawn == 0;
  }

  @Override
  public String toString() {
    return spec.toString();
  }
}
