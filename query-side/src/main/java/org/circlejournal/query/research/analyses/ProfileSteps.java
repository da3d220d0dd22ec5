package org.circlejournal.query.research.analyses;

import static org.circlejournal.query.research.analyses.Steps.row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.query.research.Norm;
import org.circlejournal.query.research.Profiles;
import org.circlejournal.query.research.Profiles.Boundary;
import org.circlejournal.query.research.Profiles.Pattern;
import org.circlejournal.query.research.ReliableChange.Better;
import org.jspecify.annotations.Nullable;

/**
 * People's profiles of the MBI at two waves (Leiter &amp; Maslach 2016, Burnout Research 3,
 * 89–100). Its boundaries, 0.50, 1.25 and 0.10 SD above the norm's mean, are from memory, as is the
 * norm: the analysis says so.
 */
final class ProfileSteps {

  private static final String INSTRUMENT = "mbi-hss";
  private static final String EXHAUSTION = "emotional-exhaustion";
  private static final String DEPERSONALIZATION = "depersonalization";
  private static final String ACCOMPLISHMENT = "personal-accomplishment";

  private ProfileSteps() {}

  /**
   * Of {@code person, at (from or to), scale, sum}: how many went from which profile to which.
   *
   * @param parameters {@code norms}: id of a norm set of the MBI with SDs
   */
  static Table between(Table selected, Map<String, ?> parameters) {
    Profiles profiles = profiles(String.valueOf(parameters.get("norms")));
    return Steps.grouped(
        selected,
        Set.of("person", "at", "scale", "sum"),
        List.of("from_profile", "to_profile", "people"),
        group -> counts(profiles, group));
  }

  /** One person's, by scale. */
  private record Scores(Map<String, Double> from, Map<String, Double> to) {}

  private static List<List<@Nullable Object>> counts(Profiles profiles, Table group) {
    Map<Object, Scores> scores = new HashMap<>();
    List<@Nullable Object> people = group.column("person");
    List<@Nullable Object> at = group.column("at");
    List<@Nullable Object> scales = group.column("scale");
    List<Double> sums = group.numbers("sum");
    for (int i = 0; i < sums.size(); i++) {
      Scores own =
          scores.computeIfAbsent(
              String.valueOf(people.get(i)), p -> new Scores(new HashMap<>(), new HashMap<>()));
      ("from".equals(at.get(i)) ? own.from() : own.to())
          .put(String.valueOf(scales.get(i)), sums.get(i));
    }
    Map<String, Map<String, Integer>> counts = new TreeMap<>();
    for (Scores own : scores.values()) {
      counts
          .computeIfAbsent(profiles.of(own.from()), name -> new TreeMap<>())
          .merge(profiles.of(own.to()), 1, Integer::sum);
    }
    List<List<@Nullable Object>> rows = new ArrayList<>();
    counts.forEach((a, all) -> all.forEach((b, count) -> rows.add(row(a, b, count))));
    return rows;
  }

  private static Profiles profiles(String norms) {
    Instrument.NormSet set =
        Instruments.shipped().byId(INSTRUMENT).orElseThrow().normSets().stream()
            .filter(one -> one.id().equals(norms))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no norm set " + norms));
    return new Profiles(
        List.of(
            Boundary.of(EXHAUSTION, norm(set, EXHAUSTION), 0.5, Better.LOW),
            Boundary.of(DEPERSONALIZATION, norm(set, DEPERSONALIZATION), 1.25, Better.LOW),
            Boundary.of(ACCOMPLISHMENT, norm(set, ACCOMPLISHMENT), 0.1, Better.HIGH)),
        List.of(
            new Pattern("engaged", Set.of()),
            new Pattern("ineffective", Set.of(ACCOMPLISHMENT)),
            new Pattern("overextended", Set.of(EXHAUSTION)),
            new Pattern("disengaged", Set.of(DEPERSONALIZATION)),
            new Pattern("burnout", Set.of(EXHAUSTION, DEPERSONALIZATION, ACCOMPLISHMENT))));
  }

  private static Norm norm(Instrument.NormSet set, String scale) {
    Instrument.Norm norm = set.scales().get(scale);
    if (norm == null || norm.sd() == null) {
      throw new IllegalArgumentException(set.id() + " has no SD of " + scale);
    }
    return new Norm(norm.mean(), norm.sd());
  }
}
