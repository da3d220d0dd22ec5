package org.circlejournal.query.survey;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.query.survey.Attacker.Group;
import org.jspecify.annotations.Nullable;

/** Who is behind each figure that left, which is told to nobody; only the attacker knows. */
final class Behind {

  private record Key(CircleId of, String subject) {}

  /**
   * @param position at which it left
   * @param group null if it was withheld
   */
  private record Left(long position, @Nullable Group group) {}

  private final Map<Key, List<Left>> left = new HashMap<>();

  /** The same by position. */
  private final Map<Long, List<Key>> keys = new HashMap<>();

  void note(CircleId of, String subject, long position, @Nullable Group group) {
    left.computeIfAbsent(new Key(of, subject), key -> new ArrayList<>())
        .add(new Left(position, group));
    keys.computeIfAbsent(position, p -> new ArrayList<>()).add(new Key(of, subject));
  }

  /** What left at one position is noted by another: the same row, in another journal. */
  void note(Behind original, long there, long here) {
    for (Key key : original.keys.getOrDefault(there, List.of())) {
      for (Left one : original.left.getOrDefault(key, List.of())) {
        if (one.position() == there) {
          note(key.of(), key.subject(), here, one.group());
        }
      }
    }
  }

  /** Behind the latest figure about the subject; empty if it was withheld, or nothing left. */
  List<Group> latest(CircleId of, String subject, long upTo) {
    Group latest = null;
    for (Left one : left.getOrDefault(new Key(of, subject), List.of())) {
      latest = one.position() <= upTo ? one.group() : latest;
    }
    return latest == null ? List.of() : List.of(latest);
  }

  /** Behind all figures about the subject. */
  List<Group> all(CircleId of, String subject, long upTo) {
    List<Group> all = new ArrayList<>();
    for (Left one : left.getOrDefault(new Key(of, subject), List.of())) {
      if (one.position() <= upTo && one.group() != null) {
        all.add(one.group());
      }
    }
    return all;
  }
}
