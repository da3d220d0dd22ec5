package org.circlejournal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.circlejournal.command.circle.Alarm;
import org.circlejournal.command.circle.Circle;
import org.circlejournal.command.consent.JournalCodeLane;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent.CircleFounded;
import org.circlejournal.events.circle.CircleEvent.FrameAgreed;
import org.circlejournal.events.circle.CircleEvent.MemberJoined;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.consent.ConsentEvent.ConsentGiven;
import org.circlejournal.events.consent.ConsentEvent.Lane;
import org.circlejournal.events.consent.ConsentEvent.Notice;
import org.circlejournal.events.consent.ConsentEvent.Purpose;
import org.circlejournal.events.survey.SurveyCode;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate under test, through Axon's own fixture: {@code circle(8).given(…).when(member(1),
 * at, command).expectEvents(…)}. The fixture also checks that what the rooms know after deciding is
 * what they know after loading the same events.
 *
 * <p>The ready-made circle is founded on {@link #FOUNDED}, meets on Mondays at 17:00 in Berlin from
 * 2026-01-12 every 14 days, 26 times; its members have agreed to the frame and consent to take
 * part.
 */
public final class CircleFixture {

  public static final CircleId CIRCLE = new CircleId("5f0c1f6e-0b6c-4b52-9a55-2f1f4a6a7c01");
  public static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  public static final Instant FOUNDED = Instant.parse("2026-01-05T09:00:00Z");
  public static final LocalDateTime FIRST_MEETING = LocalDateTime.parse("2026-01-12T17:00");
  public static final Papers PAPERS = Papers.shipped();
  public static final Actor STEWARD = new Actor(Role.STEWARD, null, null);

  private final AggregateTestFixture<Circle> axon = new AggregateTestFixture<>(Circle.class);
  private final WatchedVault vault = new WatchedVault();
  private final List<JournalEvent> given = new ArrayList<>();
  private @Nullable Answer answer;

  private CircleFixture() {
    axon.registerIgnoredField(Cases.class, "methods");
    axon.registerInjectableResource(vault);
    RandomGenerator random = new SplittableRandom(7);
    axon.registerInjectableResource(random);
    axon.registerInjectableResource(PAPERS);
    axon.registerCommandHandlerInterceptor(
        (work, chain) -> {
          Object result = chain.proceed();
          answer = (Answer) result;
          return result;
        });
  }

  // --- given -----------------------------------------------------------------------------------

  /** Before any event: for founding. */
  public static CircleFixture nothing() {
    return new CircleFixture();
  }

  /** A founded circle whose members agreed to the frame and consent to take part. */
  public static CircleFixture circle(int members) {
    return nothing().given(founded(members));
  }

  public CircleFixture given(JournalEvent... events) {
    return given(Arrays.asList(events));
  }

  public CircleFixture given(List<? extends JournalEvent> events) {
    given.addAll(events);
    return this;
  }

  public WatchedVault vault() {
    return vault;
  }

  /** Sequence number of the last given event; −1 if there is none. */
  public long version() {
    return given.size() - 1L;
  }

  public static List<JournalEvent> founded(int members) {
    List<JournalEvent> events = new ArrayList<>();
    events.add(circleFounded(12));
    for (int i = 1; i <= members; i++) {
      events.addAll(joined(i));
    }
    return events;
  }

  /** The i-th member joins, agrees to the frame, and consents to take part. */
  public static List<JournalEvent> joined(int i) {
    return List.of(
        new MemberJoined(CIRCLE, FOUNDED, member(i)),
        new FrameAgreed(CIRCLE, FOUNDED, member(i), "1"),
        new ConsentGiven(
            CIRCLE,
            FOUNDED,
            Lane.MEMBER,
            member(i).value(),
            Purpose.TAKE_PART,
            notice("taking-part")));
  }

  public static CircleFounded circleFounded(int capacity) {
    List<LocalDateTime> planned =
        IntStream.range(0, 26).mapToObj(i -> FIRST_MEETING.plusDays(14L * i)).toList();
    return new CircleFounded(
        CIRCLE,
        FOUNDED,
        "NORTH-7",
        "CLINIC-A",
        ZONE,
        planned,
        14,
        90,
        capacity,
        5,
        5,
        60,
        "1",
        null,
        false);
  }

  /** The i-th member's id. */
  public static MemberId member(int i) {
    return new MemberId("m-" + "%022d".formatted(i));
  }

  /** The i-th member's survey code. */
  public static SurveyCode code(int i) {
    return new SurveyCode("%064x".formatted(i));
  }

  /** The i-th member, acting. */
  public static Actor actor(int i) {
    return new Actor(Role.MEMBER, member(i), null);
  }

  /** The i-th member with the survey code, as the door makes it for the code's lane. */
  public static Actor actorWithCode(int i) {
    return new Actor(Role.MEMBER, member(i), code(i));
  }

  public static Newcomer newcomer(int i) {
    return new Newcomer(member(i), "token-hash", "secret", "recovery-hash", "secret", "");
  }

  /** Planned start of a session. */
  public static Instant session(int number) {
    return FIRST_MEETING.plusDays(14L * (number - 1)).atZone(ZONE).toInstant();
  }

  /** So many minutes after the planned start of a session. */
  public static Instant session(int number, int minutes) {
    return session(number).plus(Duration.ofMinutes(minutes));
  }

  /** The English sample of a notice. */
  public static Notice notice(String name) {
    return PAPERS.notices().all().stream()
        .filter(text -> text.notice().equals(name) && text.language().equals("en"))
        .map(text -> new Notice(text.version(), text.language(), text.sha256()))
        .findFirst()
        .orElseThrow();
  }

  // --- when ------------------------------------------------------------------------------------

  public Then when(MemberId member, Instant at, Command command) {
    return when(new Actor(Role.MEMBER, member, null), at, command);
  }

  /** Recorded the moment it happened. */
  public Then when(Actor actor, Instant at, Command command) {
    return when(actor, at, at, command);
  }

  /** Recorded at {@code now}, later (or, in the future, earlier) than it happened. */
  public Then when(Actor actor, Instant at, Instant now, Command command) {
    return when(new Order(CIRCLE, actor, at, now, command, null));
  }

  /** Founds or joins. */
  public Then whenJoining(Newcomer newcomer, Instant at, Command command) {
    Actor actor = new Actor(Role.INVITATION, null, null);
    return when(new Order(CIRCLE, actor, at, at, command, newcomer));
  }

  public Then when(Order order) {
    String name = given.isEmpty() ? Circle.FOUND : Circle.CONTINUE;
    return then(() -> executor().when(new NamedOrder(name, order)));
  }

  /** The clock strikes. */
  public Then whenTimeComes(Instant now) {
    return then(() -> executor().when(new Alarm(CIRCLE, now)));
  }

  /** The night's batch reaches the circle. */
  public Then whenNightComes(JournalCodeLane night) {
    return then(() -> executor().when(night));
  }

  private TestExecutor<Circle> executor() {
    return given.isEmpty() ? axon.givenNoPriorActivity() : axon.given(given);
  }

  private Then then(Supplier<ResultValidator<Circle>> when) {
    return new Then(when.get());
  }

  private static final class NamedOrder extends GenericCommandMessage<Order> {
    private static final long serialVersionUID = 1L;

    NamedOrder(String name, Order order) {
      super(new GenericMessage<>(order), name);
    }
  }

  // --- then ------------------------------------------------------------------------------------

  /** What came of it. */
  public final class Then {
    private final ResultValidator<Circle> result;

    private Then(ResultValidator<Circle> result) {
      this.result = result;
    }

    public Then expectEvents(JournalEvent... events) {
      result.expectSuccessfulHandlerExecution();
      assertThat(events()).containsExactly(events);
      return this;
    }

    /** Refused with this code, and nothing journaled. */
    public Then expectRefused(Refusal refusal) {
      result.expectException(Refused.class).expectNoEvents();
      result.expectExceptionDetails(refusal.code());
      return this;
    }

    /** The events that it journaled, in order. */
    public List<JournalEvent> events() {
      return axon.getEventStore()
          .readEvents(CIRCLE.value())
          .asStream()
          .skip(given.size())
          .<JournalEvent>map(message -> (JournalEvent) message.getPayload())
          .toList();
    }

    /**
     * @throws AssertionError if it was refused
     */
    public Answer answer() {
      result.expectSuccessfulHandlerExecution();
      if (answer == null) {
        throw new AssertionError("no answer");
      }
      return answer;
    }
  }
}
