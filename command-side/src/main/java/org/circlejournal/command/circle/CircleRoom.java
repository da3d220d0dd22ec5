package org.circlejournal.command.circle;

import static org.circlejournal.command.Refusal.*;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleCommand.*;
import org.circlejournal.command.vault.Box;
import org.circlejournal.command.vault.Newcomer;
import org.circlejournal.events.access.Role;
import org.circlejournal.events.circle.CircleEvent;
import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.journal.Json;
import org.jspecify.annotations.Nullable;

/** Who belongs, the frame, the plan's terms, and whether the book is still open. */
public final class CircleRoom {

  private static final int MONTHS_TO_SEALING = 12;

  private final CircleYear year;
  private final Cases<CircleCommand, Desk> decisions = new Cases<>();

  private @Nullable CircleFounded terms;
  private final Set<MemberId> everJoined = new LinkedHashSet<>();
  private final Set<MemberId> members = new LinkedHashSet<>();
  private final Set<MemberId> agreed = new HashSet<>();
  private final Proposals proposals = new Proposals();
  private int joiningUntilSession;
  private @Nullable Instant closedAt;
  private @Nullable Instant sealedAt;
  private boolean erased;

  CircleRoom(CircleYear year) {
    this.year = year;
    decisions
        .on(FoundCircle.class, this::found)
        .on(JoinCircle.class, this::join)
        .on(ExtendJoining.class, this::extendJoining)
        .on(AgreeFrame.class, this::agreeFrame)
        .on(LeaveCircle.class, this::leave)
        .on(ReturnToCircle.class, this::comeBack)
        .on(ReplanSessions.class, this::replan)
        .on(CloseCircle.class, this::close)
        .on(SealCircle.class, this::seal)
        .on(EraseCircle.class, this::erase);
  }

  // --- what other rooms ask -------------------------------------------------------------------

  public boolean founded() {
    return terms != null;
  }

  /**
   * @throws IllegalStateException before the circle was founded
   */
  public CircleFounded terms() {
    if (terms == null) {
      throw new IllegalStateException("the circle was not founded");
    }
    return terms;
  }

  /** How many sessions were planned. */
  public int sessions() {
    return terms().planned().size();
  }

  public ZoneId zone() {
    return terms().timeZone();
  }

  /** Current members, in order of joining. */
  public Set<MemberId> members() {
    return members;
  }

  public Set<MemberId> everJoined() {
    return everJoined;
  }

  public boolean agreedToFrame(MemberId member) {
    return agreed.contains(member);
  }

  public int joiningUntilSession() {
    return joiningUntilSession;
  }

  public @Nullable Instant closedAt() {
    return closedAt;
  }

  public boolean sealed() {
    return sealedAt != null;
  }

  /** 404 unless the id ever belonged to this circle. */
  public void requireKnown(MemberId member) {
    if (!everJoined.contains(member)) {
      throw new Refused(MEMBER_UNKNOWN);
    }
  }

  /** 409 unless the id is a current member. */
  public void requireMember(MemberId member) {
    if (!members.contains(member)) {
      throw new Refused(NOT_A_MEMBER);
    }
  }

  /** The member who asks; staff and clock are refused. */
  public MemberId requireActor(Desk desk) {
    MemberId member = desk.actor().member();
    if (member == null) {
      throw new Refused(NOT_A_MEMBER);
    }
    requireMember(member);
    return member;
  }

  /** The member who asks, even after leaving: for what one may do with one's own data. */
  public MemberId requireFormerOrCurrent(Desk desk) {
    MemberId member = desk.actor().member();
    if (member == null || !everJoined.contains(member)) {
      throw new Refused(NOT_A_MEMBER);
    }
    return member;
  }

  /** 409 once the year is closed or the book sealed. */
  public void requireOpen() {
    requireUnsealed();
    if (closedAt != null) {
      throw new Refused(CIRCLE_CLOSED);
    }
  }

  /** 409 once the book is sealed. */
  public void requireUnsealed() {
    if (sealedAt != null || erased) {
      throw new Refused(CIRCLE_SEALED);
    }
  }

  /** 404 unless the plan has this number. */
  public void requirePlanned(int session) {
    if (session < 1 || session > sessions()) {
      throw new Refused(
          SESSION_UNKNOWN, "session " + session + " (expected: 1.." + sessions() + ")");
    }
  }

  /**
   * For what needs two members: whether another one proposed the same within the last seven days.
   * If nobody did, this proposes it and tells the caller so; then nothing else may happen.
   *
   * @param what the command's name
   * @param detail what else the two must agree on; null if nothing
   * @throws Refused {@code already-so} if the proposal that waits is the member's own
   */
  public boolean seconded(Desk desk, MemberId member, String what, @Nullable String detail) {
    return proposals.seconded(desk, member, what, detail);
  }

