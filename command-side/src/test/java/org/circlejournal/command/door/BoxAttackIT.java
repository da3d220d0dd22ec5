package org.circlejournal.command.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.circlejournal.command.door.LeakyVault.Careless;
import org.circlejournal.command.door.LeakyVault.Fault;
import org.circlejournal.command.door.Loot.Ballot;
import org.circlejournal.command.door.Loot.Row;
import org.circlejournal.command.door.PlayedWaves.Person;
import org.circlejournal.command.door.PlayedWaves.Urn;
import org.circlejournal.command.door.Thief.Score;
import org.circlejournal.command.vault.Epochs;
import org.circlejournal.command.vault.PostgresVault;
import org.circlejournal.command.vault.Vault;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.Works;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.DoesNotOpen;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.EpochKeys.Purpose;
import org.circlejournal.events.sealing.Sealed;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.Wave;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Five hundred waves of eight, and then a thief who watched who answered when, and has journal,
 * database files with the write-ahead log, and logs.
 *
 * <p>A strategy names a ballot for each person. Without knowledge it is right once per wave and
 * questionnaire, whatever their number: with eight people that is one in eight. So the right ones
 * of all waves are held against the central 99% of the binomial distribution of so many tries and
 * that probability. (Of a whole wave the right ones spread a little more than that: by chance a
 * strategy lies outside in 1.6 of 100 cases, not in 1.)
 *
 * <p>There are many strategies, so one of them lies outside in some runs although nothing leaks.
 * Whichever does is tried on five hundred other waves, and again; a leak is on the same side each
 * time, and chance is that in fewer than one of 20,000 runs.
 */
class BoxAttackIT {

  private static final int CIRCLES = 50;
  private static final int WAVES = 10;
  private static final int ROUNDS = 3;

  @Test
  void five_hundred_waves_of_eight_tell_nobody_whose_ballot_is_whose() throws IOException {
    Path log = Files.createTempFile("attacked", ".log");
    try (OwnPostgres postgres = new OwnPostgres();
        App app =
            App.start(
                postgres.database(),
                Files.createTempDirectory("secrets"),
                context -> {},
                List.of("--logging.file.name=" + log))) {
      Map<String, Integer> suspects = new TreeMap<>();
      for (int round = 1; round <= ROUNDS; round++) {
        PlayedWaves waves = new PlayedWaves(app, CIRCLES, round);
        for (int w = 0; w < WAVES; w++) {
          waves.vote(w);
          waves.close();
        }
        Loot loot = new Loot(postgres, waves, log);
        requireSound(loot, waves);
        Map<String, Integer> outside = outside(new Thief(loot).attack(waves.urns(), author(app)));
        if (round == 1) {
          suspects.putAll(outside);
        } else {
          suspects.entrySet().removeIf(s -> !s.getValue().equals(outside.get(s.getKey())));
        }
        if (suspects.isEmpty()) {
          return;
        }
      }
      assertThat(suspects).isEmpty();
    }
  }

  /** What must not be there at all, however little it would help. */
  private static void requireSound(Loot loot, PlayedWaves waves) {
    requireAllRowsFound(loot, waves);
    requireNothingShared(loot, waves);
    requireOneSize(loot, waves);
    requireOneTimeAndOneOrigin(loot);
    requireLanesApart(loot, waves);
  }

  /** The thief finds what was deleted, and knows of each row of a box whose it was. */
  private static void requireAllRowsFound(Loot loot, PlayedWaves waves) {
    for (Urn urn : waves.urns()) {
      assertThat(loot.disk().rows(urn.circle(), urn.box())).hasSameSizeAs(urn.everybody());
      assertThat(loot.ballots(urn)).hasSameSizeAs(urn.last());
      assertThat(loot.ballots(urn)).allMatch(ballot -> ballot.placeInLog() > 0);
    }
    assertThat(loot.tables().get("vault.ballot")).isEmpty();
  }

