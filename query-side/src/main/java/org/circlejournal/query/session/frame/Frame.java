package org.circlejournal.query.session.frame;

import static java.util.Objects.requireNonNull;
import static org.circlejournal.events.session.SessionEvent.Phase.CLARIFYING;
import static org.circlejournal.events.session.SessionEvent.Phase.CLOSING;
import static org.circlejournal.events.session.SessionEvent.Phase.INTRODUCTIONS;
import static org.circlejournal.events.session.SessionEvent.Phase.LOOKING_BACK;
import static org.circlejournal.events.session.SessionEvent.Phase.MAPPING;
import static org.circlejournal.events.session.SessionEvent.Phase.PRESENTATION;
import static org.circlejournal.events.session.SessionEvent.Phase.REFLECTION;
import static org.circlejournal.events.session.SessionEvent.Phase.RETURN;
import static org.circlejournal.events.session.SessionEvent.Phase.STILLNESS;
import static org.circlejournal.events.session.SessionEvent.Phase.SURVEYS;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.session.SessionEvent.FrameSlipNamed;
import org.circlejournal.events.session.SessionEvent.Phase;
import org.circlejournal.events.session.SessionEvent.PhaseEntered;
import org.circlejournal.events.session.SessionEvent.SlipKind;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.release.SessionBlocks;
import org.circlejournal.query.release.SessionBlocks.Block;
import org.circlejournal.query.release.SessionBlocks.Meeting;
import org.circlejournal.query.view.Lists;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * How a circle's sessions went, phase by phase, and where the frame slipped.
 *
 * @param year sessions, members and blocks
 * @param courses of each session of which something is known
 * @param open how far the journal was when the phases changed last, which are open to others
 * @param blocks what others may see of slips, in order; never changed once there
 * @param released how far the journal was when the last block was added
 */
