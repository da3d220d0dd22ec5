package org.circlejournal.command.door;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.circlejournal.command.door.Loot.Ballot;
import org.circlejournal.command.door.Loot.Row;
import org.circlejournal.command.door.PlayedWaves.Person;
import org.circlejournal.command.door.PlayedWaves.Urn;

/**
 * The attacker. He watched who answered, in which order; now he has the {@link Loot}, and names for
 * each person of each wave one ballot of the journal.
 */
final class Thief {

  /** A way to name a ballot for each of an urn's people; who is left out is not guessed at. */
  private interface Strategy {
    Map<Person, Ballot> guess(Urn urn, List<Ballot> ballots);
  }

  /** How often a strategy was right, and how often a guess without any knowledge would be. */
  record Score(int right, int tried, double byChance) {}

  private final Loot loot;
  private final Map<String, Strategy> strategies = new TreeMap<>();
  private final Map<String, List<Row>> consents = new HashMap<>();
  private final Map<ByteBuffer, Set<Urn>> marked = new HashMap<>();
  private final Map<Person, Set<Urn>> presences = new HashMap<>();

  Thief(Loot loot) {
    this.loot = loot;
    for (Row row : loot.journal()) {
      if (row.name().startsWith("consent.") && row.text("lane").equals("code")) {
        consents.computeIfAbsent(row.circle() + row.text("at"), k -> new ArrayList<>()).add(row);
      }
    }
    orders();
    strategies.put("bytes in common", this::bytesInCommon);
    strategies.put("size", this::size);
    strategies.put("neighbours of the own consents", this::neighbours);
    strategies.put("order of the consents", this::orderOfConsents);
    strategies.put("presence", this::presence);
  }

  Set<String> strategies() {
    return strategies.keySet();
  }

  /**
   * @param author who knows whose ballot it is
   */
  Map<String, Score> attack(Collection<Urn> urns, BiFunction<Urn, Ballot, String> author) {
    lookForMarks(urns);
    Map<String, Score> scores = new TreeMap<>();
    strategies.forEach(
        (name, strategy) -> {
          int right = 0;
          int tried = 0;
          double byChance = 0;
          for (Urn urn : urns) {
            List<Ballot> ballots = loot.ballots(urn);
            for (Map.Entry<Person, Ballot> guess : strategy.guess(urn, ballots).entrySet()) {
              right += author.apply(urn, guess.getValue()).equals(guess.getKey().code()) ? 1 : 0;
              tried++;
              byChance += 1.0 / ballots.size();
            }
          }
          scores.put(name, new Score(right, tried, byChance));
        });
    return scores;
  }

  /** The people in some order beside the ballots in some order. */
  private void orders() {
    Map<String, Function<Urn, List<Person>>> people = new LinkedHashMap<>();
    people.put("first cast", Urn::first);
    people.put("last cast", Urn::last);
    people.put("name of the row", this::byRow);
    people.put("member id", urn -> sorted(urn.first(), Comparator.comparing(Person::member)));
    Map<String, Comparator<Ballot>> ballots = new LinkedHashMap<>();
    ballots.put("position", Comparator.comparingLong(Ballot::position));
    ballots.put("time of recording", Comparator.comparing(Ballot::recordedAt));
    ballots.put("place of the key in the heap", Comparator.comparingLong(Ballot::placeInHeap));
    ballots.put("place of the key in the log", Comparator.comparingInt(Ballot::placeInLog));
    ballots.put("event id", Comparator.comparing(Ballot::eventId));
    ballots.put("ballot id", Comparator.comparing(Ballot::ballot));
    ballots.put("key id", Comparator.comparing(Ballot::key));
    ballots.put("wrapped key", Comparator.comparing(Ballot::wrapped));
    ballots.put("ciphertext", Comparator.comparing(Ballot::box));
    people.forEach(
        (who, ordered) ->
            ballots.forEach(
                (what, by) ->
                    strategies.put(
                        who + " by " + what,
                        (urn, all) -> pair(ordered.apply(urn), sorted(all, by)))));
  }

