package org.circlejournal.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code docs/doors.md}: what each request answers each role, the one place that says so. */
record DoorsTable(List<Row> commandSide, List<Row> querySide) {

  static final Path FILE = Path.of("..").toAbsolutePath().normalize().resolve("docs/doors.md");

  /**
   * @param path as OpenAPI writes it, e.g. {@code /circles/{id}/attendance}
   * @param answers by role: {@code yes} or a status
   */
  record Row(String method, String path, Map<String, String> answers) {

    String request() {
      return method + " " + path;
    }
  }

  static DoorsTable read() throws IOException {
    List<Row> commandSide = new ArrayList<>();
    List<Row> querySide = new ArrayList<>();
    List<Row> current = commandSide;
    List<String> roles = List.of();
    for (String line : Files.readAllLines(FILE)) {
      if (line.startsWith("## ")) {
        current = line.equals("## Query side") ? querySide : commandSide;
      } else if (line.startsWith("| request |")) {
        roles = cells(line).subList(1, cells(line).size());
      } else if (line.startsWith("| `")) {
        current.add(row(cells(line), roles));
      }
    }
    return new DoorsTable(commandSide, querySide);
  }

  private static Row row(List<String> cells, List<String> roles) {
    String[] request = cells.get(0).replace("`", "").split(" ");
    if (request.length != 2 || cells.size() != roles.size() + 1) {
      throw new IllegalStateException(FILE + ": " + cells);
    }
    Map<String, String> answers = new LinkedHashMap<>();
    for (int i = 0; i < roles.size(); i++) {
      answers.put(roles.get(i), cells.get(i + 1));
    }
    return new Row(request[0], request[1], answers);
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    for (String cell : line.substring(1, line.lastIndexOf('|')).split("\\|")) {
      cells.add(cell.strip());
    }
    return cells;
  }
}
