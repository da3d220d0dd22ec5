package org.circlejournal.command.session;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.circlejournal.events.circle.MemberId;
import org.circlejournal.events.session.SessionEvent;
import org.circlejournal.events.session.SessionEvent.*;
import org.jspecify.annotations.Nullable;

/** What is known of a session that was started. */
final class HeldSession {

  /** How long a closed session takes late entries and corrections. */
  static final Duration CORRECTIONS = Duration.ofDays(28);

  /** How long before its start people may have come. */
  static final Duration ARRIVAL = Duration.ofMinutes(60);

  private final Rhythm rhythm;
  private final Instant startedAt;
  private @Nullable Instant closedAt;
  private @Nullable Phase phase;
  private @Nullable Instant phaseAt;
  private final Set<Phase> phases = EnumSet.noneOf(Phase.class);

  /** Members when it closed. */
  private Set<MemberId> roll = Set.of();

  private final Set<MemberId> present = new HashSet<>();
  private int apologies;
  private final Presentations presentations = new Presentations();
  private final Map<Tool, Integer> tried = new EnumMap<>(Tool.class);
  private final Set<Tool> rated = EnumSet.noneOf(Tool.class);
  private final Map<Long, Retractable> entries = new HashMap<>();
  private final Set<Long> retracted = new HashSet<>();

  HeldSession(Rhythm rhythm, Instant startedAt) {
    this.rhythm = rhythm;
    this.startedAt = startedAt;
  }

  // --- what the rules ask ---------------------------------------------------------------------

  boolean isOpen() {
    return closedAt == null;
  }

  Rhythm rhythm() {
    return rhythm;
  }

  @Nullable Phase phase() {
    return phase;
  }

  /** Start, or the latest phase: what happens in the open session does not lie before it. */
  Instant latestStep() {
    return phaseAt == null ? startedAt : phaseAt;
  }

  /** From when on something may have happened in it. */
  Instant earliestEntry() {
    return isOpen() && phaseAt != null ? phaseAt : startedAt.minus(ARRIVAL);
  }

  @Nullable Instant closedAt() {
    return closedAt;
  }

  boolean correctable(Instant now) {
    return closedAt == null || !now.isAfter(closedAt.plus(CORRECTIONS));
  }

  /** Open: in that phase now. Closed: nobody knows the minute any more; it had that phase. */
  boolean inPhase(Phase wanted) {
    return isOpen() ? phase == wanted : phases.contains(wanted);
  }

  boolean isPresent(MemberId member) {
    return present.contains(member);
  }

  Set<MemberId> present() {
    return present;
  }

  /**
   * Whether the member has told the case and stepped back. Of a closed session nobody knows which
   * case was reflected upon; who told all of its cases listened all the time.
   */
  boolean listens(MemberId member) {
    return isOpen() ? member.equals(presentations.presenter()) : presentations.onlyBy(member);
  }

  /** Members who are not there, less the apologies; never counts anybody who has left. */
  int unexcused(Set<MemberId> currentMembers) {
    long absent = members(currentMembers).stream().filter(m -> !present.contains(m)).count();
    return (int) absent - apologies;
  }

  /** Who belongs to the circle, as far as this session goes: once closed, who did then. */
  Set<MemberId> members(Set<MemberId> currentMembers) {
    return isOpen() ? currentMembers : roll;
  }

  Presentations presentations() {
    return presentations;
  }

  /** Stillness is part of the rhythm: it is tried without anybody noting it. */
  boolean wasTried(Tool tool) {
    return tool == Tool.STILLNESS || tried.containsKey(tool);
  }

  @Nullable Retractable entry(long version) {
    return entries.get(version);
  }

  boolean isRetracted(long version) {
    return retracted.contains(version);
  }

  /** Whether what came later would hang in the air without this entry. */
  boolean isRestedOn(Retractable entry) {
    if (entry instanceof MemberCheckedIn e) {
      return presentations.anyBy(e.member());
    }
    return entry instanceof ToolTried e
        && e.tool() != Tool.STILLNESS
        && rated.contains(e.tool())
        && tried.getOrDefault(e.tool(), 0) == 1;
  }

  // --- what has happened ----------------------------------------------------------------------

  void evolve(SessionEvent event, long version, Set<MemberId> currentMembers) {
    if (event instanceof EntryRetracted e) {
      undo(e);
    } else if (event instanceof Retractable e) {
      entries.put(version, e);
      enter(e, version);
    } else if (event instanceof PhaseEntered e) {
      phase = e.phase();
      phaseAt = e.at();
      phases.add(e.phase());
      if (e.phase() == Phase.PRESENTATION) {
        presentations.enter();
      }
    } else if (event instanceof PulsesRecorded e) {
      rated.addAll(e.ratings().keySet());
    } else if (event instanceof SessionClosed e) {
      closedAt = e.at();
      roll = Set.copyOf(currentMembers);
    }
  }

  /** Corrections are over for good: single entries need not be known any longer. */
  void forgetEntries() {
    entries.clear();
    retracted.clear();
  }

  private void enter(Retractable entry, long version) {
    if (entry instanceof MemberCheckedIn e) {
      present.add(e.member());
    } else if (entry instanceof ApologiesSent) {
      apologies++;
    } else if (entry instanceof CasePresented e) {
      presentations.tell(version, e.member(), !isOpen());
    } else if (entry instanceof ToolTried e) {
      tried.merge(e.tool(), 1, Integer::sum);
    }
  }

  private void undo(EntryRetracted retraction) {
    entries.remove(retraction.version());
    retracted.add(retraction.version());
    Retractable entry = retraction.entry();
    if (entry instanceof MemberCheckedIn e) {
      present.remove(e.member());
    } else if (entry instanceof ApologiesSent) {
      apologies--;
    } else if (entry instanceof CasePresented) {
      presentations.takeBack(retraction.version());
    } else if (entry instanceof ToolTried e) {
      tried.computeIfPresent(e.tool(), (tool, times) -> times == 1 ? null : times - 1);
    }
  }

  /** By value, so that a test can hold what was decided against what is loaded. */
  @Override
  public boolean equals(Object other) {
    return other instanceof HeldSession that && values().equals(that.values());
  }

  @Override
  public int hashCode() {
    return startedAt.hashCode();
  }

  private List<Object> values() {
    return List.of(
        rhythm,
        startedAt,
        Objects.requireNonNullElse(closedAt, ""),
        Objects.requireNonNullElse(phase, ""),
        Objects.requireNonNullElse(phaseAt, ""),
        phases,
        roll,
        present,
        apologies,
        presentations,
        tried,
        rated,
        entries,
        retracted);
  }
}