  // --- decide ---------------------------------------------------------------------------------

  void decide(CircleCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  private void found(FoundCircle command, Desk desk) {
    if (founded()) {
      throw new Refused(ALREADY_SO, "the circle was founded already");
    }
    CircleFounded event = Founding.terms(command, desk);
    desk.record(event);
    admit(desk);
    Founding.advise(event, desk);
    wakeForSealing(desk);
  }

  private void join(JoinCircle command, Desk desk) {
    requireOpen();
    requireRoom();
    if (year.session().lastHeld() > joiningUntilSession) {
      throw new Refused(
          JOINING_CLOSED,
          "session "
              + year.session().lastHeld()
              + " has started; joining was possible until session "
              + joiningUntilSession);
    }
    admit(desk);
  }

  private void admit(Desk desk) {
    Newcomer newcomer = desk.newcomer();
    if (newcomer == null) {
      throw new IllegalStateException("nobody joins with this order");
    }
    desk.record(new MemberJoined(desk.circleId(), desk.at(), newcomer.member()));
    desk.vault().admit(desk.circleId(), newcomer);
  }

  private void requireRoom() {
    if (members.size() >= terms().capacity()) {
      throw new Refused(CIRCLE_FULL, "members: " + members.size() + ", as many as may be");
    }
  }

  private void extendJoining(ExtendJoining command, Desk desk) {
    requirePlanned(command.untilSession());
    requireOpen();
    requireActor(desk);
    if (command.untilSession() <= joiningUntilSession) {
      throw new Refused(ALREADY_SO, "joining is open until session " + joiningUntilSession);
    }
    if (year.session().lastHeld() > command.untilSession()) {
      throw new Refused(
          JOINING_CLOSED, "session " + year.session().lastHeld() + " has started already");
    }
    desk.record(new JoiningExtended(desk.circleId(), desk.at(), command.untilSession()));
  }

  private void agreeFrame(AgreeFrame command, Desk desk) {
    if (!command.frameVersion().equals(terms().frameVersion())) {
      throw new Refused(
          INVALID_VALUE,
          "frameVersion: "
              + command.frameVersion()
              + " (expected: "
              + terms().frameVersion()
              + ", on which the circle was founded)");
    }
    requireOpen();
    MemberId member = requireActor(desk);
    if (agreed.contains(member)) {
      throw new Refused(ALREADY_SO);
    }
    desk.record(new FrameAgreed(desk.circleId(), desk.at(), member, command.frameVersion()));
  }

  private void leave(LeaveCircle command, Desk desk) {
    requireOpen();
    MemberId member = requireActor(desk);
    desk.record(new MemberLeft(desk.circleId(), desk.at(), member));
  }

  private void comeBack(ReturnToCircle command, Desk desk) {
    requireOpen();
    MemberId member = requireFormerOrCurrent(desk);
    if (members.contains(member)) {
      throw new Refused(ALREADY_SO);
    }
    requireRoom();
    desk.record(new MemberReturned(desk.circleId(), desk.at(), member));
  }

  private void replan(ReplanSessions command, Desk desk) {
    int from = command.fromSession();
    requirePlanned(from);
    requireDates(from, command.dates());
    requireOpen();
    if (desk.actor().role() != Role.STEWARD) {
      requireActor(desk);
    }
    if (from <= year.session().lastHeld()) {
      throw new Refused(
          SESSION_ALREADY_HELD,
          "fromSession: " + from + ", but session " + year.session().lastHeld() + " has started");
    }
    desk.record(
        new SessionsReplanned(
            desk.circleId(), desk.at(), from, List.copyOf(command.dates()), command.reason()));
  }

  private void requireDates(int from, List<LocalDateTime> dates) {
    int expected = sessions() - from + 1;
    if (dates.size() != expected) {
      throw new Refused(
          INVALID_VALUE,
          "dates: "
              + dates.size()
              + " (expected: "
              + expected
              + ", one for each session from "
              + from
              + " on)");
    }
    LocalDateTime before = year.session().planned(from - 1);
    if (before != null && !dates.get(0).isAfter(before)) {
      throw new Refused(
          INVALID_VALUE, "dates: " + dates.get(0) + " (expected: after " + before + ")");
    }
  }

  private void close(CloseCircle command, Desk desk) {
    requireOpen();
    MemberId member = requireActor(desk);
    requireNoSessionOpen();
    if (seconded(desk, member, "close-circle", Json.kebab(command.reason()))) {
      desk.record(new CircleClosed(desk.circleId(), desk.at(), command.reason()));
      wakeForSealing(desk);
    }
  }

  private void seal(SealCircle command, Desk desk) {
    requireUnsealed();
    MemberId member = requireActor(desk);
    requireNoSessionOpen();
    if (year.survey().anyOpen()) {
      // Its box would be locked in for ever.
      throw new Refused(WAVE_OPEN, "a survey wave is open; close it first");
    }
    if (seconded(desk, member, "seal-circle", null)) {
      desk.record(new CircleSealed(desk.circleId(), desk.at()));
      wakeForErasure(desk);
    }
  }

  /** Earlier than it would come by itself. */
  private void erase(EraseCircle command, Desk desk) {
    MemberId member = requireActor(desk);
    if (erased) {
      throw new Refused(ALREADY_SO, "all keys of the circle are destroyed");
    }
    if (sealedAt == null) {
      throw new Refused(CIRCLE_NOT_SEALED, "seal the circle first");
    }
    if (seconded(desk, member, "erase-circle", null)) {
      desk.record(new CircleErased(desk.circleId(), desk.at(), ErasureReason.REQUEST));
    }
  }

  private void requireNoSessionOpen() {
    if (year.session().open() != 0) {
      throw new Refused(SESSION_OPEN, "session " + year.session().open() + " is open");
    }
  }

  // --- what falls due -------------------------------------------------------------------------

  void fallDue(Desk desk) {
    if (erased || year.survey().anyOpen()) {
      return;
    }
    if (sealedAt != null) {
      retentionEnds(desk);
      return;
    }
    Instant due = sealingDue();
    if (!due.isAfter(desk.now())) {
      int open = year.session().open();
      desk.record(new CircleSealed(desk.circleId(), due));
      if (open != 0) {
        // Nobody closed it: what lies in its box is too late, and goes with the box.
        desk.vault().empty(Box.session(desk.circleId(), open));
      }
      wakeForErasure(desk);
    } else if (desk.actor().role() == Role.CLOCK) {
      // Waves and new dates have moved it since the clock was set.
      desk.vault().wake(desk.circleId(), due);
    }
  }

  private void retentionEnds(Desk desk) {
    if (!erasureDue().isAfter(desk.now())) {
      desk.record(new CircleErased(desk.circleId(), erasureDue(), ErasureReason.RETENTION));
    }
  }

  private void wakeForErasure(Desk desk) {
    desk.vault().wake(desk.circleId(), erasureDue());
  }

  private Instant erasureDue() {
    return Objects.requireNonNull(sealedAt, "the circle is not sealed")
        .atZone(zone())
        .plusMonths(terms().retentionMonths())
        .toInstant();
  }

  private void wakeForSealing(Desk desk) {
    desk.vault().wake(desk.circleId(), sealingDue());
  }

  /**
   * Twelve months after the last wave; without any, after the closing. A year that nobody closes
   * ends with its plan, or it would never be sealed and its keys never be destroyed.
   */
  private Instant sealingDue() {
    Instant wave = year.survey().lastClosed();
    if (closedAt == null) {
      return monthsAfter(wave == null ? planEnds() : later(wave, planEnds()));
    }
    return wave == null ? monthsAfter(closedAt) : later(monthsAfter(wave), closedAt);
  }

  private Instant planEnds() {
    LocalDateTime last = terms().planned().get(sessions() - 1);
    LocalDateTime replanned = year.session().planned(sessions());
    return (replanned != null && replanned.isAfter(last) ? replanned : last)
        .atZone(zone())
        .toInstant();
  }

  private Instant monthsAfter(Instant end) {
    return end.atZone(zone()).plusMonths(MONTHS_TO_SEALING).toInstant();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Who asked for erasure is no member any more: nobody can act in their place. */
  public void erased(MemberId member) {
    members.remove(member);
    proposals.left(member);
  }

  // --- evolve ---------------------------------------------------------------------------------

  void evolve(CircleEvent event) {
    if (event instanceof CircleFounded e) {
      terms = e;
      joiningUntilSession = e.joiningUntilSession();
      year.session().plan(1, e.planned());
    } else if (event instanceof MemberJoined e) {
      everJoined.add(e.member());
      members.add(e.member());
    } else if (event instanceof JoiningExtended e) {
      joiningUntilSession = e.untilSession();
    } else if (event instanceof FrameAgreed e) {
      agreed.add(e.member());
    } else if (event instanceof MemberLeft e) {
      members.remove(e.member());
      proposals.left(e.member());
    } else if (event instanceof MemberReturned e) {
      members.add(e.member());
    } else if (event instanceof SessionsReplanned e) {
      year.session().plan(e.fromSession(), e.planned());
    } else if (event instanceof CircleClosed e) {
      closedAt = e.at();
    } else if (event instanceof CircleSealed e) {
      sealedAt = e.at();
    } else if (event instanceof CircleErased) {
      erased = true;
    } else if (event instanceof ClosingProposed e) {
      proposals.evolve(e);
    }
  }
}
