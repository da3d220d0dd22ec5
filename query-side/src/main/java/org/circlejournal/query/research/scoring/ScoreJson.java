package org.circlejournal.query.research.scoring;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.survey.Instrument.CutOffSet;
import org.circlejournal.events.survey.Score;
import org.circlejournal.events.survey.file.AnswerFile.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Scores as one JSON object: {@code scores}, a row per person; {@code problems}, the first {@value
 * #MOST_PROBLEMS}, with line, column and reason; {@code moreProblems}, how many others there are;
 * {@code summary}. Rows are written as they come.
 */
public final class ScoreJson implements Scoring.Scores {

  /** A file of the wrong kind has as many problems as cells. */
  private static final int MOST_PROBLEMS = 10_000;

  private final @Nullable CutOffSet cutOffs;
  private final JsonGenerator json;
  private final List<Problem> problems = new ArrayList<>();
  private long more;

  public ScoreJson(OutputStream out, @Nullable CutOffSet cutOffs) throws IOException {
    this.cutOffs = cutOffs;
    this.json = Json.mapper().createGenerator(out);
    json.writeStartObject();
    json.writeArrayFieldStart("scores");
  }

  @Override
  public void row(String id, String answered, List<Score> scores) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("answered", answered);
    for (Score score : scores) {
      json.writeObjectFieldStart(score.scale());
      json.writeNumberField("n", score.answered());
      number("mean", score.mean());
      number("sum", score.sum());
      json.writeBooleanField("prorated", score.prorated());
      if (cutOffs != null && cutOffs.scales().containsKey(score.scale())) {
        json.writeStringField(cutOffs.id(), cutOffs.band(score));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void number(String name, @Nullable Double value) throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }

  /** To be written at the end. */
  public void problem(Problem problem) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(problem);
    } else {
      more++;
    }
  }

  /** Writes the rest, and flushes; the stream stays open. */
  public void end(Summary summary) throws IOException {
    json.writeEndArray();
    json.writePOJOField("problems", problems);
    json.writeNumberField("moreProblems", more);
    json.writePOJOField("summary", summary);
    json.writeEndObject();
    json.flush();
  }
}
