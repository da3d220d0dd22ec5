package org.circlejournal.query.theme.usage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.circlejournal.events.theme.ThemeEvent.Area;
import org.circlejournal.query.door.ReadModel.PoolPart;
import org.circlejournal.query.theme.usage.ThemeRow.Outside;
import org.jspecify.annotations.Nullable;

/** Themes over circles: their numbers mean nothing elsewhere, so they are counted by area. */
final class ThemePool {

  private ThemePool() {}

  /**
   * @param circles that have such a theme
   * @param area null for paths
   * @param themes how many, {@code retired} of them retired
   * @param presented how often their themes were, and so on
   */
  record Row(
      int circles,
      boolean imported,
      Kind kind,
      @Nullable Area area,
      int themes,
      int retired,
      int presented,
      int explored,
      int toolsTried,
      int pathsWalked) {}

  private record Key(boolean imported, Kind kind, @Nullable Area area) {
    int place() {
      return area == null ? Area.values().length : List.of(Area.values()).indexOf(area);
    }
  }

  static List<Row> rows(List<PoolPart<Outside>> parts) {
    Map<Key, List<List<Outside>>> circles = new LinkedHashMap<>();
    for (PoolPart<Outside> part : parts) {
      Map<Key, List<Outside>> own = new LinkedHashMap<>();
      for (Outside row : part.rows()) {
        own.computeIfAbsent(
                new Key(part.imported(), row.kind(), row.area()), k -> new ArrayList<>())
            .add(row);
      }
      own.forEach((key, of) -> circles.computeIfAbsent(key, k -> new ArrayList<>()).add(of));
    }
    return circles.keySet().stream()
        .sorted(
            Comparator.comparing(Key::imported).thenComparing(Key::kind).thenComparing(Key::place))
        .map(key -> row(key, circles.getOrDefault(key, List.of())))
        .toList();
  }

  private static Row row(Key key, List<List<Outside>> circles) {
    List<Outside> all = circles.stream().flatMap(List::stream).toList();
    return new Row(
        circles.size(),
        key.imported(),
        key.kind(),
        key.area(),
        all.size(),
        (int) all.stream().filter(Outside::retired).count(),
        sum(all, Outside::presented),
        sum(all, Outside::explored),
        sum(all, Outside::toolsTried),
        sum(all, Outside::pathsWalked));
  }

  private static int sum(List<Outside> rows, ToIntFunction<Outside> figure) {
    return rows.stream().mapToInt(figure).sum();
  }
}