record Frame(
    SessionBlocks year, List<Course> courses, Mark open, List<SlipBlockRow> blocks, Mark released) {

  static final Frame NONE =
      new Frame(SessionBlocks.NONE, List.of(), Mark.NONE, List.of(), Mark.NONE);

  /** In microseconds. */
  private static final long MINUTE = 60_000_000;

  private static final Set<Phase> FIRST = EnumSet.of(INTRODUCTIONS, MAPPING, SURVEYS);
  private static final Set<Phase> REGULAR =
      EnumSet.of(STILLNESS, PRESENTATION, CLARIFYING, REFLECTION, RETURN, CLOSING);
  private static final Set<Phase> LAST = EnumSet.of(STILLNESS, LOOKING_BACK, SURVEYS);

  /**
   * @param micros since 1970: a replay holds the years of many circles at once
   */
  record Step(Phase phase, long micros) {
    Step(Phase phase, Instant at) {
      this(phase, micros(at));
    }

    static long micros(Instant at) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
  }

  /**
   * @param steps in their order
   * @param slips as they were named
   */
  record Course(int session, List<Step> steps, List<SlipKind> slips) {

    Course enters(Step step) {
      return new Course(session, Lists.plus(steps, step), slips);
    }

    Course slips(List<SlipKind> next) {
      return new Course(session, steps, next);
    }
  }

  // --- fold -----------------------------------------------------------------------------------

  Frame evolve(JournalEvent e) {
    return new Frame(year.evolve(e), courses, open, blocks, released);
  }

  /** An event that others may see at once, because it changes the rows of phases. */
  Frame evolveOpenly(JournalEvent e, Recorded recorded) {
    return new Frame(year.evolve(e), courses, open.after(recorded), blocks, released);
  }

  Frame entered(PhaseEntered e, Recorded recorded) {
    return at(e.session(), c -> c.enters(new Step(e.phase(), e.at()))).evolveOpenly(e, recorded);
  }

  Frame slipped(FrameSlipNamed e) {
    return at(e.session(), c -> c.slips(Lists.plus(c.slips(), e.kind())));
  }

  Frame notSlipped(FrameSlipNamed e) {
    return at(e.session(), c -> c.slips(Lists.minusLast(c.slips(), kind -> kind == e.kind())));
  }

  /** Adds the blocks that are finished by now: decided as the journal moves, never by a request. */
  Frame moved(JournalEvent e, Recorded recorded) {
    if (recorded.inLedger()) {
      return this; // its time is not the circle's
    }
    Frame next = this;
    for (Block block : year.finished(finished(), e.at())) {
      List<SlipBlockRow> rows = new ArrayList<>(next.blocks);
      for (SlipKind kind : SlipKind.values()) {
        rows.add(row(block, kind));
      }
      next = new Frame(year, courses, open, rows, Mark.NONE.after(recorded));
    }
    return next;
  }

  private int finished() {
    return blocks.size() / SlipKind.values().length;
  }

  /** A session with a slip counts once: what is shared out is sessions, and nobody's slips. */
  private SlipBlockRow row(Block block, SlipKind kind) {
    int held = block.held().size();
    int slipped = (int) block.held().stream().filter(m -> course(m).slips().contains(kind)).count();
    return new SlipBlockRow(
        block.number(),
        block.fromSession(),
        block.toSession(),
        kind,
        ReleaseRules.LAW.share(slipped, held, block.fewest(), year.k()),
        block.fewest() < year.k() ? ReleaseRules.FEWER_THAN_K : null);
  }

  private Frame at(int session, UnaryOperator<Course> change) {
    List<Course> known =
        courses.stream().anyMatch(c -> c.session() == session)
            ? courses
            : Lists.plus(courses, new Course(session, List.of(), List.of()));
    return new Frame(
        year, Lists.replace(known, c -> c.session() == session, change), open, blocks, released);
  }

  // --- rows -----------------------------------------------------------------------------------

  List<PhaseRow> phaseRows() {
    List<PhaseRow> rows = new ArrayList<>();
    for (Meeting m : year.held()) {
      Course course = course(m);
      Set<Phase> entered = EnumSet.noneOf(Phase.class);
      course.steps().forEach(step -> entered.add(step.phase()));
      Set<Phase> shown = EnumSet.copyOf(rhythm(m.session())); // phases are declared in their order
      if (m.closedAt() == null) {
        shown.clear();
      }
      shown.addAll(entered);
      for (Phase phase : shown) {
        boolean held = entered.contains(phase);
        Long minutes = held ? minutes(course, phase, m.closedAt()) : null;
        rows.add(new PhaseRow(m.session(), phase, held, minutes));
      }
    }
    return rows;
  }

  private Set<Phase> rhythm(int session) {
    if (session == 1) {
      return FIRST;
    }
    return session == year.meetings().size() ? LAST : REGULAR;
  }

  /** Null while it lasts. */
  private static @Nullable Long minutes(Course course, Phase phase, @Nullable Instant close) {
    long all = 0;
    List<Step> steps = course.steps();
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).phase() == phase) {
        boolean last = i + 1 == steps.size();
        if (last && close == null) {
          return null;
        }
        long end = last ? Step.micros(requireNonNull(close)) : steps.get(i + 1).micros();
        all += end - steps.get(i).micros();
      }
    }
    return Math.floorDiv(all, MINUTE);
  }

  List<SlipRow> slipRows() {
    List<SlipRow> rows = new ArrayList<>();
    for (Meeting m : year.held()) {
      List<SlipKind> slips = course(m).slips();
      for (SlipKind kind : SlipKind.values()) {
        int count = (int) slips.stream().filter(slip -> slip == kind).count();
        if (count > 0) {
          rows.add(new SlipRow(m.session(), kind, count));
        }
      }
    }
    return rows;
  }

  private Course course(Meeting m) {
    return courses.stream()
        .filter(c -> c.session() == m.session())
        .findFirst()
        .orElse(new Course(m.session(), List.of(), List.of()));
  }
}
