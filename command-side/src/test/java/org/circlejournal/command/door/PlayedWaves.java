package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.circlejournal.command.door.App.Answered;
import org.circlejournal.command.vault.Members;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.jspecify.annotations.Nullable;

/**
 * Waves of eight, played through the door in an order that is known: some answer twice, some take
 * back, some refuse to be surveyed, some do nothing. All circles answer at the same time.
 */
final class PlayedWaves {

  private static final int MEMBERS = 8;
  private static final Duration APART = Duration.ofDays(61);
  private static final Duration OPEN = Duration.ofDays(8);
  private static final List<List<String>> INSTRUMENTS =
      List.of(List.of("cbi"), List.of("olbi"), List.of("mbi-hss", "cbi"), List.of("olbi"));

  /** Somebody, in both lanes: only who plays the waves knows this. */
  record Person(String circle, String member, String code, String token) {}

  /**
   * The ballots of one wave for one instrument, and what a bystander saw of it.
   *
   * @param first whose ballot lies in the box at the close, in the order of their first casting
   * @param last the same people in the order of their last casting
   * @param everybody who ever cast, in the order of the first castings
   */
  record Urn(
      String circle,
      String wave,
      String instrument,
      List<Person> first,
      List<Person> last,
      List<Person> everybody) {

    String box() {
      return "wave-" + wave + "-" + instrument;
    }

    /** There is one of each name; its lists grow. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Urn u && u.circle.equals(circle) && u.box().equals(box());
    }

    @Override
    public int hashCode() {
      return circle.hashCode() + box().hashCode();
    }
  }

  private enum Deed {
    CAST,
    TAKE_BACK
  }

  private record Act(double when, Urn urn, Person person, Deed deed, boolean refusing) {}

  private record Played(Story story, String path, List<Person> people) {}

  private final App app;
  private final Random random;
  private final List<Played> circles = new ArrayList<>();
  private final List<Urn> urns = new ArrayList<>();
  private final Map<String, List<Integer>> options = new LinkedHashMap<>();
  private final Map<String, boolean[]> habits = new LinkedHashMap<>();
  private final String notice;
  private int closed;
  private Instant now = Instant.now().minus(Duration.ofDays(38));

  PlayedWaves(App app, int circles, long seed) {
    this.app = app;
    this.random = new Random(seed);
    for (Instrument each : Instruments.shipped().all()) {
      options.put(each.id(), each.options().stream().map(Instrument.Option::value).toList());
    }
    for (int c = 0; c < circles; c++) {
      Story story = new Story(app, MEMBERS).written();
      List<Person> people = new ArrayList<>();
      for (int m = 1; m <= MEMBERS; m++) {
        String member = story.memberId(m);
        String code =
            app.bean(Members.class)
                .code(new CircleId(story.id()), new MemberId(member), story.token(m))
                .value();
        people.add(new Person(story.id(), member, code, story.token(m)));
      }
      this.circles.add(new Played(story, story.path(), people));
    }
    notice = this.circles.get(0).story().notice("answers");
    app.clock().set(now);
  }

  List<Urn> urns() {
    return urns;
  }

  Set<String> circleIds() {
    Set<String> ids = new LinkedHashSet<>();
    circles.forEach(c -> ids.add(c.story().id()));
    return ids;
  }

  List<Person> people() {
    return circles.stream().flatMap(c -> c.people().stream()).toList();
  }

  /** Opens a wave in every circle, and has everybody act. Nothing is closed yet. */
  void vote(int number) {
    String wave = number == 0 ? "baseline" : "interim-" + number;
    List<String> instruments = INSTRUMENTS.get(number % INSTRUMENTS.size());
    List<Act> acts = new ArrayList<>();
    for (Played circle : circles) {
      String names = "'" + String.join("','", instruments) + "'";
      done(
          circle.path() + "/open-survey-wave",
          circle.people().get(0),
          "{'wave':'%s','instruments':[%s],'closesAt':'%s'}"
              .formatted(wave, names, now.plus(OPEN)));
      for (String instrument : instruments) {
        Urn urn =
            new Urn(
                circle.story().id(),
                wave,
                instrument,
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>());
        urns.add(urn);
        circle.people().forEach(person -> plan(acts, urn, person));
      }
    }
    acts.sort(Comparator.comparingDouble(Act::when));
    for (Act act : acts) {
      tick();
      carryOut(act);
    }
  }

  /** What one person will do about one questionnaire. */
  private void plan(List<Act> acts, Urn urn, Person person) {
    double when = random.nextDouble();
    int kind = random.nextInt(100);
    boolean refusing = random.nextInt(100) < 4;
    if (kind >= 4) { // the others do nothing
      acts.add(new Act(when, urn, person, Deed.CAST, refusing));
    }
    if (kind >= 4 && kind < 10) {
      acts.add(new Act(when + random.nextDouble(), urn, person, Deed.TAKE_BACK, false));
    }
    if (kind >= 7 && kind < 20) { // some of those who took back, and some who did not
      acts.add(new Act(when + 1 + random.nextDouble(), urn, person, Deed.CAST, refusing));
    }
  }

  private void carryOut(Act act) {
    Urn urn = act.urn();
    Person person = act.person();
    String path = "/circles/" + urn.circle();
    urn.last().remove(person);
    if (act.deed() == Deed.TAKE_BACK) {
      urn.first().remove(person);
      String body = "{'wave':'%s','instrument':'%s'}".formatted(urn.wave(), urn.instrument());
      done(path + "/take-ballot-back", person, body);
      return;
    }
    urn.last().add(person);
    if (!urn.first().contains(person)) {
      urn.first().add(person);
    }
    if (!urn.everybody().contains(person)) {
      urn.everybody().add(person);
    }
    done(path + "/record-survey", person, ballot(urn, person, act.refusing()));
  }

  private String ballot(Urn urn, Person person, boolean refusing) {
    ObjectNode answers = Json.mapper().createObjectNode();
    List<Integer> possible = options.getOrDefault(urn.instrument(), List.of());
    for (String item : Instruments.shipped().byId(urn.instrument()).orElseThrow().itemIds()) {
      if (random.nextInt(20) > 0) {
        answers.put(item, possible.get(random.nextInt(possible.size())));
      }
    }
    boolean[] habit =
        habits.computeIfAbsent(
            person.code(), c -> new boolean[] {random.nextBoolean(), random.nextBoolean()});
    if (random.nextInt(10) == 0) {
      habit[random.nextInt(2)] ^= true;
    }
    String link = random.nextInt(20) == 0 ? ",'link':true" : "";
    return "{'wave':'%s','instrument':'%s','answers':%s,'choices':{'surveys':%s,"
            .formatted(urn.wave(), urn.instrument(), answers, !refusing)
        + "'researchAnswers':%s,'quote':%s%s},'notice':%s}"
            .formatted(habit[0], habit[1], link, notice);
  }

  /**
   * Closes the wave in every circle: where everybody has answered often by two members, and
   * everywhere else by itself at its time.
   */
  void close() {
    Map<String, Boolean> complete = new LinkedHashMap<>();
    List<Urn> current = urns.subList(urns.size() - open() * circles.size(), urns.size());
    for (Urn urn : current) {
      complete.merge(urn.circle(), urn.last().size() == MEMBERS, Boolean::logicalAnd);
    }
    String wave = current.get(0).wave();
    for (Played circle : circles) {
      if (complete.getOrDefault(circle.story().id(), false) && random.nextBoolean()) {
        tick();
        for (int member : List.of(2, 5)) {
          done(
              circle.path() + "/close-survey-wave",
              circle.people().get(member),
              "{'wave':'" + wave + "'}");
        }
      }
    }
    app.clock().set(now.plus(OPEN));
    beforeTheClock();
    app.bean(Clockwork.class).ring();
    now = now.plus(APART);
    app.clock().set(now);
  }

  /** In some circles a member does something in the own lane just when the wave is due. */
  private void beforeTheClock() {
    Played circle = circles.get(closed % circles.size());
    closed++;
    done(
        circle.path() + "/give-consent",
        circle.people().get(3),
        "{'purpose':'research-participation','notice':%s}"
            .formatted(circle.story().notice("taking-part")));
  }

  /** Instruments of the wave that was voted on last. */
  private int open() {
    String wave = urns.get(urns.size() - 1).wave();
    return (int) urns.stream().filter(u -> u.wave().equals(wave)).count() / circles.size();
  }

  private void tick() {
    now = now.plusMillis(1 + random.nextInt(30_000));
    app.clock().set(now);
  }

  private void done(String path, Person person, String body) {
    Answered answer = app.post(path, person.token(), body);
    assertThat(answer.status()).as(path + ": " + answer).isEqualTo(200);
  }
}
