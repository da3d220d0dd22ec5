package org.circlejournal.query.research.asking;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.query.research.analyses.Steps;
import org.circlejournal.query.research.asking.NotAnswered.Reason;

/** The analyses there are, by name. */
public final class Analyses {

  private final Map<String, Analysis> all = new TreeMap<>();

  /**
   * @param files texts by name, without {@code .sql}
   * @throws Analysis.Malformed that says where and why
   */
  public Analyses(Map<String, String> files) {
    files.forEach(
        (name, text) -> {
          Analysis analysis = Analysis.parse(name, text);
          if (analysis.step() != null && !Steps.ALL.containsKey(analysis.step())) {
            throw new Analysis.Malformed(name, 1, "no step " + analysis.step());
          }
          all.put(name, analysis);
        });
  }

  public Collection<Analysis> all() {
    return all.values();
  }

  /**
   * @throws NotAnswered if there is none
   */
  public Analysis find(String name) {
    Analysis analysis = all.get(name);
    if (analysis == null) {
      throw new NotAnswered(Reason.ANALYSIS_UNKNOWN, "there is no such analysis");
    }
    return analysis;
  }
}
