package org.circlejournal.query.closing.ripples;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.events.closing.ClosingEvent.Ripple;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;

/** Blocks of sessions over circles: the mean of the shares that left, each circle counting once. */
final class RipplesPool {

  private RipplesPool() {}

  /**
   * @param circles whose shares are in it; null if withheld
   * @param share mean of the circles' shares, rounded to 5%
   */
  record Row(
      @Nullable Integer circles,
      boolean imported,
      int block,
      int fromSession,
      int toSession,
      Ripple kind,
      @Nullable Double share,
      @Nullable String withheld) {}

  static List<Row> rows(List<PoolPart<BlockRow>> parts) {
    List<Row> rows = new ArrayList<>(rows(parts, false));
    rows.addAll(rows(parts, true));
    return rows;
  }

  private static List<Row> rows(List<PoolPart<BlockRow>> parts, boolean imported) {
    Map<Integer, Map<Ripple, List<BlockRow>>> blocks = new TreeMap<>();
    for (PoolPart<BlockRow> part : parts) {
      if (part.imported() == imported) {
        for (BlockRow row : part.rows()) {
          blocks
              .computeIfAbsent(row.block(), b -> new TreeMap<>())
              .computeIfAbsent(row.kind(), kind -> new ArrayList<>())
              .add(row);
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    blocks.forEach(
        (block, kinds) -> kinds.forEach((kind, of) -> rows.add(row(block, kind, of, imported))));
    return rows;
  }

  private static Row row(int block, Ripple kind, List<BlockRow> rows, boolean imported) {
    List<Double> shares = new ArrayList<>();
    boolean withheld = false;
    for (BlockRow row : rows) {
      if (row.share() != null) {
        shares.add(row.share());
      }
      withheld |= row.withheld() != null;
    }
    double mean = shares.stream().mapToDouble(share -> share).average().orElse(0);
    boolean none = shares.isEmpty();
    return new Row(
        none ? null : (Integer) shares.size(),
        imported,
        block,
        rows.stream().mapToInt(BlockRow::fromSession).min().orElseThrow(),
        rows.stream().mapToInt(BlockRow::toSession).max().orElseThrow(),
        kind,
        none ? null : (Double) ReleaseRules.toFivePercent(mean),
        none && withheld ? ReleaseRules.FEWER_THAN_K : null);
  }
}
