package org.circlejournal.query.research.analyses;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.Direction;
import org.circlejournal.events.survey.Instrument.NormUnit;
import org.circlejournal.events.survey.Instrument.Standing;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.SurveyEvent.Declared;
import org.circlejournal.query.research.AnalysisPlan;
import org.circlejournal.query.research.AnalysisPlan.Omnibus;
import org.circlejournal.query.research.AnalysisPlan.PlannedContrast;
import org.circlejournal.query.research.AnalysisPlan.PlannedScale;
import org.circlejournal.query.research.AnalysisPlan.Reference;
import org.circlejournal.query.research.Caution;
import org.circlejournal.query.research.Friedman;
import org.circlejournal.query.research.GroupReport;
import org.circlejournal.query.research.MixedModel;
import org.circlejournal.query.research.Norm;
import org.circlejournal.query.research.Observation;
import org.circlejournal.query.research.PairedChange;
import org.circlejournal.query.research.ReliableChange.Better;
import org.circlejournal.query.research.Sample;
import org.circlejournal.query.research.SignedRank.Zeros;
import org.jspecify.annotations.Nullable;

/**
 * {@link GroupReport} of each circle and instrument, as rows. What was declared is what the waves'
 * openings say: a contrast counts as declared if an opening no later than that of its later wave
 * names it; reliability and norms are those of the first opening that names both.
 */
final class CircleReportSteps {

  private static final List<String> COLUMNS =
      List.of(
          "what",
          "scale",
          "from_wave",
          "wave",
          "declared",
          "n",
          "mean",
          "sd",
          "low",
          "high",
          "p",
          "holm_p",
          "rank_biserial",
          "dz",
          "dz_low",
          "dz_high",
          "gz",
          "dav",
          "dav_low",
          "dav_high",
          "gav",
          "bca_low",
          "bca_high",
          "improved",
          "unchanged",
          "worsened",
          "prorated",
          "code",
          "text");

  private CircleReportSteps() {}

  /**
   * Of {@code person, wave, day, scale, value, prorated, declared}.
   *
   * @param parameters {@code omnibus} and {@code seed}
   */
  static Table reports(Table selected, Map<String, ?> parameters) {
    return Steps.grouped(
        selected,
        Set.of("person", "wave", "day", "scale", "value", "prorated", "declared"),
        COLUMNS,
        group -> report(group, parameters));
  }

