package org.circlejournal.command.door;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.circlejournal.command.Actor;
import org.circlejournal.command.Order;
import org.circlejournal.command.Papers;
import org.circlejournal.command.closing.ClosingRoom;
import org.circlejournal.command.consent.ConsentCommand.RequestErasure;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.command.vault.Epochs;
import org.circlejournal.command.vault.Eraser;
import org.circlejournal.command.vault.Idempotency;
import org.circlejournal.command.vault.Members;
import org.circlejournal.command.vault.PostgresVault;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.closing.ClosingEvent.ReflectionRecorded;
import org.circlejournal.events.closing.ClosingWords;
import org.circlejournal.events.consent.ConsentEvent.ErasureCompleted;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.journal.Journal;
import org.circlejournal.events.journal.JournalSettings;
import org.circlejournal.events.sealing.Associated;
import org.circlejournal.events.sealing.EpochKeys;
import org.circlejournal.events.sealing.Unsealer;
import org.circlejournal.events.survey.AnswerSheet;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.SurveyRecorded;
import org.circlejournal.events.theme.BoardText;
import org.circlejournal.events.theme.ThemeEvent.IssueNoted;

/** A command side without its web doors, put together as the wiring does, to be ended anywhere. */
final class Erasing implements AutoCloseable {

  private final SecureRandom random = new SecureRandom();
  private final HikariDataSource pool;
  final EpochKeys keys;
  private final Journal journal;
  private final Circles circles;
  private final Orders orders;
  private final Eraser eraser;
  final Members members;

  /**
   * @param lost whether keys that are missing are given up
   */
  Erasing(String url, Path secrets, boolean lost, Consumer<Eraser.Step> after) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(8);
    pool = new HikariDataSource(config);
    journal = Journal.open(settings());
    keys = new EpochKeys(secrets);
    Epochs epochs = new Epochs(pool, journal.works(), keys, random);
    try {
      if (lost) {
        epochs.giveUpLost();
      }
      epochs.open();
    } catch (RuntimeException e) {
      journal.close();
      pool.close();
      throw e;
    }
    PostgresVault vault = new PostgresVault(pool, journal.works(), keys, random);
    Idempotency idempotency = new Idempotency(pool, journal, keys);
    Papers papers = Papers.shipped();
    circles = new Circles(journal, vault, idempotency, papers, random, 10);
    orders = new Orders(circles.bus(), journal, vault, idempotency, papers, random);
    members = new Members(pool, journal.works(), random);
    eraser =
        new Eraser(
            pool,
            journal,
            keys,
            epochs,
            random,
            Period.ofDays(35),
            ClosingRoom::voters,
            orders::completed,
            after);
  }

  /** On Axon Server if the environment names one, as for {@link App}. */
  private JournalSettings settings() {
    String axonServer = System.getenv("AXON_SERVER");
    return axonServer == null
        ? JournalSettings.postgres(pool)
        : new JournalSettings(
            pool, new JournalSettings.AxonServer(axonServer, null, "command-side"));
  }

  void erase(Instant now) {
    eraser.finish(now);
  }

  /** As the member asks, and the night journals it. */
  void request(CircleId circle, MemberId member, SurveyCode code, Instant now) {
    Actor actor = new Actor(Role.MEMBER, member, code);
    orders.inside(new Order(circle, actor, now, now, new RequestErasure(Lane.CODE), null), null);
    orders.journal(
        new JournalCodeLane(circle, now, new ArrayList<>(), new ArrayList<>(List.of(code))));
  }

  List<JournalEvent> events(CircleId circle) {
    List<JournalEvent> events = new ArrayList<>();
    journal
        .readStream(circle.value(), 0)
        .forEachRemaining(event -> events.add((JournalEvent) event.getPayload()));
    return events;
  }

  long completions(CircleId circle, String principal) {
    return events(circle).stream()
        .filter(e -> e instanceof ErasureCompleted done && done.principal().equals(principal))
        .count();
  }

  /** Everything sealed of a circle that still opens, by the id of its data key. */
  Map<String, byte[]> opened(CircleId circle) {
    List<Unsealer.Item> items = sealed(circle);
    List<Optional<byte[]>> plain = new Unsealer(pool, keys).open(items);
    Map<String, byte[]> opened = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      String key = items.get(i).sealed().key();
      plain.get(i).ifPresent(bytes -> opened.put(key, bytes));
    }
    return opened;
  }

  /** Answers, closing words and issues. */
  List<Unsealer.Item> sealed(CircleId circle) {
    List<Unsealer.Item> items = new ArrayList<>();
    for (JournalEvent event : events(circle)) {
      if (event instanceof SurveyRecorded e) {
        String what = AnswerSheet.associated(e.wave(), e.instrument());
        items.add(new Unsealer.Item(e.answers(), new Associated(circle.value(), what)));
      } else if (event instanceof ReflectionRecorded e) {
        String what = ClosingWords.associated(e.question());
        items.add(new Unsealer.Item(e.text(), new Associated(circle.value(), what)));
      } else if (event instanceof IssueNoted e) {
        String what = BoardText.associated(IssueNoted.class, e.theme());
        items.add(new Unsealer.Item(e.text(), new Associated(circle.value(), what)));
      }
    }
    return items;
  }

  @Override
  public void close() {
    circles.close();
    journal.close();
    pool.close();
  }

  /** Erases, and dies right after a step: {@code url secrets step}. */
  public static void main(String[] arguments) {
    Eraser.Step fatal = Eraser.Step.valueOf(arguments[2]);
    Erasing erasing =
        new Erasing(
            arguments[0],
            Path.of(arguments[1]),
            false,
            step -> {
              if (step == fatal) {
                Runtime.getRuntime().halt(9);
              }
            });
    erasing.erase(Instant.now());
    erasing.close();
  }
}
