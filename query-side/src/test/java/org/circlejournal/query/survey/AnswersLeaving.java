package org.circlejournal.query.survey;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.circlejournal.events.circle.CircleId;
import org.circlejournal.events.survey.SurveyCode;
import org.circlejournal.events.survey.SurveyEvent.CirclesGlued;
import org.circlejournal.events.survey.SurveyEvent.LevelHeldBack;
import org.circlejournal.events.survey.SurveyEvent.ResultReleased;
import org.circlejournal.events.survey.SurveyEvent.RowKind;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.query.release.BrokenRules;
import org.circlejournal.query.survey.Attacker.Cell;
import org.circlejournal.query.survey.Attacker.Group;
import org.circlejournal.query.survey.Attacker.Question;
import org.circlejournal.query.survey.Programme.Circle;
import org.jspecify.annotations.Nullable;

/**
 * Lets answers leave as {@link Publisher} does: the same classes decide, over the answers that may
 * be used at this moment. Notes who is behind what left.
 */
final class AnswersLeaving {

  private final Programme programme;
  private final Map<CircleId, List<ResultReleased>> blockLedgers = new LinkedHashMap<>();
  private final List<CirclesGlued> glued = new ArrayList<>();
  private @Nullable ScaleBlocks blocks;
  private @Nullable CircleId gluing;

  /** Who a named set is. */
  private final Map<String, Set<Integer>> known = new HashMap<>();

  private boolean countsAnew;

  AnswersLeaving(Programme programme) {
    this.programme = programme;
  }

  /** From now on it forgets what left, and releases anew after each withdrawal. */
  void countAnew() {
    countsAnew = true;
  }

  List<CirclesGlued> glued() {
    return glued;
  }

  /** Somebody withdrew or was erased: by that nothing leaves. */
  void somebodyWent(Circle circle) {
    if (countsAnew) {
      publish(circle);
    }
  }

  /** As {@link Publisher}: what is missing of the circle, then blocks. */
  void publish(Circle circle) {
    List<ResultReleased> missing =
        CircleReleases.missing(
                programme.rules,
                circle.openings,
                circle.closed(),
                countsAnew ? List.of() : circle.ledger,
                new Known())
            .stream()
            .filter(row -> row.scale().equals(programme.scoring.scale()))
            .filter(row -> !countsAnew || isNew(circle.ledger, row))
            .toList();
    for (ResultReleased row : missing) {
      circle.ledger.add(row);
      left(circle.id, row);
    }
    for (ResultReleased row : missing) {
      if (row.row() == RowKind.WAVE) {
        glue(circle, row);
      }
    }
  }

  /** Whether it says something else than the last that left about the same. */
  private static boolean isNew(List<ResultReleased> ledger, ResultReleased row) {
    ResultReleased last = null;
    for (ResultReleased left : ledger) {
      boolean same =
          left.row() == row.row()
              && left.wave().equals(row.wave())
              && Objects.equals(left.fromWave(), row.fromWave());
      last = same ? left : last;
    }
    return last == null
        || !Objects.equals(last.n(), row.n())
        || !Objects.equals(last.mean(), row.mean());
  }

  /** Random names, and who they are. */
  private final class Known extends SetNames {
    @Override
    String fresh() {
      return Long.toHexString(programme.random.nextLong());
    }

    @Override
    String of(Instant at, Set<SurveyCode> set) {
      String name = super.of(at, set);
      Set<Integer> people = new HashSet<>();
      set.forEach(code -> people.add(Integer.parseInt(code.value(), 16)));
      known.put(name, people);
      return name;
    }
  }

  @Nullable CircleId gluing() {
    return gluing;
  }

  private ScaleBlocks blocksOf(ResultReleased level) {
    if (blocks == null) {
      gluing = ScaleBlocks.ledgerOf(level);
      blocks = new ScaleBlocks(gluing);
    }
    return blocks;
  }

  private void glue(Circle circle, ResultReleased level) {
    if (circle.imported) {
      return;
    }
    ScaleBlocks there = blocksOf(level);
    if (circle.member().isHeldBack(level.wave()) && !there.waits(circle.id, level.wave())) {
      LevelHeldBack waiting =
          new LevelHeldBack(
              ScaleBlocks.ledgerOf(level),
              level.at(),
              level.wave(),
              level.instrument(),
              level.fingerprint(),
              level.scale(),
              circle.id,
              circle.workplace,
              circle.k);
      there.evolve(waiting);
      programme.append(waiting);
      if (there.blockOf(circle.id) == null) {
        CirclesGlued next =
            there.next(
                programme.rules,
                waiting,
                waiting.at(),
                id -> programme.circle(id).scored(level.wave()).size());
        if (next != null) {
          there.evolve(next);
          glued.add(next);
          programme.append(next);
        }
      }
    }
    CirclesGlued block = there.blockOf(circle.id);
    if (block != null) {
      publish(block);
    }
  }

  private void publish(CirclesGlued block) {
    List<ResultReleased> ledger =
        blockLedgers.computeIfAbsent(block.block(), b -> new ArrayList<>());
    List<ResultReleased> missing =
        BlockReleases.missing(
            BrokenRules.ofPools(programme.rules),
            block.block(),
            programme.scoring.instrument(),
            programme.scoring.scale(),
            block.circles().stream().map(id -> programme.circle(id).member()).toList(),
            ledger,
            new Known());
    for (ResultReleased row : missing) {
      ledger.add(row);
      left(block.block(), row);
    }
  }

  /** Journals a row, and notes who is behind it. */
  private void left(CircleId of, ResultReleased row) {
    long position = programme.append(row);
    String subject = Readers.subject(row.wave(), row.fromWave());
    if (row.n() == null) {
      programme.behind.note(of, subject, position, null);
      return;
    }
    Set<Integer> people = known.getOrDefault(row.setId(), Set.of());
    if (people.size() != row.n()) {
      throw new AssertionError("who is behind " + row + "? not " + people);
    }
    List<Cell> cells = new ArrayList<>();
    for (int person : people) {
      cells.add(score(person, row.wave(), 1));
      if (row.fromWave() != null) {
        cells.add(score(person, row.fromWave(), -1));
      }
    }
    double half =
        row.withheld() == null
            ? 0
            : row.sum() != null
                ? 0.25 / programme.scoring.items()
                : programme.scoring.isPercent() ? 1 : 0.025;
    programme.behind.note(of, subject, position, new Group(cells, row.k(), half));
  }

  private Cell score(int person, Wave wave, int sign) {
    Circle circle =
        programme.circles.stream().filter(c -> c.people.contains(person)).findFirst().orElseThrow();
    Map<String, Integer> given = Objects.requireNonNull(circle.answersOf(wave).get(person));
    return new Cell(
        person,
        new Question(
            programme.scoring.scale() + " " + wave,
            programme.scoring.least(),
            programme.scoring.highest()),
        sign,
        Objects.requireNonNull(programme.scoring.score(given)));
  }
}