  /** No sixteen bytes of a row of a box stand in the journal or in a data key. */
  private static void requireNothingShared(Loot loot, PlayedWaves waves) {
    Set<ByteBuffer> journaled = new HashSet<>();
    for (Urn urn : waves.urns()) {
      for (Ballot ballot : loot.ballots(urn)) {
        Thief.parts(ballot).forEach(part -> journaled.addAll(Thief.grams(part, 16)));
      }
    }
    for (Urn urn : waves.urns()) {
      loot.disk()
          .rows(urn.circle(), urn.box())
          .forEach(
              (name, contents) -> {
                Set<ByteBuffer> row = Thief.grams(HexFormat.of().parseHex(name), 16);
                contents.forEach(c -> row.addAll(Thief.grams(Thief.bytes(c), 16)));
                assertThat(row).hasSizeGreaterThan(100);
                assertThat(Collections.disjoint(journaled, row)).isTrue();
              });
    }
  }

  /** Also of those who refused, left items out, or answered twice. */
  private static void requireOneSize(Loot loot, PlayedWaves waves) {
    Map<String, Set<Integer>> sizes = new TreeMap<>();
    for (Urn urn : waves.urns()) {
      for (Set<ByteBuffer> row : loot.disk().rows(urn.circle(), urn.box()).values()) {
        row.forEach(
            content ->
                sizes
                    .computeIfAbsent("box " + urn.instrument(), i -> new HashSet<>())
                    .add(content.remaining()));
      }
      for (Ballot ballot : loot.ballots(urn)) {
        sizes
            .computeIfAbsent("journal " + urn.instrument() + urn.wave(), i -> new HashSet<>())
            .add(ballot.box().length());
        sizes.computeIfAbsent("key", i -> new HashSet<>()).add(ballot.wrapped().length());
      }
    }
    assertThat(sizes.values()).allMatch(each -> each.size() == 1, "one size");
  }

  /** All that enters with a close has the close's time, and the close's metadata. */
  private static void requireOneTimeAndOneOrigin(Loot loot) {
    Map<String, Set<String>> closes = new TreeMap<>();
    for (Row row : loot.journal()) {
      if (row.name().equals("survey.SurveyRecorded")) {
        closes
            .computeIfAbsent(row.circle() + row.text("wave"), w -> new HashSet<>())
            .add(row.text("at") + row.metadata());
      }
    }
    assertThat(closes.values()).allMatch(each -> each.size() == 1, "one time and one origin");
  }

  /** No table, event, command or line of a log knows of somebody in both lanes. */
  private static void requireLanesApart(Loot loot, PlayedWaves waves) {
    Set<String> members = new HashSet<>();
    Set<String> codes = new HashSet<>();
    Set<String> tokens = new HashSet<>();
    for (Person person : waves.people()) {
      members.add(person.member());
      codes.add(person.code());
      tokens.add(person.token());
    }
    Map<String, List<String>> together = new LinkedHashMap<>(loot.tables());
    for (Row row : loot.journal()) {
      String command = row.metadata().path("correlationId").asText();
      together
          .computeIfAbsent("command " + command, c -> new ArrayList<>())
          .add(row.payload().toString() + row.metadata());
    }
    together.forEach(
        (where, rows) -> {
          String all = String.join("\n", rows);
          boolean member = containsAny(all, "m-[A-Za-z0-9_-]{22}", members);
          boolean code = containsAny(all, "[0-9a-f]{64}", codes);
          assertThat(member && code).as(where + ": both lanes").isFalse();
        });
    assertThat(containsAny(loot.logs(), "m-[A-Za-z0-9_-]{22}", members)).isFalse();
    assertThat(containsAny(loot.logs(), "[0-9a-f]{64}", codes)).isFalse();
    assertThat(containsAny(loot.logs(), "[A-Za-z0-9_-]{43}", tokens)).isFalse();
  }