  private static <T> List<T> sorted(List<T> list, Comparator<T> by) {
    return list.stream().sorted(by).toList();
  }

  private static Map<Person, Ballot> pair(List<Person> people, List<Ballot> ballots) {
    Map<Person, Ballot> pairs = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(people.size(), ballots.size()); i++) {
      pairs.put(people.get(i), ballots.get(i));
    }
    return pairs;
  }

  /**
   * Who watched the castings knows whose row is whose: the log has the rows in the same order.
   *
   * @return the rows' names
   */
  Map<Person, String> rowNames(Urn urn) {
    Map<Person, String> names = new LinkedHashMap<>();
    List<String> inLog = List.copyOf(loot.disk().rows(urn.circle(), urn.box()).keySet());
    for (int i = 0; i < Math.min(inLog.size(), urn.everybody().size()); i++) {
      names.put(urn.everybody().get(i), inLog.get(i));
    }
    return names;
  }

  /** The order in which a box is read. */
  private List<Person> byRow(Urn urn) {
    Map<Person, String> names = rowNames(urn);
    return sorted(urn.first(), Comparator.comparing(person -> names.getOrDefault(person, "")));
  }

  private record Pair(Person person, Ballot ballot, double likeness) {}

  /** The likeliest pairs first; each person and each ballot once. */
  private static Map<Person, Ballot> assign(List<Pair> pairs) {
    Map<Person, Ballot> assigned = new LinkedHashMap<>();
    Set<Ballot> taken = new HashSet<>();
    for (Pair pair : sorted(pairs, Comparator.comparingDouble(p -> -p.likeness()))) {
      if (!assigned.containsKey(pair.person()) && !taken.contains(pair.ballot())) {
        assigned.put(pair.person(), pair.ballot());
        taken.add(pair.ballot());
      }
    }
    return assigned;
  }

  /** Whatever a row of the box shares with a ballot of the journal, be it three bytes. */
  private Map<Person, Ballot> bytesInCommon(Urn urn, List<Ballot> ballots) {
    Map<Person, String> names = rowNames(urn);
    Map<String, Set<ByteBuffer>> rows = loot.disk().rows(urn.circle(), urn.box());
    List<Pair> pairs = new ArrayList<>();
    for (Person person : urn.first()) {
      Set<ByteBuffer> grams = new HashSet<>();
      String name = names.getOrDefault(person, "");
      grams.addAll(grams(HexFormat.of().parseHex(name), 3));
      rows.getOrDefault(name, Set.of()).forEach(c -> grams.addAll(grams(bytes(c), 3)));
      for (Ballot ballot : ballots) {
        long shared = bytes(ballot).stream().filter(grams::contains).count();
        pairs.add(new Pair(person, ballot, shared));
      }
    }
    return assign(pairs);
  }

  private static Set<ByteBuffer> bytes(Ballot ballot) {
    Set<ByteBuffer> grams = new HashSet<>();
    for (byte[] part : parts(ballot)) {
      grams.addAll(grams(part, 3));
    }
    return grams;
  }

  static byte[] bytes(ByteBuffer content) {
    byte[] bytes = new byte[content.remaining()];
    content.duplicate().get(bytes);
    return bytes;
  }

  /** All that is random in a ballot, as bytes. */
  static List<byte[]> parts(Ballot ballot) {
    Base64.Decoder base64 = Base64.getUrlDecoder();
    return List.of(
        HexFormat.of().parseHex(ballot.ballot()),
        HexFormat.of().parseHex(ballot.eventId().replace("-", "")),
        base64.decode(ballot.key()),
        base64.decode(ballot.box()),
        base64.decode(ballot.wrapped()));
  }

  static Set<ByteBuffer> grams(byte[] bytes, int length) {
    Set<ByteBuffer> grams = new HashSet<>();
    for (int i = 0; i + length <= bytes.length; i++) {
      grams.add(ByteBuffer.wrap(bytes, i, length).slice());
    }
    return grams;
  }

  /** The longer the row, the longer the ballot. */
  private Map<Person, Ballot> size(Urn urn, List<Ballot> ballots) {
    Map<Person, String> names = rowNames(urn);
    Map<String, Set<ByteBuffer>> rows = loot.disk().rows(urn.circle(), urn.box());
    Comparator<Person> byLength =
        Comparator.comparingInt(
            person ->
                rows.getOrDefault(names.getOrDefault(person, ""), Set.of()).stream()
                    .mapToInt(ByteBuffer::capacity)
                    .sum());
    return pair(
        sorted(urn.last(), byLength), sorted(ballots, Comparator.comparingInt(Ballot::bytes)));
  }

  /** Of consents he is told whose code is whose. */
  private Map<Person, List<Row>> ownConsents(Urn urn) {
    Map<Person, List<Row>> own = new LinkedHashMap<>();
    for (Row row : consents.getOrDefault(urn.circle() + closedAt(urn), List.of())) {
      for (Person person : urn.first()) {
        if (person.code().equals(row.text("principal"))) {
          own.computeIfAbsent(person, p -> new ArrayList<>()).add(row);
        }
      }
    }
    return own;
  }

  private String closedAt(Urn urn) {
    return loot.journal().stream()
        .filter(row -> row.circle().equals(urn.circle()))
        .filter(row -> row.name().equals("survey.SurveyWaveClosed"))
        .filter(row -> row.text("wave").equals(urn.wave()))
        .map(row -> row.text("at"))
        .findFirst()
        .orElse("");
  }

  private Map<Person, Ballot> neighbours(Urn urn, List<Ballot> ballots) {
    List<Pair> pairs = new ArrayList<>();
    ownConsents(urn)
        .forEach(
            (person, rows) ->
                rows.forEach(
                    row ->
                        ballots.forEach(
                            ballot ->
                                pairs.add(
                                    new Pair(
                                        person,
                                        ballot,
                                        -Math.abs(row.position() - ballot.position()))))));
    return assign(pairs);
  }

  private Map<Person, Ballot> orderOfConsents(Urn urn, List<Ballot> ballots) {
    return pair(List.copyOf(ownConsents(urn).keySet()), ballots);
  }

  /**
   * Ballots of several waves that share anything of eight bytes are one person's; whose, is told by
   * the waves in which that person was seen answering.
   */
  private Map<Person, Ballot> presence(Urn urn, List<Ballot> ballots) {
    List<Pair> pairs = new ArrayList<>();
    for (int b = 0; b < ballots.size(); b++) {
      Set<Urn> ofBallot = new HashSet<>();
      marks(ballots.get(b)).forEach(mark -> ofBallot.addAll(marked.getOrDefault(mark, Set.of())));
      for (int p = 0; p < urn.last().size(); p++) {
        Person person = urn.last().get(p);
        Set<Urn> ofPerson = presences.getOrDefault(person, Set.of());
        Set<Urn> both = new HashSet<>(ofPerson);
        both.retainAll(ofBallot);
        Set<Urn> either = new HashSet<>(ofPerson);
        either.addAll(ofBallot);
        double order = b + p == ballots.size() - 1 ? 0.001 : 0; // for those who are alike
        pairs.add(new Pair(person, ballots.get(b), (double) both.size() / either.size() + order));
      }
    }
    return assign(pairs);
  }

  private void lookForMarks(Collection<Urn> urns) {
    for (Urn urn : urns) {
      urn.last().forEach(p -> presences.computeIfAbsent(p, x -> new HashSet<>()).add(urn));
      for (Ballot ballot : loot.ballots(urn)) {
        marks(ballot).forEach(m -> marked.computeIfAbsent(m, x -> new HashSet<>()).add(urn));
      }
    }
  }

  private static Set<ByteBuffer> marks(Ballot ballot) {
    Set<ByteBuffer> marks = new HashSet<>();
    parts(ballot).forEach(part -> marks.addAll(grams(part, 8)));
    return marks;
  }
}
