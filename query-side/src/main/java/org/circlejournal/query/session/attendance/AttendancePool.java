package org.circlejournal.query.session.attendance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.release.ReleaseRules;
import org.jspecify.annotations.Nullable;

/** Blocks of sessions over circles: the mean of the shares that left, each circle counting once. */
final class AttendancePool {

  private AttendancePool() {}

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
      @Nullable Double share,
      @Nullable String withheld) {}

  static List<Row> rows(List<PoolPart<BlockRow>> parts) {
    Map<Integer, List<BlockRow>> recorded = new TreeMap<>();
    Map<Integer, List<BlockRow>> imported = new TreeMap<>();
    for (PoolPart<BlockRow> part : parts) {
      for (BlockRow row : part.rows()) {
        (part.imported() ? imported : recorded)
            .computeIfAbsent(row.block(), b -> new ArrayList<>())
            .add(row);
      }
    }
    List<Row> rows = new ArrayList<>();
    recorded.forEach((block, of) -> rows.add(row(block, of, false)));
    imported.forEach((block, of) -> rows.add(row(block, of, true)));
    rows.sort(Comparator.comparing(Row::imported).thenComparing(Row::block));
    return rows;
  }

  private static Row row(int block, List<BlockRow> rows, boolean imported) {
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
        none ? null : (Double) ReleaseRules.toFivePercent(mean),
        none && withheld ? ReleaseRules.FEWER_THAN_K : null);
  }
}
