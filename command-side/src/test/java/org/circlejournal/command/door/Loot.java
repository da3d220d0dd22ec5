package org.circlejournal.command.door;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.circlejournal.command.door.PlayedWaves.Urn;
import org.circlejournal.events.journal.Json;

/**
 * All that a thief has after the close: the journal, every table as it can be read, what is left of
 * deleted rows in the files, and the logs. No key: those lie elsewhere.
 */
final class Loot {

  /** A ballot in the journal, and its data key in the vault. */
  record Ballot(
      long position,
      String eventId,
      String recordedAt,
      String ballot,
      String key,
      String box,
      String wrapped,
      long placeInHeap,
      int placeInLog,
      int bytes) {}

  /** An event as it stands in the journal. */
  record Row(
      long position,
      String circle,
      String eventId,
      String recordedAt,
      String name,
      JsonNode payload,
      int bytes,
      JsonNode metadata) {

    String text(String field) {
      return payload.path(field).asText();
    }
  }

  private record Key(String wrapped, long place) {}

  private final List<Row> journal = new ArrayList<>();
  private final Map<String, List<Ballot>> ballots = new HashMap<>();
  private final Map<String, Key> keys = new HashMap<>();
  private final Map<String, List<String>> tables = new LinkedHashMap<>();
  private final DiskRemnants disk;
  private final String logs;

  Loot(OwnPostgres postgres, PlayedWaves waves, Path log) {
    try (Connection c = postgres.database().dataSource().getConnection();
        Statement statement = c.createStatement()) {
      statement.execute("analyze"); // statistics keep samples of rows
      statement.execute("checkpoint");
      readTables(statement);
      readKeys(statement);
      disk = DiskRemnants.in(postgres.folder(), waves.circleIds());
      readJournal(statement);
      logs = Files.readString(log) + Files.readString(postgres.log(), StandardCharsets.ISO_8859_1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Row> journal() {
    return journal;
  }

  /** In the order of the journal. */
  List<Ballot> ballots(Urn urn) {
    return ballots.getOrDefault(urn.circle() + urn.box(), List.of());
  }

  DiskRemnants disk() {
    return disk;
  }

  /** Rows of all tables of the vault as texts. */
  Map<String, List<String>> tables() {
    return tables;
  }

  String logs() {
    return logs;
  }

  private void readTables(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "select table_schema || '.' || table_name from information_schema.tables"
                + " where table_schema in ('vault', 'views') order by 1")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    for (String name : names) {
      List<String> texts = tables.computeIfAbsent(name, n -> new ArrayList<>());
      try (ResultSet rows = statement.executeQuery("select t::text from " + name + " t")) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
    }
  }

  private void readKeys(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("select key_id, wrapped, ctid from vault.data_key")) {
      while (rows.next()) {
        String[] place = rows.getString(3).replaceAll("[()]", "").split(",");
        keys.put(
            rows.getString(1),
            new Key(
                rows.getString(2), Long.parseLong(place[0]) * 1_000 + Long.parseLong(place[1])));
      }
    }
  }

  private void readJournal(Statement statement) throws SQLException, IOException {
    try (ResultSet rows =
        statement.executeQuery(
            "select global_index, aggregate_identifier, event_identifier, time_stamp, payload_type,"
                + " payload, meta_data from journal.domain_event_entry order by global_index")) {
      while (rows.next()) {
        byte[] payload = rows.getBytes(6);
        Row row =
            new Row(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                Json.mapper().readTree(payload),
                payload.length,
                Json.mapper().readTree(rows.getBytes(7)));
        journal.add(row);
        if (row.name().equals("survey.SurveyRecorded")) {
          ballots
              .computeIfAbsent(
                  row.circle() + "wave-" + row.text("wave") + "-" + row.text("instrument"),
                  b -> new ArrayList<>())
              .add(ballot(row));
        }
      }
    }
  }

  private Ballot ballot(Row row) {
    String id = row.payload().path("answers").path("key").asText();
    Key key = keys.getOrDefault(id, new Key("", -1));
    return new Ballot(
        row.position(),
        row.eventId(),
        row.recordedAt(),
        row.text("ballot"),
        id,
        row.payload().path("answers").path("box").asText(),
        key.wrapped(),
        key.place(),
        disk.placeOfKey(id),
        row.bytes());
  }
}
