package org.circlejournal.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instruments;
import org.circlejournal.events.survey.file.AnswerFile.Form;
import org.circlejournal.query.research.scoring.ScoreCsv;
import org.circlejournal.query.research.scoring.Scoring;
import org.circlejournal.query.research.scoring.Summary;

/**
 * Row {@code score}: a file of a million people's answers, scored and written; its limit {@code
 * score-reading}: the same file only read, by the same library.
 */
final class ScoreBenchmark {

  private static final int PEOPLE = 1_000_000;
  private static final int ROUNDS = 2;

  private long seen;

  void run(Report report) throws IOException {
    Path folder = Files.createTempDirectory("circle-journal-scores");
    Path answers = folder.resolve("answers.csv");
    Path scores = folder.resolve("scores.csv");
    try {
      Instrument cbi = Instruments.shipped().byId("cbi").orElseThrow();
      write(answers, cbi);
      double scored = Double.MAX_VALUE;
      double read = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        read = Math.min(read, seconds(() -> read(answers)));
        scored = Math.min(scored, seconds(() -> score(answers, scores, cbi)));
      }
      report.add(row("score", scored));
      report.add(row("score-reading", read));
      report.ratio("score", "score-reading");
    } finally {
      Files.deleteIfExists(answers);
      Files.deleteIfExists(scores);
      Files.delete(folder);
    }
  }

  private static Report.Row row(String name, double seconds) {
    return new Report.Row(name, PEOPLE / seconds, "rows/s", null, null, null, null);
  }

  private interface Work {
    long rows() throws IOException;
  }

  private static double seconds(Work work) throws IOException {
    long from = System.nanoTime();
    long rows = work.rows();
    double seconds = (System.nanoTime() - from) / 1e9;
    if (rows != PEOPLE) {
      throw new IllegalStateException(rows + " rows (expected: " + PEOPLE + ")");
    }
    return seconds;
  }

  private static void write(Path file, Instrument instrument) throws IOException {
    Random random = new Random(20250113);
    List<Instrument.Option> options = instrument.options();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("id," + String.join(",", instrument.itemIds()) + "\n");
      for (int person = 0; person < PEOPLE; person++) {
        out.write("p" + person);
        for (int item = 0; item < instrument.itemIds().size(); item++) {
          out.write(',');
          out.write(
              random.nextInt(20) == 0
                  ? "99"
                  : Integer.toString(options.get(random.nextInt(options.size())).value()));
        }
        out.write('\n');
      }
    }
  }

  private static long score(Path answers, Path scores, Instrument instrument) throws IOException {
    try (InputStream in = Files.newInputStream(answers);
        Writer text = Files.newBufferedWriter(scores);
        ScoreCsv csv = new ScoreCsv(text, instrument, null)) {
      Summary summary =
          Scoring.score(
              in,
              new Form(instrument, "id", Set.of("99"), List.of()),
              null,
              csv,
              problem -> {
                throw new IllegalStateException(problem.reason());
              });
      return summary.rows();
    }
  }

  /** Cells are looked at, so that none is left unread. */
  private long read(Path answers) throws IOException {
    long rows = -1; // the header
    try (CsvReader<CsvRecord> csv =
        CsvReader.builder().ofCsvRecord(answers, StandardCharsets.UTF_8)) {
      for (CsvRecord row : csv) {
        rows++;
        for (String cell : row.getFields()) {
          seen += cell.length();
        }
      }
    }
    return seen == 0 ? 0 : rows;
  }
}
