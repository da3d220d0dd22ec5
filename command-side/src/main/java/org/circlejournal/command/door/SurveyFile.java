package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.command.consent.Notices;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.ScaleKey;
import org.circlejournal.events.survey.Wave;
import org.circlejournal.events.survey.file.AnswerFile;
import org.circlejournal.events.survey.file.AnswerFile.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A file of answers as lines of an import: circles that did nothing but answer, at waves of the
 * past. They go the way of every imported line, past every rule, and are marked like them. People
 * are told apart by what the file calls them; that is kept nowhere, and nobody gets a token.
 */
final class SurveyFile implements AnswerFile.Taker {

  /**
   * What the whole file says.
   *
   * @param notice the one that people consented on
   */
  record Heading(
      Instrument instrument,
      String workplace,
      ZoneId zone,
      Notices.Text notice,
      Set<String> missing) {}

  static final String CIRCLE = "circle";
  static final String WAVE = "wave";
  static final String OPENED = "opened";
  static final String SURVEYS = "surveys";
  static final String RESEARCH = "researchAnswers";
  static final List<String> BESIDE = List.of(CIRCLE, WAVE, OPENED, SURVEYS, RESEARCH);

  private static final int LARGEST_CIRCLE = 15;
  private static final int LEAST_CAPACITY = 5;
  private static final int MOST_ROWS = 20_000;
  private static final Duration OPEN = Duration.ofDays(14);

  private record Row(
      int line, String person, boolean surveys, boolean research, Map<String, Integer> answers) {}

  private record WaveRows(int line, String wave, Instant opened, List<Row> rows) {}

  private final Heading heading;
  private final Instant now;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Map<String, WaveRows>> circles = new LinkedHashMap<>();
  private int rows;

  private SurveyFile(Heading heading, Instant now) {
    this.heading = heading;
    this.now = now;
  }

  /**
   * Reads a file into an import.
   *
   * @return what was read; if anything is wrong with it, the import is of no use
   */
  static SurveyFile read(byte[] csv, Heading heading, Instant now, Import into) throws IOException {
    SurveyFile file = new SurveyFile(heading, now);
    AnswerFile.read(
        new ByteArrayInputStream(csv),
        new AnswerFile.Form(
            heading.instrument(), "id", heading.missing(), BESIDE, List.of(CIRCLE, WAVE)),
        file);
    if (file.problems.isEmpty()) {
      file.circles.forEach((name, waves) -> file.write(name, List.copyOf(waves.values()), into));
      into.refused()
          .forEach(one -> file.problem(one.line(), null, one.code() + ": " + one.detail()));
    }
    return file;
  }

  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /** Each row is one, unless there are problems. */
  int ballots() {
    return rows;
  }

  // --- rows -----------------------------------------------------------------------------------

  @Override
  public void row(long number, String person, int[] answers, List<String> beside) {
    int line = (int) number;
    if (++rows > MOST_ROWS) {
      if (rows == MOST_ROWS + 1) {
        problem(line, null, "more than " + MOST_ROWS + " rows; bring them in several files");
      }
      return;
    }
    int before = problems.size();
    if (!new Wave(beside.get(1)).wellFormed()) {
      problem(line, WAVE, "expected: baseline, interim-1 …, endpoint or follow-up");
    }
    Instant opened = opened(line, beside.get(2));
    boolean surveys = consent(line, SURVEYS, beside.get(3));
    boolean research = consent(line, RESEARCH, beside.get(4));
    if (problems.size() == before) {
      add(line, beside, opened, new Row(line, person, surveys, research, answers(answers)));
    }
  }

  private void add(int line, List<String> beside, Instant opened, Row row) {
    WaveRows wave =
        circles
            .computeIfAbsent(beside.get(0), name -> new LinkedHashMap<>())
            .computeIfAbsent(
                beside.get(1), name -> new WaveRows(line, name, opened, new ArrayList<>()));
    if (!wave.opened().equals(opened)) {
      problem(line, OPENED, "another day than in line " + wave.line() + ", in the same wave");
    }
    wave.rows().add(row);
  }

