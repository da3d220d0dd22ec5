package org.circlejournal.query.closing.ripples;

import static java.util.Objects.requireNonNull;

import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.events.JournalEvent;
import org.circlejournal.events.closing.ClosingEvent.Ripple;
import org.circlejournal.events.closing.ClosingEvent.RippleNoted;
import org.circlejournal.query.release.ReleaseRules;
import org.circlejournal.query.release.SessionBlocks;
import org.circlejournal.query.release.SessionBlocks.Block;
import org.circlejournal.query.view.Lists;
import org.circlejournal.query.view.Mark;
import org.circlejournal.query.view.Recorded;
import org.jspecify.annotations.Nullable;

/**
 * The ripples of a circle. They are not taken back.
 *
 * @param year sessions, members and blocks
 * @param noted in the order of noting
 * @param blocks what others may see, in order; never changed once there
 * @param released how far the journal was when the last block was added
 */
record Ripples(SessionBlocks year, List<Noted> noted, List<BlockRow> blocks, Mark released) {

  static final Ripples NONE = new Ripples(SessionBlocks.NONE, List.of(), List.of(), Mark.NONE);

  /**
   * @param session the last that had started by then
   */
  record Noted(int session, String month, Ripple kind) {}

  // --- fold -----------------------------------------------------------------------------------

  Ripples evolve(JournalEvent e) {
    return new Ripples(year.evolve(e), noted, blocks, released);
  }

  Ripples noted(RippleNoted e) {
    YearMonth month = YearMonth.from(e.at().atZone(requireNonNull(year.zone())));
    Noted one = new Noted(year.lastStarted(), month.toString(), e.ripple());
    return new Ripples(year, Lists.plus(noted, one), blocks, released);
  }

  /** Adds the blocks that are finished by now: decided as the journal moves, never by a request. */
  Ripples moved(JournalEvent e, Recorded recorded) {
    if (recorded.inLedger()) {
      return this; // its time is not the circle's
    }
    Ripples next = this;
    for (Block block : year.finished(blocks.size() / Ripple.values().length, e.at())) {
      List<BlockRow> rows = new ArrayList<>(next.blocks);
      rows.addAll(rows(block));
      next = new Ripples(year, noted, rows, Mark.NONE.after(recorded));
    }
    return next;
  }

  private List<BlockRow> rows(Block block) {
    Map<Ripple, Integer> counts = new EnumMap<>(Ripple.class);
    int all = 0;
    for (Ripple kind : Ripple.values()) {
      counts.put(kind, 0);
    }
    for (Noted one : noted) {
      if (block.fromSession() <= one.session() && one.session() <= block.toSession()) {
        counts.merge(one.kind(), 1, Integer::sum);
        all++;
      }
    }
    int whole = all;
    int k = year.k();
    boolean withheld = block.fewest() < k || !ReleaseRules.LAW.countsMayLeave(counts.values(), k);
    List<BlockRow> rows = new ArrayList<>();
    counts.forEach(
        (kind, count) -> {
          Double share = withheld ? null : ReleaseRules.LAW.share(count, whole, block.fewest(), k);
          rows.add(row(block, kind, share, withheld ? ReleaseRules.FEWER_THAN_K : null));
        });
    return rows;
  }

  private static BlockRow row(
      Block block, Ripple kind, @Nullable Double share, @Nullable String withheld) {
    return new BlockRow(
        block.number(), block.fromSession(), block.toSession(), kind, share, withheld);
  }

  // --- rows -----------------------------------------------------------------------------------

  List<RippleRow> rows() {
    Map<String, Map<Ripple, Integer>> months = new TreeMap<>();
    for (Noted one : noted) {
      months
          .computeIfAbsent(one.month(), month -> new EnumMap<>(Ripple.class))
          .merge(one.kind(), 1, Integer::sum);
    }
    List<RippleRow> rows = new ArrayList<>();
    months.forEach(
        (month, kinds) -> kinds.forEach((kind, n) -> rows.add(new RippleRow(month, kind, n))));
    return rows;
  }
}
