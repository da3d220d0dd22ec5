package org.circlejournal.events.survey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.circlejournal.events.survey.Instrument.Direction;
import org.circlejournal.events.survey.Instrument.Missing;
import org.circlejournal.events.survey.Instrument.MissingMethod;
import org.circlejournal.events.survey.Instrument.Norm;
import org.circlejournal.events.survey.Instrument.NormSet;
import org.circlejournal.events.survey.Instrument.NormUnit;
import org.circlejournal.events.survey.Instrument.Option;
import org.circlejournal.events.survey.Instrument.Reliability;
import org.circlejournal.events.survey.Instrument.Scale;
import org.circlejournal.events.survey.Instrument.Standing;
import org.circlejournal.events.survey.Instrument.Unit;
import org.junit.jupiter.api.Test;

class InstrumentTest {

  private static final Instruments SHIPPED = Instruments.shipped();
  private static final Instrument MBI = SHIPPED.byId("mbi-hss").orElseThrow();
  private static final Instrument CBI = SHIPPED.byId("cbi").orElseThrow();
  private static final Instrument OLBI = SHIPPED.byId("olbi").orElseThrow();
  private static final Instrument OLBI_HIGH = SHIPPED.byId("olbi-agree-high").orElseThrow();

  @Test
  void the_keys_are_shipped_and_an_unknown_one_is_not_there() {
    assertThat(SHIPPED.all())
        .extracting(Instrument::id)
        .containsExactly(
            "mbi-hss", "cbi", "olbi", "olbi-agree-high", "bat-23", "bat-12", "relational-climate");
    assertThat(SHIPPED.byId("mbi")).isEmpty();
  }

  @Test
  void items_carry_numbered_ids_in_scoring_order() {
    assertThat(MBI.itemIds()).hasSize(22).startsWith("mbi-01", "mbi-02").endsWith("mbi-22");
    assertThat(CBI.itemIds()).hasSize(19).startsWith("cbi-01").endsWith("cbi-19");
    assertThat(OLBI.itemIds()).hasSize(16).startsWith("olbi-01").endsWith("olbi-16");
    assertThat(OLBI_HIGH.itemIds()).isEqualTo(OLBI.itemIds());
  }

  @Test
  void scales_have_the_published_items() {
    assertThat(numbers(MBI, "emotional-exhaustion")).containsExactly(1, 2, 3, 6, 8, 13, 14, 16, 20);
    assertThat(numbers(MBI, "depersonalization")).containsExactly(5, 10, 11, 15, 22);
    assertThat(numbers(MBI, "personal-accomplishment"))
        .containsExactly(4, 7, 9, 12, 17, 18, 19, 21);
    assertThat(numbers(CBI, "personal")).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(numbers(CBI, "work")).containsExactly(7, 8, 9, 10, 11, 12, 13);
    assertThat(numbers(CBI, "client")).containsExactly(14, 15, 16, 17, 18, 19);
    for (Instrument olbi : List.of(OLBI, OLBI_HIGH)) {
      assertThat(numbers(olbi, "exhaustion")).containsExactly(2, 4, 5, 8, 10, 12, 14, 16);
      assertThat(numbers(olbi, "disengagement")).containsExactly(1, 3, 6, 7, 9, 11, 13, 15);
    }
  }

