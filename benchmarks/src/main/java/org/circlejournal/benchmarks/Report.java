package org.circlejournal.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** A benchmark's rows, as a table and as JSON, with the machine they were measured on. */
final class Report {

  /**
   * @param value in {@code unit}
   * @param p50 milliseconds
   * @param p99 milliseconds
   * @param peakHeapBytes of the measured process; null where it is not asked
   * @param skipped why there is no value; null when there is one
   */
  record Row(
      String row,
      @Nullable Double value,
      String unit,
      @Nullable Double p50,
      @Nullable Double p99,
      @Nullable Long peakHeapBytes,
      @Nullable String skipped) {

    static Row of(String row, String unit, List<Load.Result> rounds) {
      return new Row(
          row,
          rounds.stream().mapToDouble(Load.Result::perSecond).average().orElseThrow(),
          unit,
          rounds.stream().mapToDouble(Load.Result::p50).average().orElseThrow(),
          // The worst round: a tail is not averaged away.
          rounds.stream().mapToDouble(Load.Result::p99).max().orElseThrow(),
          null,
          null);
    }

    static Row skipped(String row, String reason) {
      return new Row(row, null, "", null, null, null, reason);
    }
  }

  private final String benchmark;
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<String, Double> ratios = new LinkedHashMap<>();

  Report(String benchmark) {
    this.benchmark = benchmark;
  }

  void add(Row row) {
    rows.put(row.row(), row);
  }

  /** Adds {@code numerator/denominator} where both were measured. */
  void ratio(String numerator, String denominator) {
    Row a = rows.get(numerator);
    Row b = rows.get(denominator);
    if (a != null && b != null && a.value() != null && b.value() != null) {
      ratios.put(numerator + "/" + denominator, a.value() / b.value());
    }
  }

  void print(PrintStream out) {
    out.printf("%n%s on %s%n%n", benchmark, machine());
    out.printf("%-34s %14s %-12s %9s %9s%n", "row", "value", "unit", "p50 ms", "p99 ms");
    for (Row row : rows.values()) {
      if (row.skipped() != null) {
        out.printf("%-34s skipped: %s%n", row.row(), row.skipped());
      } else {
        out.printf(
            Locale.ROOT,
            "%-34s %,14.1f %-12s %9s %9s%n",
            row.row(),
            row.value(),
            row.unit(),
            milliseconds(row.p50()),
            milliseconds(row.p99()));
      }
    }
    out.println();
    ratios.forEach((name, value) -> out.printf(Locale.ROOT, "%-54s %8.2f%n", name, value));
  }

  void write(Path file) throws IOException {
    ObjectNode json = Json.mapper().createObjectNode();
    json.put("benchmark", benchmark);
    json.set("machine", Json.mapper().valueToTree(machine()));
    json.set("versions", Json.mapper().valueToTree(versions()));
    ArrayNode array = json.putArray("rows");
    rows.values().forEach(row -> array.add(Json.mapper().<ObjectNode>valueToTree(row)));
    json.set("ratios", Json.mapper().valueToTree(ratios));
    Files.write(file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
  }

  private static String milliseconds(@Nullable Double value) {
    return value == null ? "" : String.format(Locale.ROOT, "%.2f", value);
  }

  private static Map<String, Object> machine() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    if (java.lang.management.ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean os) {
      machine.put("memoryBytes", os.getTotalMemorySize());
    }
    return machine;
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("java", Runtime.version().toString());
    versions.put(
        "axon",
        String.valueOf(
            org.axonframework.eventhandling.EventMessage.class
                .getPackage()
                .getImplementationVersion()));
    versions.put(
        "springBoot", String.valueOf(org.springframework.boot.SpringBootVersion.getVersion()));
    versions.put("postgresDriver", org.postgresql.util.DriverInfo.DRIVER_VERSION);
    return versions;
  }
}
