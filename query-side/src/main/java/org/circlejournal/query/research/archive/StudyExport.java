package org.circlejournal.query.research.archive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.circlejournal.events.journal.EventNames;
import org.circlejournal.events.journal.Json;
import org.circlejournal.events.log.Checkpoint;
import org.circlejournal.query.research.archive.StudyTables.LeftOut;
import org.jspecify.annotations.Nullable;

/**
 * A study as a zip that explains itself: tables as CSV and Parquet, {@code datapackage.json}
 * (Frictionless Data Package), a codebook, a manifest, and how to read it in R and Python.
 */
final class StudyExport {

  /** Of the days' calendar: every file in it is of the same day, so that no clock shows. */
  private static final long NO_TIME = Instant.parse("1980-01-01T12:00:00Z").toEpochMilli();

  /**
   * What the export says of itself.
   *
   * @param purpose as the researcher stated it
   * @param checkpoint the log when it was made; null where there is none yet
   */
  record Frame(String id, String purpose, Instant at, @Nullable Checkpoint checkpoint) {}

  /**
   * What came of it.
   *
   * @param manifest SHA-256, hex
   */
  record Made(long position, long circles, long people, long rows, String manifest) {}

  private record Part(String path, long bytes, long rows, String sha256) {}

  private final Study study;
  private final Frame frame;
  private final List<Part> parts = new ArrayList<>();
  private final ZipOutputStream zip;

  private StudyExport(Study study, Frame frame, OutputStream to) {
    this.study = study;
    this.frame = frame;
    this.zip = new ZipOutputStream(to, StandardCharsets.UTF_8);
  }

  /** Writes the whole of it, and leaves {@code to} open. */
  static Made write(
      Archive.Lent lent,
      Study study,
      Links links,
      Frame frame,
      int threads,
      OutputStream to,
      Progress progress)
      throws IOException, SQLException {
    StudyExport export = new StudyExport(study, frame, to);
    try (Workroom room = Workroom.open();
        StudyTables tables = new StudyTables(lent, study, links, room, threads)) {
      List<EventTable> all = StudyTables.of(study);
      progress.more(all.size());
      List<Long> rows = new ArrayList<>();
      for (EventTable table : all) {
        rows.add(export.table(tables, table, room));
        progress.did(1);
      }
      export.text("datapackage.json", export.datapackage(all));
      export.text("codebook.csv", codebook(all));
      export.text("read.R", resource("read.R"));
      export.text("read.py", resource("read.py"));
      export.text("README.md", export.readme(all, rows));
      byte[] manifest = json(export.manifest(lent, tables));
      export.bytes("manifest.json", manifest);
      export.zip.finish();
      return new Made(
          lent.position(),
          tables.circles(),
          tables.people(),
          rows.stream().mapToLong(Long::longValue).sum(),
          sha256(manifest));
    }
  }

  private long table(StudyTables tables, EventTable table, Workroom room)
      throws IOException, SQLException {
    Path csv = room.file(table.name() + ".csv");
    Path parquet = room.file(table.name() + ".out.parquet");
    long rows = tables.write(table, csv, parquet);
    zip.setLevel(Deflater.BEST_SPEED);
    file("data/" + table.name() + ".csv", csv, rows);
    zip.setLevel(Deflater.NO_COMPRESSION); // it is compressed
    file("data/" + table.name() + ".parquet", parquet, rows);
    return rows;
  }

