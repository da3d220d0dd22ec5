package org.circlejournal.events.survey;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a questionnaire is answered and scored, as data; never its wording. Shipped definitions lie
 * in {@code /instruments/*.json}; {@link Instruments} loads them.
 *
 * @param id e.g. {@code mbi-hss}; another coding of the anchors is another instrument
 * @param edition form and item order for which the key holds
 * @param language BCP 47 tag, or {@code any} where the key does not depend on it
 * @param itemIds in scoring order, which is also the order of the sealed bytes
 * @param options what may be answered to any item; the order is that of the sealed bytes
 * @param scales not to be added up with each other
 * @param keyCitation where the key is from
 * @param reliability values for the standard error of measurement; empty when none are known
 * @param normSets named reference groups; empty when none are known
 * @param licence who holds the rights to the wording
 * @param cutOffSets named boundaries, without which nothing is called high; null when none are
 *     known
 * @param validation null for instruments that others have examined and published
 */
public record Instrument(
    String id,
    String edition,
    String language,
    List<String> itemIds,
    List<Option> options,
    List<Scale> scales,
    String keyCitation,
    List<Reliability> reliability,
    List<NormSet> normSets,
    String licence,
    @Nullable List<CutOffSet> cutOffSets,
    @Nullable Validation validation) {

  private static final int NOT_ANSWERED = 255;
  private static final int LONGEST_RANGE = 10;

  /**
   * @throws IllegalArgumentException when the key contradicts itself, so that a wrong key cannot
   *     give a score
   */
  public Instrument {
    itemIds = List.copyOf(itemIds);
    options = List.copyOf(options);
    scales = List.copyOf(scales);
    reliability = List.copyOf(reliability);
    normSets = List.copyOf(normSets);
    cutOffSets = cutOffSets == null ? null : List.copyOf(cutOffSets);
    requireDistinct(id, "item", itemIds);
    requireDistinct(id, "option", options.stream().map(Option::value).toList());
    requireDistinct(id, "scale", scales.stream().map(Scale::id).toList());
    requireDistinct(id, "norm set", normSets.stream().map(NormSet::id).toList());
    requireDistinct(id, "reliability", reliability.stream().map(Reliability::kind).toList());
    require(!options.isEmpty() && options.size() < NOT_ANSWERED, id + ": 1 to 254 options");
    Map<String, String> counted = new HashMap<>();
    for (int i = 0; i < scales.size(); i++) {
      requireConsistent(id, scales.get(i), itemIds);
      requireApart(id, i, scales.get(i), counted);
    }
    requireRoundable(id, options);
    List<String> scaleIds = scales.stream().map(Scale::id).toList();
    for (Reliability r : reliability) {
      require(scaleIds.containsAll(r.values().keySet()), id + ": " + r.kind() + " names a scale");
    }
    for (NormSet n : normSets) {
      require(scaleIds.containsAll(n.scales().keySet()), id + ": " + n.id() + " names a scale");
    }
    if (cutOffSets != null) {
      requireDistinct(id, "cut-off set", cutOffSets.stream().map(CutOffSet::id).toList());
      for (CutOffSet c : cutOffSets) {
        require(scaleIds.containsAll(c.scales().keySet()), id + ": " + c.id() + " names a scale");
      }
    }
  }

  /** SHA-256 of the canonical definition ({@link CanonicalJson}), 64 hex digits. */
  public String fingerprint() {
    return CanonicalJson.sha256(this);
  }

  /** Whether the item exists and the value is one of the options; nothing is clamped. */
  public boolean accepts(String itemId, int value) {
    return itemIds.contains(itemId) && optionIndex(value) >= 0;
  }

  /**
   * The fixed-length content to be sealed: one byte per item in {@link #itemIds()} order, the index
   * of the option, 255 for an item not answered. The length says nothing about the answers.
   *
   * @throws IllegalArgumentException for an item or value outside the key
   */
  public byte[] encode(Map<String, Integer> answers) {
    byte[] bytes = new byte[itemIds.size()];
    Arrays.fill(bytes, (byte) NOT_ANSWERED);
    answers.forEach(
        (item, value) -> {
          int at = itemIds.indexOf(item);
          require(at >= 0, id + " has no such item");
          int option = optionIndex(value);
          require(option >= 0, id + " has no such answer");
          bytes[at] = (byte) option;
        });
    return bytes;
  }

  /**
   * The answered items of {@link #encode}, in scoring order.
   *
   * @throws IllegalArgumentException when the bytes are not those of this instrument
   */
  public Map<String, Integer> decode(byte[] bytes) {
    require(
        bytes.length == itemIds.size(),
        "answers of " + id + ": " + bytes.length + " bytes (expected: " + itemIds.size() + ")");
    Map<String, Integer> answers = new LinkedHashMap<>();
    for (int i = 0; i < bytes.length; i++) {
      int option = Byte.toUnsignedInt(bytes[i]);
      if (option != NOT_ANSWERED) {
        require(option < options.size(), "answers of " + id + ": no such option");
        answers.put(itemIds.get(i), options.get(option).value());
      }
    }
    return Collections.unmodifiableMap(answers);
  }

  /**
   * The mean of the answered items after reversing (least + highest option − answer), if enough are
   * answered.
   *
   * @param answers by item id; items of other scales are passed over
   * @throws IllegalArgumentException for an unknown scale, or a value outside the key
   */
  public Score score(String scaleId, Map<String, Integer> answers) {
    ScaleKey key = new ScaleKey(this, scale(scaleId));
    int[] values = new int[itemIds.size()];
    Arrays.fill(values, ScaleKey.NOT_ANSWERED);
    for (int i = 0; i < values.length; i++) {
      Integer value = answers.get(itemIds.get(i));
      if (value != null && key.has(i)) {
        require(optionIndex(value) >= 0, id + " has no such answer");
        values[i] = value;
      }
    }
    return key.score(values);
  }

  /**
   * @throws IllegalArgumentException for an unknown scale
   */
  public Scale scale(String scaleId) {
    return scales.stream()
        .filter(s -> s.id().equals(scaleId))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(id + " has no scale " + scaleId));
  }

  /** The reliability of a scale, 0 to 1; null when the kind (e.g. alpha) is not in the key. */
  public @Nullable Double reliabilityOf(String scaleId, String kind) {
    for (Reliability r : reliability) {
      if (r.kind().equals(kind)) {
        return r.values().get(scaleId);
      }
    }
    return null;
  }

  /**
   * The SD of a norm set in the unit of {@link Score#mean()}, also where the norms were published
   * for sums; null when the set is not in the key or tells no SD.
   */
  public @Nullable Double normSdOfMean(String scaleId, String normSetId) {
    for (NormSet set : normSets) {
      Norm norm = set.scales().get(scaleId);
      if (set.id().equals(normSetId) && norm != null && norm.sd() != null) {
        return set.unit() == NormUnit.SUM ? norm.sd() / scale(scaleId).items().size() : norm.sd();
      }
    }
    return null;
  }

  /** Empty when the key has no set of this name. */
  public Optional<CutOffSet> cutOffSet(String setId) {
    return cutOffSets == null
        ? Optional.empty()
        : cutOffSets.stream().filter(set -> set.id().equals(setId)).findFirst();
  }

  int leastOption() {
    return options.stream().mapToInt(Option::value).min().orElseThrow();
  }

  int highestOption() {
    return options.stream().mapToInt(Option::value).max().orElseThrow();
  }

  private int optionIndex(int value) {
    for (int i = 0; i < options.size(); i++) {
      if (options.get(i).value() == value) {
        return i;
      }
    }
    return -1;
  }

  private static void requireConsistent(String id, Scale scale, List<String> itemIds) {
    String name = id + " " + scale.id();
    requireDistinct(name, "item", scale.items());
    require(!scale.items().isEmpty(), name + ": no items");
    require(itemIds.containsAll(scale.items()), name + ": item that the instrument has not");
    require(scale.items().containsAll(scale.reversed()), name + ": reverses a foreign item");
    int least = scale.missing().leastAnswered();
    require(1 <= least && least <= scale.items().size(), name + ": least answered " + least);
  }

  /** From two levels over shared items a third follows, over items that no rule has looked at. */
  private static void requireApart(String id, int at, Scale scale, Map<String, String> counted) {
    for (int i = 0; i < scale.items().size(); i++) {
      String other = counted.put(scale.items().get(i), scale.id());
      if (other != null) {
        throw new Contradiction(
            "/scales/" + at + "/items/" + i,
            id + " " + scale.id() + ": " + scale.items().get(i) + " counts in " + other + " too");
      }
    }
  }

  /** Levels of few people leave rounded to 0.05, which hides nothing on a long range. */
  private static void requireRoundable(String id, List<Option> options) {
    int least = options.stream().mapToInt(Option::value).min().orElseThrow();
    int highest = options.stream().mapToInt(Option::value).max().orElseThrow();
    if (highest - least > LONGEST_RANGE && !(least == 0 && highest == 100)) {
      throw new Contradiction(
          "/options", id + ": values span " + (highest - least) + " (expected: 10, or 0 to 100)");
    }
  }

  /** The definition contradicts itself there. */
  public static final class Contradiction extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;
    private final String pointer;

    Contradiction(String pointer, String message) {
      super(message);
      this.pointer = pointer;
    }

    /** RFC 6901, in the definition. */
    public String pointer() {
      return pointer;
    }
  }

  private static void requireDistinct(String id, String what, List<?> values) {
    Set<Object> seen = new HashSet<>(values);
    require(seen.size() == values.size(), id + ": the same " + what + " twice");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * @param anchor what the value stands for, in our words
   */
  public record Option(int value, String anchor) {}

  /**
   * @param reversed those of the items that count from the other end
   * @param unit which figures are in use for the scale
   * @param direction whether a high score is welcome
   */
  public record Scale(
      String id,
      List<String> items,
      List<String> reversed,
      Unit unit,
      Direction direction,
      Missing missing) {

    public Scale {
      items = List.copyOf(items);
      reversed = List.copyOf(reversed);
    }
  }

  /**
   * @param leastAnswered with fewer there is no score
   */
  public record Missing(
      int leastAnswered, MissingMethod method, String citation, Standing standing) {}

  /**
   * @param kind e.g. {@code alpha}, {@code retest}
   * @param values by scale, 0 to 1
   */
  public record Reliability(
      String kind, String citation, Standing standing, Map<String, Double> values) {

    public Reliability {
      values = Map.copyOf(values);
    }
  }

  /**
   * @param unit what mean and SD are of
   * @param n people in the reference group
   */
  public record NormSet(
      String id,
      String population,
      NormUnit unit,
      int n,
      String citation,
      Standing standing,
      Map<String, Norm> scales) {

    public NormSet {
      scales = Map.copyOf(scales);
    }
  }

  /**
   * @param sd null where only an interval of the mean was published, which is no SD
   * @param meanLow lower end of a 95% interval of the mean
   */
  public record Norm(
      double mean, @Nullable Double sd, @Nullable Double meanLow, @Nullable Double meanHigh) {}

  /**
   * Boundaries by which somebody named calls a score something.
   *
   * @param unit which of a score's figures the boundaries are for
   */
  public record CutOffSet(
      String id,
      NormUnit unit,
      String citation,
      Standing standing,
      Map<String, List<Band>> scales) {

    public CutOffSet {
      scales = Map.copyOf(scales);
      scales.values().forEach(bands -> requireRising(id, bands));
    }

    private static void requireRising(String id, List<Band> bands) {
      require(!bands.isEmpty(), id + ": no bands");
      for (int i = 1; i < bands.size(); i++) {
        require(bands.get(i - 1).from() < bands.get(i).from(), id + ": bands must rise");
      }
    }

    /**
     * What this set calls the score: the band with the highest boundary that it reaches.
     *
     * @return null without a score, for a scale that the set does not cover, and below its lowest
     *     band
     */
    public @Nullable String band(Score score) {
      Double figure = unit == NormUnit.SUM ? score.sum() : score.mean();
      List<Band> bands = scales.get(score.scale());
      String name = null;
      if (figure != null && bands != null) {
        for (Band band : bands) {
          name = figure >= band.from() ? band.name() : name;
        }
      }
      return name;
    }
  }

  /**
   * @param from the lowest score of the band, which reaches to the next
   */
  public record Band(String name, double from) {}

  /** What is known of how well it measures. */
  public enum Validation {
    NOT_VALIDATED
  }

  /** The mean is always kept; some scales are used as sums as well. */
  public enum Unit {
    MEAN,
    MEAN_AND_SUM
  }

  /** What a norm's figures are of. */
  public enum NormUnit {
    MEAN,
    SUM
  }

  /** Which end of a scale is the welcome one. */
  public enum Direction {
    HIGH_IS_WORSE,
    HIGH_IS_BETTER
  }

  /** What stands in for items not answered. */
  public enum MissingMethod {
    MEAN_OF_ANSWERED
  }

  /** How sure a fact is: seen in a source, from memory, or a choice of this software. */
  public enum Standing {
    SEEN,
    UNCONFIRMED,
    OURS
  }
}