  private Instant opened(int line, String text) {
    try {
      Instant opened =
          LocalDate.parse(text).atTime(LocalTime.NOON).atZone(heading.zone()).toInstant();
      if (opened.plus(OPEN).isAfter(now)) {
        problem(line, OPENED, "expected: 14 days ago or more, so that the wave is over");
      }
      return opened;
    } catch (DateTimeException e) {
      problem(line, OPENED, "expected: a date, as 2026-03-31");
      return Instant.EPOCH;
    }
  }

  /** Consent is never assumed. */
  private boolean consent(int line, String column, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      problem(line, column, "expected: true or false");
    }
    return text.equals("true");
  }

  private Map<String, Integer> answers(int[] answers) {
    Map<String, Integer> given = new LinkedHashMap<>();
    for (int i = 0; i < answers.length; i++) {
      if (answers[i] != ScaleKey.NOT_ANSWERED) {
        given.put(heading.instrument().itemIds().get(i), answers[i]);
      }
    }
    return given;
  }

  @Override
  public void problem(Problem problem) {
    problems.add(problem);
  }

  private void problem(int line, @Nullable String column, String reason) {
    problems.add(new Problem(line, column, reason));
  }

  // --- lines ----------------------------------------------------------------------------------

  private void write(String circle, List<WaveRows> waves, Import into) {
    List<WaveRows> inTime = waves.stream().sorted(Comparator.comparing(WaveRows::opened)).toList();
    int first = inTime.get(0).line();
    Instant founding = inTime.get(0).opened().minus(Duration.ofDays(1));
    Set<String> people = new LinkedHashSet<>();
    inTime.forEach(wave -> wave.rows().forEach(row -> people.add(row.person())));
    if (people.size() > LARGEST_CIRCLE) {
      problem(first, CIRCLE, people.size() + " people (expected: " + LARGEST_CIRCLE + " at most)");
      return;
    }
    Map<String, String> aliases = new HashMap<>();
    for (String person : people) {
      String alias = "p" + aliases.size();
      aliases.put(person, alias);
      ObjectNode joining =
          line(circle, aliases.size() == 1 ? "found-circle" : "join-circle", alias, founding);
      into.read(
          first,
          () -> aliases.size() == 1 ? founded(joining, circle, founding, people.size()) : joining);
    }
    for (WaveRows wave : inTime) {
      into.read(wave.line(), () -> opening(circle, wave));
      for (Row row : wave.rows()) {
        String alias = String.valueOf(aliases.get(row.person()));
        into.read(row.line(), () -> ballot(circle, wave, row, alias));
      }
    }
    Instant over = inTime.get(inTime.size() - 1).opened().plus(OPEN);
    for (int i = 0; i < Math.min(2, people.size()); i++) {
      ObjectNode closing = line(circle, "close-circle", "p" + i, over);
      into.read(first, () -> closing.put("reason", "completed"));
    }
  }

  private ObjectNode founded(ObjectNode line, String name, Instant at, int people) {
    return line.put("name", name)
        .put("workplace", heading.workplace())
        .put("timeZone", heading.zone().getId())
        .put("firstMeeting", at.atZone(heading.zone()).toLocalDateTime().toString())
        .put("sessions", 2)
        .put("capacity", Math.max(LEAST_CAPACITY, people))
        .put("frameVersion", "1");
  }

  private ObjectNode opening(String circle, WaveRows wave) {
    ObjectNode line = line(circle, "open-survey-wave", "p0", wave.opened());
    line.put(WAVE, wave.wave()).put("closesAt", wave.opened().plus(OPEN).toString());
    line.putArray("instruments").add(heading.instrument().id());
    return line;
  }

  private ObjectNode ballot(String circle, WaveRows wave, Row row, String alias) {
    ObjectNode line = line(circle, "record-survey", alias, wave.opened());
    line.put(WAVE, wave.wave()).put("instrument", heading.instrument().id());
    ObjectNode answers = line.putObject("answers");
    row.answers().forEach(answers::put);
    line.putObject("choices")
        .put(SURVEYS, row.surveys())
        .put(RESEARCH, row.research())
        .put("quote", false);
    line.putObject("notice")
        .put("version", heading.notice().version())
        .put("language", heading.notice().language())
        .put("sha256", heading.notice().sha256());
    return line;
  }

  private static ObjectNode line(String circle, String command, String alias, Instant at) {
    return Json.mapper()
        .createObjectNode()
        .put("circle", circle)
        .put("command", command)
        .put("as", alias)
        .put("at", at.toString());
  }
}
