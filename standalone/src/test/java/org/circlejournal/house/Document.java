package org.circlejournal.house;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Markdown file of the project, as far as the house rules read it. */
final class Document {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(#[^)\\s]*)?\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private final Path file;
  private final List<String> lines;

  Document(Path file) {
    this.file = file;
    this.lines = SourceTree.lines(file);
  }

  /** README and everything in {@code docs}. */
  static List<Document> all() {
    return SourceTree.files().stream()
        .filter(file -> SourceTree.name(file).matches("README\\.md|docs/.*\\.md"))
        .map(Document::new)
        .toList();
  }

  static Document readme() {
    return new Document(SourceTree.ROOT.resolve("README.md"));
  }

  String name() {
    return SourceTree.name(file);
  }

  List<String> lines() {
    return lines;
  }

  /** Targets of links inside the project, resolved. */
  List<Path> links() {
    List<Path> links = new ArrayList<>();
    for (String line : lines) {
      Matcher link = LINK.matcher(line);
      while (link.find()) {
        if (!link.group(1).contains("://")) {
          links.add(file.resolveSibling(link.group(1)));
        }
      }
    }
    return links;
  }

  /** Lines of the fenced blocks marked {@code sh}, comments left out, continued lines joined. */
  List<String> commands() {
    List<String> commands = new ArrayList<>();
    boolean inside = false;
    String begun = "";
    for (String line : lines) {
      if (line.startsWith("```")) {
        inside = line.equals("```sh");
      } else if (inside && !line.isBlank() && !line.startsWith("#")) {
        begun = begun + line.strip();
        if (begun.endsWith("\\")) {
          begun = begun.substring(0, begun.length() - 1);
        } else {
          commands.add(begun);
          begun = "";
        }
      }
    }
    return commands;
  }

  /**
   * The rows of the table with this first line, cell by cell, by the text of their first cell.
   *
   * @param header the table's first line
   */
  Map<String, List<String>> table(String header) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    int first = lines.indexOf(header) + 2;
    if (first == 1) {
      throw new IllegalStateException(name() + " has no table " + header);
    }
    for (String line : lines.subList(first, lines.size())) {
      if (!line.startsWith("|")) {
        break;
      }
      List<String> cells = List.of(line.substring(1, line.length() - 1).split("\\|", -1));
      rows.put(cells.get(0).strip().replaceAll("\\[([^]]*)\\].*", "$1"), cells);
    }
    return rows;
  }

  /** What a cell has in code quotes. */
  static List<String> codes(String cell) {
    List<String> codes = new ArrayList<>();
    Matcher code = CODE.matcher(cell);
    while (code.find()) {
      codes.add(code.group(1));
    }
    return codes;
  }
}