  @Test
  void bat_items_keep_their_numbers_in_the_short_form_and_none_is_reversed() {
    Instrument bat23 = SHIPPED.byId("bat-23").orElseThrow();
    Instrument bat12 = SHIPPED.byId("bat-12").orElseThrow();
    assertThat(numbers(bat23, "exhaustion")).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(numbers(bat23, "mental-distance")).containsExactly(9, 10, 11, 12, 13);
    assertThat(numbers(bat23, "cognitive-impairment")).containsExactly(14, 15, 16, 17, 18);
    assertThat(numbers(bat23, "emotional-impairment")).containsExactly(19, 20, 21, 22, 23);
    assertThat(numbers(bat12, "exhaustion")).containsExactly(1, 3, 4);
    assertThat(numbers(bat12, "mental-distance")).containsExactly(9, 11, 13);
    assertThat(numbers(bat12, "cognitive-impairment")).containsExactly(14, 17, 18);
    assertThat(numbers(bat12, "emotional-impairment")).containsExactly(19, 20, 23);
    for (Instrument bat : List.of(bat23, bat12)) {
      assertThat(bat.scales()).allMatch(scale -> scale.reversed().isEmpty());
      assertThat(bat.score("exhaustion", all(bat, 4)).mean()).isEqualTo(4);
    }
  }

  @Test
  void only_ours_is_marked_as_not_validated() {
    assertThat(SHIPPED.all())
        .filteredOn(instrument -> instrument.validation() == Instrument.Validation.NOT_VALIDATED)
        .extracting(Instrument::id)
        .containsExactly("relational-climate");
  }

  @Test
  void a_band_is_that_of_a_named_set_and_begins_at_its_boundary() {
    Instrument.CutOffSet set =
        new Instrument.CutOffSet(
            "somebody-2001",
            NormUnit.SUM,
            "c",
            Standing.SEEN,
            Map.of(
                "depersonalization",
                List.of(new Instrument.Band("low", 0), new Instrument.Band("high", 13))));
    assertThat(set.band(MBI.score("depersonalization", all(MBI, 2)))).isEqualTo("low");
    assertThat(set.band(new Score("depersonalization", 2.6, 13.0, 5, false))).isEqualTo("high");
    assertThat(set.band(new Score("depersonalization", null, null, 3, false))).isNull();
    assertThat(set.band(MBI.score("emotional-exhaustion", all(MBI, 6)))).isNull();
  }

  @Test
  void only_accomplishment_and_support_are_better_when_high() {
    for (Instrument instrument : SHIPPED.all()) {
      for (Scale scale : instrument.scales()) {
        assertThat(scale.direction() == Direction.HIGH_IS_BETTER)
            .isEqualTo(List.of("personal-accomplishment", "support").contains(scale.id()));
      }
    }
  }

  @Test
  void every_item_of_a_shipped_key_counts_for_exactly_one_scale() {
    for (Instrument instrument : SHIPPED.all()) {
      assertThat(instrument.scales().stream().flatMap(s -> s.items().stream()))
          .containsExactlyInAnyOrderElementsOf(instrument.itemIds());
    }
  }

  @Test
  void mbi_keeps_mean_and_sum() {
    // 6+5+4+3+2+1+0+6+5 = 32 over nine items
    Map<String, Integer> answers =
        answers("mbi", new int[] {1, 2, 3, 6, 8, 13, 14, 16, 20}, 6, 5, 4, 3, 2, 1, 0, 6, 5);
    Score score = MBI.score("emotional-exhaustion", answers);
    assertThat(score.mean()).isEqualTo(32 / 9.0);
    assertThat(score.sum()).isEqualTo(32);
    assertThat(score.answered()).isEqualTo(9);
    assertThat(score.prorated()).isFalse();
  }

  @Test
  void no_mbi_item_is_reversed() {
    assertThat(MBI.scales()).allSatisfy(s -> assertThat(s.reversed()).isEmpty());
    assertThat(MBI.score("personal-accomplishment", all(MBI, 6)).sum()).isEqualTo(48);
    assertThat(MBI.score("emotional-exhaustion", all(MBI, 6)).sum()).isEqualTo(54);
    assertThat(MBI.score("depersonalization", all(MBI, 6)).sum()).isEqualTo(30);
  }

