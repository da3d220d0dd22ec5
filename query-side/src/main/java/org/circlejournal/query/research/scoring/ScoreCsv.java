package org.circlejournal.query.research.scoring;

import com.fasterxml.jackson.core.io.NumberOutput;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.CutOffSet;
import org.circlejournal.events.survey.Instrument.Scale;
import org.circlejournal.events.survey.Instrument.Unit;
import org.circlejournal.events.survey.Score;
import org.jspecify.annotations.Nullable;

/**
 * Scores as CSV (RFC 4180, decimal point, null empty): {@code id}, which items were answered, and
 * for each scale {@code n} answered, {@code mean}, {@code sum} where it is in use, whether it is
 * {@code prorated}, and what the cut-off set calls it, in a column of the set's name.
 */
public final class ScoreCsv implements Scoring.Scores, Closeable {

  private final List<Scale> scales;
  private final @Nullable CutOffSet cutOffs;
  private final CsvWriter csv;
  private final List<String> cells = new ArrayList<>();

  /** Writes the header. */
  public ScoreCsv(Writer out, Instrument instrument, @Nullable CutOffSet cutOffs) {
    this.scales = instrument.scales();
    this.cutOffs = cutOffs;
    this.csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
    List<String> header = new ArrayList<>(List.of("id", "answered"));
    for (Scale scale : scales) {
      header.add(scale.id() + ".n");
      header.add(scale.id() + ".mean");
      if (scale.unit() == Unit.MEAN_AND_SUM) {
        header.add(scale.id() + ".sum");
      }
      header.add(scale.id() + ".prorated");
      if (cutOffs != null && cutOffs.scales().containsKey(scale.id())) {
        header.add(scale.id() + "." + cutOffs.id());
      }
    }
    csv.writeRecord(header);
  }

  @Override
  public void row(String id, String answered, List<Score> scores) {
    cells.clear();
    cells.add(id);
    cells.add(answered);
    for (int i = 0; i < scores.size(); i++) {
      Score score = scores.get(i);
      cells.add(Integer.toString(score.answered()));
      cells.add(text(score.mean()));
      if (scales.get(i).unit() == Unit.MEAN_AND_SUM) {
        cells.add(text(score.sum()));
      }
      cells.add(score.mean() == null ? "" : Boolean.toString(score.prorated()));
      if (cutOffs != null && cutOffs.scales().containsKey(score.scale())) {
        String band = cutOffs.band(score);
        cells.add(band == null ? "" : band);
      }
    }
    csv.writeRecord(cells);
  }

  /** The same digits on every JDK. */
  private static String text(@Nullable Double value) {
    return value == null ? "" : NumberOutput.toString(value, true);
  }

  /** Hands on what is buffered; where it is written to stays open. */
  public void flush() throws IOException {
    csv.flush();
  }

  @Override
  public void close() throws IOException {
    csv.close();
  }
}