  private void file(String path, Path file, long rows) throws IOException {
    MessageDigest digest = digest();
    long bytes = 0;
    begin(path);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 18];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        zip.write(buffer, 0, n);
        bytes += n;
      }
    }
    zip.closeEntry();
    parts.add(new Part(path, bytes, rows, HexFormat.of().formatHex(digest.digest())));
    Files.delete(file);
  }

  private void text(String path, byte[] bytes) throws IOException {
    bytes(path, bytes);
    parts.add(new Part(path, bytes.length, -1, sha256(bytes)));
  }

  private void text(String path, String text) throws IOException {
    text(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private void text(String path, ObjectNode json) throws IOException {
    text(path, json(json));
  }

  private void bytes(String path, byte[] bytes) throws IOException {
    zip.setLevel(Deflater.BEST_SPEED);
    begin(path);
    zip.write(bytes);
    zip.closeEntry();
  }

  private void begin(String path) throws IOException {
    ZipEntry entry = new ZipEntry(path);
    entry.setTime(NO_TIME);
    zip.putNextEntry(entry);
  }

  // --- what explains it -----------------------------------------------------------------------

  /** Frictionless Data Package, version 1: a resource for each table, as CSV. */
  private ObjectNode datapackage(List<EventTable> tables) {
    ObjectNode about = Json.mapper().createObjectNode();
    about.put("profile", "tabular-data-package");
    about.put("name", "study-" + study.name().toLowerCase(Locale.ROOT));
    about.put("title", "Circle Journal, study " + study.name());
    about.put("description", frame.purpose());
    ArrayNode resources = about.putArray("resources");
    for (EventTable table : tables) {
      ObjectNode resource = resources.addObject();
      resource.put("profile", "tabular-data-resource");
      resource.put("name", table.name().replace('_', '-'));
      resource.put("path", "data/" + table.name() + ".csv");
      resource.put("description", table.description());
      resource.put("format", "csv").put("mediatype", "text/csv").put("encoding", "utf-8");
      Part part = part("data/" + table.name() + ".csv");
      resource.put("bytes", part.bytes()).put("hash", "sha256:" + part.sha256());
      ObjectNode schema = resource.putObject("schema");
      ArrayNode fields = schema.putArray("fields");
      for (Column column : table.columns()) {
        ObjectNode field = fields.addObject();
        field.put("name", column.name()).put("type", frictionless(column));
        field.put("description", column.description());
        if (!column.unit().isEmpty()) {
          field.put("unit", column.unit());
        }
        if (!column.values().isEmpty()) {
          ArrayNode values = field.putObject("constraints").putArray("enum");
          column.values().forEach(values::add);
        }
      }
      schema.putArray("missingValues").add("");
    }
    return about;
  }

  private Part part(String path) {
    return parts.stream().filter(part -> part.path().equals(path)).findFirst().orElseThrow();
  }

  static String frictionless(Column column) {
    if (column.kind() != Column.Kind.PLAIN) {
      return "string";
    }
    return switch (column.type()) {
      case Column.INTEGER, Column.BIGINT -> "integer";
      case Column.DOUBLE -> "number";
      case Column.BOOLEAN -> "boolean";
      default -> "string";
    };
  }

  /** Every variable in a line. */
  private static String codebook(List<EventTable> tables) {
    StringBuilder book = new StringBuilder("table,variable,type,unit,values,description\n");
    for (EventTable table : tables) {
      for (Column column : table.columns()) {
        book.append(
            List.of(
                    table.name(),
                    column.name(),
                    frictionless(column),
                    column.unit(),
                    String.join(";", column.values()),
                    column.description())
                .stream()
                .map(StudyExport::quoted)
                .collect(Collectors.joining(",", "", "\n")));
      }
    }
    return book.toString();
  }

  private static String quoted(String text) {
    return text.contains(",") || text.contains("\"")
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }

  private ObjectNode manifest(Archive.Lent lent, StudyTables tables) throws SQLException {
    ObjectNode manifest = Json.mapper().createObjectNode();
    manifest.put("export", frame.id()).put("study", study.name());
    manifest.put("lane", Json.kebab(study.lane())).put("purpose", frame.purpose());
    manifest.put("madeAt", frame.at().toString());
    manifest.put("position", lent.position());
    Checkpoint checkpoint = frame.checkpoint();
    if (checkpoint == null) {
      manifest.putNull("checkpoint");
    } else {
      manifest
          .putObject("checkpoint")
          .put("origin", checkpoint.origin())
          .put("size", checkpoint.size())
          .put("root", checkpoint.root().base64());
    }
    ObjectNode versions = manifest.putObject("versions").put("archive", Archive.FORM);
    ObjectNode views = versions.putObject("views");
    for (EventTable table : StudyTables.of(study)) {
      views.put(table.name(), DerivedTable.versionOf(table.name()));
    }
    versions.set("revisions", revisions());
    ObjectNode consent = manifest.putObject("consent");
    ArrayNode purposes = consent.putArray("purposes");
    StudyTables.scope(study).forEach(purpose -> purposes.add(Json.kebab(purpose)));
    consent.put("at", "the head of the journal, and what waited for the night");
    consent.put("circles", tables.circles()).put("people", tables.people());
    LeftOut left = tables.leftOut();
    ObjectNode suppression = manifest.putObject("suppression");
    suppression.put("k", left.k());
    suppression.put("rarePatterns", study.rare() ? "kept" : "left-out");
    suppression.put("patternsLeftOut", left.patterns()).put("peopleLeftOut", left.people());
    suppression.put("circlesWhoseLinksAreNotUsed", left.circles());
    suppression.put("workplaces", study.workplaces() == null ? "all" : "some");
    suppression.put("words", study.quote() ? "of-who-may-be-quoted" : "left-out");
    ArrayNode files = manifest.putArray("files");
    for (Part part : parts) {
      ObjectNode file = files.addObject().put("path", part.path()).put("bytes", part.bytes());
      if (part.rows() >= 0) {
        file.put("rows", part.rows());
      }
      file.put("sha256", part.sha256());
    }
    return manifest;
  }

  /** To which form each kind of event was brought, whichever it was written in. */
  private static ObjectNode revisions() {
    ObjectNode revisions = Json.mapper().createObjectNode();
    for (String name : Archive.NAMES) {
      revisions.put(name, EventNames.revisionOf(Objects.requireNonNull(EventNames.typeOf(name))));
    }
    return revisions;
  }

  private String readme(List<EventTable> tables, List<Long> rows) throws IOException {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < tables.size(); i++) {
      EventTable table = tables.get(i);
      list.append("| `%s` | %d | %s |\n".formatted(table.name(), rows.get(i), table.description()));
    }
    return resource("README.md")
        .replace("{study}", study.name())
        .replace("{lane}", Json.kebab(study.lane()))
        .replace("{purpose}", frame.purpose())
        .replace("{tables}", list);
  }

  private static String resource(String name) throws IOException {
    String path = "/research/export/" + name;
    try (InputStream in =
        Objects.requireNonNull(StudyExport.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] json(ObjectNode node) {
    try {
      return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