  private static boolean containsAny(String text, String form, Set<String> wanted) {
    return Pattern.compile(form).matcher(text).results().anyMatch(r -> wanted.contains(r.group()));
  }

  private static Map<String, Integer> outside(Map<String, Score> scores) {
    Map<String, Integer> outside = new TreeMap<>();
    scores.forEach(
        (name, score) -> {
          Guessing guessing = guessing(score);
          if (guessing.side(score.right()) != 0) {
            outside.put(name, guessing.side(score.right()));
          }
        });
    return outside;
  }

  private static Guessing guessing(Score score) {
    return Guessing.interval(score.tried(), score.byChance() / score.tried());
  }

  /** Whose ballot it is in truth: who holds the keys can tell. */
  private static BiFunction<Urn, Ballot, String> author(App app) {
    Unsealer unsealer = new Unsealer(app.bean(DataSource.class), app.bean(EpochKeys.class));
    Map<Ballot, String> known = new HashMap<>();
    return (urn, ballot) ->
        known.computeIfAbsent(
            ballot,
            b -> {
              String what = AnswerSheet.associated(new Wave(urn.wave()), urn.instrument());
              return AnswerSheet.of(
                      unsealer
                          .open(new Sealed(b.key(), b.box()), new Associated(urn.circle(), what))
                          .orElseThrow())
                  .code()
                  .value();
            });
  }

  @Test
  void the_thief_is_good_at_his_work() throws IOException {
    Path log = Files.createTempFile("attacked", ".log");
    Careless careless = new Careless();
    try (OwnPostgres postgres = new OwnPostgres();
        App app =
            App.start(
                postgres.database(),
                Files.createTempDirectory("secrets"),
                context -> {
                  context.registerBean("random", SecureRandom.class, () -> careless);
                  context.registerBean(
                      "sound", PostgresVault.class, () -> sound(context, careless));
                  context.registerBean(
                      "vault",
                      Vault.class,
                      () -> leaky(context, careless),
                      definition -> definition.setPrimary(true));
                },
                List.of(
                    "--logging.file.name=" + log,
                    "--spring.main.allow-bean-definition-overriding=true"))) {
      LeakyVault vault = (LeakyVault) app.bean(Vault.class);
      Map<Fault, List<String>> wins = new EnumMap<>(Fault.class);
      for (Fault fault : Fault.values()) {
        vault.commit(fault);
        PlayedWaves waves = new PlayedWaves(app, 6, 7);
        for (int w = 0; w < 6; w++) {
          waves.vote(w);
          waves.close();
        }
        Map<String, Score> scores =
            new Thief(new Loot(postgres, waves, log))
                .attack(waves.urns(), (urn, ballot) -> vault.author(ballot.key()));
        wins.put(
            fault,
            scores.entrySet().stream()
                .filter(s -> s.getValue().right() > 2.5 * s.getValue().byChance())
                .map(Map.Entry::getKey)
                .toList());
      }
      assertThat(wins.get(Fault.NONE)).isEmpty();
      assertThat(wins.get(Fault.KEEPS_THE_ORDER))
          .contains(
              "last cast by position",
              "last cast by time of recording",
              "last cast by place of the key in the heap",
              "last cast by place of the key in the log",
              "order of the consents");
      assertThat(wins.get(Fault.KEEPS_THE_CIPHERTEXT)).contains("bytes in common");
      assertThat(wins.get(Fault.GROWS)).contains("size");
      assertThat(wins.get(Fault.MARKS)).contains("presence");
    }
  }

  private static PostgresVault sound(GenericApplicationContext context, Careless random) {
    context.getBean(Epochs.class); // opens the epochs
    DataSource database = context.getBean(DataSource.class);
    EpochKeys keys = context.getBean(EpochKeys.class);
    Works works = context.getBean(Journal.class).works();
    return new PostgresVault(database, works, keys, random);
  }