  @Test
  void a_missing_item_is_made_up_by_the_mean_and_said() {
    // 4 of 5 answered: 3+4+5+2 = 14; mean 3.5, sum 17.5
    Map<String, Integer> answers = answers("mbi", new int[] {5, 10, 11, 15}, 3, 4, 5, 2);
    Score score = MBI.score("depersonalization", answers);
    assertThat(score.mean()).isEqualTo(3.5);
    assertThat(score.sum()).isEqualTo(17.5);
    assertThat(score.prorated()).isTrue();
    assertThat(score.answered()).isEqualTo(4);
  }

  @Test
  void with_fewer_than_the_least_there_is_no_score() {
    Map<String, List<Integer>> least =
        Map.of(
            "mbi-hss", List.of(8, 4, 7),
            "cbi", List.of(3, 4, 3),
            "olbi", List.of(7, 7),
            "olbi-agree-high", List.of(7, 7),
            "bat-23", List.of(7, 4, 4, 4),
            "bat-12", List.of(3, 3, 3, 3),
            "relational-climate", List.of(3, 3));
    for (Instrument instrument : SHIPPED.all()) {
      for (int i = 0; i < instrument.scales().size(); i++) {
        Scale scale = instrument.scales().get(i);
        int enough = requireNonNull(least.get(instrument.id())).get(i);
        int value = instrument.options().get(0).value();
        Map<String, Integer> answers = new HashMap<>();
        scale.items().subList(0, enough).forEach(item -> answers.put(item, value));
        assertThat(instrument.score(scale.id(), answers).mean()).isNotNull();
        answers.remove(scale.items().get(0));
        Score none = instrument.score(scale.id(), answers);
        assertThat(none.mean()).isNull();
        assertThat(none.sum()).isNull();
        assertThat(none.answered()).isEqualTo(enough - 1);
        assertThat(none.prorated()).isFalse();
      }
    }
  }

  @Test
  void cbi_reverses_the_item_on_energy_and_has_no_sum() {
    // 100+75+50+25+0+50 = 300, and item 13: 100 - 100 = 0; 300/7
    Map<String, Integer> answers =
        answers("cbi", new int[] {7, 8, 9, 10, 11, 12, 13}, 100, 75, 50, 25, 0, 50, 100);
    Score score = CBI.score("work", answers);
    assertThat(score.mean()).isEqualTo(300 / 7.0);
    assertThat(score.sum()).isNull();
    assertThat(CBI.scale("personal").reversed()).isEmpty();
    assertThat(CBI.scale("client").reversed()).isEmpty();
    assertThat(CBI.scale("work").reversed()).containsExactly("cbi-13");
  }

  @Test
  void olbi_with_one_for_agreement_reverses_its_eight_items() {
    // exhaustion: 2 4 8 12 reversed (5-1 = 4 each), 5 10 14 16 as they are (1 each): 20/8
    assertThat(OLBI.score("exhaustion", all(OLBI, 1)).sum()).isEqualTo(20);
    Map<String, Integer> burnt = new HashMap<>(all(OLBI, 4));
    for (int i : new int[] {2, 3, 4, 6, 8, 9, 11, 12}) {
      burnt.put(item("olbi", i), 1);
    }
    assertThat(OLBI.score("exhaustion", burnt).mean()).isEqualTo(4);
    assertThat(OLBI.score("disengagement", burnt).mean()).isEqualTo(4);
  }

  @Test
  void the_two_olbi_codings_score_the_same_person_alike() {
    Map<String, Integer> low = new HashMap<>();
    Map<String, Integer> high = new HashMap<>();
    for (int i = 1; i <= 16; i++) {
      int value = 1 + (i * 7 + i / 3) % 4;
      low.put(item("olbi", i), value);
      high.put(item("olbi", i), 5 - value);
    }
    for (String scale : List.of("exhaustion", "disengagement")) {
      assertThat(OLBI_HIGH.score(scale, high)).isEqualTo(OLBI.score(scale, low));
      assertThat(OLBI.score(scale, high)).isNotEqualTo(OLBI.score(scale, low));
    }
  }

