package org.circlejournal.command.session;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.Form;
import org.circlejournal.events.theme.ThemeId;
import org.jspecify.annotations.Nullable;

/** Forms of values that several of the room's commands have. */
final class Limits {

  /** Far above any session, far below what would burden the journal. */
  private static final int MOST = 100;

  private static final int MOST_MINUTES = 600;

  private Limits() {}

  static void minutes(String field, int minutes, int least) {
    Form.range(field, minutes, least, MOST_MINUTES);
  }

  static void tally(String field, @Nullable Integer count) {
    if (count != null) {
      Form.range(field, count, 0, MOST);
    }
  }

  static void tallies(String field, @Nullable Map<?, Integer> counts) {
    if (counts != null) {
      counts.values().forEach(count -> tally(field, count));
    }
  }

  static void few(String field, @Nullable Collection<?> values) {
    tally(field, values == null ? null : values.size());
  }

  /** Helpfulness. */
  static void ratings(String field, @Nullable Collection<Integer> ratings) {
    if (ratings != null) {
      few(field, ratings);
      ratings.forEach(rating -> Form.range(field, rating, 1, 5));
    }
  }

  static void pulse(String field, int value) {
    Form.range(field, value, 0, 10);
  }

  static void pulses(String field, @Nullable List<List<Integer>> pulses) {
    few(field, pulses);
    if (pulses != null) {
      for (List<Integer> pair : pulses) {
        Form.check(pair.size() == 2, field, field + ": pairs of arriving and leaving are expected");
        pair.forEach(value -> pulse(field, value));
      }
    }
  }

  static void themes(String field, List<ThemeId> themes) {
    few(field, themes);
    themes.forEach(theme -> theme(field, theme));
    Form.check(
        themes.stream().distinct().count() == themes.size(),
        field,
        field + ": a theme stands twice");
  }

  /** A case and a tool answer issues and goals; a path is explored. */
  static void theme(String field, @Nullable ThemeId theme) {
    Form.check(
        theme == null || !theme.value().startsWith("p"),
        field,
        field + ": a path (expected: an issue or a goal)");
  }
}