  private static LeakyVault leaky(GenericApplicationContext context, Careless random) {
    PostgresVault sound = context.getBean(PostgresVault.class);
    return new LeakyVault(sound, context.getBean(DataSource.class), random);
  }

  /** Before a wave closes, the write-ahead log names no code, and box keys are wrapped. */
  @Test
  void until_the_close_no_file_knows_a_code_and_after_the_night_no_key_opens_what_is_left()
      throws IOException {
    Path log = Files.createTempFile("attacked", ".log");
    try (OwnPostgres postgres = new OwnPostgres();
        App app =
            App.start(
                postgres.database(),
                Files.createTempDirectory("secrets"),
                context -> {},
                List.of("--logging.file.name=" + log))) {
      PlayedWaves waves = new PlayedWaves(app, 4, 11);
      waves.vote(0);
      Loot before = new Loot(postgres, waves, log);
      String bytes = new String(before.disk().log(), StandardCharsets.ISO_8859_1);
      assertThat(bytes).contains(waves.people().get(0).member());
      for (Person person : waves.people()) {
        byte[] code = HexFormat.of().parseHex(person.code());
        assertThat(bytes.contains(person.code())).isFalse();
        assertThat(bytes.contains(new String(code, StandardCharsets.ISO_8859_1))).isFalse();
      }
      waves.close();
      waves.vote(1);
      EpochKeys keys = app.bean(EpochKeys.class);
      Set<String> wrapped = new Loot(postgres, waves, log).disk().wrappedBoxKeys();
      assertThat(wrapped).hasSize(8);
      assertThat(opened(keys, wrapped)).isEqualTo(8); // whoever has the secrets as well, till night
      waves.close();
      app.bean(Epochs.class).renewBoxes();
      assertThat(opened(keys, new Loot(postgres, waves, log).disk().wrappedBoxKeys())).isZero();
    }
  }

  /** How many of the wrapped keys a key of the secrets folder opens. */
  private static int opened(EpochKeys keys, Set<String> wrapped) {
    int opened = 0;
    for (String each : wrapped) {
      String[] parts = each.split(" ", 3);
      String name = "box\n" + parts[0] + '\n' + parts[1];
      for (int epoch = 1; epoch <= keys.newest(Purpose.BOXES); epoch++) {
        opened += opens(keys, epoch, name, parts[2]) ? 1 : 0;
      }
    }
    return opened;
  }

  private static boolean opens(EpochKeys keys, int epoch, String name, String wrapped) {
    try {
      return keys.unwrap(Purpose.BOXES, epoch, name, wrapped).length > 0;
    } catch (DoesNotOpen e) {
      return false;
    }
  }

  /** PostgreSQL marks each row that was ever read, by whom or for what it does not say. */
  @Test
  void the_marks_in_the_files_do_not_tell_who_has_answered() throws IOException {
    try (OwnPostgres postgres = new OwnPostgres();
        App app =
            App.start(
                postgres.database(),
                Files.createTempDirectory("secrets"),
                context -> {},
                List.of())) {
      Story story = new Story(app, 8).written();
      List<String> members = new ArrayList<>();
      for (int m = 1; m <= 8; m++) {
        members.add(story.memberId(m));
      }
      assertThat(HintBits.read(postgres, members)).isEmpty();
      story
          .done(
              1,
              "open-survey-wave",
              "{'wave':'baseline','instruments':['cbi'],'closesAt':'"
                  + Instant.now().plus(Duration.ofDays(8))
                  + "'}")
          .done(
              3,
              "record-survey",
              ("{'wave':'baseline','instrument':'cbi','answers':{},'choices':{'surveys':true,"
                      + "'researchAnswers':false,'quote':false},'notice':%s}")
                  .formatted(story.notice("answers")));
      assertThat(HintBits.read(postgres, members)).containsExactlyInAnyOrderElementsOf(members);
    }
  }
}