  @Test
  void only_option_values_of_known_items_are_accepted() {
    assertThat(MBI.accepts("mbi-22", 6)).isTrue();
    assertThat(MBI.accepts("mbi-22", 7)).isFalse();
    assertThat(MBI.accepts("mbi-22", -1)).isFalse();
    assertThat(MBI.accepts("mbi-22", 99)).isFalse();
    assertThat(MBI.accepts("mbi-23", 0)).isFalse();
    assertThat(MBI.accepts("cbi-01", 0)).isFalse();
    assertThat(CBI.accepts("cbi-01", 75)).isTrue();
    assertThat(CBI.accepts("cbi-01", 74)).isFalse();
    assertThat(OLBI.accepts("olbi-01", 0)).isFalse();
  }

  @Test
  void answers_become_one_byte_per_item() {
    byte[] bytes = CBI.encode(Map.of("cbi-01", 100, "cbi-03", 0, "cbi-19", 75));
    byte[] expected = new byte[19];
    Arrays.fill(expected, (byte) 255);
    expected[0] = 0;
    expected[2] = 4;
    expected[18] = 1;
    assertThat(bytes).isEqualTo(expected);
    assertThat(CBI.decode(bytes)).isEqualTo(Map.of("cbi-01", 100, "cbi-03", 0, "cbi-19", 75));
  }

  @Test
  void the_length_says_nothing_about_the_answers() {
    for (Instrument instrument : SHIPPED.all()) {
      int value = instrument.options().get(0).value();
      assertThat(instrument.encode(Map.of())).hasSize(instrument.itemIds().size());
      assertThat(instrument.encode(all(instrument, value))).hasSize(instrument.itemIds().size());
      assertThat(instrument.decode(instrument.encode(Map.of()))).isEmpty();
    }
  }

  @Test
  void every_option_survives_encoding() {
    for (Instrument instrument : SHIPPED.all()) {
      for (Option option : instrument.options()) {
        Map<String, Integer> answers = all(instrument, option.value());
        assertThat(instrument.decode(instrument.encode(answers))).isEqualTo(answers);
      }
    }
  }

