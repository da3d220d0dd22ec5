package org.circlejournal.events.survey.file;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.circlejournal.events.survey.Instrument;
import org.circlejournal.events.survey.Instrument.Scale;
import org.circlejournal.events.survey.ScaleKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file: a header with the ids of the items, then a row per person. Commas, semicolons and
 * tabs separate; a byte order mark is passed over. A row with any problem is not handed on, nothing
 * is clamped, and nothing is taken for missing but what is blank or declared to be.
 */
public final class AnswerFile {

  /**
   * How a file is to be understood.
   *
   * @param idColumn names the person, once
   * @param missing what stands for an item not answered, beside a blank cell
   * @param beside further columns that must be there
   * @param within those of them within whose values a person is there once; empty for the file
   */
  public record Form(
      Instrument instrument,
      String idColumn,
      Set<String> missing,
      List<String> beside,
      List<String> within) {

    public Form(Instrument instrument, String idColumn, Set<String> missing, List<String> beside) {
      this(instrument, idColumn, missing, beside, List.of());
    }

    /**
     * @throws IllegalArgumentException when an answer is declared to be missing
     */
    public Form {
      missing = Set.copyOf(missing);
      beside = List.copyOf(beside);
      within = List.copyOf(within);
      for (Instrument.Option option : instrument.options()) {
        if (missing.contains(Integer.toString(option.value()))) {
          throw new IllegalArgumentException(
              option.value() + " is an answer of " + instrument.id() + " and cannot mean missing");
        }
      }
    }
  }

  /**
   * @param line of the file, the header's being 1
   * @param column null when it is about the line
   */
  public record Problem(long line, @Nullable String column, String reason) {}

  /** Takes what is read, in the order of the file. */
  public interface Taker {

    /**
     * @param answers in the order of the instrument's items, {@link ScaleKey#NOT_ANSWERED} for
     *     none; good until the next row
     * @param beside cells of {@link Form#beside}, without blanks around
     */
    void row(long line, String id, int[] answers, List<String> beside);

    /** Something that was not handed on. */
    void problem(Problem problem);
  }

  private static final int LONGEST_HEADER = 1 << 16;
  private static final int NOT_THERE = -1;

  private final Form form;
  private final Taker taker;
  private final Map<String, Integer> cells = new HashMap<>();
  private final Map<String, Long> ids = new HashMap<>();
  private final int[] items;
  private final int[] beside;
  private final int[] answers;
  private int id = NOT_THERE;
  private int width;

  private AnswerFile(Form form, Taker taker) {
    this.form = form;
    this.taker = taker;
    this.items = new int[form.instrument().itemIds().size()];
    this.answers = new int[items.length];
    this.beside = new int[form.beside().size()];
    cells.put("", ScaleKey.NOT_ANSWERED);
    form.missing().forEach(code -> cells.put(code, ScaleKey.NOT_ANSWERED));
    form.instrument()
        .options()
        .forEach(option -> cells.put(Integer.toString(option.value()), option.value()));
  }

  /** Reads to the end of the stream, which stays open; UTF-8. */
  public static void read(InputStream in, Form form, Taker taker) throws IOException {
    new AnswerFile(form, taker).read(new BufferedInputStream(in, 2 * LONGEST_HEADER));
  }

