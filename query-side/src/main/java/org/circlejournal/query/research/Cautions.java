package org.circlejournal.query.research;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.circlejournal.query.research.AnalysisPlan.Omnibus;
import org.circlejournal.query.research.AnalysisPlan.PlannedProfiles;
import org.circlejournal.query.research.AnalysisPlan.PlannedScale;
import org.circlejournal.query.research.AnalysisPlan.Reference;
import org.circlejournal.query.research.Caution.Code;
import org.circlejournal.query.research.GroupReport.Contrast;
import org.circlejournal.query.research.GroupReport.Level;
import org.circlejournal.query.research.GroupReport.ScaleReport;
import org.jspecify.annotations.Nullable;

/** Reads a finished report and says what may not be concluded from it. */
final class Cautions {

  private static final double ALPHA = 0.05;

  private final AnalysisPlan plan;
  private final List<Caution> cautions = new ArrayList<>();

  private Cautions(AnalysisPlan plan) {
    this.plan = plan;
  }

  static List<Caution> of(
      AnalysisPlan plan, List<ScaleReport> scales, Map<String, Map<String, Integer>> profiles) {
    Cautions all = new Cautions(plan);
    all.ofTheDesign();
    all.ofProfiles(profiles);
    for (int i = 0; i < scales.size(); i++) {
      all.ofScale(plan.scales().get(i), scales.get(i));
    }
    return all.cautions;
  }

  private void ofTheDesign() {
    say(
        Code.NO_COMPARISON_GROUP,
        null,
        null,
        "There is no comparison group: a change is not shown to come from the programme.");
    if (plan.family() == 0) {
      say(
          Code.NOTHING_DECLARED,
          null,
          null,
          "No contrast was declared before the data were seen: everything here is exploratory, and"
              + " nothing is adjusted for how much was looked at.");
    }
  }

  private void ofProfiles(Map<String, Map<String, Integer>> profiles) {
    PlannedProfiles planned = plan.profiles();
    if (planned == null) {
      return;
    }
    if (!planned.confirmed()) {
      say(
          Code.UNCONFIRMED_PROFILES,
          null,
          null,
          "The boundaries of the profiles (" + planned.name() + ") are not confirmed by a source.");
    }
    int open =
        profiles.values().stream()
            .mapToInt(counts -> counts.getOrDefault(Profiles.UNCLASSIFIED, 0))
            .sum();
    if (open > 0) {
      say(
          Code.UNCLASSIFIED_PROFILES,
          null,
          null,
          counted(open, "pattern of scores is", "patterns of scores are")
              + " none of the defined profiles and must not be counted as the nearest one.");
    }
  }

  private void ofScale(PlannedScale planned, ScaleReport report) {
    ofNorms(planned);
    ofLevels(report);
    for (Contrast contrast : report.contrasts()) {
      ofContrast(report.scale(), contrast);
    }
    ofOmnibus(report);
  }

  private void ofNorms(PlannedScale planned) {
    Reference reference = planned.reference();
    if (reference == null) {
      say(
          Code.NO_NORMS,
          planned.id(),
          null,
          "No norms and reliability were declared: whether any single person changed reliably is"
              + " not known.");
    } else if (!reference.confirmed()) {
      say(
          Code.UNCONFIRMED_NORMS,
          planned.id(),
          null,
          "The norms or the reliability ("
              + reference.name()
              + ") are not confirmed by a source: reliable change and cut-offs may be wrong.");
    }
  }

  private void ofLevels(ScaleReport report) {
    Attrition attrition = report.attrition();
    int people = attrition == null ? 0 : attrition.people();
    int incomplete = attrition == null ? 0 : people - attrition.complete();
    if (incomplete > 0) {
      say(
          Code.MISSING_WAVES,
          report.scale(),
          null,
          incomplete
              + " of "
              + counted(people, "person lacks", "people lack")
              + " a wave: paired figures are about the others, who may differ from them.");
    }
    int prorated = report.levels().stream().mapToInt(Level::prorated).sum();
    if (prorated > 0) {
      say(
          Code.PRORATED_SCORES,
          report.scale(),
          null,
          counted(prorated, "score rests", "scores rest")
              + " on part of the items, as if the others had been answered alike.");
    }
  }

  private void ofContrast(String scale, Contrast contrast) {
    String name = contrast.from() + "-" + contrast.to();
    if (!contrast.declared()) {
      say(
          Code.UNDECLARED_CONTRAST,
          scale,
          name,
          "This contrast was not declared before the data were seen: its p is not adjusted and"
              + " confirms nothing.");
    }
    SignedRank test = contrast.test();
    if (test == null) {
      say(Code.NO_PAIRS, scale, name, "Nobody has a score at both waves.");
      return;
    }
    int needed = Holm.fewestPairs(1, ALPHA);
    int inFamily = contrast.declared() ? Holm.fewestPairs(plan.family(), ALPHA) : needed;
    int pairs = test.nonZero();
    if (pairs < needed) {
      say(
          Code.TOO_FEW_PAIRS,
          scale,
          name,
          "With "
              + counted(pairs, "pair that differs", "pairs that differ")
              + " the exact two-sided Wilcoxon test cannot fall below .05, whatever happened: "
              + needed
              + " are needed. That it found nothing means nothing.");
    } else if (pairs < inFamily) {
      say(
          Code.TOO_FEW_PAIRS_FOR_FAMILY,
          scale,
          name,
          "Under Holm with "
              + plan.family()
              + " tests at least "
              + inFamily
              + " pairs that differ are needed for the smallest p to count; here are "
              + pairs
              + ".");
    }
    if (pairs > SignedRank.EXACT_UP_TO) {
      say(
          Code.APPROXIMATE_P,
          scale,
          name,
          "Above "
              + SignedRank.EXACT_UP_TO
              + " pairs Wilcoxon's p is from the normal distribution.");
    }
  }

  private void ofOmnibus(ScaleReport report) {
    Friedman friedman = report.friedman();
    MixedModel model = report.mixedModel();
    if (friedman == null && model == null) {
      say(
          Code.NO_OMNIBUS,
          report.scale(),
          null,
          plan.omnibus() == Omnibus.FRIEDMAN
              ? "Nobody has a score at every wave: there is no test over all waves."
              : "The data do not tell the variance between and within people: there is no test"
                  + " over all waves.");
    }
    if (friedman != null && friedman.pExact() == null) {
      say(
          Code.APPROXIMATE_P,
          report.scale(),
          null,
          "Friedman's p is from the χ² distribution; to count it exactly would take too long.");
    }
    if (model != null && model.tau2() == 0) {
      say(
          Code.NO_VARIANCE_BETWEEN_PEOPLE,
          report.scale(),
          null,
          "The mixed model finds no variance between people, which is hardly true: its standard"
              + " errors of changes are not those of paired data.");
    }
  }

  private static String counted(int n, String one, String several) {
    return n + " " + (n == 1 ? one : several);
  }

  private void say(Code code, @Nullable String scale, @Nullable String contrast, String text) {
    cautions.add(new Caution(code, scale, contrast, text));
  }
}