  @Test
  void what_is_outside_the_key_is_refused_never_clamped() {
    assertThatIllegalArgumentException().isThrownBy(() -> MBI.encode(Map.of("mbi-01", 11)));
    assertThatIllegalArgumentException().isThrownBy(() -> MBI.encode(Map.of("mbi-1", 1)));
    assertThatIllegalArgumentException().isThrownBy(() -> MBI.decode(new byte[19]));
    byte[] foreign = new byte[22];
    foreign[3] = 7;
    assertThatIllegalArgumentException().isThrownBy(() -> MBI.decode(foreign));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MBI.score("depersonalization", all(MBI, 7)));
    assertThatIllegalArgumentException().isThrownBy(() -> MBI.score("burnout", all(MBI, 1)));
  }

  @Test
  void the_order_of_answers_does_not_matter() {
    Map<String, Integer> forward = new LinkedHashMap<>();
    Map<String, Integer> backward = new LinkedHashMap<>();
    for (int i = 0; i < 22; i++) {
      forward.put(MBI.itemIds().get(i), i % 7);
      backward.put(MBI.itemIds().get(21 - i), (21 - i) % 7);
    }
    assertThat(MBI.encode(forward)).isEqualTo(MBI.encode(backward));
    for (Scale scale : MBI.scales()) {
      assertThat(MBI.score(scale.id(), forward)).isEqualTo(MBI.score(scale.id(), backward));
    }
  }

  @Test
  void norms_and_reliability_are_named_and_their_standing_is_said() {
    assertThat(MBI.reliabilityOf("emotional-exhaustion", "alpha")).isEqualTo(.90);
    assertThat(MBI.reliabilityOf("depersonalization", "alpha")).isEqualTo(.79);
    assertThat(MBI.reliabilityOf("personal-accomplishment", "alpha")).isEqualTo(.71);
    assertThat(MBI.reliabilityOf("emotional-exhaustion", "retest")).isEqualTo(.82);
    assertThat(MBI.reliabilityOf("depersonalization", "retest")).isEqualTo(.60);
    assertThat(MBI.reliabilityOf("personal-accomplishment", "retest")).isEqualTo(.80);
    assertThat(MBI.reliabilityOf("personal-accomplishment", "omega")).isNull();
    assertThat(CBI.reliabilityOf("work", "alpha")).isNull();
    // 10.75 is the SD of the sum of nine items
    assertThat(MBI.normSdOfMean("emotional-exhaustion", "manual-3-overall"))
        .isCloseTo(1.194444, within(1e-6));
    assertThat(MBI.normSdOfMean("personal-accomplishment", "manual-3-mental-health"))
        .isCloseTo(6.37 / 8, within(1e-12));
    assertThat(MBI.normSets())
        .filteredOn(set -> set.id().startsWith("manual"))
        .hasSize(2)
        .allMatch(set -> set.standing() == Standing.UNCONFIRMED);
    assertThat(CBI.scale("client").missing().standing()).isEqualTo(Standing.UNCONFIRMED);
    assertThat(MBI.scale("depersonalization").missing().standing()).isEqualTo(Standing.OURS);
  }

  @Test
  void an_interval_of_a_mean_is_no_sd() {
    assertThat(MBI.normSets()).extracting(NormSet::id).contains("mental-health-review-2018");
    assertThat(MBI.normSdOfMean("emotional-exhaustion", "mental-health-review-2018")).isNull();
    assertThat(MBI.normSdOfMean("emotional-exhaustion", "no-such-set")).isNull();
  }

  @Test
  void a_norm_of_means_needs_no_division() {
    assertThat(small(1, List.of("x-02"), "x-01").normSdOfMean("s", "n")).isEqualTo(0.5);
  }

  @Test
  void a_key_that_contradicts_itself_is_refused() {
    assertThat(small(1, List.of("x-02"), "x-01").id()).isEqualTo("x");
    assertThatIllegalArgumentException().isThrownBy(() -> small(3, List.of("x-02"), "x-01"));
    assertThatIllegalArgumentException().isThrownBy(() -> small(0, List.of("x-02"), "x-01"));
    assertThatIllegalArgumentException().isThrownBy(() -> small(1, List.of("x-03"), "x-01"));
    assertThatIllegalArgumentException().isThrownBy(() -> small(1, List.of("x-02"), "x-09"));
    assertThatIllegalArgumentException().isThrownBy(() -> small(1, List.of(), "x-02"));
  }

  /** Changing a shipped key changes scores of waves already opened: this must be on purpose. */
  @Test
  void fingerprints_of_shipped_keys_stay() {
    assertThat(
            SHIPPED.all().stream()
                .collect(Collectors.toMap(Instrument::id, Instrument::fingerprint)))
        .isEqualTo(
            Map.of(
                "bat-12", "84920d614996c06f9c63ad452399c93108c60673f118ec7ccf1ad640b6474cc2",
                "bat-23", "c6bd6f47f3a33ea1b419fd338bec64563b91cc97c45205fc25fef5653b9b8bfd",
                "relational-climate",
                    "00a16eba28667a95955bb04c9a011d923888faf8f2ba3ad66bb0f88896cce3d6",
                "mbi-hss", "00e21356a7e53fcca179cbe6fec851af2610c09cafd526c7cbda74148e768d94",
                "cbi", "2ea1de3793049a8eeed4c9024c27a3e4bd575a76ec1a42932473387a1442bff1",
                "olbi", "118049d07352cefb621646b8d25e5c66adfc9ccddbf45d709fbfbee6168f48cc",
                "olbi-agree-high",
                    "225e5aa74bb39d74df2f89e4072f6e03f9b9983cc069f4e119ab341b4565496c"));
  }

  @Test
  void a_fingerprint_follows_from_content_alone() {
    Instrument one = small(1, List.of("x-02"), "x-01");
    assertThat(CanonicalJson.text(one))
        .isEqualTo(
            "{\"edition\":\"e\",\"id\":\"x\",\"itemIds\":[\"x-01\",\"x-02\"],"
                + "\"keyCitation\":\"c\",\"language\":\"any\",\"licence\":\"\\\"l\\\"\","
                + "\"normSets\":[{\"citation\":\"c\",\"id\":\"n\",\"n\":10,\"population\":\"p\","
                + "\"scales\":{\"s\":{\"mean\":1,\"sd\":0.5}},\"standing\":\"ours\",\"unit\":\"mean\"}],"
                + "\"options\":[{\"anchor\":\"no\",\"value\":0},{\"anchor\":\"yes\",\"value\":1}],"
                + "\"reliability\":[{\"citation\":\"c\",\"kind\":\"alpha\",\"standing\":\"ours\","
                + "\"values\":{\"s\":0.1}}],"
                + "\"scales\":[{\"direction\":\"high-is-worse\",\"id\":\"s\","
                + "\"items\":[\"x-01\",\"x-02\"],\"missing\":{\"citation\":\"c\",\"leastAnswered\":1,"
                + "\"method\":\"mean-of-answered\",\"standing\":\"ours\"},"
                + "\"reversed\":[\"x-02\"],\"unit\":\"mean\"}]}");
    assertThat(one.fingerprint()).matches("[0-9a-f]{64}");
    assertThat(small(1, List.of("x-02"), "x-01").fingerprint()).isEqualTo(one.fingerprint());
    assertThat(small(2, List.of("x-02"), "x-01").fingerprint()).isNotEqualTo(one.fingerprint());
    assertThat(small(1, List.of("x-01"), "x-01").fingerprint()).isNotEqualTo(one.fingerprint());
  }

  @Test
  void an_instrument_has_no_wording() {
    for (Instrument instrument : SHIPPED.all()) {
      assertThat(instrument.itemIds()).allMatch(id -> id.matches("(mbi|cbi|olbi|bat|rc)-[0-9]{2}"));
      assertThat(instrument.options())
          .extracting(Option::anchor)
          .noneMatch(anchor -> anchor.matches("(?i).*\\b(I|my|me)\\b.*"));
    }
  }

  private static Instrument small(int least, List<String> reversed, String first) {
    return new Instrument(
        "x",
        "e",
        "any",
        List.of("x-01", "x-02"),
        List.of(new Option(0, "no"), new Option(1, "yes")),
        List.of(
            new Scale(
                "s",
                List.of(first, "x-02"),
                reversed,
                Unit.MEAN,
                Direction.HIGH_IS_WORSE,
                new Missing(least, MissingMethod.MEAN_OF_ANSWERED, "c", Standing.OURS))),
        "c",
        List.of(new Reliability("alpha", "c", Standing.OURS, Map.of("s", 0.1))),
        List.of(
            new NormSet(
                "n",
                "p",
                NormUnit.MEAN,
                10,
                "c",
                Standing.OURS,
                Map.of("s", new Norm(1.0, 0.5, null, null)))),
        "\"l\"",
        null,
        null);
  }

  private static List<Integer> numbers(Instrument instrument, String scale) {
    return instrument.scale(scale).items().stream()
        .map(item -> Integer.parseInt(item.substring(item.indexOf('-') + 1), 10))
        .toList();
  }

  private static Map<String, Integer> all(Instrument instrument, int value) {
    return instrument.itemIds().stream().collect(Collectors.toMap(i -> i, i -> value));
  }

  private static Map<String, Integer> answers(String prefix, int[] items, int... values) {
    return IntStream.range(0, items.length)
        .boxed()
        .collect(Collectors.toMap(i -> item(prefix, items[i]), i -> values[i]));
  }

  private static String item(String prefix, int number) {
    return prefix + (number < 10 ? "-0" : "-") + number;
  }
}