  private void read(BufferedInputStream in) throws IOException {
    in.mark(LONGEST_HEADER + 1);
    byte[] start = in.readNBytes(LONGEST_HEADER);
    in.reset();
    if (startsWith(start, 0xFF, 0xFE) || startsWith(start, 0xFE, 0xFF)) {
      problem(1, null, "this is UTF-16; save the file as UTF-8");
      return;
    }
    in.skipNBytes(startsWith(start, 0xEF, 0xBB, 0xBF) ? 3 : 0);
    InputStreamReader text =
        new InputStreamReader(
            in,
            StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT));
    long line = 0;
    try {
      CsvReader<CsvRecord> rows =
          CsvReader.builder()
              .fieldSeparator(separator(start))
              .skipEmptyLines(true)
              .allowExtraFields(true)
              .allowMissingFields(true)
              .ofCsvRecord(text);
      for (CsvRecord row : rows) {
        line = row.getStartingLineNumber();
        if (width == 0) {
          if (!header(row)) {
            return;
          }
        } else {
          row(row);
        }
      }
    } catch (CsvParseException e) {
      problem(line + 1, null, "from here on it is no CSV; is a quotation mark left open?");
      return;
    } catch (UncheckedIOException e) {
      requireText(e.getCause(), line);
      return;
    }
    if (width == 0) {
      problem(1, null, "the file is empty; a header with the ids of the items is expected");
    }
  }

  /** What cannot be read is a problem of the file, or else of the disk. */
  private void requireText(@Nullable IOException e, long line) throws IOException {
    if (e instanceof CharacterCodingException) {
      problem(line + 1, null, "after this line it is not UTF-8; save the file as UTF-8");
    } else if (e != null) {
      throw e;
    }
  }

  private static boolean startsWith(byte[] bytes, int... expected) {
    for (int i = 0; i < expected.length; i++) {
      if (i >= bytes.length || Byte.toUnsignedInt(bytes[i]) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** The one that the first line has most of, outside of quotation marks. */
  private static char separator(byte[] start) {
    int commas = 0;
    int semicolons = 0;
    int tabs = 0;
    boolean quoted = false;
    for (byte each : start) {
      if (each == '"') {
        quoted = !quoted;
      } else if (!quoted) {
        if (each == '\n' || each == '\r') {
          break;
        }
        commas += each == ',' ? 1 : 0;
        semicolons += each == ';' ? 1 : 0;
        tabs += each == '\t' ? 1 : 0;
      }
    }
    if (tabs > commas && tabs > semicolons) {
      return '\t';
    }
    return semicolons > commas ? ';' : ',';
  }

  // --- the header -----------------------------------------------------------------------------

  /** Whether rows can be understood by it. */
  private boolean header(CsvRecord row) {
    width = row.getFieldCount();
    Arrays.fill(items, NOT_THERE);
    Arrays.fill(beside, NOT_THERE);
    long line = row.getStartingLineNumber();
    boolean good = true;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < width; i++) {
      String name = row.getField(i).strip();
      if (!seen.add(name) && !name.isEmpty()) {
        problem(line, name, "this column is there twice");
        good = false;
      }
      place(line, name, i);
    }
    if (id == NOT_THERE) {
      problem(line, form.idColumn(), "this column, which tells people apart, is not there");
      good = false;
    }
    for (int i = 0; i < beside.length; i++) {
      if (beside[i] == NOT_THERE) {
        problem(line, form.beside().get(i), "this column is not there");
        good = false;
      }
    }
    return scales(line) && good;
  }

  private void place(long line, String name, int at) {
    int item = form.instrument().itemIds().indexOf(name);
    if (name.equals(form.idColumn())) {
      id = at;
    } else if (item >= 0) {
      items[item] = at;
    } else if (form.beside().contains(name)) {
      beside[form.beside().indexOf(name)] = at;
    } else {
      problem(line, name, "no item of " + form.instrument().id() + "; the column is not read");
    }
  }

  /**
   * A scale is there with all its items, or it is not: a misspelt header must not become a score
   * over fewer items.
   */
  private boolean scales(long line) {
    boolean good = true;
    boolean any = false;
    for (Scale scale : form.instrument().scales()) {
      List<String> absent = scale.items().stream().filter(item -> !isThere(item)).toList();
      any |= absent.isEmpty();
      if (!absent.isEmpty() && absent.size() < scale.items().size()) {
        problem(
            line,
            String.join(" ", absent),
            "not there, while other items of " + scale.id() + " are; leave out all or none");
        good = false;
      }
    }
    if (good && !any) {
      problem(
          line,
          null,
          "no scale of %s has its items here; columns are named %s … %s"
              .formatted(
                  form.instrument().id(),
                  form.instrument().itemIds().get(0),
                  form.instrument().itemIds().get(items.length - 1)));
    }
    return good && any;
  }

  private boolean isThere(String item) {
    return items[form.instrument().itemIds().indexOf(item)] != NOT_THERE;
  }

  // --- a row ----------------------------------------------------------------------------------

  private void row(CsvRecord row) {
    long line = row.getStartingLineNumber();
    if (row.getFieldCount() != width) {
      problem(
          line,
          null,
          row.getFieldCount()
              + " cells (expected: "
              + width
              + "); is a decimal comma without quotation marks?");
      return;
    }
    String person = row.getField(id).strip();
    boolean good = !person.isEmpty();
    if (!good) {
      problem(line, form.idColumn(), "blank: nobody can be told whose answers these are");
    }
    for (int i = 0; i < items.length; i++) {
      answers[i] = ScaleKey.NOT_ANSWERED;
      if (items[i] != NOT_THERE) {
        good &= cell(line, i, row.getField(items[i]));
      }
    }
    String once = within(row, person);
    Long before = good ? ids.putIfAbsent(once, line) : ids.get(once);
    if (before != null) {
      problem(line, form.idColumn(), "the same as in line " + before + ", which alone counts");
      good = false;
    }
    if (good) {
      taker.row(line, person, answers, beside(row));
    }
  }

  private String within(CsvRecord row, String person) {
    StringBuilder once = new StringBuilder(person);
    for (String column : form.within()) {
      once.append('\0').append(row.getField(beside[form.beside().indexOf(column)]).strip());
    }
    return once.toString();
  }

  private List<String> beside(CsvRecord row) {
    return beside.length == 0
        ? List.of()
        : Arrays.stream(beside).mapToObj(at -> row.getField(at).strip()).toList();
  }

  private boolean cell(long line, int item, String cell) {
    Integer value = cells.get(cell);
    if (value == null) {
      value = cells.get(whole(cell.strip()));
    }
    if (value == null) {
      problem(line, form.instrument().itemIds().get(item), why(cell.strip()));
      return false;
    }
    answers[item] = value;
    return true;
  }

  /** {@code 3.0} and {@code 3,0} are what some programs write for 3. */
  private static String whole(String cell) {
    int end = cell.length();
    while (end > 0 && cell.charAt(end - 1) == '0') {
      end--;
    }
    boolean nought =
        end > 1
            && end < cell.length()
            && (cell.charAt(end - 1) == '.' || cell.charAt(end - 1) == ',');
    return nought ? cell.substring(0, end - 1) : cell;
  }

  private String why(String cell) {
    String shown = cell.length() > 30 ? cell.substring(0, 30) + "…" : cell;
    String quoted = '"' + shown.replaceAll("\\p{Cntrl}", " ") + '"';
    if (cell.matches("[+-]?[0-9]+")) {
      return quoted
          + " is none of the answers "
          + form.instrument().options().stream()
              .map(option -> Integer.toString(option.value()))
              .reduce((a, b) -> a + " " + b)
              .orElse("")
          + "; if it stands for missing, say so";
    }
    return cell.matches("[+-]?[0-9]*[.,][0-9]+")
        ? quoted + " lies between the answers"
        : quoted + " is no number; if it stands for missing, say so";
  }

  private void problem(long line, @Nullable String column, String reason) {
    taker.problem(new Problem(line, column, reason));
  }
}