  private static List<List<@Nullable Object>> report(Table group, Map<String, ?> parameters) {
    List<Observation> observations = new ArrayList<>();
    Map<String, Declared> openings = new LinkedHashMap<>(); // by wave, in the order of their days
    List<@Nullable Object> waves = group.column("wave");
    for (int i = 0; i < waves.size(); i++) {
      String wave = String.valueOf(waves.get(i));
      observations.add(
          new Observation(
              String.valueOf(group.column("person").get(i)),
              wave,
              String.valueOf(group.column("scale").get(i)),
              group.numbers("value").get(i),
              Boolean.TRUE.equals(group.column("prorated").get(i))));
      openings.putIfAbsent(wave, declared(group.column("declared").get(i)));
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    if (openings.size() < 2) {
      String text = "There is one wave only: nothing can be compared.";
      rows.add(new Row("caution").with("code", "missing-waves").with("text", text).values());
      return rows;
    }
    GroupReport report = GroupReport.of(plan(group, openings, parameters), observations);
    for (GroupReport.ScaleReport scale : report.scales()) {
      scale.levels().forEach(level -> rows.add(level(scale.scale(), level)));
      scale.contrasts().forEach(contrast -> rows.add(contrast(scale.scale(), contrast)));
      rows.add(omnibus(scale));
    }
    report.cautions().forEach(caution -> rows.add(caution(caution)));
    return rows;
  }

  // --- the plan -------------------------------------------------------------------------------

  private static Declared declared(@Nullable Object json) {
    try {
      return json == null
          ? new Declared(List.of(), null, null)
          : Json.mapper().readValue(json.toString(), Declared.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not what was declared: " + json, e);
    }
  }

  private static AnalysisPlan plan(
      Table group, Map<String, Declared> openings, Map<String, ?> parameters) {
    List<String> waves = List.copyOf(openings.keySet());
    Set<String> named = new HashSet<>();
    List<PlannedContrast> contrasts = new ArrayList<>();
    Declared basis = new Declared(List.of(), null, null);
    for (int to = 0; to < waves.size(); to++) {
      Declared opening = Objects.requireNonNull(openings.get(waves.get(to)));
      named.addAll(opening.contrasts());
      if (basis.normSet() == null && opening.normSet() != null && opening.reliability() != null) {
        basis = opening;
      }
      for (int from = 0; from < to; from++) {
        String name = waves.get(from) + "-" + waves.get(to);
        contrasts.add(new PlannedContrast(waves.get(from), waves.get(to), named.contains(name)));
      }
    }
    Set<String> scales = new TreeSet<>();
    group.column("scale").forEach(scale -> scales.add(String.valueOf(scale)));
    Instrument instrument = instrument(group);
    Declared chosen = basis;
    return new AnalysisPlan(
        waves,
        contrasts,
        scales.stream().map(scale -> planned(scale, instrument, chosen)).toList(),
        "friedman".equals(parameters.get("omnibus")) ? Omnibus.FRIEDMAN : Omnibus.MIXED_MODEL,
        Zeros.DROPPED,
        parameters.get("seed") instanceof Number seed ? seed.longValue() : 1,
        null);
  }

  /** Null unless it is a shipped one with this very key. */
  private static @Nullable Instrument instrument(Table group) {
    String id = String.valueOf(group.column("instrument").get(0));
    Object fingerprint = group.column("fingerprint").get(0);
    return Instruments.shipped()
        .byId(id)
        .filter(one -> one.fingerprint().equals(fingerprint))
        .orElse(null);
  }

  private static PlannedScale planned(
      String scale, @Nullable Instrument instrument, Declared declared) {
    if (instrument == null) {
      return new PlannedScale(scale, Better.LOW, null);
    }
    Instrument.Scale key = instrument.scale(scale);
    return new PlannedScale(
        scale,
        key.direction() == Direction.HIGH_IS_BETTER ? Better.HIGH : Better.LOW,
        reference(instrument, key, declared));
  }

  private static @Nullable Reference reference(
      Instrument instrument, Instrument.Scale scale, Declared declared) {
    if (declared.normSet() == null || declared.reliability() == null) {
      return null;
    }
    Double reliability = instrument.reliabilityOf(scale.id(), declared.reliability());
    Double sd = instrument.normSdOfMean(scale.id(), declared.normSet());
    if (reliability == null || sd == null) {
      return null;
    }
    Instrument.NormSet set =
        instrument.normSets().stream()
            .filter(one -> one.id().equals(declared.normSet()))
            .findFirst()
            .orElseThrow();
    Instrument.Norm norm = Objects.requireNonNull(set.scales().get(scale.id()));
    double mean = set.unit() == NormUnit.SUM ? norm.mean() / scale.items().size() : norm.mean();
    boolean seen =
        set.standing() == Standing.SEEN
            && instrument.reliability().stream()
                .anyMatch(
                    r -> r.kind().equals(declared.reliability()) && r.standing() == Standing.SEEN);
    return new Reference(set.id(), new Norm(mean, sd), null, reliability, seen);
  }

  // --- rows -----------------------------------------------------------------------------------

  /** One row, column by column; what is not named is null. */
  private static final class Row {
    private final @Nullable Object[] values = new @Nullable Object[COLUMNS.size()];

    Row(String what) {
      with("what", what);
    }

    Row with(String column, @Nullable Object value) {
      values[COLUMNS.indexOf(column)] = value;
      return this;
    }

    List<@Nullable Object> values() {
      return Arrays.asList(values);
    }
  }

  private static List<@Nullable Object> level(String scale, GroupReport.Level level) {
    Row row = new Row("level").with("scale", scale).with("wave", level.wave());
    Sample sample = level.sample();
    row.with("n", sample == null ? 0 : sample.n()).with("prorated", level.prorated());
    if (sample != null) {
      row.with("mean", sample.mean())
          .with("sd", sample.sd())
          .with("low", Steps.low(sample.interval()))
          .with("high", Steps.high(sample.interval()));
    }
    return row.values();
  }

  private static List<@Nullable Object> contrast(String scale, GroupReport.Contrast contrast) {
    Row row =
        new Row("contrast")
            .with("scale", scale)
            .with("from_wave", contrast.from())
            .with("wave", contrast.to())
            .with("declared", contrast.declared())
            .with("n", contrast.n());
    PairedChange change = contrast.change();
    if (change != null) {
      row.with("mean", change.mean())
          .with("sd", change.sd())
          .with("low", Steps.low(change.interval()))
          .with("high", Steps.high(change.interval()))
          .with("p", contrast.test() == null ? null : (Double) contrast.test().p())
          .with("holm_p", contrast.holmP())
          .with("rank_biserial", contrast.rankBiserial())
          .with("dz", change.dz())
          .with("dz_low", Steps.low(change.dzInterval()))
          .with("dz_high", Steps.high(change.dzInterval()))
          .with("gz", change.gz())
          .with("dav", change.dav())
          .with("dav_low", Steps.low(change.davInterval()))
          .with("dav_high", Steps.high(change.davInterval()))
          .with("gav", change.gav());
    }
    if (contrast.bootstrap() != null) {
      row.with("bca_low", contrast.bootstrap().bca().low())
          .with("bca_high", contrast.bootstrap().bca().high());
    }
    if (contrast.reliable() != null) {
      row.with("improved", contrast.reliable().improved())
          .with("unchanged", contrast.reliable().unchanged())
          .with("worsened", contrast.reliable().worsened());
    }
    return row.values();
  }

  private static List<@Nullable Object> omnibus(GroupReport.ScaleReport scale) {
    Row row = new Row("omnibus").with("scale", scale.scale());
    Friedman friedman = scale.friedman();
    MixedModel model = scale.mixedModel();
    if (friedman != null) {
      row.with("n", friedman.n())
          .with("p", friedman.pExact() == null ? friedman.pChiSquared() : friedman.pExact());
    } else if (model != null) {
      row.with("n", model.people()).with("p", model.p());
    }
    return row.values();
  }

  private static List<@Nullable Object> caution(Caution caution) {
    return new Row("caution")
        .with("scale", caution.scale())
        .with("wave", caution.contrast())
        .with("code", Json.kebab(caution.code()))
        .with("text", caution.text())
        .values();
  }
}
