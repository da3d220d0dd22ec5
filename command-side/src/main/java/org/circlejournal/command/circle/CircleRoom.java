package org.circlejournal.command.circle;

import static org.circlejournal.command.Refusal.CIRCLE_CLOSED;
import static org.circlejournal.command.Refusal.CIRCLE_SEALED;
import static org.circlejournal.command.Refusal.MEMBER_UNKNOWN;
import static org.circlejournal.command.Refusal.NOT_A_MEMBER;

import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.Set;
import org.circlejournal.command.Cases;
import org.circlejournal.command.Desk;
import org.circlejournal.command.Refused;
import org.circlejournal.command.circle.CircleCommand.*;
import org.circlejournal.events.circle.CircleEvent;
import org.circlejournal.events.circle.CircleEvent.*;
import org.circlejournal.events.circle.MemberId;
import org.jspecify.annotations.Nullable;

/** Who belongs, the frame, the plan's terms, and whether the book is still open. */
public final class CircleRoom {

  private final CircleYear year;
  private final Cases<CircleCommand, Desk> decisions = new Cases<>();

  private @Nullable CircleFounded terms;
  private final Set<MemberId> everJoined = new LinkedHashSet<>();
  private final Set<MemberId> members = new LinkedHashSet<>();
  private final Set<MemberId> agreed = new LinkedHashSet<>();
  private int joiningUntilSession;
  private @Nullable Instant closedAt;
  private boolean sealed;
  private boolean erased;

  CircleRoom(CircleYear year) {
    this.year = year;
    decisions.on(LeaveCircle.class, this::leave);
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
    return sealed;
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

  /** 409 once the year is closed or the book sealed. */
  public void requireOpen() {
    requireUnsealed();
    if (closedAt != null) {
      throw new Refused(CIRCLE_CLOSED);
    }
  }

  /** 409 once the book is sealed. */
  public void requireUnsealed() {
    if (sealed || erased) {
      throw new Refused(CIRCLE_SEALED);
    }
  }

  // --- decide ---------------------------------------------------------------------------------

  void decide(CircleCommand command, Desk desk) {
    decisions.accept(command, desk);
  }

  private void leave(LeaveCircle command, Desk desk) {
    MemberId member = requireActor(desk);
    requireOpen();
    desk.record(new MemberLeft(desk.circleId(), desk.at(), member));
  }

  void fallDue(Desk desk) {}

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
    } else if (event instanceof MemberReturned e) {
      members.add(e.member());
    } else if (event instanceof SessionsReplanned e) {
      year.session().plan(e.fromSession(), e.planned());
    } else if (event instanceof CircleClosed e) {
      closedAt = e.at();
    } else if (event instanceof CircleSealed) {
      sealed = true;
    } else if (event instanceof CircleErased) {
      erased = true;
    }
  }
}
